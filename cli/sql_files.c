/* cli/sql_files.c - a schema that is an SQL file, or a folder of them */
#include "cli/sql_files.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/scratch.h"

static bool run_file(struct arena *a, struct orm_conn *scratch, const char *path,
                     struct sql_files *out, struct error *err)
{
	struct sql_file *file = vec_add(a, out);
	char *text;
	size_t len;

	file->path = path;
	if (!file_read(a, path, &text, &len, err) ||
	    !migrate_scratch_load(scratch, path, text, len, err))
		return false;
	migrate_renamed_read(a, orm_conn_dialect(scratch), text, len, &file->renamed);
	return true;
}

static bool run_folder(struct arena *a, struct orm_conn *scratch, const char *folder,
                       struct sql_files *out, struct error *err)
{
	struct names files = { 0 };

	if (!file_list(a, folder, &files, err))
		return false;
	for (size_t i = 0; i < files.len; i++) {
		const char *path = path_join(a, folder, files.items[i]);

		if (text_ends(path, ".sql") && !run_file(a, scratch, path, out, err))
			return false;
	}
	return true;
}

bool sql_files_run(struct arena *a, struct orm_conn *scratch, const char *path,
                   struct sql_files *out, struct error *err)
{
	return file_is_dir(path) ? run_folder(a, scratch, path, out, err)
	                         : run_file(a, scratch, path, out, err);
}

bool sql_files_note(struct arena *a, const struct sql_files *files, struct orm_metadata *m,
                    struct error *err)
{
	for (size_t i = 0; i < files->len; i++)
		if (!migrate_renamed_note(a, files->items[i].path, &files->items[i].renamed, m,
		                          err))
			return false;
	return true;
}
