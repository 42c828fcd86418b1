/*
 * orm/dialect.h - how one database writes SQL
 *
 * Text only: no client library, no connection.  Shared code asks these slots
 * and fields and never which dialect it has.  Slots are filled by name, in this
 * order; a default for a slot that most databases share has the prefix
 * orm_plain_.
 */
#ifndef LIMBECK_ORM_DIALECT_H
#define LIMBECK_ORM_DIALECT_H

#include "orm/ddl/ddl.h"
#include "orm/schema/translate.h"
#include "orm/token.h"

struct orm_sql_dialect;

/* An option that this dialect knows for a kind of object, see attribute.h. */
struct orm_option_info {
	enum orm_kind kind;
	const char *name;         /* without the dialect's prefix; a * stands for anything */
	enum orm_attr_kind value; /* BOOL, TEXT, NAME, WORDS, EXPR or STATE */
	/*
	 * The value that is the same as not giving it, or NULL; "true" or "false" make
	 * a STATE a flag that models may say.  "" = what there is: a
	 * model that doesn't give it leaves it open.  "@name" = the same, and that which
	 * the database chose, which is a state of that name.
	 */
	const char *initial;
};

/* What becomes of a dependent object while something changes. */
enum orm_effect {
	ORM_STAYS,   /* the database adapts it, or doesn't mind */
	ORM_GOES,    /* it has to be away: dropped before, made again after */
	ORM_RESETS,  /* a column: its default has to be away */
	ORM_FOLLOWS, /* a column: its type changes along */
};

/* A statement that can't be in a transaction. */
struct orm_outside {
	/*
	 * A query, run outside of a transaction: a row has whether the statement
	 * has had its effect, and a statement that clears away what it left half
	 * done, or NULL.  NULL = it may simply be run again.
	 */
	const char *state;
	/* Instead: what orm_fingerprint says of it changes when it has its effect. */
	bool compares;
	const char *again; /* then: what completes it if that was in part; or NULL */
	bool inside;       /* it may be in a transaction, and may end it: nobody knows before */
	bool session; /* its effect ends with the session: who goes on runs it again, before that */
	bool plain;   /* any statement: the session stays prepared for changes of schema */
	bool apart;   /* it may be in one: it is better off by itself where others shall go on */
	const char *refused, *hint; /* why a script can't have it; or NULL */
};

/*
 * A value, as SQL, that columns take whose type looks like `type` (text_glob, in
 * lower case).  In it stand, for the value of row n, %n for n, %x for its eight
 * hexadecimal digits, %d, %t and %y for a date, a time, a year, %m for a hardware address,
 * %s for a text as long as the type allows, %l for letters, %f for a number of the type's
 * precision and scale, %b for true or false, %T for the type itself, and %[srid] for a comma
 * and the value of the column's option of that name, or nothing.
 */
struct orm_sample {
	const char *type, *value;
	int64_t distinct; /* how many of them there are; 0 = enough */
};

/*
 * Statements that find rows which make the server stop.  What they make goes with the
 * transaction that they are run in.
 */
struct orm_trial {
	const char *test;  /* reads all rows, and succeeds where none does; NULL: not known */
	const char *make;  /* what the condition needs */
	bool computes;     /* making it goes through the rows already */
	const char *fails; /* holds for a row that does */
	const char *drop;  /* undoes `make` */
};

struct orm_dialect {
	const char *name;           /* "sqlite" */
	const char *base;           /* MariaDB's is "mysql": its options hold too; else NULL */
	const char *title;          /* "SQLite" */
	char quote;                 /* around identifiers, doubled inside */
	bool quotes_upper;          /* bare names lose upper-case letters: quote them */
	size_t identifier_max;      /* bytes; longer generated names are cut */
	bool counts_characters;     /* ... no, characters */
	bool cuts_names;            /* the server cuts all others, too, instead of refusing them */
	int text_max;               /* bytes in a Text without a length; 0 = any number */
	const char *any_text;       /* a collation for any character; NULL: tables take all */
	const char *default_schema; /* "main"; NULL = depends on the connection */
	bool has_path;              /* a session's setting says where bare names are looked up */

	const char *const *lacks; /* types of its relatives; ended by NULL; or NULL */
	bool stores_computed;     /* generated columns are stored; older servers have no others */
	const char *key_bytes;    /* a type of bytes that can be a key where not all can; or NULL */
	const char *length_function; /* counts the characters of a text */
	const char *index_kind;      /* option of an index that isn't a plain one; or NULL */

	bool has_comments;       /* objects carry comments */
	bool transactional_ddl;  /* DDL rolls back */
	bool batches;            /* changes to a table are best made together */
	bool indexes_inside;     /* a table is made, and changed, together with its indexes */
	bool counts_anywhere;    /* columns count up that aren't a key by themselves */
	bool orders_columns;     /* ALTER TABLE puts a column where it belongs */
	bool takes_locks;        /* ALTER TABLE can be told to let others write, or be refused */
	bool goes_by_steps;      /* or makes it in steps during which others can write */
	bool fills;              /* compile gives rows the value of a change's backfill itself */
	bool knows_depends;      /* reflection tells what needs what, in object.depends */
	bool follows_renames;    /* views and triggers know a renamed table, or column, still */
	bool canonicalises;      /* rewrites what it is told: compare what it gives back */
	bool checks_references;  /* a foreign key's target must be there when it is made */
	bool refers_to_keys;     /* a foreign key's target must be a key, not any index */
	bool guards_actions;     /* no CHECK reads a column that a foreign key's action changes */
	bool compares_rows;      /* finds (a, b) > (1, 2) by an index */
	bool scratch_in_memory;  /* an empty database costs nothing */
	const char *scratch_url; /* then: where */
	const char *true_text, *false_text;
	const char *script_begin; /* around statements handed to the native client, */
	const char *script_end;   /* whole lines */
	const char *script_utf8;  /* tells that client so, or NULL: it takes all text for UTF-8 */
	const char *bodies_begin; /* before functions whose bodies name what comes later, or NULL */
	const char *delimiter; /* its client's command that changes what ends statements, or NULL */

	const char *drop_option; /* of a table, which is dropped by other words then; or NULL */

	const struct orm_option_info *options; /* ended by a NULL name */
	const struct orm_sample *samples;      /* the first that fits; ended by a NULL type */
	const char *defer_keys; /* in a transaction: keys that may be are checked at its end */

	/* The first token of `text`; END when len is 0. */
	struct orm_token (*next_token)(const char *text, size_t len);
	/*
	 * Does the token mean nothing to who compares what comes up to `end`?  MySQL: the
	 * character set in which it holds a literal.  NULL: all mean something.
	 */
	bool (*is_idle)(const struct orm_token *t, const char *end);
	/* Is the bare word a keyword that needs quotes as a name? */
	bool (*is_reserved)(const char *word);
	/*
	 * Feeds one token (not space or comment) to the splitter; `state` starts
	 * at 0 for each statement.  True: this token ends the statement.
	 */
	bool (*ends_statement)(unsigned *state, const struct orm_token *t);
	/* What a quoted token stands for; NULL: doubled quotes are all there is. */
	char *(*unquote)(struct arena *a, const struct orm_token *t);
	/*
	 * Is the statement one for the server?  ERR_INPUT names what belongs to
	 * its native client (\connect, data after COPY); orm_exec and orm_query ask
	 * it.  NULL: all are.
	 */
	bool (*accepts)(const char *sql, struct error *err);
	/* `name` as names compare: folded, or itself.  Result in the arena or `name`. */
	const char *(*fold)(struct arena *a, const char *name);
	/* Do two names name the same object? */
	bool (*same_name)(const char *x, const char *y);

	/*
	 * The exact type of a column (`c->type` may be generic): what the
	 * database is told.  `t` is the column's table or NULL.  ERR_UNSUPPORTED
	 * when there is no such type.
	 */
	bool (*type_text)(struct buf *out, const struct orm_type *type, const struct orm_column *c,
	                  const struct orm_table *t, struct error *err);
	/*
	 * The most portable generic type that type_text turns back into exactly
	 * `text`, or NULL.
	 */
	struct orm_type *(*generic_type)(struct arena *a, const char *text);
	/* What those are nearly for which it gives NULL; ended by a NULL name: translate.h. */
	const struct orm_near_type *near_types;
	/* Are two exact types the same?  `loose`: close enough for a model. */
	bool (*same_type)(const char *x, const char *y, bool loose);
	/* Are two defaults the same?  `loose`: by value. */
	bool (*same_default)(const struct orm_default *x, const struct orm_default *y, bool loose);
	/*
	 * Is the expression `stored`, of table `there`, how the database itself writes
	 * `given`, of table `here`?  Asked where their tokens differ; false when it isn't
	 * sure.  NULL: it writes what it is told, or nobody knows.
	 */
	bool (*spells)(const struct orm_table *here, const char *given,
	               const struct orm_table *there, const char *stored);

	/*
	 * The model with what it says in one word and the database stores in another, or
	 * in several, as `stored`, which is a database's, has it, where that is exactly what
	 * becomes of it (PostgreSQL: serial); `model` itself when there is nothing of the
	 * kind.  NULL: there never is.
	 */
	const struct orm_metadata *(*as_stored)(struct arena *a, const struct orm_metadata *model,
	                                        const struct orm_metadata *stored);

	/* A string literal.  NULL: quotes are doubled, and that is all. */
	void (*string_text)(struct buf *out, const char *text);
	/* Does the object, as its model has it, say what this open option is? NULL: by its name. */
	bool (*says)(const struct orm_object *o, const char *option);

	/* The SQL of func.NAME(...) with this text between the parentheses. */
	void (*function_text)(struct buf *out, const char *call);

	/* Dialect-specific end of orm_resolve for one object. */
	bool (*resolve)(struct arena *a, struct orm_object *o, struct error *err);
	/* The same for the whole: adds what the objects need, such as types.  Or NULL. */
	bool (*resolve_metadata)(struct arena *a, struct orm_metadata *m, struct error *err);

	/* DDL: all changes concern one table, or there is just one change. */
	bool (*compile)(struct ddl *d, const struct orm_change *changes, size_t count,
	                struct error *err);

	/*
	 * Can this ALTER or RENAME of anything be done in place?  If not, the
	 * comparison drops the object and makes it again.
	 */
	bool (*can_alter)(const struct orm_change *c);
	/*
	 * What this ALTER or DROP means for an object that depends on the one it
	 * changes.  Asked where knows_depends.
	 */
	enum orm_effect (*effect)(const struct orm_change *c, const struct orm_object *dependent);
	/*
	 * A query, asked before a change that drops an object: n, s = statements, by n,
	 * which give it back what CREATE doesn't say once it is there again, that is, its
	 * owner and what was granted on it.  NULL: the change drops nothing of the kind.
	 * The slot NULL: CREATE says all.
	 */
	const char *(*rights)(struct arena *a, const struct orm_change *c);
	/* The same as statements to run before and after; `number` tells several apart. */
	void (*rights_text)(struct arena *a, const char *query, unsigned number,
	                    const char **before, const char **after);
	/*
	 * What data this ALTER of a table or column takes away, in words, or NULL.  NULL: none
	 * ever does.
	 */
	const char *(*losses)(struct arena *a, const struct orm_change *c);

	/*
	 * Adds changes that take away what new objects have by default, as `from` or `to`
	 * has it, and `to` doesn't say.  NULL: they have nothing.
	 */
	void (*by_default)(struct arena *a, const struct orm_metadata *from,
	                   const struct orm_metadata *to, struct orm_changes *changes);
	/*
	 * Changes in the words that the database has for several of them together:
	 * PostgreSQL's serial columns, whose sequences come and go unsaid.  They are
	 * complete and in no order yet.  One that is none any more has neither `from`
	 * nor `to`; new ones are at the end.  NULL: they stay as they are.
	 */
	void (*simplify)(struct arena *a, struct orm_changes *changes);

	/*
	 * The definition of a function of the same arguments and result that does
	 * nothing: it stands in while what its body needs is made.  NULL = not
	 * needed, bodies are text.
	 */
	const char *(*stub)(struct arena *a, const struct orm_definition *function);

	/*
	 * Does `sql` (one statement) create or drop an object?  Fills kind, name
	 * and `created`; false when it is none that is tracked.
	 */
	bool (*classify)(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
	                 bool *created);

	/* Can `sql` (one statement) not be in a transaction?  NULL: all can. */
	bool (*outside)(struct arena *a, const char *sql, struct orm_outside *out);

	/*
	 * What the statement costs the table that it is about, as far as its text tells:
	 * facts from manuals and measurements, where no server was asked.  NULL: nothing
	 * is known but what the compiler said.
	 */
	struct ddl_cost (*cost)(const struct ddl_statement *s);
	/* What a new foreign key costs the table that it leads to; no lock = as its own. */
	struct ddl_cost refers;
	struct ddl_cost validates; /* the same when rows are read in a step of its own */
	struct ddl_cost attaches;  /* what a new partition costs the table that gets it */
	/*
	 * A query for the sizes of tables: schema, name, rows (NULL = unknown), bytes.  Their
	 * names, as literals with commas between, and a ) are put at its end.  A row without
	 * a name is the database as a whole.  NULL: sizes can't be asked for.
	 */
	const char *sizes;
	bool sizes_lag; /* rows may be there though it says that there are none */

	/*
	 * Does a column of the primary key hold NULL, to the catalogs, when its
	 * model says nothing of it?  (SQLite: the alias of the rowid.)
	 */
	bool (*key_may_be_null)(const struct orm_table *t, const struct orm_column *c);
	/*
	 * The name of a key that rows have besides what the table says (SQLite: rowid),
	 * or NULL.  The slot NULL: there is none.
	 */
	const char *(*row_name)(const struct orm_table *t);
	/* Do literals compare with the values exactly, and as these sort?  NULL: all do. */
	bool (*is_ordered)(const struct orm_column *c);
	/*
	 * Is the constraint's name the one that the database itself gives one of `t` that
	 * has none?  NULL: it gives none.
	 */
	bool (*chose_name)(const struct orm_table *t, const struct orm_constraint *c);
	/*
	 * What the constraint is called once its table, which was `from`, is called `to`:
	 * names that begin as the database's own do go along.  NULL: all stay.
	 */
	const char *(*name_after)(struct arena *a, const struct orm_constraint *c, const char *from,
	                          const char *to);
	/*
	 * What the NOT NULL of a column of that table is called, said or not; heirs call it
	 * the same.  Without a column: of the domain of that name.  NULL: it has no name.
	 */
	const char *(*not_null_name)(struct arena *a, const char *table,
	                             const struct orm_column *c);
	/*
	 * The column with what it has from its table said by itself (MySQL: a
	 * collation), or `c` when that is nothing.  NULL: tables give nothing.
	 */
	const struct orm_column *(*whole_column)(struct arena *a, const struct orm_table *t,
	                                         const struct orm_column *c);
	/*
	 * The column in fewer words that come to the same (PostgreSQL: a default without
	 * its cast; MariaDB: JSON), or `c`.  NULL: there are none.
	 */
	const struct orm_column *(*short_column)(struct arena *a, const struct orm_column *c);
	/*
	 * Does a new column, NOT NULL and without a default, have values of its own all
	 * the same: numbers that count up?  NULL: none but identities do.
	 */
	bool (*numbers_itself)(const struct orm_column *c);
	/*
	 * A condition that holds for values, `column` being the old one as SQL, that the
	 * new type can't hold, so that the change would fail; NULL when there are none or
	 * that isn't known.  The slot NULL: the change itself tells.
	 */
	const char *(*misfit)(struct arena *a, const char *column, const struct orm_column *from,
	                      const struct orm_column *to);
	/*
	 * A condition for rows of `t` for which `expr` gives what the generated column `to`
	 * doesn't store; NULL when that isn't known.  The slot NULL: `trial` finds them.
	 */
	const char *(*unstored)(struct arena *a, const struct orm_table *t, const char *expr,
	                        const struct orm_column *to);
	/*
	 * What a value, `column` being the old one as SQL, is compared as once the column is
	 * `to`; both are whole.  NULL: as before.  The slot NULL: it always is.
	 */
	const char *(*collated)(struct arena *a, const char *column, const struct orm_column *from,
	                        const struct orm_column *to);
	/* The condition that a column says of its own values; NULL: none.  NULL: constraints are.
	 */
	const char *(*own_check)(const struct orm_column *c);
	/*
	 * What a change of type makes of a value, `column` being the old one as SQL, where
	 * some can make the server refuse; NULL: none can.  The slot NULL: `misfit` knows all.
	 */
	const char *(*converted)(struct arena *a, const char *column, const struct orm_column *from,
	                         const struct orm_column *to);
	/*
	 * How to find the rows of `t` for which `expr`, of its columns, gives no value of
	 * `type`, since the server stops at an error.  NULL: conditions find them.
	 */
	void (*trial)(struct arena *a, const struct orm_table *t, const char *expr,
	              const char *type, struct orm_trial *out);
	/*
	 * How to find the rows of `was` that may not stay when it becomes `partition` of
	 * `parent`, as both are in `to`; without a test.  NULL: no table becomes one.
	 */
	void (*bound_trial)(struct arena *a, const struct orm_metadata *to,
	                    const struct orm_table *parent, const struct orm_table *partition,
	                    const struct orm_table *was, struct orm_trial *out);
	/*
	 * How to find the rows of `t` that an exclusion constraint doesn't allow beside the
	 * others, without a test; `columns`: names as SQL of those that it is about.  NULL:
	 * there are no such constraints.
	 */
	void (*exclusion_trial)(struct arena *a, const struct orm_constraint *k,
	                        const struct orm_table *t, const struct names *columns,
	                        struct orm_trial *out);
	/*
	 * A condition that holds for rows for which the table, as the change makes it, has
	 * no partition; NULL when there is none or that isn't known.  NULL: others tell.
	 */
	const char *(*unplaced)(struct arena *a, const struct orm_change *c);
	/*
	 * A condition that holds for rows that an index on the expression can't hold;
	 * NULL when there is none or that isn't known.  NULL: it holds all.
	 */
	const char *(*unindexed)(struct arena *a, const char *expr);
	/*
	 * More assignments of an UPDATE, each after a comma, without which columns of the
	 * table would change by themselves (MySQL: ON UPDATE).  NULL: none do.
	 */
	void (*keep_values)(struct buf *out, const struct orm_table *t);
	/*
	 * For the native client: what fails, `why` among the words, unless the condition
	 * holds.  Whole lines.
	 */
	void (*script_guard)(struct buf *out, const char *why, const char *condition);
	/* A statement, without its end, that sets a setting of the database itself. */
	void (*write_setting)(struct buf *out, const struct orm_option *setting);

	const struct orm_sql_dialect *sql; /* queries: orm/sql/dialect.h */
};

/* The dialect named `name` (or that a URL scheme names), or NULL. */
const struct orm_dialect *orm_dialect_find(const char *name);

/* All dialects, ended by NULL. */
extern const struct orm_dialect *const orm_dialects[];

/* Names that may prefix an option or attribute, known dialects or not; NULL-ended. */
extern const char *const orm_dialect_names[];

/* What the dialect knows as option `name` of `kind`, or NULL. */
const struct orm_option_info *orm_option_find(const struct orm_dialect *d, enum orm_kind kind,
                                              const char *name);

/* Is it true or false, be it a STATE? */
bool orm_option_is_flag(const struct orm_option_info *info);

/* Does a model that doesn't give the option leave it open? */
bool orm_option_is_open(const struct orm_dialect *d, enum orm_kind kind, const char *name);

extern const struct orm_dialect orm_sqlite;
extern const struct orm_dialect orm_postgresql;
extern const struct orm_dialect orm_mysql;
extern const struct orm_dialect orm_mariadb;

#endif
