/*
 * cli/sql_files.h - a schema that is an SQL file, or a folder of them
 */
#ifndef LIMBECK_CLI_SQL_FILES_H
#define LIMBECK_CLI_SQL_FILES_H

#include "migrate/renamed_sql.h"
#include "orm/engine/conn.h"

/* A file, and what it says was called something else before. */
struct sql_file {
	const char *path;
	struct migrate_renameds renamed;
};

struct sql_files {
	VEC(struct sql_file);
};

/* Runs the file, or those in the folder by name, in the scratch database. */
bool sql_files_run(struct arena *a, struct orm_conn *scratch, const char *path,
                   struct sql_files *out, struct error *err) MUST_CHECK;

/* What they say was called something else is noted in what they made. */
bool sql_files_note(struct arena *a, const struct sql_files *files, struct orm_metadata *m,
                    struct error *err) MUST_CHECK;

#endif
