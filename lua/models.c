/* lua/models.c - load models.lua into metadata */
#include "base/file.h"
#include "lua/luax.h"
#include "lua/model.h"

struct load {
	const char *path, *text;
	size_t len;
};

void luax_open_model(lua_State *L)
{
	luax_open_values(L);
	luax_open_types(L);
	luax_open_elements(L);
	luax_open_constraints(L);
	luax_open_tables(L);
	luax_strict_globals(L, true);
}

static int run(lua_State *L)
{
	const struct load *load = lua_touserdata(L, 1);
	struct luax *s = luax_state(L);

	luax_open_model(L);
	luax_load(L, load->path, load->text, load->len);
	lua_call(L, 0, 0);
	luax_check_references(L, s->metadata);
	return 0;
}

bool luax_models_parse(struct arena *a, const char *path, const char *text, size_t len,
                       const struct names *x, struct orm_metadata **out, struct error *err)
{
	struct load load = { arena_strdup(a, path), text, len };
	struct luax s;
	bool ok;

	if (!luax_open(&s, a, x, true, err))
		return false;
	s.metadata = orm_metadata_new(a);
	ok = luax_protected(&s, run, &load);
	*out = s.metadata;
	luax_close(&s);
	return ok;
}

bool luax_models_load(struct arena *a, const char *path, const struct names *x,
                      struct orm_metadata **out, struct error *err)
{
	char *text;
	size_t len;

	return file_read(a, path, &text, &len, err) &&
	       luax_models_parse(a, path, text, len, x, out, err);
}
