/*
 * orm/session/private.h - what the parts of a session share
 */
#ifndef LIMBECK_ORM_SESSION_PRIVATE_H
#define LIMBECK_ORM_SESSION_PRIVATE_H

#include "orm/driver.h"
#include "orm/engine/tombstone.h"
#include "orm/model/private.h"
#include "orm/session/session.h"
#include "orm/sql/run.h"

/*
 * What the session knows of an object.  In memory the object follows at once,
 * then its row: the same struct as the database has it, as far as we know.
 */
enum { NOT_WALKED, ON_THE_WAY, WALKED };

struct instance {
	const void *self; /* the object: a pointer to anything else is none */
	struct orm_mapped *mapped;
	void *row;           /* NULL: there is none yet */
	uint32_t hash;       /* of its key, once it is in the identity map */
	uint32_t order;      /* in which it came: its place among all */
	uint32_t seen;       /* by which query last */
	uint64_t loaded;     /* which of its relations, by number */
	unsigned char state; /* enum orm_state */
	bool doomed, expired;
	bool touched;       /* this flush: a relation has changed */
	unsigned char walk; /* this flush: NOT_WALKED, ON_THE_WAY or WALKED, */
	unsigned depth;     /* ... how many new, or doomed, ones of its own table are before it */
	struct link *links; /* this flush: whom its foreign keys are to follow */
	uint64_t loading;   /* this query: relations whose rows are coming */
	struct lack *lack;  /* NULL: nothing */
};

/* What was left out when the row was read. */
struct lack {
	uint64_t refused;   /* relations that may not be loaded, by number */
	uint64_t columns[]; /* bits, by number of the field */
};

/* A foreign key of an object follows its owner, whose key may not be known yet. */
struct link {
	const struct orm_linked *relation; /* its key's columns are of `child` */
	struct instance *child, *owner;    /* owner NULL: nobody's any more */
	struct link *next;                 /* of the same child */
	bool done;
};

static inline void *instance_object(struct instance *i)
{
	return i + 1;
}

/*
 * Objects by key: each in the first free place at or after the one that its hash
 * tells.  A third at least is free.
 */
struct identity {
	struct identity_place {
		uint32_t hash;   /* its lower half */
		uint32_t number; /* one more than the object's `order`; 0: free */
	} * places;
	size_t size, count; /* size is a power of two */
};

/* What an object was before the transaction, or a nested one, changed it. */
struct undo {
	struct instance *instance;
	void *row;
	unsigned char state;
	bool doomed;
};

/* Memory that is taken bit by bit and given back at once. */
struct block {
	char *base;
	size_t used, size;
};

struct blocks {
	VEC(struct block);
	size_t current; /* those after it are empty */
};

struct orm_session {
	struct orm_tombstone tombstone;
	struct orm_engine *engine; /* where connections come from; NULL: there is just one */
	struct orm_conn *conn;     /* NULL: it has none at the moment */
	const struct orm_registry *registry;
	struct orm_session_options options;
	struct error error;
	struct arena arena; /* texts; cleared as a whole */
	struct arena undo_arena;
	struct identity identity;
	struct {
		VEC(struct instance *);
	} all;
	struct {
		VEC(struct undo);
	} undo;
	struct {
		VEC(size_t); /* where the list above was when each began */
	} nested;
	struct arena lists;           /* the vectors above, and what queries return */
	struct blocks objects;        /* which their addresses are looked up in */
	struct blocks texts;          /* that were read */
	struct arena own;             /* lists of blocks; as long as the session */
	uint32_t queries;             /* how many there have been */
	struct listeners *listeners;  /* NULL: nobody listens */
	struct arena listener_memory; /* them */
	bool telling;                 /* them something */
	struct batches *batches;      /* the query that is being read in batches, or NULL */
	bool held; /* by a listener that is told of an object, which others are at work on */
	bool closed;
	bool begun;
	bool guest;  /* ... within a transaction that isn't ours */
	bool broken; /* nothing but a rollback helps */
};

/* Those who listen. */
enum session_moment { AT_FLUSH, AT_FLUSHED, AT_COMMITTED, AT_ROLLED_BACK };
enum session_write { OF_INSERT, OF_UPDATE, OF_DELETE, OF_LOAD };
void session_tell(struct orm_session *s, enum session_moment at);
void session_tell_of(struct orm_session *s, enum session_write what, struct instance *i);
/* May it happen?  False: the session has failed. */
bool session_ask_commit(struct orm_session *s);
bool session_ask_write(struct orm_session *s, enum session_write what, struct instance *i);

/* The query that is being read in batches is read no more; before its transaction ends. */
void batches_end(struct orm_session *s);

/* Allocation. */
struct instance *instance_new(struct orm_session *s, struct orm_mapped *m);
/* As orm_session_clear, of those from number `from` on. */
void instances_clear(struct orm_session *s, size_t from);
/* The instance of an object of this session, let go or not; NULL: it is none. */
struct instance *instance_of(const struct orm_session *s, const void *object);
/* The same, as an error. */
struct instance *instance_must(struct orm_session *s, const void *object, const char *what);
/* Forgets all; `keep`: up to some megabytes of memory for those that come next. */
void instance_free_all(struct orm_session *s, bool keep);
/* A text of the session's own, which ends with NUL. */
const char *instance_text(struct orm_session *s, const char *text, size_t len);
/* Has any column, or relation, changed? */
bool instance_changed(const struct instance *i);
/* Notes what it is, so that a rollback brings it back. */
void instance_remember(struct orm_session *s, struct instance *i);
/* Goes back to how things were when the list had this length. */
void instance_undo(struct orm_session *s, size_t length);
/* Columns that weren't read, by number of the field. */
bool instance_lacks(const struct instance *i, size_t field);
struct lack *instance_lack(struct orm_session *s, struct instance *i);
/* The row becomes what the object is, */
void instance_take_row(struct instance *i);
/* ... and texts of the program's become the session's own. */
void instance_settle(struct orm_session *s, struct instance *i);

/* The identity map: by the keys of `row`, which has the struct's layout. */
uint32_t identity_hash(const struct orm_mapped *m, const void *row);
struct instance *identity_find(const struct orm_session *s, const struct orm_mapped *m,
                               const void *row, uint32_t hash);
void identity_put(struct orm_session *s, struct instance *i, uint32_t hash);
void identity_remove(struct orm_session *s, struct instance *i);
/* `keep`: the places, if as many may be wanted again. */
void identity_clear(struct orm_session *s, bool keep);

/*
 * Every call begins with this: false when a failure has left the transaction in
 * an unknown state; else what went wrong before is forgotten.
 */
bool session_enter(struct orm_session *s);
/* The first error of a call stays; returns false. */
bool session_fail(struct orm_session *s, const struct error *err);
bool session_failf(struct orm_session *s, enum error_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);
/*
 * False, ERR_USAGE: a listener is being told of an object, so that nothing may end or be
 * freed; with `whole` of anything.
 */
bool session_may_end(struct orm_session *s, bool whole);
/* False once something has failed in this call. */
bool session_ready(const struct orm_session *s);
/* Rolls back what is open in the database. */
void session_undo(struct orm_session *s);
/* There is a connection, and a transaction is open, if one is wanted for reading, or for writing.
 */
bool session_begin(struct orm_session *s, bool writing);

/* The columns of a query as they come together. */
struct columns {
	VEC(const struct orm_expr *);
};

/* What a query reads of a model, and where that is in its rows. */
struct reader {
	struct orm_session *s;
	struct orm_mapped *mapped;
	const struct orm_source *source; /* what the model is called in the query */
	int *places;                     /* beside mapped->read; -1: it isn't read */
	bool partly;                     /* some aren't */
	bool fresh;                      /* objects that are here are overwritten */
};

/*
 * Adds to `columns` what the model's objects are read from; `f` says what to leave out,
 * NULL: what models say.
 */
struct reader reader_new(struct orm_session *s, struct arena *a, struct orm_mapped *m,
                         const struct orm_source *source, const struct orm_find *f,
                         struct columns *columns);
/* Is the row's key NULL: an outer join that found nobody? */
bool reader_nobody(const struct reader *d, struct orm_result *r);
/* The object of the current row; NULL on an error. */
struct instance *reader_row(const struct reader *d, struct orm_result *r);
const struct orm_expr *reader_column(struct arena *a, const struct orm_source *of,
                                     const struct orm_field *f);
/* Which rows of its table are of a model, or NULL: all. */
const struct orm_expr *load_condition(struct arena *a, const struct orm_mapped *m);
/* Objects of the table are read again when they are wanted; NULL: all. */
void session_expire_table(struct orm_session *s, const struct orm_source *source);
/* Reads its row again. */
bool load_again(struct orm_session *s, struct instance *i);

/* Writing: objects of one model, all to be treated alike. */
struct instances {
	VEC(struct instance *);
};
bool write_inserts(struct orm_session *s, const struct instances *list);
bool write_updates(struct orm_session *s, const struct instances *list);
bool write_deletes(struct orm_session *s, const struct instances *list);

/* A row of the table between two sides of a MANY_TO_MANY. */
struct pair {
	const struct orm_linked *relation;
	struct instance *near, *far;
};

struct pairs {
	VEC(struct pair);
};

/* Relations, as a flush sees them. */
struct relating {
	struct arena *a;
	struct instances touched;
	struct {
		VEC(struct link *);
	} links;
	struct pairs added, removed; /* rows of the tables between */
	struct instances orphans;    /* those that have lost an owner */
	struct instances dropped;    /* ... and new, so that they are nobody's from now on */
};
/* Finds what has changed; dooms what goes with its owner. */
bool relate_gather(struct orm_session *s, struct relating *r);
void relate_touch(struct relating *r, struct instance *i);
/* What the flush has found out about a foreign key of `child`, or NULL; the last word counts. */
struct link *relate_find(const struct instance *child, const struct orm_linked *l);
void relate_link(struct relating *r, const struct orm_linked *l, struct instance *child,
                 struct instance *owner);
/* The relation of owners that a foreign key is about, if it is known. */
static inline const struct orm_linked *relate_owners_side(const struct orm_linked *l)
{
	return l->relation->kind == ORM_BELONGS_TO ? l->back : l;
}
/* Dooms what goes with its owner; others are nobody's. */
bool relate_cascade(struct orm_session *s, struct relating *r);
/* Rows to be deleted that refer to others which are deleted before them do no more. */
bool relate_open_circles(struct orm_session *s, const struct instances *deletes);
/* By which of two is written first, and deleted last; 0: at once. */
int relate_order(const struct instance *x, const struct instance *y);
/* Sets the foreign keys of `i` whose owners are rows by now. */
bool relate_apply(struct orm_session *s, struct instance *i);
/* A list's other members are read before it is said that one has come, if that may be known. */
bool relate_know_pairs(struct orm_session *s, const struct orm_linked *l, struct instance *i);
/* A row of the table between is to be added, or removed. */
void relate_pair(struct relating *r, const struct pair *p, bool added);
/* Rows of the tables between: those removed before anything is deleted, added ones last. */
bool relate_remove(struct orm_session *s, struct relating *r);
bool relate_add(struct orm_session *s, struct relating *r);
/* The flush is over; `written`: relations are as their rows. */
void relate_end(struct orm_session *s, struct relating *r, bool written);

/* The member of a relation. */
void **relation_pointer(const struct orm_linked *l, void *object);
struct orm_many *relation_many(const struct orm_linked *l, void *object);
bool relation_is_list(const struct orm_linked *l);
/* Adds to or takes out of a list, unless it is, or isn't, there; true: it changed. */
bool many_add(struct orm_session *s, struct orm_many *m, void *object);
/* The same without a look whether it is there. */
void many_push(struct orm_session *s, struct orm_many *m, void *object);
bool many_has(const struct orm_many *m, const void *object);
bool many_remove(struct orm_session *s, struct orm_many *m, const void *object);
/* Is the key of `l` that of the primary key of `owner`? */
bool relation_by_key(const struct orm_linked *l, const struct orm_mapped *owner);
/* The one that an object, or row, refers to by the key of `l`, if it is here. */
struct instance *relation_owner(struct orm_session *s, const struct orm_linked *l,
                                const struct orm_mapped *owner, const void *child);
/*
 * Loads a relation of objects of one model, those alone that haven't it, with as
 * few queries as can be.  `f`, if not NULL, says which columns to leave out; `found`, if
 * not NULL, gets all on the other side, in `a`.
 */
bool relation_load(struct orm_session *s, const struct orm_linked *l, const struct orm_find *f,
                   const struct instances *list, struct arena *a, struct instances *found);
/* What the program has changed of it since it was loaded, or without that; in `a`. */
struct kept {
	struct orm_many added, removed;
	void *pointer;
	bool changed; /* the pointer */
};
struct kept relation_keep(struct arena *a, const struct orm_linked *l, struct instance *i);
/* Once it is loaded: what was changed is so again. */
void relation_restore(struct orm_session *s, const struct orm_linked *l, struct instance *i,
                      const struct kept *k);
/* Those that models always want, of an object that came by its key. */
bool relations_wanted(struct orm_session *s, struct instance *i);
uint64_t relation_bit(const struct orm_linked *l);
/* Nobody is there. */
void relation_empty(const struct orm_linked *l, struct instance *i);
/* The object and its row have the same list, or pointer: nothing has changed. */
void relation_taken(const struct orm_linked *l, struct instance *i);
/* The list, or pointer, is again what it was when it was loaded. */
void relation_back(const struct orm_linked *l, struct instance *i);
/* The same when loading it has failed. */
void relation_not_loaded(const struct orm_linked *l, struct instance *i);
/* The pointer of the other side, which knows its owner from now on. */
void relation_turn_back(const struct orm_linked *l, struct instance *owner, struct instance *i);
/* Has the pointer of one in a list, which APPEND sets, been assigned since? */
bool relation_is_left(const struct orm_linked *l, struct instance *owner, struct instance *child);
/* What was loaded of relations is to be loaded again when it is asked for. */
void relations_expire(struct instance *i);

#endif
