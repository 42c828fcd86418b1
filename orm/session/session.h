/*
 * orm/session/session.h - objects and the rows they are
 *
 * A session holds objects of mapped structs: each row once, however often it is
 * found.  Objects are changed by plain assignment; a flush compares each with
 * its row as it was loaded and writes what differs.
 *
 *	struct user *ed = ADD(s, User, .name = "Ed");
 *	struct orm_objects found = SELECT(s, User, .where = LIKE(User.name, "E%"));
 *	EACH (User, u, &found)
 *		u->email = "nobody@example.org";
 *	if (!orm_session_commit(s))
 *		complain(orm_session_error(s));
 *
 * Objects and what they point at belong to the session and live until it is
 * closed or cleared, deleted and expunged ones too.  Texts that are assigned are
 * borrowed until the next flush, which copies them.
 *
 * Transactions begin by themselves and end with commit or rollback; in one that
 * the program has begun on the connection they are a savepoint.  Functions
 * that fail return false, NULL or nothing found, and orm_session_error says why.
 * When the database refused a statement, or a flush failed, the session refuses
 * everything, for the same reason, until orm_session_rollback.
 * A session and its objects are used by one thread at a time.
 */
#ifndef LIMBECK_ORM_SESSION_H
#define LIMBECK_ORM_SESSION_H

#include "orm/engine/conn.h"
#include "orm/model/registry.h"

struct orm_engine;
struct orm_session;

struct orm_session_options {
	bool no_autoflush;   /* queries don't flush first */
	bool keep_on_commit; /* objects aren't read again in the next transaction */
};

/* A life: ADD, flush, delete, flush, commit. */
enum orm_state {
	ORM_TRANSIENT,  /* of no session: never written, or rolled back */
	ORM_PENDING,    /* added: the next flush inserts it */
	ORM_PERSISTENT, /* it is a row */
	ORM_DELETED,    /* the row is deleted, in this transaction */
	ORM_DETACHED,   /* it was a row; the session has let go of it */
};

struct orm_objects {
	void **items; /* the session's, until it is closed or cleared */
	size_t len;
};

struct orm_loads {
	const struct orm_relation *const *items;
	size_t len;
};

struct orm_members {
	const struct orm_field *const *items;
	size_t len;
};

/* A query for objects: SELECT(s, User, ...) fills it. */
struct orm_find {
	const void *of; /* a schema constant, as &User, or a struct orm_model */
	struct orm_joins joins;
	const struct orm_expr *where;
	struct orm_exprs group_by;
	const struct orm_expr *having;
	struct orm_exprs order_by;
	bool distinct;
	int64_t limit, offset; /* limit 0 = all */
	/*
	 * Relations to load along with the objects: of theirs, and of those that come
	 * so, each with one more SELECT: ALSO(User.addresses, Address.city).
	 */
	struct orm_loads load;
	/*
	 * The same in the rows of the query itself, by LEFT JOIN; where it has a limit it
	 * becomes a subquery, so that the limit counts objects.  A query that locks
	 * loads them as if `load` had said it.
	 */
	struct orm_loads joined;
	/* Relations whose tables are in `joins` already: their lists are what the rows have. */
	struct orm_loads contained;
	struct orm_loads leave; /* not loaded now, whatever their models say */
	struct orm_loads raise; /* the same, and LOAD of them is an error */
	/*
	 * Columns that aren't read, that are although their models defer them, or, of
	 * their models, nothing but them and keys: MEMBERS(User.photo).
	 */
	struct orm_members defer, undefer, only;
	struct orm_for lock;
	bool fresh; /* objects that are here already are overwritten, changes as well */
};

/*
 * A session on a connection, which nobody else uses meanwhile and which stays the
 * caller's.  `options` may be NULL.  Never fails.
 */
struct orm_session *orm_session_new(struct orm_conn *c, const struct orm_registry *r,
                                    const struct orm_session_options *options);
/*
 * A session on connections of an engine (orm/engine/engine.h): it has one from its first
 * statement until commit, rollback or close.
 */
struct orm_session *orm_session_open(struct orm_engine *e, const struct orm_registry *r,
                                     const struct orm_session_options *options);
/*
 * Rolls back what isn't committed, frees all objects; before its connection or engine is
 * closed.  Used again it says that it is closed, until another one is made.  NULL is fine.
 */
void orm_session_close(struct orm_session *s);

/* What went wrong in the last call; code ERR_NONE: nothing. */
const struct error *orm_session_error(const struct orm_session *s);
/* For statements of one's own, in the session's transaction, after a flush; NULL on error. */
struct orm_conn *orm_session_conn(struct orm_session *s);

/* Adds a copy of the struct at `initial`: pending.  NULL: no such model. */
void *orm_session_add(struct orm_session *s, const struct orm_model *m, const void *initial);
/* Adds an object of this session again that a rollback, or expunge, has let go. */
bool orm_session_add_again(struct orm_session *s, void *object);
/* The next flush deletes it; a pending one is let go. */
bool orm_session_delete(struct orm_session *s, void *object);
/* Lets it go as it is; it stays readable. */
bool orm_session_expunge(struct orm_session *s, void *object);
/* Lets go of all and frees them. */
void orm_session_clear(struct orm_session *s);
/*
 * The object with the key of `given`, a struct of the caller's, loaded if need be, with
 * all members as in `given`; or a new one.
 */
void *orm_session_merge(struct orm_session *s, const struct orm_model *m, const void *given);

/*
 * Inserts an array of structs, `size` of the model apart, the fastest way that the
 * database has; they become no objects, and keys that it counts aren't read back.
 */
bool orm_session_insert_all(struct orm_session *s, const struct orm_model *m, const void *structs,
                            size_t count);
/*
 * Updates the rows that have the keys of an array of structs, the columns `set` alone:
 * MEMBERS(User.name).  Objects that are here are expired.  ERR_STATE when a row is gone.
 */
bool orm_session_update_all(struct orm_session *s, const struct orm_model *m, const void *structs,
                            size_t count, struct orm_members set);
/*
 * Runs an INSERT, UPDATE or DELETE after a flush; objects of its table that are here are
 * expired.  Columns whose model gives values (fill, refill) and that the statement doesn't
 * name get them.  Returns how many rows it changed, -1 on an error.
 */
int64_t orm_session_execute(struct orm_session *s, struct orm_query q);

/* Writes what has changed. */
bool orm_session_flush(struct orm_session *s);
bool orm_session_commit(struct orm_session *s);
/*
 * Objects have again what they had when the transaction began: added ones are
 * transient, deleted ones persistent.
 */
void orm_session_rollback(struct orm_session *s);
/* A savepoint after a flush; they nest. */
bool orm_session_begin_nested(struct orm_session *s);
bool orm_session_commit_nested(struct orm_session *s);
void orm_session_rollback_nested(struct orm_session *s);

/* Reads the object's row now; changes that aren't flushed are lost. */
bool orm_session_refresh(struct orm_session *s, void *object);
/* The next query or get that finds it reads it again, but for what isn't flushed. */
bool orm_session_expire(struct orm_session *s, void *object);
/* Reads it again if it is expired. */
bool orm_session_fresh(struct orm_session *s, void *object);

/*
 * The object with this key (values in the order of the key's columns), without a
 * statement if it is here; NULL when there is none, or on an error.
 */
void *orm_session_get(struct orm_session *s, const struct orm_model *m, struct orm_exprs key);
/* All objects that a query finds. */
struct orm_objects orm_session_all(struct orm_session *s, const struct orm_find *f);
/*
 * Objects of a query a batch at a time, for those that are more than memory is to hold:
 * their rows come while they are read (orm_stream), with what `f` says to load.
 *
 *	struct orm_objects some;
 *	if (BATCHES(s, 1000, User, .order_by = LIST(User.id)))
 *		while ((some = orm_session_next(s)).len)
 *			EACH (User, u, &some)
 *				...
 *	if (orm_session_error(s)->code != ERR_NONE)
 *		complain(orm_session_error(s));
 *
 * The session has no objects at first, else it is ERR_USAGE.  Before it gives the next
 * ones orm_session_next flushes, and frees those that there are, as orm_session_clear
 * does; none: there are no more, or that is an error.  Meanwhile the session may be used,
 * but no other query is read so, and a commit, a rollback or a clear ends this one.
 * Lists can't come in its rows (`joined`, `contained`).  SQLite may come again to a row
 * that has meanwhile got another place in what the query goes by.
 */
bool orm_session_batches(struct orm_session *s, const struct orm_find *f, size_t size);
struct orm_objects orm_session_next(struct orm_session *s);
/* Reads no more of it; the objects stay. */
void orm_session_batches_end(struct orm_session *s);
/* The first, or NULL. */
void *orm_session_first(struct orm_session *s, const struct orm_find *f);
/* The only one; it is an error, ERR_STATE, that there is none, or another. */
void *orm_session_one(struct orm_session *s, const struct orm_find *f);
/* The only one, or NULL; the same error when there is another. */
void *orm_session_one_or_none(struct orm_session *s, const struct orm_find *f);
/* How many there are; -1 on an error. */
int64_t orm_session_count(struct orm_session *s, const struct orm_find *f);
bool orm_session_exists(struct orm_session *s, const struct orm_find *f);

/*
 * Loads a relation of an object unless that has been done: a list, or a pointer,
 * which is NULL when there is nobody.  Not one with ORM_LOAD_RAISE, or that the
 * query which found the object was to raise.
 */
bool orm_session_load(struct orm_session *s, void *object, const struct orm_relation *r);
/*
 * Reads a column that was deferred, unless that has been done, or the program has
 * assigned it.  Not one with ORM_DEFER_RAISE.
 */
bool orm_session_fetch(struct orm_session *s, void *object, const struct orm_field *f);
/*
 * Conditions on relations, in `a`: that in the relation `r` of a row is anybody for whom
 * `where` holds, NULL: anybody at all; and that `object` is there, NULL: that nobody is.
 * A relation of no registered model is an error when the query is run.
 */
const struct orm_expr *orm_related(const struct orm_session *s, struct arena *a,
                                   const struct orm_relation *r, const struct orm_expr *where);
const struct orm_expr *orm_related_to(const struct orm_session *s, struct arena *a,
                                      const struct orm_relation *r, const void *object);
/*
 * Puts `other` into the list `r` of an object, or takes it out, for which the list is
 * loaded; the other side, where it is known (back), changes at once.  A pointer of the
 * other side may be assigned plainly instead: the flush puts it into lists that are
 * loaded.  One that isn't loaded is NULL, so that assigning NULL says nothing: LOAD it
 * before, or set its column.  Who sets a column and a pointer: the pointer counts.
 */
bool orm_session_append(struct orm_session *s, void *object, const struct orm_relation *r,
                        void *other);
bool orm_session_remove(struct orm_session *s, void *object, const struct orm_relation *r,
                        void *other);

/* Questions.  An object of nobody, or of another session, is transient. */
enum orm_state orm_session_state(const struct orm_session *s, const void *object);
/* Has it changes that aren't flushed? */
bool orm_session_is_changed(const struct orm_session *s, const void *object);
/* Pending, changed, and about to be deleted objects, as they are now. */
struct orm_objects orm_session_pending(struct orm_session *s);
struct orm_objects orm_session_changed(struct orm_session *s);
struct orm_objects orm_session_doomed(struct orm_session *s);

/* The short forms. */
#define ORM_HEAD(x, ...) x
#define ADD(s, S, ...)                                      \
	((ORM_TYPE_OF(S) *)orm_session_add((s), &(S).model, \
	                                   (const ORM_TYPE_OF(S)[]){ { __VA_ARGS__ } }))
#define GET(s, S, ...)                     ((ORM_TYPE_OF(S) *)orm_session_get((s), &(S).model, LIST(__VA_ARGS__)))
#define ORM_FIND(...)                      (&(const struct orm_find){ .of = &__VA_ARGS__ })
#define ORM_FOUND(...)                     ORM_TYPE_OF(ORM_HEAD(__VA_ARGS__, 0))
#define SELECT(s, ...)                     orm_session_all((s), ORM_FIND(__VA_ARGS__))
#define BATCHES(s, size, ...)              orm_session_batches((s), ORM_FIND(__VA_ARGS__), (size))
#define FIRST(s, ...)                      ((ORM_FOUND(__VA_ARGS__) *)orm_session_first((s), ORM_FIND(__VA_ARGS__)))
#define ONE(s, ...)                        ((ORM_FOUND(__VA_ARGS__) *)orm_session_one((s), ORM_FIND(__VA_ARGS__)))
#define HOW_MANY(s, ...)                   orm_session_count((s), ORM_FIND(__VA_ARGS__))
#define LOAD(s, object, relation)          orm_session_load((s), (object), &(relation))
#define FETCH(s, object, member)           orm_session_fetch((s), (object), &(member))
#define APPEND(s, object, relation, other) orm_session_append((s), (object), &(relation), (other))
#define REMOVE(s, object, relation, other) orm_session_remove((s), (object), &(relation), (other))
#define ORM_ADDRESS(x)                     &(x)
#define ALSO(...)                                                                               \
	((struct orm_loads){                                                                    \
	    (const struct orm_relation *const[]){ ORM_MAP(ORM_ADDRESS, __VA_ARGS__) },          \
	    sizeof((const struct orm_relation *const[]){ ORM_MAP(ORM_ADDRESS, __VA_ARGS__) }) / \
		sizeof(const struct orm_relation *) })
#define MEMBERS(...)                                                                         \
	((struct orm_members){                                                               \
	    (const struct orm_field *const[]){ ORM_MAP(ORM_ADDRESS, __VA_ARGS__) },          \
	    sizeof((const struct orm_field *const[]){ ORM_MAP(ORM_ADDRESS, __VA_ARGS__) }) / \
		sizeof(const struct orm_field *) })
/* For each object of a list; break and continue work. */
#define EACH(S, v, list)                                                              \
	for (size_t v##_at = 0, v##_go = 1; v##_go && v##_at < (list)->len; v##_at++) \
		for (ORM_TYPE_OF(S) *v = (v##_go = 0, (list)->items[v##_at]); !v##_go; v##_go = 1)

#endif
