/*
 * migrate/foreign.c - what other tools remember in a database
 */
#include "migrate/foreign.h"

#include <string.h>

#include "base/text.h"

/*
 * Tables as the tools' manuals describe them; a query gives the version, and
 * whether it was left half done.
 */
static const struct tool {
	const char *name, *table, *query;
} tools[] = {
	{ "alembic", "alembic_version", "SELECT version_num, 0 FROM alembic_version" },
	/* a baseline stands for all before it, which are its revision's parents */
	{ "flyway", "flyway_schema_history",
	  "SELECT version, CASE WHEN success THEN 0 ELSE 1 END FROM flyway_schema_history "
	  "WHERE version IS NOT NULL AND type NOT LIKE 'UNDO%' AND type NOT LIKE 'DELETE' "
	  "ORDER BY installed_rank" },
	{ "dbmate", "schema_migrations",
	  "SELECT version, 0 FROM schema_migrations ORDER BY version" },
	{ "golang-migrate", "schema_migrations",
	  "SELECT version, CASE WHEN dirty THEN 1 ELSE 0 END FROM schema_migrations" },
	/* the newest row of a version counts; 0 is goose's own */
	{ "goose", "goose_db_version",
	  "SELECT g.version_id, 0 FROM goose_db_version g WHERE g.version_id > 0 AND g.is_applied "
	  "AND g.id = (SELECT max(n.id) FROM goose_db_version n WHERE n.version_id = g.version_id) "
	  "ORDER BY g.version_id" },
};

const char *const migrate_foreign_tools[] = { "alembic",        "flyway", "dbmate",
	                                      "golang-migrate", "goose",  NULL };

static const struct tool *find_tool(const char *name)
{
	for (size_t i = 0; i < COUNT(tools); i++)
		if (!strcmp(tools[i].name, name))
			return &tools[i];
	return NULL;
}

static const char *without_zeros(const char *text)
{
	size_t zeros = strspn(text, "0");

	return text[zeros] ? text + zeros : text;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static const struct migrate_revision *find_revision(const struct migrate_graph *g,
                                                    const char *version)
{
	const struct migrate_revision *r = migrate_graph_find(g, version);

	for (size_t i = 0; i < g->all.len && !r && is_number(version); i++) {
		const char *id = g->all.items[i]->id;

		if (is_number(id) && !strcmp(without_zeros(id), without_zeros(version)))
			r = g->all.items[i];
	}
	return r;
}

static bool add(struct arena *a, const struct migrate_graph *g, const struct tool *t,
                const char *version, bool half_done, struct names *out, struct error *err)
{
	const struct migrate_revision *r;

	if (half_done) {
		fail(err, ERR_STATE, "%s left version \"%s\" half done", t->name, version);
		return fail_hint(err, "Let %s finish or repair it first.", t->name);
	}
	r = find_revision(g, version);
	if (!r) {
		fail(err, ERR_STATE, "%s has applied \"%s\", and no script has that id", t->name,
		     version);
		return fail_hint(err,
		                 "\"limbeck import\" turns its scripts into ours; a single one "
		                 "is made by limbeck revision --rev-id %s.",
		                 version);
	}
	vec_push(a, out, r->id);
	return true;
}

static bool add_all(struct arena *a, struct orm_result *rows, const struct migrate_graph *g,
                    const struct tool *t, struct names *out, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW) {
		const char *version = arena_strdup(a, orm_get_text(rows, 0));

		if (!add(a, g, t, version, orm_get_int(rows, 1) != 0, out, err))
			return false;
	}
	return step == ORM_DONE;
}

bool migrate_foreign_read(struct arena *a, struct orm_conn *c, const char *tool,
                          const struct migrate_graph *g, struct names *out, struct error *err)
{
	const struct tool *t = find_tool(tool);
	struct orm_result *rows;

	if (!t)
		return fail(err, ERR_USAGE, "\"%s\" is no tool that is known", tool);
	if (!orm_query(c, t->query, NULL, 0, &rows, err)) {
		if (err->code != ERR_DATABASE)
			return false;
		return fail_hint(err, "Is \"%s\" of %s in this database?", t->table, t->name);
	}
	bool ok = add_all(a, rows, g, t, out, err);
	orm_result_close(rows);
	return ok;
}
