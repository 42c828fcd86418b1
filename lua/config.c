/* lua/config.c - read limbeck.lua, and one of its profiles */
#include <lauxlib.h>
#include <limits.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "lua/hooks_private.h"
#include "lua/luax.h"
#include "lua/model.h"
#include "migrate/script_name.h"
#include "orm/url.h"

/* Reads the value at the top of the stack; throws. */
typedef void setting_fn(lua_State *L, struct luax_config *c, const char *name, void *at);

static void expect(lua_State *L, const char *name, const char *what) NORETURN;
static void expect(lua_State *L, const char *name, const char *what)
{
	luax_fail(L, ERR_INPUT, "\"%s\" expects %s, got %s", name, what, luax_describe(L, -1));
}

static void read_text(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	const char **out = at;

	(void)c;
	*out = luax_text_at(L, -1);
	if (!*out)
		expect(L, name, "a string");
}

static void read_path(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	const char **out = at;

	read_text(L, c, name, at);
	*out = strcmp(c->dir, ".") == 0 ? *out : path_join(luax_state(L)->arena, c->dir, *out);
}

/* A database file is found from the folder of limbeck.lua, wherever one stands. */
static void read_url(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	struct arena *a = luax_state(L)->arena;
	const char **out = at;
	struct orm_url url;

	read_text(L, c, name, at);
	if (!orm_url_parse(a, *out, &url, luax_state(L)->err))
		luax_throw(L);
	if (strcmp(url.scheme, "sqlite") != 0 || text_empty(url.database) ||
	    strcmp(url.database, ":memory:") == 0 || strcmp(c->dir, ".") == 0)
		return;
	url.database = path_join(a, c->dir, url.database);
	*out = orm_url_text(a, &url, true);
}

static void read_format(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	const char **out = at;

	read_text(L, c, name, at);
	if (strcmp(*out, "lua") != 0 && strcmp(*out, "sql") != 0)
		luax_fail(L, ERR_INPUT, "\"%s\" is \"lua\" or \"sql\", not \"%s\"", name, *out);
}

static void read_list(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	(void)c;
	if (!luax_names_at(L, -1, at))
		expect(L, name, "a string or a list of strings");
}

static void read_paths(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	struct names *list = at;

	*list = (struct names){ 0 };
	read_list(L, c, name, at);
	for (size_t i = 0; i < list->len; i++)
		if (strcmp(c->dir, ".") != 0)
			list->items[i] = path_join(luax_state(L)->arena, c->dir, list->items[i]);
}

static void read_flag(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	(void)c;
	if (!lua_isboolean(L, -1))
		expect(L, name, "true or false");
	*(bool *)at = lua_toboolean(L, -1);
}

static void read_seconds(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	lua_Number seconds = lua_tonumber(L, -1);

	(void)c;
	if (lua_type(L, -1) != LUA_TNUMBER || !(seconds >= 0 && seconds < INT_MAX / 1000))
		expect(L, name, "a number of seconds");
	*(int *)at = (int)(seconds * 1000);
}

static void read_naming(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	(void)c;
	(void)name;
	luax_read_naming(L, at);
}

static void read_template(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	const char **out = at;

	read_text(L, c, name, at);
	if (!migrate_script_name_check(*out, luax_state(L)->err))
		luax_throw(L);
}

static void read_length(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	lua_Integer n = lua_tointeger(L, -1);

	(void)c;
	if (!lua_isinteger(L, -1) || n < 1 || n > 200)
		expect(L, name, "a number from 1 to 200");
	*(int *)at = (int)n;
}

/* "text for the shell", or {"program", "argument", ...} */
static void read_commands(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	struct luax *s = luax_state(L);

	(void)at;
	c->post_write_hooks.len = 0;
	if (!lua_istable(L, -1))
		expect(L, name, "a list of commands");
	for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
		struct luax_command command = { .shell = !lua_istable(L, -1), .line = s->line };

		if (!luax_names_at(L, -1, &command.words) || !command.words.len)
			expect(L, name, "commands that are a string or a list of strings");
		vec_push(s->arena, &c->post_write_hooks, command);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void read_hook(lua_State *L, struct luax_config *c, const char *name, void *at)
{
	(void)at;
	if (!lua_isfunction(L, -1))
		expect(L, name, "a function");
	for (int i = 0; i < LUAX_HOOKS; i++)
		if (!strcmp(luax_hook_names[i], name))
			luax_hooks_keep(L, c->hooks, (enum luax_hook)i);
}

static const struct setting {
	const char *name;
	setting_fn *read;
	size_t offset;
} settings[] = {
	{ "url", read_url, offsetof(struct luax_config, url) },
	{ "models", read_path, offsetof(struct luax_config, models) },
	{ "migrations", read_path, offsetof(struct luax_config, migrations) },
	{ "version_locations", read_paths, offsetof(struct luax_config, version_locations) },
	{ "recursive_version_locations", read_flag,
	  offsetof(struct luax_config, recursive_version_locations) },
	{ "script_format", read_format, offsetof(struct luax_config, script_format) },
	{ "naming_convention", read_naming, offsetof(struct luax_config, naming) },
	{ "include", read_list, offsetof(struct luax_config, include) },
	{ "exclude", read_list, offsetof(struct luax_config, exclude) },
	{ "no_definers", read_flag, offsetof(struct luax_config, no_definers) },
	{ "lock_timeout", read_seconds, offsetof(struct luax_config, lock_timeout_ms) },
	{ "file_template", read_template, offsetof(struct luax_config, file_template) },
	{ "truncate_slug_length", read_length, offsetof(struct luax_config, truncate_slug_length) },
	{ "operations", read_path, offsetof(struct luax_config, operations) },
	{ "script_template", read_path, offsetof(struct luax_config, script_template) },
	{ "post_write_hooks", read_commands, 0 },
	{ "include_name", read_hook, 0 },
	{ "include_object", read_hook, 0 },
	{ "compare_type", read_hook, 0 },
	{ "compare_server_default", read_hook, 0 },
	{ "process_operations", read_hook, 0 },
	{ "before_revision", read_hook, 0 },
	{ "after_revision", read_hook, 0 },
	{ "profiles", NULL, 0 }, /* read by itself: it holds all the others */
};

static void fail_unknown(lua_State *L, const char *name) NORETURN;
static void fail_unknown(lua_State *L, const char *name)
{
	const char *known[COUNT(settings)];

	for (size_t i = 0; i < COUNT(settings); i++)
		known[i] = settings[i].name;
	luax_fail_near(L, name, known, COUNT(known), "unknown setting \"%s\"", name);
}

static const struct setting *find_setting(const char *name)
{
	for (size_t i = 0; i < COUNT(settings); i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

struct load {
	const char *path, *profile;
	struct luax_config *config;
	struct map *lines; /* where each setting was given */
	bool done;         /* the file was read: from now on its hooks run */
};

/*
 * Every assignment of a global comes here while limbeck.lua runs; what it sets
 * is kept in a table of its own, so that the next one comes here too.
 */
static int assign(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct load *load = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL, *file;
	const struct setting *setting = name ? find_setting(name) : NULL;
	int *line;

	if (!setting)
		fail_unknown(L, name ? name : luaL_typename(L, 2));
	if (load->done)
		luax_fail(L, ERR_INPUT, "a hook can't change the setting \"%s\"", name);
	line = ARENA_NEW(s->arena, int);
	*line = luax_here(L, &file);
	map_put(load->lines, setting->name, line);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, 3);
	lua_rawset(L, lua_upvalueindex(2));
	return 0;
}

/* A setting as assigned so far, nil for one that isn't; else a name of Lua's. */
static int lookup(lua_State *L)
{
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	if (lua_type(L, 2) == LUA_TSTRING && find_setting(lua_tostring(L, 2)))
		return 1;
	luax_fail(L, ERR_INPUT, "unknown name \"%s\"", luaL_tolstring(L, 2, NULL));
}

/* Pushes the table that will hold the settings. */
static void open_settings(lua_State *L, struct load *load)
{
	lua_newtable(L);
	lua_pushglobaltable(L);
	lua_createtable(L, 0, 2);
	lua_pushlightuserdata(L, load);
	lua_pushvalue(L, -4);
	lua_pushcclosure(L, assign, 2);
	lua_setfield(L, -2, "__newindex");
	lua_pushvalue(L, -3);
	lua_pushcclosure(L, lookup, 1);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}

/* Reading happens after the file has run: its line is known from the assignment. */
static void read_setting(lua_State *L, struct load *load, const struct setting *setting)
{
	setting->read(L, load->config, setting->name, (char *)load->config + setting->offset);
}

/* The settings in the table at the top of the stack. */
static void read_settings(lua_State *L, struct load *load)
{
	struct luax *s = luax_state(L);

	for (size_t i = 0; i < COUNT(settings); i++) {
		const int *line = map_get(load->lines, settings[i].name);

		if (!settings[i].read)
			continue;
		s->line = line ? *line : s->line;
		if (lua_getfield(L, -1, settings[i].name) != LUA_TNIL)
			read_setting(L, load, &settings[i]);
		lua_pop(L, 1);
	}
}

/* Every profile is checked, so that a mistake shows before it is needed. */
static void check_profiles(lua_State *L, struct load *load)
{
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (lua_type(L, -2) != LUA_TSTRING || !lua_istable(L, -1))
			luax_fail(L, ERR_INPUT, "\"profiles\" expects tables of settings by name");
		vec_push(luax_state(L)->arena, &load->config->profiles, luax_text_at(L, -2));
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			const char *name = luaL_tolstring(L, -2, NULL);

			if (!find_setting(name) || strcmp(name, "profiles") == 0)
				fail_unknown(L, name);
			lua_pop(L, 2);
		}
		lua_pop(L, 1);
	}
	luax_sort_names(&load->config->profiles);
}

static void refuse_profile(lua_State *L, const struct load *load) NORETURN;
static void refuse_profile(lua_State *L, const struct load *load)
{
	const struct names *known = &load->config->profiles;
	struct luax *s = luax_state(L);

	s->line = 0;
	if (!known->len)
		luax_fail(L, ERR_INPUT, "profile \"%s\" isn't there: the file has none",
		          load->profile);
	luax_fail_near(L, load->profile, known->items, known->len, "unknown profile \"%s\"",
	               load->profile);
}

static void read_profile(lua_State *L, struct load *load)
{
	const int *line = map_get(load->lines, "profiles");

	luax_state(L)->line = line ? *line : 0;
	if (lua_getfield(L, -1, "profiles") != LUA_TNIL) {
		if (!lua_istable(L, -1))
			expect(L, "profiles", "a table");
		check_profiles(L, load);
	}
	if (!load->profile)
		return;
	if (!lua_istable(L, -1) || lua_getfield(L, -1, load->profile) == LUA_TNIL)
		refuse_profile(L, load);
	load->lines = map_new(luax_state(L)->arena);
	read_settings(L, load);
}

/* What is in them has to be found again. */
static void check_folders(lua_State *L, const struct load *load)
{
	const struct luax_config *c = load->config;
	const int *line = map_get(load->lines, "file_template");

	luax_state(L)->line = line ? *line : 0;
	if (c->file_template && strchr(c->file_template, '/') && !c->recursive_version_locations)
		luax_fail(L, ERR_INPUT,
		          "a \"file_template\" with folders needs "
		          "recursive_version_locations = true");
}

static int run(lua_State *L)
{
	struct load *load = lua_touserdata(L, 1);

	luax_open_values(L);
	open_settings(L, load);
	luax_load_file(L, load->path);
	lua_call(L, 0, 0);
	read_settings(L, load);
	read_profile(L, load);
	check_folders(L, load);
	return 0;
}

bool luax_config_load(struct arena *a, const char *path, const char *profile, const struct names *x,
                      struct luax_config *out, struct error *err)
{
	struct load *load = ARENA_NEW(a, struct load);
	struct luax_hooks *hooks = ARENA_NEW(a, struct luax_hooks);
	bool ok, any = false;

	*load = (struct load){ .path = arena_strdup(a, path), .profile = profile, .config = out };
	*out = (struct luax_config){
		.file = load->path,
		.dir = path_dir(a, path),
		.script_format = "lua",
		.lock_timeout_ms = -1,
		.truncate_slug_length = MIGRATE_SLUG_MAX,
		.hooks = hooks,
	};
	out->migrations =
	    strcmp(out->dir, ".") == 0 ? "migrations" : path_join(a, out->dir, "migrations");
	load->lines = map_new(a);
	if (!luax_open(&hooks->lua, a, x, true, err))
		return false;
	ok = luax_protected(&hooks->lua, run, load);
	load->done = true;
	for (int i = 0; i < LUAX_HOOKS; i++)
		any |= hooks->given[i];
	if (ok && any)
		return true;
	out->hooks = NULL;
	luax_hooks_close(hooks);
	return ok;
}
