/*
 * cli/template.c - what a project can begin with
 */
#include "cli/template.h"

#include <string.h>

static const char sql_config[] = "script_format = \"sql\"\n";

static const char multidb_config[] =
    "\n"
    "-- limbeck -n NAME, or LIMBECK_PROFILE, chooses one of these\n"
    "profiles = {\n"
    "  test = { url = \"sqlite:///test.db\" },\n"
    "  prod = { url = env(\"PROD_URL\") or url, lock_timeout = 60 },\n"
    "}\n";

static const char hooks_config[] =
    "operations = \"operations.lua\"\n"
    "script_template = \"script.template\"\n"
    "file_template = \"%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s\"\n"
    "\n"
    "-- programs to run on a new script\n"
    "post_write_hooks = {\n"
    "  -- {\"stylua\", \"REVISION_SCRIPT_FILENAME\"},\n"
    "}\n"
    "\n"
    "-- what has such a name takes part in comparisons\n"
    "function include_name(name, type, parents)\n"
    "  return true\n"
    "end\n"
    "\n"
    "-- the operations that a new script is made of\n"
    "function process_operations(operations)\n"
    "  return operations\n"
    "end\n"
    "\n"
    "-- in the transaction of each revision\n"
    "function before_revision(revision)\n"
    "end\n"
    "\n"
    "function after_revision(revision)\n"
    "end\n";

static const struct template_file hooks_files[] = {
	{ "operations.lua",
	  "-- operations that scripts have as op.NAME; limbeck-scripts(5) tells how\n"
	  "return {\n"
	  "  -- name = function(...) end,\n"
	  "  -- other = {run = function(...) end, reverse = function(...) end},\n"
	  "}\n" },
	{ "script.template", "${header}\n"
	                     "\n"
	                     "function upgrade()\n"
	                     "  ${upgrades}\n"
	                     "end\n"
	                     "\n"
	                     "function downgrade()\n"
	                     "  ${downgrades}\n"
	                     "end\n" },
	{ 0 },
};

const struct template templates[] = {
	{ "generic", "one database, scripts in Lua", NULL, NULL },
	{ "sql", "one database, scripts in SQL", sql_config, NULL },
	{ "multidb", "several databases, chosen by profile", multidb_config, NULL },
	{ "hooks", "one database, with every hook and a script template to fill in", hooks_config,
	  hooks_files },
	{ 0 },
};

const char *const template_names[] = { "generic", "sql", "multidb", "hooks", NULL };

const struct template *template_find(const char *name)
{
	for (const struct template *t = templates; name && t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return templates;
}
