/* tests/lua/support.h - files in a folder of their own, models from text */
#ifndef LIMBECK_TESTS_LUA_SUPPORT_H
#define LIMBECK_TESTS_LUA_SUPPORT_H

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "lua/luax.h"

struct world {
	struct arena arena;
	struct error err;
	struct names x;
	struct orm_metadata *m;
	char *dir; /* made by world_file */
};

static inline bool world_models(struct world *w, const char *text)
{
	error_clear(&w->err);
	return luax_models_parse(&w->arena, "models.lua", text, strlen(text), &w->x, &w->m,
	                         &w->err);
}

/* Writes a file below the test's folder and returns its path. */
static inline char *world_file(struct world *w, const char *name, const char *text)
{
	char *path;

	if (!w->dir) {
		w->dir = arena_strdup(&w->arena, "/tmp/limbeck-test-XXXXXX");
		cr_assert(mkdtemp(w->dir));
	}
	path = path_join(&w->arena, w->dir, name);
	cr_assert(file_mkdir(path_dir(&w->arena, path), &w->err));
	cr_assert(file_write(path, text, strlen(text), false, &w->err), "%s", w->err.message);
	return path;
}

static inline void world_release(struct world *w)
{
	if (w->dir) {
		const char *command = arena_printf(&w->arena, "rm -rf '%s'", w->dir);

		cr_expect_eq(system(command), 0);
	}
	arena_release(&w->arena);
}

#endif
