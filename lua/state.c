/* lua/state.c - open and close a sandbox, and carry errors out of it */
#include "lua/state.h"

#include <ctype.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "lua/luax.h"

#define MEMORY_MAX   ((size_t)256 << 20)
#define SECONDS_MAX  30
#define INSTRUCTIONS 100000 /* between two looks at the clock, about a millisecond */

/* Set once by the program, see luax_interrupt_flag. */
static volatile const int *interrupted;

void luax_interrupt_flag(volatile const int *flag)
{
	interrupted = flag;
}

static void *allocate(void *data, void *old, size_t old_size, size_t size)
{
	struct luax *s = data;
	void *new;

	if (!old)
		old_size = 0; /* Lua passes the kind of object here */
	if (size == 0) {
		s->memory -= old_size;
		free(old);
		return NULL;
	}
	if (size > old_size && s->memory + (size - old_size) > MEMORY_MAX)
		return NULL;
	new = realloc(old, size);
	if (new)
		s->memory = s->memory - old_size + size;
	return new;
}

static void watch(lua_State *L, lua_Debug *ar)
{
	struct luax *s = luax_state(L);

	(void)ar;
	if ((interrupted && *interrupted) || (s->ctx && s->ctx->cancelled && *s->ctx->cancelled))
		luax_fail(L, ERR_INTERRUPTED, "interrupted");
	if (s->deadline && clock_ms() > s->deadline) {
		(void)fail(s->err, ERR_INPUT, "still running after %d seconds", SECONDS_MAX);
		fail_hint(s->err, "Is there a loop that never ends?");
		luax_throw(L);
	}
}

struct luax *luax_state(lua_State *L)
{
	struct luax *s;

	memcpy(&s, lua_getextraspace(L), sizeof s);
	return s;
}

static int print(lua_State *L)
{
	int n = lua_gettop(L);

	for (int i = 1; i <= n; i++) {
		size_t len;
		const char *text = luaL_tolstring(L, i, &len);

		if (i > 1)
			fputc('\t', stderr);
		fwrite(text, 1, len, stderr);
		lua_pop(L, 1);
	}
	fputc('\n', stderr);
	return 0;
}

static int env(lua_State *L)
{
	const char *value = getenv(luaL_checkstring(L, 1));

	lua_settop(L, 2);
	if (value)
		lua_pushstring(L, value);
	return 1;
}

/* A finalizer would run when the state closes, where no hook could stop it. */
static int set_metatable(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TTABLE);
	lua_settop(L, 2);
	if (lua_istable(L, 2) && lua_getfield(L, 2, "__gc") != LUA_TNIL)
		luax_fail(L, ERR_INPUT, "\"__gc\" can't be used here");
	lua_settop(L, 2);
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
		luax_fail(L, ERR_INPUT, "this metatable can't be changed");
	lua_setmetatable(L, 1);
	return 1;
}

static void remove_names(lua_State *L, const char *library, const char *const *names)
{
	lua_getglobal(L, library);
	for (; *names; names++) {
		lua_pushnil(L);
		lua_setfield(L, -2, *names);
	}
	lua_pop(L, 1);
}

static void open_libraries(lua_State *L)
{
	static const luaL_Reg libraries[] = {
		{ LUA_GNAME, luaopen_base },       { LUA_STRLIBNAME, luaopen_string },
		{ LUA_TABLIBNAME, luaopen_table }, { LUA_MATHLIBNAME, luaopen_math },
		{ LUA_UTF8LIBNAME, luaopen_utf8 }, { NULL, NULL },
	};
	static const luaL_Reg functions[] = {
		{ "print", print },
		{ "env", env },
		{ "pairs", luax_pairs },
		{ "require", luax_require },
		{ "setmetatable", set_metatable },
		{ NULL, NULL },
	};
	/* What loads code, stops errors, or differs from run to run. */
	static const char *const base[] = { "collectgarbage", "dofile", "load", "loadfile",
		                            "pcall",          "xpcall", "warn", NULL };
	static const char *const string[] = { "dump", NULL };
	static const char *const math[] = { "random", "randomseed", NULL };

	for (const luaL_Reg *l = libraries; l->func; l++) {
		luaL_requiref(L, l->name, l->func, 1);
		lua_pop(L, 1);
	}
	remove_names(L, LUA_GNAME, base);
	remove_names(L, LUA_STRLIBNAME, string);
	remove_names(L, LUA_MATHLIBNAME, math);
	for (const luaL_Reg *f = functions; f->func; f++)
		lua_register(L, f->name, f->func);
}

/* The -x arguments: KEY=VALUE, or KEY alone, which is true. */
static int prepare(lua_State *L)
{
	const struct names *x = lua_touserdata(L, 1);

	open_libraries(L);
	lua_newtable(L);
	for (size_t i = 0; x && i < x->len; i++) {
		const char *text = x->items[i], *equals = strchr(text, '=');

		if (equals) {
			lua_pushlstring(L, text, (size_t)(equals - text));
			lua_pushstring(L, equals + 1);
		} else {
			lua_pushstring(L, text);
			lua_pushboolean(L, 1);
		}
		lua_rawset(L, -3);
	}
	lua_setglobal(L, "x");
	return 0;
}

bool luax_open(struct luax *s, struct arena *a, const struct names *x, bool timed,
               struct error *err)
{
	struct names arguments = { 0 };

	*s = (struct luax){ .arena = a, .err = err };
	s->L = lua_newstate(allocate, s);
	if (!s->L)
		return fail(err, ERR_INPUT, "not enough memory for Lua");
	memcpy(lua_getextraspace(s->L), &s, sizeof s);
	lua_sethook(s->L, watch, LUA_MASKCOUNT, INSTRUCTIONS);
	if (timed)
		s->deadline = clock_ms() + SECONDS_MAX * 1000;
	if (x)
		arguments = *x;
	if (luax_protected(s, prepare, &arguments))
		return true;
	luax_close(s);
	return false;
}

void luax_close(struct luax *s)
{
	if (s->L)
		lua_close(s->L);
	s->L = NULL;
	arena_release(&s->scratch);
}

/*
 * Chunks are named by number, "@0:12: message", because Lua would cut a path
 * after 60 bytes, and a path may hold a colon.
 */
static const char *chunk_file(const struct luax *s, const char *name, char **rest)
{
	unsigned long n;

	if (name[0] != '@' || !isdigit((unsigned char)name[1]))
		return NULL;
	n = strtoul(name + 1, rest, 10);
	return n < s->files.len ? s->files.items[n] : NULL;
}

int luax_here(lua_State *L, const char **file)
{
	lua_Debug ar;

	*file = NULL;
	for (int level = 0; lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0) {
			char *rest;

			*file = chunk_file(luax_state(L), ar.short_src, &rest);
			return ar.currentline;
		}
	}
	return 0;
}

void luax_throw(lua_State *L)
{
	struct luax *s = luax_state(L);
	const char *file;
	int line = luax_here(L, &file);

	if (file)
		(void)fail_at(s->err, file, line);
	else if (s->files.len)
		(void)fail_at(s->err, s->files.items[0], s->line);
	lua_pushlightuserdata(L, s);
	lua_error(L);
	abort(); /* lua_error doesn't return, but isn't declared so */
}

void luax_fail(lua_State *L, enum error_code code, const char *format, ...)
{
	struct error *err = luax_state(L)->err;
	char text[sizeof err->message];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	(void)fail(err, code, "%s", text);
	luax_throw(L);
}

/* In the order of the alphabet, ", " between; cut where it gets long. */
static void list_names(char *out, size_t size, const char *const *names, size_t count)
{
	size_t len = 0;

	*out = '\0';
	for (size_t i = 0; i < count && len + strlen(names[i]) + 3 < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i ? ", " : "", names[i]);
}

void luax_fail_near(lua_State *L, const char *word, const char *const *candidates, size_t count,
                    const char *format, ...)
{
	struct error *err = luax_state(L)->err;
	const char *near = text_nearest(word, candidates, count);
	char text[sizeof err->message], names[2000];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (near) {
		(void)fail(err, ERR_INPUT, "%s; did you mean \"%s\"?", text, near);
	} else {
		(void)fail(err, ERR_INPUT, "%s", text);
		list_names(names, sizeof names, candidates, count);
		if (*names && count <= 80)
			fail_hint(err, "Known here: %s.", names);
	}
	luax_throw(L);
}

/* An error of Lua's own, "@0:12: message", or one raised by the file's code. */
static void translate(struct luax *s, int status)
{
	const char *text, *file = s->files.len ? s->files.items[0] : NULL;
	char *rest;
	long line = 0;

	if (lua_touserdata(s->L, -1) == s)
		return;
	if (status == LUA_ERRMEM) {
		(void)fail(s->err, ERR_INPUT, "more than %zu MB of memory needed",
		           MEMORY_MAX >> 20);
	} else if (lua_type(s->L, -1) != LUA_TSTRING) {
		(void)fail(s->err, ERR_INPUT, "the code raised a %s instead of a message",
		           luaL_typename(s->L, -1));
	} else {
		text = lua_tostring(s->L, -1);
		if (chunk_file(s, text, &rest) && *rest == ':') {
			file = chunk_file(s, text, &rest);
			line = strtol(rest + 1, &rest, 10);
			text = *rest == ':' ? rest + 1 + strspn(rest + 1, " ") : rest;
		}
		(void)fail(s->err, ERR_INPUT, "%s", text);
	}
	if (file)
		(void)fail_at(s->err, file, (int)line);
}

bool luax_protected(struct luax *s, lua_CFunction f, void *data)
{
	int status;

	lua_pushcfunction(s->L, f);
	lua_pushlightuserdata(s->L, data);
	status = lua_pcall(s->L, 1, 0, 0);
	if (status == LUA_OK)
		return true;
	translate(s, status);
	lua_settop(s->L, 0);
	return false;
}

void luax_load(lua_State *L, const char *path, const char *text, size_t len)
{
	struct luax *s = luax_state(L);
	char name[32];

	snprintf(name, sizeof name, "=@%zu", s->files.len);
	vec_push(s->arena, &s->files, path);
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (luaL_loadbufferx(L, text, len, name, "t") != LUA_OK)
		lua_error(L);
}

void luax_load_file(lua_State *L, const char *path)
{
	struct luax *s = luax_state(L);
	char *text;
	size_t len;

	if (!file_read(s->arena, path, &text, &len, s->err))
		luax_throw(L);
	luax_load(L, path, text, len);
}
