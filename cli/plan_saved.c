/* cli/plan_saved.c - plans that diff has written and apply carries out */
#include "cli/plan_saved.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"

bool plan_saved_read(struct cli *cli, const char *path, struct migrate_plan_file **out,
                     struct error *err)
{
	struct migrate_plan_file *file = ARENA_NEW(cli->arena, struct migrate_plan_file);
	bool is_plan = false;
	char *text;
	size_t len;

	*out = NULL;
	if (!path || !text_ends(path, ".json") || !file_exists(path))
		return true;
	if (!file_read(cli->arena, path, &text, &len, err) ||
	    !migrate_plan_read(cli->arena, path, text, len, &is_plan, file, err))
		return false;
	*out = is_plan ? file : NULL;
	return true;
}

static bool check_file(const struct orm_conn *conn, const struct migrate_plan_file *file,
                       bool allow_edited, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(conn);

	if (d != file->dialect)
		return fail(err, ERR_USAGE, "the plan is for %s, the database is %s",
		            file->dialect->title, d->title);
	if (!file->edited || allow_edited)
		return true;
	(void)fail(err, ERR_REFUSED, "the plan was edited after it was written");
	return fail_hint(err, "Make it anew with limbeck diff, or allow it with --allow-edited: "
	                      "then its \"target\" is what counts.");
}

static bool check_state(struct cli *cli, const struct migrate_plan_file *file,
                        const struct orm_metadata *now, struct error *err)
{
	struct migrate_fingerprint print;
	const char *change;

	migrate_fingerprint(cli->arena, now, &print);
	change = migrate_fingerprint_change(cli->arena, &file->start, &print);
	if (!change)
		return true;
	(void)fail(err, ERR_REFUSED,
	           "the database isn't in the state that the plan starts from: %s", change);
	return fail_hint(err, "Nothing was changed; make the plan anew with limbeck diff.");
}

bool plan_saved_compare(struct cli *cli, struct orm_conn *conn,
                        const struct migrate_plan_file *file, bool allow_edited, struct plan *out,
                        struct error *err)
{
	*out = (struct plan){ .dialect = orm_conn_dialect(conn) };
	if (!check_file(conn, file, allow_edited, err) ||
	    !source_beside(cli, conn, &out->terms, err))
		return false;
	out->terms.scope = file->scope;
	out->terms.no_privileges = file->no_privileges;
	out->terms.no_scratch = out->dialect->canonicalises && !file->target->reflected;
	if (!orm_resolve(cli->arena, file->target, out->dialect, &out->to, err) ||
	    !reflect_database(cli->arena, conn, &out->terms.scope, &out->from, err))
		return false;
	source_without_privileges(&out->terms, out->from);
	if (!migrate_compare(cli->arena, out->dialect, out->from, out->to, NULL, &out->result,
	                     err) ||
	    (out->result.ops.len && !check_state(cli, file, out->from, err)))
		return false;
	migrate_plan_backfill(file, &out->result.ops);
	return true;
}

static bool is_same(const struct migrate_plan_file *file, const struct migrate_statements *list,
                    size_t *first)
{
	size_t i = 0;

	while (i < list->len && i < file->statements.len &&
	       !strcmp(list->items[i].sql, file->statements.items[i]))
		i++;
	*first = i;
	return i == list->len && i == file->statements.len;
}

/* As diff --online shows them, which need not be how they are tried and shown here. */
static bool is_same_online(const struct cli *cli, const struct migrate_plan_file *file,
                           const struct plan *p)
{
	struct migrate_server server = { p->dialect, p->terms.version, true };
	struct migrate_statements list = { 0 };
	struct error ignored = { .position = -1 };
	size_t first;

	return migrate_costs(cli->arena, &server, p->from, &p->result.ops, &list, &ignored) &&
	       is_same(file, &list, &first);
}

bool plan_saved_check(const struct cli *cli, const struct migrate_plan_file *file,
                      const struct plan *p, bool online, struct error *err)
{
	size_t i;

	if (!p->told)
		return fail(err, ERR_REFUSED, "the plan's statements can't be told any more");
	if (file->edited || is_same(file, &p->statements, &i) ||
	    (online && is_same_online(cli, file, p)))
		return true;
	(void)fail(err, ERR_REFUSED, "the plan's statement %zu would be another one now", i + 1);
	if (i < p->statements.len)
		(void)fail_statement(err, p->statements.items[i].sql, -1);
	return fail_hint(err, "limbeck or the server is another version than when the plan was "
	                      "made, or the options are others (--backfill, --online); make it "
	                      "anew with limbeck diff.");
}
