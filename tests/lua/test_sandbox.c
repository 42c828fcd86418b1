/* tests/lua/test_sandbox.c - what code can reach, and what stops it */
#include "support.h"

static const struct {
	const char *lua;
	const char *message; /* part of it */
} refused[] = {
	{ "io.open(\"x\")", "unknown name \"io\"" },
	{ "os.execute(\"true\")", "unknown name \"os\"" },
	{ "load(\"x = 1\")", "unknown name \"load\"" },
	{ "loadfile(\"x\")", "unknown name \"loadfile\"" },
	{ "dofile(\"x\")", "unknown name \"dofile\"" },
	{ "pcall(error)", "unknown name \"pcall\"" },
	{ "collectgarbage()", "unknown name \"collectgarbage\"" },
	{ "debug.getinfo(1)", "unknown name \"debug\"" },
	{ "package.loadlib(\"x\", \"y\")", "unknown name \"package\"" },
	{ "string.dump(print)", "nil value" },
	{ "math.random()", "nil value" },
	{ "setmetatable({}, {__gc = print})", "\"__gc\" can't be used here" },
	{ "setmetatable(_G, nil)", "this metatable can't be changed" },
	{ "local t = {} while true do t[#t + 1] = string.rep(\"x\", 1000000) end",
	  "more than 256 MB of memory needed" },
	{ "local s = string.rep(\"x\", 1 << 40)", "" },
	{ "local function f() return 1 + f() end f()", "stack overflow" },
	{ "require(\"../x\")", "\"../x\" isn't the name of a module" },
	{ "require(\"/etc/passwd\")", "\"/etc/passwd\" isn't the name of a module" },
	{ "require(\"..x\")", "isn't the name of a module" },
	{ "require(\"a..b\")", "isn't the name of a module" },
	{ "require(\"a.\")", "isn't the name of a module" },
	{ "require(\"\")", "isn't the name of a module" },
	{ "require(\"absent\")", "module \"absent\" was not found: no file \"./absent.lua\"" },
	{ "\x1bLua", "" },
};

Test(sandbox, there_is_no_way_out)
{
	struct world w = { 0 };

	for (size_t i = 0; i < COUNT(refused); i++) {
		cr_expect(!world_models(&w, refused[i].lua), "%s", refused[i].lua);
		cr_expect_eq(w.err.code, ERR_INPUT, "%s", refused[i].lua);
		cr_expect(strstr(w.err.message, refused[i].message), "%s: %s", refused[i].lua,
		          w.err.message);
	}
	world_release(&w);
}

static const char *const allowed[] = {
	"assert(env(\"LIMBECK_TEST\") == \"yes\" and env(\"LIMBECK_NONE\") == nil)",
	"assert(env(\"LIMBECK_NONE\", \"else\") == \"else\")",
	"assert(x.tenant == \"acme\" and x.flag == true and x.other == nil)",
	"assert(tostring(3) == \"3\" and tonumber(\"4\") == 4 and type({}) == \"table\")",
	"assert(utf8.char(228) == \"\\u{e4}\" and math.max(1, 2) == 2)",
	"local t = setmetatable({}, {__index = {a = 1}}) assert(t.a == 1)",
	"name = 1 assert(name == 1)",
	"s = \"\" for k, v in pairs{c = 1, a = 2, [2] = 3, [1] = 4} do s = s .. k .. v end",
	"s = \"\" for k in pairs{b = 1, a = 1, [2] = 1} do s = s .. k end assert(s == \"2ab\")",
	"t = {a = 1, b = 2} for k in pairs(t) do t[k] = nil end assert(next(t) == nil)",
	"for k, v in pairs{} do error(\"no\") end",
	"assert(tostring(Integer) == \"Integer\" and tostring(VARCHAR) == \"VARCHAR\")",
};

Test(sandbox, plain_code_works)
{
	struct world w = { 0 };

	setenv("LIMBECK_TEST", "yes", 1);
	vec_push(&w.arena, &w.x, "tenant=acme");
	vec_push(&w.arena, &w.x, "flag");
	for (size_t i = 0; i < COUNT(allowed); i++)
		cr_expect(world_models(&w, allowed[i]), "%s: %s", allowed[i], w.err.message);
	world_release(&w);
}

Test(sandbox, an_interruption_ends_an_endless_loop)
{
	struct world w = { 0 };
	volatile int flag = 1;

	luax_interrupt_flag(&flag);
	cr_expect(!world_models(&w, "while true do end"));
	cr_expect_eq(w.err.code, ERR_INTERRUPTED);
	cr_expect_eq(w.err.line, 1);
	luax_interrupt_flag(NULL);
	world_release(&w);
}

Test(sandbox, modules_are_found_beside_the_file_that_asks)
{
	struct world w = { 0 };
	char *path = world_file(&w, "models.lua",
	                        "local c = require(\"common\")\nassert(c == require(\"common\"))\n"
	                        "require(\"shop.orders\")\nTable{\"t\", c.id}");

	(void)world_file(&w, "common.lua",
	                 "return {id = Column{\"id\", Integer, primary_key = true}}");
	(void)world_file(
	    &w, "shop/orders.lua",
	    "local c = require(\"common\")\nrequire(\"items\")\nTable{\"orders\", c.id}");
	(void)world_file(&w, "shop/items.lua", "Table{\"items\"}");
	cr_assert(luax_models_load(&w.arena, path, NULL, &w.m, &w.err), "%s:%d: %s", w.err.file,
	          w.err.line, w.err.message);
	cr_assert_eq(w.m->tables.len, 3);
	cr_expect_str_eq(w.m->tables.items[0]->object.name, "items");
	cr_expect(strstr(w.m->tables.items[1]->object.file, "/shop/orders.lua"));
	cr_expect_eq(w.m->tables.items[1]->object.line, 3);
	world_release(&w);
}

Test(sandbox, errors_in_modules_name_the_module)
{
	struct world w = { 0 };
	char *path = world_file(&w, "models.lua", "\nrequire(\"bad\")");
	char *bad = world_file(&w, "bad.lua", "\n\nColumn{\"a\", nme = 1}");

	cr_expect(!luax_models_load(&w.arena, path, NULL, &w.m, &w.err));
	cr_expect_str_eq(w.err.file, bad);
	cr_expect_eq(w.err.line, 3);
	bad = world_file(&w, "bad.lua", "\nlocal = 3");
	cr_expect(!luax_models_load(&w.arena, path, NULL, &w.m, &w.err));
	cr_expect_str_eq(w.err.file, bad);
	cr_expect_eq(w.err.line, 2);
	(void)world_file(&w, "bad.lua", "require(\"models\")");
	cr_expect(!luax_models_load(&w.arena, path, NULL, &w.m, &w.err));
	(void)world_file(&w, "bad.lua", "require(\"bad\")");
	cr_expect(!luax_models_load(&w.arena, path, NULL, &w.m, &w.err));
	cr_expect_str_eq(w.err.message, "module \"bad\" requires itself");
	world_release(&w);
}

Test(sandbox, long_paths_and_byte_order_marks_do_no_harm)
{
	struct world w = { 0 };
	char *path = world_file(
	    &w, "a rather long name of a folder: with 12: colons/and/another/one/below/models.lua",
	    "\xef\xbb\xbf\nTabel{}");

	cr_expect(!luax_models_load(&w.arena, path, NULL, &w.m, &w.err));
	cr_expect_str_eq(w.err.file, path);
	cr_expect_eq(w.err.line, 2);
	cr_expect_str_eq(w.err.message, "unknown name \"Tabel\"; did you mean \"Table\"?");
	world_release(&w);
}
