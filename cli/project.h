/*
 * cli/project.h - settings, each from the first place that has it
 *
 * Flag, environment (LIMBECK_URL, ...), limbeck.lua, default.  The file is
 * read once, when a command first asks.
 */
#ifndef LIMBECK_CLI_PROJECT_H
#define LIMBECK_CLI_PROJECT_H

#include "cli/cli.h"
#include "lua/luax.h"
#include "orm/dialect.h"
#include "orm/engine/conn.h"
#include "reflect/reflect.h"

struct cli_project {
	struct luax_config config; /* defaults when there is no file */
	bool found;                /* there is a limbeck.lua */
	const char *url, *models;  /* NULL = not set */
	const char *migrations;    /* folder, always set */
	struct names locations;    /* it, and others with scripts */
};

/* The project; borrowed. */
bool project_get(struct cli *cli, const struct cli_project **out, struct error *err) MUST_CHECK;

/* Another database from now on; the project has been asked for before. */
void project_set_url(struct cli *cli, const char *url);

/* Ends what the project has open. */
void project_close(struct cli *cli);

/* The file that is the project's configuration, whether it exists or not. */
const char *project_config_path(const struct cli *cli);

/*
 * The kind of database that is meant where nothing else says so: --dialect, or
 * the URL's, or SQLite.
 */
bool project_dialect(struct cli *cli, const struct orm_dialect **out, struct error *err) MUST_CHECK;

/* Which tables count: --schema, --include, --exclude; `configured`: and limbeck.lua. */
bool project_scope(struct cli *cli, bool configured, struct reflect_options *out,
                   struct error *err) MUST_CHECK;

enum database_use {
	DATABASE_READ,   /* can't write; an absent SQLite file is an empty database */
	DATABASE_GLANCE, /* the same, for what depends on no setting of the session */
	DATABASE_CREATE, /* makes the file when it is absent */
	DATABASE_WRITE,  /* must be there */
};

/* Opens the project's database; orm_close it. */
bool project_open(struct cli *cli, enum database_use use, struct orm_conn **out,
                  struct error *err) MUST_CHECK;

/* Opens any database in the same way. */
bool database_open(struct cli *cli, const char *text, enum database_use use, struct orm_conn **out,
                   struct error *err) MUST_CHECK;

/*
 * Is what is printed without a database for the one that the URL names?  ERR_USAGE
 * where the URL wants another schema than the usual one.
 */
bool project_offline(struct cli *cli, struct error *err) MUST_CHECK;

/* Is the project's database an SQLite file that doesn't exist? */
bool project_is_absent(struct cli *cli);

/* Is it an SQLite file that doesn't exist? */
bool database_is_absent(const struct orm_url *url);

#endif
