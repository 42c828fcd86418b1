/*
 * lua/luax.h - everything limbeck reads that is written in Lua
 *
 * Each call makes its own state and closes it; what it gives lives in the
 * arena.  Code runs in a sandbox: no io, no os, no loading of bytecode or C
 * modules, nothing that differs from run to run; `require` is relative to the
 * file; `env("NAME")` reads the environment.  Errors carry file and line of the
 * Lua source.
 */
#ifndef LIMBECK_LUA_LUAX_H
#define LIMBECK_LUA_LUAX_H

#include "migrate/script.h"
#include "orm/schema/metadata.h"

struct luax_hooks;

/* A program to run on a new script: its words, or one text for the shell. */
struct luax_command {
	struct names words;
	bool shell;
	int line; /* of limbeck.lua */
};

/* limbeck.lua, limbeck-config(5); with the profile's values over the others'. */
struct luax_config {
	const char *file;       /* as given */
	const char *dir;        /* its folder: relative paths inside start there */
	const char *url;        /* NULL = not set; a relative SQLite path is made relative to dir */
	const char *models;     /* path, joined with dir; NULL = not set */
	const char *migrations; /* path, joined with dir; "migrations" unless set */
	struct names version_locations;   /* further folders of scripts, joined with dir */
	bool recursive_version_locations; /* and all folders in them */
	const char *script_format;        /* "lua" or "sql": what `revision` writes */
	struct orm_naming naming;
	struct names include, exclude; /* patterns of table names */
	bool no_definers;              /* MySQL: nobody's rights are compared */
	int lock_timeout_ms;           /* -1 = not set */
	const char *file_template;     /* see migrate/script_name.h; NULL = not set */
	int truncate_slug_length;      /* 40 unless set */
	const char *operations;        /* path, joined with dir; NULL = not set */
	const char *script_template;   /* path, joined with dir; NULL = not set */
	struct {
		VEC(struct luax_command);
	} post_write_hooks;
	struct luax_hooks *hooks; /* functions, lua/hooks.h; NULL = none */
	struct names profiles;    /* names that exist */
};

/*
 * luax_hooks_close what it gives in out->hooks.  `profile` NULL = none; `x` are the -x KEY=VALUE
 * arguments, seen as the table `x` in the file.  Unknown settings are errors with a suggestion.
 */
bool luax_config_load(struct arena *a, const char *path, const char *profile, const struct names *x,
                      struct luax_config *out, struct error *err) MUST_CHECK;

/* models.lua, limbeck-models(5): generic metadata, not resolved. */
bool luax_models_load(struct arena *a, const char *path, const struct names *x,
                      struct orm_metadata **out, struct error *err) MUST_CHECK;

/* The same from text; `path` is for messages and for require. */
bool luax_models_parse(struct arena *a, const char *path, const char *text, size_t len,
                       const struct names *x, struct orm_metadata **out,
                       struct error *err) MUST_CHECK;

/* Scripts, limbeck-scripts(5). */
extern const struct migrate_format luax_script_format;

/* A file of operations that `op` has as well; borrowed, NULL = none. */
void luax_script_operations(const char *path);

/* -x arguments that scripts see as the table `x`; borrowed, set once by the program. */
void luax_script_arguments(const struct names *x);

/* A flag that a signal handler sets: running Lua code stops with ERR_INTERRUPTED. */
void luax_interrupt_flag(volatile const int *flag);

#endif
