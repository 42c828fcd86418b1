/*
 * cli/models.c - models that are compiled: a shared object's, or the program's own
 */
#include "cli/models.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "orm/model/export.h"
#include "orm/model/registry.h"

bool models_are_own(struct cli *cli, const char *text)
{
	return cli->models && !strcmp(text, MODELS_OWN);
}

/* libmodels.so, and libmodels.so.1 as well. */
bool models_are_shared(struct cli *cli, const char *text)
{
	const char *name = strrchr(text, '/');
	(void)cli;
	name = name ? name + 1 : text;
	return text_ends(name, ".so") || strstr(name, ".so.");
}

static bool find(struct cli *cli, const char *text, const struct orm_model *const **out,
                 struct error *err)
{
	if (models_are_own(cli, text)) {
		*out = cli->models;
		return true;
	}
	if (!file_exists(text))
		return fail(err, ERR_USAGE, "source \"%s\" does not exist", text);
	return orm_models_open(text, out, err);
}

bool models_compiled(struct cli *cli, const char *text, struct orm_metadata **out,
                     struct error *err)
{
	const struct orm_model *const *models;
	struct orm_registry *registry;

	if (!find(cli, text, &models, err))
		return false;
	if (!orm_registry_new(cli->arena, models, &registry, err))
		return fail_at(err, text, 0);
	/* A copy, for names are added to it: a registry's is const. */
	*out = ARENA_NEW(cli->arena, struct orm_metadata);
	**out = *orm_registry_metadata(registry);
	return true;
}
