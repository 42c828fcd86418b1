/* base/file.c - whole files, paths and folders */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

static bool fail_errno(struct error *err, const char *what, const char *path)
{
	return fail(err, ERR_IO, "can't %s \"%s\": %s", what, path, strerror(errno));
}

static bool read_all(int fd, struct buf *b)
{
	char chunk[65536];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n == 0)
			return true;
		if (n > 0)
			buf_add(b, chunk, (size_t)n);
		else if (errno != EINTR)
			return false;
	}
}

bool file_read(struct arena *a, const char *path, char **out, size_t *len, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(err, "open", path);
	struct buf b = { 0 };
	bool ok = read_all(fd, &b);
	if (!ok)
		fail_errno(err, "read", path);
	close(fd);
	if (len)
		*len = b.len;
	*out = buf_take(&b, a);
	return ok;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* A new name counts as kept only once its folder is on disk. */
static void sync_dir(struct arena *a, const char *path)
{
	int fd = open(path_dir(a, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Gives `from` the name `to`; a file that has it stays when `exclusive`. */
static bool give_name(const char *from, const char *to, bool exclusive)
{
	if (!exclusive)
		return rename(from, to) == 0;
	if (link(from, to) == 0)
		return unlink(from) == 0;
	if (errno == EEXIST)
		return false;
	/* A file system without links: a small gap is the best there is. */
	if (file_exists(to)) {
		errno = EEXIST;
		return false;
	}
	return rename(from, to) == 0;
}

/* Writes `data` under the temporary name and moves it to `path`. */
static bool write_and_move(const char *temp, const char *path, const char *data, size_t len,
                           bool exclusive)
{
	struct stat old;
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return false;
	bool ok = write_all(fd, data, len);
	if (ok && !exclusive && stat(path, &old) == 0)
		ok = fchmod(fd, old.st_mode & 07777) == 0;
	ok = ok && fsync(fd) == 0;
	int reason = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		reason = errno;
	}
	errno = reason;
	if (ok && give_name(temp, path, exclusive))
		return true;
	reason = errno;
	unlink(temp);
	errno = reason;
	return false;
}

/* A pipe or a terminal can't be replaced, only written to. */
static bool write_special(const char *path, const char *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = write_all(fd, data, len);
	int reason = errno;
	close(fd);
	errno = reason;
	return ok;
}

bool file_write(const char *path, const char *data, size_t len, bool exclusive, struct error *err)
{
	struct arena a = { 0 };
	struct stat st;
	bool there = stat(path, &st) == 0, ok;
	if (there && !exclusive && !S_ISREG(st.st_mode)) {
		ok = write_special(path, data, len);
	} else {
		/* Through a symbolic link the file itself is replaced. */
		char *real = there && !exclusive ? realpath(path, NULL) : NULL;
		const char *target = real ? real : path;
		char *temp = arena_printf(&a, "%s/.%s.%s", path_dir(&a, target), path_base(target),
		                          random_hex(&a, 8));
		ok = write_and_move(temp, target, data, len, exclusive);
		if (ok)
			sync_dir(&a, target);
		int reason = errno;
		free(real);
		errno = reason;
	}
	if (!ok)
		fail_errno(err, "write", path);
	arena_release(&a);
	return ok;
}

bool file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_is_special(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool file_mkdir(const char *path, struct error *err)
{
	struct arena a = { 0 };
	char *part = arena_strdup(&a, path);
	bool ok = true;
	for (char *p = part; ok && *p;) {
		p += strspn(p, "/");
		p += strcspn(p, "/");
		char c = *p;
		*p = '\0';
		ok = file_is_dir(part) || mkdir(part, 0777) == 0 || file_is_dir(part);
		*p = c;
	}
	if (!ok)
		fail_errno(err, "make folder", path);
	arena_release(&a);
	return ok;
}

static int by_bytes(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;
	return strcmp(*a, *b);
}

bool file_list(struct arena *a, const char *path, struct names *out, struct error *err)
{
	DIR *dir = opendir(path);
	if (!dir)
		return fail_errno(err, "open folder", path);
	struct dirent *entry;
	while (errno = 0, (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			vec_push(a, out, arena_strdup(a, entry->d_name));
	}
	int reason = errno;
	closedir(dir);
	if (reason) {
		errno = reason;
		return fail_errno(err, "read folder", path);
	}
	if (out->len)
		qsort(out->items, out->len, sizeof *out->items, by_bytes);
	return true;
}

char *path_join(struct arena *a, const char *dir, const char *name)
{
	size_t len = strlen(dir);
	if (name[0] == '/' || len == 0)
		return arena_strdup(a, name);
	return arena_printf(a, "%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
}

char *path_dir(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return arena_strdup(a, ".");
	return arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}
