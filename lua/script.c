/* lua/script.c - run migration scripts written in Lua */
#include "lua/script.h"

#include <string.h>

#include "base/text.h"
#include "lua/luax.h"
#include "lua/model.h"

/* Set once by the program, see luax.h. */
static const struct names *arguments;

void luax_script_arguments(const struct names *x)
{
	arguments = x;
}

struct header_run {
	const char *path, *text;
	size_t len;
	const char *const *keys;
	size_t count;
	struct migrate_revision *revision;
};

static void open_script(lua_State *L)
{
	luax_open_model(L);
	luax_open_op(L);
}

static int run_header(lua_State *L)
{
	const struct header_run *h = lua_touserdata(L, 1);
	struct luax *s = luax_state(L);

	open_script(L);
	luax_load(L, h->path, h->text, h->len);
	lua_call(L, 0, 0);
	lua_pushglobaltable(L);
	s->line = 1;
	for (size_t i = 0; i < h->count; i++) {
		struct names value = { 0 };

		lua_pushstring(L, h->keys[i]);
		if (lua_rawget(L, -2) != LUA_TNIL && !luax_names_at(L, -1, &value))
			luax_fail(L, ERR_INPUT, "\"%s\" expects nil, a string or a list of strings",
			          h->keys[i]);
		lua_pop(L, 1);
		if (!luax_header_set(s->arena, h->revision, h->keys[i], &value, s->err))
			luax_throw(L);
	}
	return 0;
}

bool luax_header_run(struct arena *a, const char *path, const char *text, size_t len,
                     const char *const *keys, size_t count, struct migrate_revision *r,
                     struct error *err)
{
	struct header_run h = { path, text, len, keys, count, r };
	struct luax s;
	bool ok;

	if (!luax_open(&s, a, arguments, true, err))
		return false;
	ok = luax_protected(&s, run_header, &h);
	luax_close(&s);
	return ok;
}

struct script_run {
	struct migrate_context *ctx;
	const struct migrate_revision *revision;
	const char *path;
	enum migrate_direction direction;
};

static void find_function(lua_State *L, const struct script_run *run)
{
	bool up = run->direction == MIGRATE_UP;
	const char *name = up ? "upgrade" : "downgrade";
	struct luax *s = luax_state(L);

	lua_pushglobaltable(L);
	lua_pushstring(L, name);
	if (lua_rawget(L, -2) == LUA_TFUNCTION)
		return;
	s->line = 0;
	if (up)
		luax_fail(L, ERR_INPUT, "the script has no function \"upgrade\"");
	(void)fail(s->err, ERR_UNSUPPORTED,
	           "revision \"%s\" can't be undone: its script has no function \"downgrade\"",
	           run->revision->id);
	fail_hint(s->err, "Write a function downgrade() that undoes what upgrade() does.");
	luax_throw(L);
}

static int run_script(lua_State *L)
{
	const struct script_run *run = lua_touserdata(L, 1);
	struct luax *s = luax_state(L);

	open_script(L);
	luax_load(L, run->path, run->revision->text, run->revision->text_len);
	lua_call(L, 0, 0);
	find_function(L, run);
	/* Only now: the outermost code declares, it doesn't act. */
	s->ctx = run->ctx;
	lua_call(L, 0, 0);
	return 0;
}

static bool run_revision(struct migrate_context *ctx, const struct migrate_revision *r,
                         enum migrate_direction direction, struct error *err)
{
	struct script_run run = { .ctx = ctx, .revision = r, .direction = direction };
	struct luax s;
	bool ok;

	run.path = r->path ? r->path : arena_printf(ctx->arena, "script of %s", r->id);
	ctx->file = run.path;
	if (!r->text)
		return fail(err, ERR_STATE, "revision \"%s\" has no script", r->id);
	if (!luax_open(&s, ctx->arena, arguments, false, err))
		return false;
	ok = luax_protected(&s, run_script, &run);
	luax_close(&s);
	return ok;
}

const struct migrate_format luax_script_format = {
	.extension = "lua",
	.read_header = luax_header_read,
	.run = run_revision,
};
