/*
 * orm/driver.h - what a database driver implements
 *
 * A driver talks; a dialect (orm/dialect.h) writes text.  conn.c does what all
 * databases share, calls these slots and never looks behind `handle`.  Every
 * slot is filled.
 */
#ifndef LIMBECK_ORM_DRIVER_H
#define LIMBECK_ORM_DRIVER_H

#include "orm/ddl/cost.h"
#include "orm/engine/conn.h"

enum { ORM_TWOPHASE_MAX = 65 };

/* Statements of a transaction that is prepared; %s is its name as a literal. */
struct orm_twophase {
	const char *begin, *prepare[2], *undo[2]; /* undo: before it is prepared; NULL: none */
	const char *commit, *rollback;
	const char *find; /* rows whose column of this number is a name */
	int column;
	/*
	 * The SQLSTATE for a name that isn't known, which is also said as long as the
	 * server hasn't ended the connection that prepared it; NULL: it doesn't say so.
	 */
	const char *unknown;
};

struct orm_driver {
	const char *name;
	const struct orm_dialect *dialect;

	/* Begins a transaction, with the write lock where one exists. */
	const char *begin;
	/* The same for who only reads: one state of the database throughout, if possible. */
	const char *begin_read_only;
	/* The same for who makes what is temporary, too, to read by; NULL: as who only reads. */
	const char *begin_trial;
	/*
	 * From this on a transaction that is open writes nothing, until it is rolled back;
	 * "": queries never do.  NULL: it can't be told to.
	 */
	const char *reads_on;
	/* Does it have to be in a transaction?  Where reading isn't begun with; NULL: always. */
	bool (*needs_begin)(const char *sql);
	bool locks_whole; /* begin keeps everybody else from writing: who only reads goes without */

	bool (*open)(struct orm_conn *c, const struct orm_connect_options *options,
	             struct error *err);
	void (*close)(struct orm_conn *c);
	bool (*exec)(struct orm_conn *c, const char *sql, const struct orm_value *params,
	             size_t count, struct error *err);
	bool (*query)(struct orm_conn *c, const char *sql, const struct orm_value *params,
	              size_t count, struct orm_result *r, struct error *err);
	/*
	 * The same with rows that come in batches, or one by one, and other statements
	 * between them.  NULL: query's do.
	 */
	bool (*stream)(struct orm_conn *c, const char *sql, const struct orm_value *params,
	               size_t count, struct orm_result *r, struct error *err);
	/* Fills results[0..count); orm_plain_query_many runs them one by one. */
	bool (*query_many)(struct orm_conn *c, const char *const *sql, size_t count,
	                   struct orm_result **results, struct error *err);
	/*
	 * Fills `rows` for each in turn, and calls orm_hand_over.  NULL: query_many does
	 * it, and none is handed over before all are there.
	 */
	bool (*query_each)(struct orm_conn *c, const char *const *sql, size_t count,
	                   struct orm_result *rows, struct orm_taker *to, struct error *err);
	/* open has failed: can it be that the server is only starting?  NULL: never. */
	bool (*is_starting)(const struct orm_conn *c, const struct error *err);
	/* Would insert_rows fill rows->keys for this table?  NULL: never. */
	bool (*tells_keys)(struct orm_conn *c, const char *schema, const char *table);
	/* Runs inside a transaction; orm_plain_insert_rows does it with INSERT. */
	bool (*insert_rows)(struct orm_conn *c, const struct orm_rows *rows, struct error *err);
	/* As orm_exec_rows, of two rows or more.  NULL: exec, one after the other. */
	bool (*exec_rows)(struct orm_conn *c, const char *sql, const struct orm_value *values,
	                  size_t count, size_t rows, int64_t *changes, struct error *err);
	enum orm_step (*next)(struct orm_result *r, struct error *err);
	struct orm_value (*get)(struct orm_result *r, int column);
	const char *(*column_name)(const struct orm_result *r, int column);
	void (*finish)(struct orm_result *r);
	bool (*in_transaction)(const struct orm_conn *c);
	bool (*try_lock)(struct orm_conn *c, const char *name, bool *got,
	                 struct orm_lock_holder *holder, struct error *err);
	/* orm_plain_lock_holders knows nobody. */
	const char *(*lock_holders)(struct orm_conn *c, struct arena *a, const char *sql);
	void (*unlock)(struct orm_conn *c);
	void (*interrupt)(struct orm_conn *c);
	bool (*migrating)(struct orm_conn *c, bool on, struct error *err);
	/* Of the session, from the next transaction on. */
	bool (*set_isolation)(struct orm_conn *c, enum orm_isolation level, struct error *err);
	/* Of each statement of the session; 0 = as the server has it. */
	bool (*set_timeout)(struct orm_conn *c, int ms, struct error *err);
	const struct orm_twophase *twophase; /* NULL: there is none */
	/* Has each connection a database of its own, which ends with it?  NULL: never. */
	bool (*is_private)(const struct orm_url *url);
	/* Settings are as they were before statements changed them; NULL: none outlive a script. */
	bool (*reset)(struct orm_conn *c, struct error *err);
	/* Only where statements compare, see struct orm_outside; else NULL. */
	bool (*fingerprint)(struct orm_conn *c, struct arena *a, const char *sql, const char **out,
	                    struct error *err);
	bool (*problems)(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
	                 struct error *err);
	/*
	 * Makes an empty database for scratch on the server of `c`, having removed
	 * those that processes which are gone have left there.  `out` is its URL.
	 */
	bool (*make_scratch)(struct orm_conn *c, struct arena *a, struct orm_url *out,
	                     struct error *err);
	/* Drops it; nobody is connected to it any more. */
	bool (*drop_scratch)(struct orm_conn *c, const struct orm_url *url, struct error *err);
	/*
	 * Makes of the connection itself an empty database, until it is closed: for
	 * roles that may not make one.  ERR_UNSUPPORTED says why not; NULL: never.
	 */
	bool (*scratch_inside)(struct orm_conn *c, struct error *err);
	/*
	 * Where a schema is no database, see orm_scratch_neighbours and orm_scratch_enter;
	 * else NULL, both of them.
	 */
	bool (*neighbours)(struct orm_conn *c, struct arena *a, const char *schema,
	                   struct names *out, struct error *err);
	bool (*enter_schema)(struct orm_conn *c, const char *schema, struct error *err);
	/*
	 * In a scratch database: what the statement costs.  Called before it is run, where
	 * `out` may be filled already, and after, with the same `state`, which is NULL at
	 * first and lives in `a`.  Leaves `out` empty when it can't be told.  NULL: facts
	 * say all there is to know.
	 */
	bool (*observe)(struct orm_conn *c, struct arena *a, const char *sql, bool after,
	                void **state, struct ddl_touches *out, struct error *err);
};

/* What conn.c and the drivers see of a connection. */
struct orm_conn {
	const struct orm_driver *driver;
	struct orm_url url;
	struct orm_connect_options options;
	struct arena arena;        /* lives as long as the connection */
	void *handle;              /* the driver's own */
	struct orm_pooled *pooled; /* NULL: it is nobody's; see orm/engine/pooled.h */
	int version;               /* set by open */
	int64_t changes;           /* set by exec */
	int64_t last_key;          /* the same, where the database says it */
	struct orm_prepared_counts prepared_counts;
	size_t open_results, resting; /* of them: see orm_result_rest */
	unsigned nested;              /* savepoints without names */
	/* The name of the two-phase transaction that is open, or "". */
	char twophase[ORM_TWOPHASE_MAX];
	bool prepared;                     /* it is */
	bool broken;                       /* a rollback failed: no statement is run any more */
	bool inside;                       /* by scratch_inside: a scratch within a database */
	struct orm_tombstone **tombstones; /* of closed sessions: see orm/engine/tombstone.h */
	const char *schema;       /* set by open where the URL says it; else the dialect's */
	const char *dialect_name; /* may differ from the driver's: set by open */
	const struct orm_dialect *dialect;
};

struct orm_result {
	struct orm_conn *conn;
	void *handle; /* the driver's own */
	int columns;
	struct arena arena; /* lives as long as the result */
	struct arena row;   /* until the next row */
};

/* orm_connect and orm_close, of memory that is there; it is closed without a rollback. */
bool orm_conn_open(struct orm_conn *c, const struct orm_url *url,
                   const struct orm_connect_options *options, struct error *err);
void orm_conn_shut(struct orm_conn *c);
/* "READ COMMITTED" */
const char *orm_isolation_text(enum orm_isolation level);
void orm_echo(const struct orm_conn *c, const char *sql);

/*
 * The result of orm_stream isn't read for the moment, so that other statements may run;
 * and it is again.  One alone rests, and it is closed before its transaction ends.
 */
void orm_result_rest(struct orm_result *r);
void orm_result_wake(struct orm_result *r);

/* Can a transaction begin?  Said of one that a statement has begun, too. */
bool orm_may_begin(struct orm_conn *c, struct error *err);
char *orm_twophase_sql(struct arena *a, const struct orm_conn *c, const char *sql,
                       const char *name);

/* Every statement passes here before it is sent. */
bool orm_may_run(struct orm_conn *c, const char *sql, struct error *err);

bool orm_plain_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                          struct orm_result **results, struct error *err);
/* Gives the rows to the taker and empties `rows`; it was query number `i`. */
bool orm_hand_over(struct orm_result *rows, struct orm_taker *to, size_t i, struct error *err);
/* "INSERT INTO table (a, b) VALUES (?, ?)" */
char *orm_insert_sql(struct arena *a, const struct orm_rows *rows);
bool orm_plain_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err);
bool orm_plain_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values,
                         size_t count, size_t rows, int64_t *changes, struct error *err);

const char *orm_plain_lock_holders(struct orm_conn *c, struct arena *a, const char *sql);

/* The driver for a URL scheme, or NULL. */
const struct orm_driver *orm_driver_find(const char *scheme);

/* The same, or ERR_UNSUPPORTED with the schemes that have one. */
const struct orm_driver *orm_driver_get(const char *scheme, struct error *err);

extern const struct orm_driver orm_sqlite_driver;
/* Only there when this was built with libpq's header: orm/postgresql/libpq.h. */
extern const struct orm_driver orm_postgresql_driver;
/* Of MySQL and MariaDB; only there when built with a client's header: orm/mysql/client.h. */
extern const struct orm_driver orm_mysql_driver;

#endif
