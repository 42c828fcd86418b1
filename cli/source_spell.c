/* cli/source_spell.c - a source in the words of the database that it is compared with */
#include "cli/source.h"
#include "migrate/part.h"
#include "migrate/scratch.h"

/*
 * Who lacks the right to make a scratch database, or the server to make it on, is
 * still told what seems to differ; who names one that isn't there isn't.
 */
static bool goes_without(struct cli *cli, struct source_terms *terms, struct error *err)
{
	bool can = err->code == ERR_UNSUPPORTED || err->code == ERR_USAGE ||
	           (err->code == ERR_CONNECT && !cli->options.scratch) || err->denied;

	if (!can)
		return false;
	if (!terms->no_scratch)
		cli_say(
		    cli,
		    "compared without a scratch database, so what differs may be spelling: %s%s%s",
		    err->message, err->hint[0] ? ". " : "", err->hint);
	terms->no_scratch = true;
	error_clear(err);
	return true;
}

struct spelling {
	struct arena *arena;
	const struct orm_metadata *model;
	struct orm_metadata *spelled;
	bool tried;
};

static bool spell(struct orm_conn *scratch, void *data, struct error *err)
{
	struct spelling *s = data;

	s->tried = true;
	return migrate_scratch_spell(s->arena, scratch, s->model, &s->spelled, err);
}

/* A difference of which the part that is made isn't enough is seen by making all of it. */
static bool spell_part(struct cli *cli, const struct source_terms *terms,
                       const struct orm_metadata *other, const struct migrate_ops *ops,
                       struct orm_metadata *whole, struct orm_metadata **out)
{
	struct error ignored = { .position = -1 };
	struct arena *a = cli->arena;
	struct migrate_settled keys = { 0 };
	struct spelling part = { .arena = a };

	if (!other->reflected || !migrate_is_large(whole))
		return false;
	migrate_settle(a, whole, other, ops, &keys);
	part.model = migrate_part_said(a, whole, ops);
	bool ok = source_try(terms, spell, &part, &ignored);
	migrate_unsettle(a, &keys, ok ? part.spelled : NULL);
	if (ok)
		*out = migrate_part_join(a, other, whole, part.spelled, ops);
	return ok;
}

/* With what is out of scope, for that may be referred to. */
static bool load_again(struct cli *cli, const char *text, struct source_terms *terms,
                       struct orm_metadata *loaded, struct orm_metadata **out, struct error *err)
{
	const struct reflect_options *scope = &terms->scope;

	*out = loaded;
	if (terms->as_loaded && !terms->translated && !scope->include.len && !scope->exclude.len)
		return true;
	return source_load_whole(cli, text, terms, out, err);
}

bool source_spell(struct cli *cli, const char *text, struct source_terms *terms,
                  const struct orm_metadata *other, const struct migrate_ops *ops,
                  struct orm_metadata **m, struct error *err)
{
	struct spelling all = { .arena = cli->arena };
	struct orm_metadata *whole;

	if ((*m)->reflected || !terms->dialect->canonicalises || terms->no_scratch)
		return true;
	if (!load_again(cli, text, terms, *m, &whole, err))
		return false;
	if (spell_part(cli, terms, other, ops, whole, m)) {
		*m = source_limit(cli, *m, &terms->scope);
		return true;
	}
	all.model = whole;
	if (!source_try(terms, spell, &all, err))
		return (!all.tried || err->denied) && goes_without(cli, terms, err);
	*m = source_limit(cli, all.spelled, &terms->scope);
	return true;
}
