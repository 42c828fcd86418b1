/* orm/model/export.c - models in a shared object, for the command line */
#include "orm/model/export.h"

#include <dlfcn.h>
#include <string.h>

#include "orm/model/private.h"

static const char symbol[] = "limbeck_models";

/* A name without a slash would be looked for where the system's libraries are. */
static void *load(const char *path, struct error *err)
{
	struct arena a = { 0 };
	const char *file = strchr(path, '/') ? path : arena_printf(&a, "./%s", path);
	bool cut = orm_model_file_is_cut(file);
	void *library = cut ? NULL : dlopen(file, RTLD_LAZY | RTLD_LOCAL);
	if (!library) {
		if (cut)
			fail(err, ERR_INPUT, "can't load models: %s: its end is missing", file);
		else
			fail(err, ERR_INPUT, "can't load models: %s", dlerror());
		fail_hint(err, "Models in C are compiled with cc -shared -fPIC, for this machine.");
	}
	arena_release(&a);
	return library;
}

static bool is_current(const struct orm_exported *e)
{
	return e->abi == ORM_MODELS_ABI && e->model_size == sizeof(struct orm_model) &&
	       e->field_size == sizeof(struct orm_field) &&
	       e->relation_size == sizeof(struct orm_relation) &&
	       e->key_size == sizeof(struct orm_model_key);
}

bool orm_models_open(const char *path, const struct orm_model *const **out, struct error *err)
{
	void *library = load(path, err);
	if (!library)
		return false;
	const struct orm_exported *e = dlsym(library, symbol);
	if (!e) {
		fail(err, ERR_INPUT, "\"%s\" exports no models: it has no symbol \"%s\"", path,
		     symbol);
		fail_hint(err, "Add ORM_EXPORT(models); of orm/model/export.h to it.");
	} else if (!is_current(e)) {
		fail(err, ERR_INPUT, "\"%s\" was compiled for another version of limbeck", path);
		fail_hint(err, "Compile it again with the headers of this limbeck.");
	} else if (!e->models) {
		fail(err, ERR_INPUT, "\"%s\" exports no list of models", path);
		fail_hint(err, "Give ORM_EXPORT a list of models that ends with NULL.");
	} else {
		*out = e->models;
		return true;
	}
	dlclose(library);
	return false;
}
