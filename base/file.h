/*
 * base/file.h - whole files, paths and folders
 */
#ifndef LIMBECK_BASE_FILE_H
#define LIMBECK_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/vec.h"

/* Reads all of `path`, zero byte added; ERR_IO with the system's reason. */
bool file_read(struct arena *a, const char *path, char **out, size_t *len,
               struct error *err) MUST_CHECK;

/*
 * Writes through a temporary file beside it, flushed to disk and renamed, so
 * that a reader finds the old content or the new, never a part.  `exclusive`:
 * ERR_IO when the file exists.
 */
bool file_write(const char *path, const char *data, size_t len, bool exclusive,
                struct error *err) MUST_CHECK;

bool file_exists(const char *path);
bool file_is_dir(const char *path);
/* Neither a file nor a folder, such as a pipe, for which one would wait without end? */
bool file_is_special(const char *path);

/* Makes the folder and its parents; fine when it is there. */
bool file_mkdir(const char *path, struct error *err) MUST_CHECK;

/* The names in a folder, sorted by byte, without those that start with '.'. */
bool file_list(struct arena *a, const char *path, struct names *out, struct error *err) MUST_CHECK;

/* `name` when absolute, else `dir`/`name`. */
char *path_join(struct arena *a, const char *dir, const char *name);

/* The part before the last '/', "." when there is none. */
char *path_dir(struct arena *a, const char *path);

/* The part after the last '/'; points into `path`. */
const char *path_base(const char *path);

#endif
