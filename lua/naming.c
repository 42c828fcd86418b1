/* lua/naming.c - naming_convention = { ix = "...", uq = ... } */
#include "lua/args.h"
#include "lua/model.h"

void luax_read_naming(lua_State *L, struct orm_naming *out)
{
	struct luax_args args;

	if (!lua_istable(L, -1))
		luax_fail(L, ERR_INPUT, "\"naming_convention\" expects a table, got %s",
		          luax_describe(L, -1));
	luax_args_open(L, lua_gettop(L), "naming_convention", &args);
	out->ix = luax_args_keyword(&args, "ix");
	out->uq = luax_args_keyword(&args, "uq");
	out->ck = luax_args_keyword(&args, "ck");
	out->fk = luax_args_keyword(&args, "fk");
	out->pk = luax_args_keyword(&args, "pk");
	luax_args_done(&args, 0);
	lua_pop(L, 1); /* what luax_args_open left */
}
