/*
 * migrate/script.h - scripts: their files and their formats
 *
 * A format reads headers and runs scripts.  SQL's is here; Lua's is registered
 * by the layer above.
 */
#ifndef LIMBECK_MIGRATE_SCRIPT_H
#define LIMBECK_MIGRATE_SCRIPT_H

#include "migrate/context.h"
#include "migrate/graph.h"

enum migrate_direction { MIGRATE_UP, MIGRATE_DOWN };

struct migrate_format {
	const char *extension; /* "sql", "lua" */

	/*
	 * Fills id, down, labels, depends_on, message, doc, created from the
	 * script's text, without running it.  ERR_INPUT with file and line.
	 */
	bool (*read_header)(struct arena *a, const char *path, const char *text, size_t len,
	                    struct migrate_revision *r, struct error *err);

	/* Runs upgrade or downgrade on the context.  r->text is the script's. */
	bool (*run)(struct migrate_context *ctx, const struct migrate_revision *r,
	            enum migrate_direction direction, struct error *err);
};

/* Formats that a directory is read with. */
struct migrate_formats {
	VEC(const struct migrate_format *);
};

extern const struct migrate_format migrate_sql_format;

/* The SQL of such a script that goes up, or down, in its text; NULL when it has none. */
const char *migrate_sql_section(const struct migrate_revision *r, enum migrate_direction direction,
                                size_t *len);

/*
 * Reads every script of a folder.  A file that can't be read as a script is an
 * error that names it; other files are passed over.  Texts and checksums are
 * kept.
 */
bool migrate_scripts_read(struct arena *a, const char *dir, const struct migrate_formats *formats,
                          struct migrate_revisions *out, struct error *err) MUST_CHECK;

/* The same, and of all folders in it but those whose name begins with a point. */
bool migrate_scripts_read_deep(struct arena *a, const char *dir,
                               const struct migrate_formats *formats, struct migrate_revisions *out,
                               struct error *err) MUST_CHECK;

/*
 * Is it text that the version table can keep, UTF-8 without zero bytes?  ERR_INPUT names
 * the line of what isn't.
 */
bool migrate_script_is_text(const char *path, const char *text, size_t len,
                            struct error *err) MUST_CHECK;

/* 20261120T1000_ae1027a6acf0_add_orders.lua; the slug is cut at 40 bytes. */
char *migrate_script_filename(struct arena *a, const struct migrate_revision *r,
                              const char *extension);

/* A new id of 12 hexadecimal digits. */
char *migrate_new_id(struct arena *a);

#endif
