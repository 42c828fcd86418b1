/*
 * migrate/render.h - operations as scripts, SQL, text and JSON
 */
#ifndef LIMBECK_MIGRATE_RENDER_H
#define LIMBECK_MIGRATE_RENDER_H

#include "base/buf.h"
#include "base/json.h"
#include "migrate/compare.h"
#include "migrate/cost.h"
#include "migrate/graph.h"
#include "migrate/obstacle.h"
#include "orm/ddl/ddl.h"

/* The body of upgrade() or downgrade(), one call a line, `indent` levels (of two spaces) deep. */
void render_lua_ops(struct buf *out, const struct orm_dialect *d, const struct migrate_ops *ops,
                    int indent);

/* The comments and assignments that a script begins with. */
void render_lua_header(struct buf *out, const struct migrate_revision *r, const char *comment);

/*
 * A whole script with its header; both NULL: empty functions to fill in; `down`
 * alone NULL: what can't be undone.
 */
void render_lua_script(struct buf *out, const struct orm_dialect *d,
                       const struct migrate_revision *r, const char *comment,
                       const struct migrate_ops *up, const struct migrate_ops *down);

/* The same as an SQL script with sections; compiled against `from` (and `to`, down). */
bool render_sql_script(struct buf *out, const struct orm_dialect *d, int version,
                       const struct migrate_revision *r, const char *comment,
                       const struct orm_metadata *from, const struct migrate_ops *up,
                       const struct orm_metadata *to, const struct migrate_ops *down,
                       struct error *err) MUST_CHECK;

/*
 * Statements for the native client that turn `from` into what `ops` say; nothing
 * at all when there are none.  Transaction included.
 */
bool render_sql(struct buf *out, const struct orm_dialect *d, int version,
                const struct orm_metadata *from, const struct migrate_ops *ops,
                struct error *err) MUST_CHECK;
bool render_sql_for(struct buf *out, const struct migrate_server *server,
                    const struct orm_metadata *from, const struct migrate_ops *ops,
                    struct error *err) MUST_CHECK;

/*
 * The same as a list, without the transaction: what `apply` runs.
 */
bool render_statements(struct arena *a, const struct orm_dialect *d, int version,
                       const struct orm_metadata *from, const struct migrate_ops *ops,
                       struct ddl_statements *out, struct error *err) MUST_CHECK;
bool render_statements_for(struct arena *a, const struct migrate_server *server,
                           const struct orm_metadata *from, const struct migrate_ops *ops,
                           struct ddl_statements *out, struct error *err) MUST_CHECK;

/* For people: counts, then a tree by table with + ~ - >.  `colour`: with escapes. */
void render_text(struct buf *out, const struct orm_dialect *d, const struct compare_result *r,
                 bool colour);

/* A comparison with what else is known about it. */
struct render_plan {
	const struct orm_dialect *dialect;
	const struct compare_result *result;
	const struct migrate_statements *statements; /* NULL = they can't be told */
	const struct migrate_sizes *sizes;           /* of the tables; or NULL */
	const struct names *stored;           /* what the database puts in other words; or NULL */
	const struct orm_left_outs *left_out; /* seen, and not represented; or NULL */
	const struct migrate_obstacles *in_the_way; /* rows that statements stop at; or NULL */
	const char *proof;                          /* "proved on a scratch ...", or NULL */
	size_t most;                                /* show so many statements only; 0 = all */
	bool colour;
};

/* For people: what the database puts in other words. */
void render_stored_text(struct buf *out, const struct render_plan *p);

/* For people: the numbered statements, each with locks, cost and reason. */
void render_statements_text(struct buf *out, const struct render_plan *p);

/* For programs: documented in limbeck-diff(1). */
void render_plan_json(struct json *j, const struct render_plan *p);
/* The same of a comparison alone. */
void render_json(struct json *j, const struct orm_dialect *d, const struct compare_result *r);
/* Its array of statements. */
void render_statements_json(struct json *j, const struct render_plan *p);
/* Its members, into an object that is open. */
void render_json_members(struct json *j, const struct render_plan *p);

#endif
