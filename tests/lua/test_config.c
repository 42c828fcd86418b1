/* tests/lua/test_config.c - limbeck.lua */
#include "support.h"

static bool load(struct world *w, const char *text, const char *profile, struct luax_config *out)
{
	error_clear(&w->err);
	return luax_config_load(&w->arena, world_file(w, "limbeck.lua", text), profile, &w->x, out,
	                        &w->err);
}

Test(config, settings_are_read_and_paths_start_at_the_file)
{
	struct world w = { 0 };
	struct luax_config c;

	cr_assert(load(&w,
	               "url = \"sqlite:///app.db\"\nmodels = \"models.lua\"\n"
	               "script_format = \"sql\"\nlock_timeout = 2.5\nexclude = \"tmp_*\"\n"
	               "include = {\"a\", \"b*\"}\n"
	               "naming_convention = {ix = \"ix_%(column_0_label)s\"}\n",
	               NULL, &c),
	          "%s", w.err.message);
	cr_expect_str_eq(c.dir, w.dir);
	cr_expect_str_eq(c.url, arena_printf(&w.arena, "sqlite:///%s/app.db", w.dir));
	cr_expect_str_eq(c.models, path_join(&w.arena, w.dir, "models.lua"));
	cr_expect_str_eq(c.migrations, path_join(&w.arena, w.dir, "migrations"));
	cr_expect_str_eq(c.script_format, "sql");
	cr_expect_eq(c.lock_timeout_ms, 2500);
	cr_expect_eq(c.include.len, 2);
	cr_expect_str_eq(c.exclude.items[0], "tmp_*");
	cr_expect_str_eq(c.naming.ix, "ix_%(column_0_label)s");
	world_release(&w);
}

Test(config, an_empty_file_gives_the_defaults)
{
	struct world w = { 0 };
	struct luax_config c;

	cr_assert(load(&w, "", NULL, &c), "%s", w.err.message);
	cr_expect_null(c.url);
	cr_expect_null(c.models);
	cr_expect_str_eq(c.script_format, "lua");
	cr_expect_eq(c.lock_timeout_ms, -1);
	cr_expect_eq(c.profiles.len, 0);
	world_release(&w);
}

static const struct {
	const char *url, *expect; /* %s: the folder */
} urls[] = {
	{ "sqlite:////abs/app.db", "sqlite:////abs/app.db" },
	{ "sqlite://", "sqlite://" },
	{ "sqlite:///:memory:", "sqlite:///:memory:" },
	{ "postgresql://u:p@h/db", "postgresql://u:p@h/db" },
};

Test(config, only_relative_database_files_are_changed)
{
	struct world w = { 0 };
	struct luax_config c;

	for (size_t i = 0; i < COUNT(urls); i++) {
		cr_assert(load(&w, arena_printf(&w.arena, "url = \"%s\"", urls[i].url), NULL, &c),
		          "%s", w.err.message);
		cr_expect_str_eq(c.url, urls[i].expect);
	}
	world_release(&w);
}

Test(config, a_profile_goes_over_the_rest)
{
	struct world w = { 0 };
	struct luax_config c;
	const char *text = "url = \"sqlite:////a.db\"\nmodels = \"m.lua\"\nlocal p = {}\n"
			   "profiles = {test = {url = \"sqlite:////t.db\"}, prod = {url = "
			   "env(\"LIMBECK_NONE\", \"sqlite:////p.db\"), lock_timeout = 1}}\n";

	cr_assert(load(&w, text, "prod", &c), "%s", w.err.message);
	cr_expect_str_eq(c.url, "sqlite:////p.db");
	cr_expect_eq(c.lock_timeout_ms, 1000);
	cr_expect(strstr(c.models, "m.lua"));
	cr_assert_eq(c.profiles.len, 2);
	cr_expect_str_eq(c.profiles.items[0], "prod");
	cr_assert(load(&w, text, NULL, &c));
	cr_expect_str_eq(c.url, "sqlite:////a.db");
	cr_expect(!load(&w, text, "pord", &c));
	cr_expect_str_eq(w.err.message, "unknown profile \"pord\"; did you mean \"prod\"?");
	cr_expect(!load(&w, "", "prod", &c));
	cr_expect_str_eq(w.err.message, "profile \"prod\" isn't there: the file has none");
	world_release(&w);
}

static const struct {
	const char *lua;
	int line;
	const char *message;
} mistakes[] = {
	{ "\nmodles = \"x\"", 2, "unknown setting \"modles\"; did you mean \"models\"?" },
	{ "\n\nurl = 3", 3, "\"url\" expects a string, got number" },
	{ "models = \"m\"\nurl = \"nonsense\"", 2, NULL },
	{ "script_format = \"python\"", 1,
	  "\"script_format\" is \"lua\" or \"sql\", not \"python\"" },
	{ "lock_timeout = -1", 1, "\"lock_timeout\" expects a number of seconds, got number" },
	{ "\nlock_timeout = \"5\"", 2, "\"lock_timeout\" expects a number of seconds, got string" },
	{ "include = {1}", 1, "\"include\" expects a string or a list of strings, got table" },
	{ "naming_convention = {\nfx = \"a\"}", 2,
	  "unknown option \"fx\" of naming_convention; did you mean \"ix\"?" },
	{ "naming_convention = 1", 1, "\"naming_convention\" expects a table, got number" },
	{ "profiles = {a = {urll = \"x\"}}", 1, "unknown setting \"urll\"; did you mean \"url\"?" },
	{ "profiles = 1", 1, "\"profiles\" expects a table, got number" },
	{ "profiles = {1}", 1, "\"profiles\" expects tables of settings by name" },
	{ "url = Tabel", 1, "unknown name \"Tabel\"" },
	{ "url = (", 1, NULL },
};

Test(config, mistakes_have_a_place_and_a_message)
{
	struct world w = { 0 };
	struct luax_config c;

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		cr_expect(!load(&w, mistakes[i].lua, NULL, &c), "%s", mistakes[i].lua);
		cr_expect(strstr(w.err.file, "/limbeck.lua"), "%s: %s", mistakes[i].lua,
		          w.err.file);
		cr_expect_eq(w.err.line, mistakes[i].line, "%s: line %d", mistakes[i].lua,
		             w.err.line);
		if (mistakes[i].message)
			cr_expect_str_eq(w.err.message, mistakes[i].message);
	}
	world_release(&w);
}

Test(config, a_setting_can_be_read_again)
{
	struct world w = { 0 };
	struct luax_config c;

	cr_assert(load(&w, "url = url or \"sqlite:////a.db\"\nmodels = url .. \".lua\"\nurl = nil",
	               NULL, &c),
	          "%s", w.err.message);
	cr_expect_null(c.url);
	cr_expect(strstr(c.models, "sqlite:////a.db.lua"));
	world_release(&w);
}
