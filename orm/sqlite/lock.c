/*
 * orm/sqlite/lock.c - one limbeck at a time, by a locked file beside the database
 *
 * The kernel frees an flock(2) with the process that holds it, however it ends.
 * The file itself only says who that is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "orm/sqlite/handle.h"

enum { TRIES = 100 }; /* each fails only when somebody else gave the lock back */

static bool fail_lock(const char *path, struct error *err)
{
	int reason = errno;
	fail(err, ERR_IO, "can't take lock file \"%s\": %s", path, strerror(reason));
	if (reason == EACCES || reason == EPERM || reason == EROFS)
		fail_hint(err, "The folder of the database must be writable.");
	return false;
}

/* The lock file is for whom the database is for, also when root made it. */
static void adopt_owner(int fd, const char *database)
{
	struct stat st;
	if (stat(database, &st) != 0)
		return;
	if (geteuid() == 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
		return;
	/* Who isn't the owner can't change the mode, and doesn't need to. */
	if (fchmod(fd, st.st_mode & 0666) != 0)
		return;
}

static void write_holder(int fd)
{
	struct arena a = { 0 };
	char *text = arena_printf(&a, "user=%s\nhost=%s\npid=%ld\nsince=%s\n", system_user(&a),
	                          system_host(&a), (long)getpid(), clock_utc(&a));
	/* Without the text the lock is as good, its holder unknown. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
		(void)ftruncate(fd, 0);
	arena_release(&a);
}

static void read_field(const char *text, const char *key, char *out, size_t size)
{
	const char *at = strstr(text, key);
	if (!at)
		return;
	at += strlen(key);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

static void read_holder(int fd, struct orm_lock_holder *holder)
{
	char text[1024], pid[32] = "";
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	read_field(text, "user=", holder->user, sizeof holder->user);
	read_field(text, "host=", holder->host, sizeof holder->host);
	read_field(text, "since=", holder->since, sizeof holder->since);
	read_field(text, "pid=", pid, sizeof pid);
	holder->pid = strtol(pid, NULL, 10);
}

/* Is `fd` still what the path leads to?  Else its holder has removed it. */
static bool is_current(int fd, const char *path)
{
	struct stat ours, there;
	return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev &&
	       ours.st_ino == there.st_ino;
}

/*
 * A file that somebody else left behind may be unreadable for writing; one who
 * may remove it then makes a new one.
 */
static int open_lock(const char *path, const char *database, bool *writable)
{
	struct stat st;
	mode_t mode = stat(database, &st) == 0 ? st.st_mode & 0666 : 0666;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	*writable = fd >= 0;
	if (fd < 0 && errno == EACCES) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0 && errno == ENOENT)
			errno = EACCES;
	}
	return fd;
}

enum outcome { GOT, BUSY, AGAIN, BROKEN };

static enum outcome try_once(struct sqlite_handle *h, const char *database,
                             struct orm_lock_holder *holder)
{
	bool writable;
	enum outcome outcome = GOT;
	int fd = open_lock(h->lock_path, database, &writable);
	if (fd < 0)
		return BROKEN;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		outcome = errno == EWOULDBLOCK ? BUSY : errno == EINTR ? AGAIN : BROKEN;
		if (outcome == BUSY)
			read_holder(fd, holder);
	} else if (!is_current(fd, h->lock_path)) {
		outcome = AGAIN;
	} else if (!writable) {
		outcome = unlink(h->lock_path) == 0 ? AGAIN : BROKEN;
	}
	if (outcome == GOT) {
		adopt_owner(fd, database);
		write_holder(fd);
		h->lock_fd = fd;
		return GOT;
	}
	int reason = errno;
	close(fd);
	errno = reason;
	return outcome;
}

bool sqlite_try_lock(struct orm_conn *c, const char *name, bool *got,
                     struct orm_lock_holder *holder, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	const char *database = sqlite3_db_filename(h->db, "main");
	(void)name; /* a file has one lock */
	/* Nobody else sees a database in memory. */
	*got = text_empty(database) || h->lock_fd >= 0;
	if (*got)
		return true;
	if (!h->lock_path)
		h->lock_path = arena_printf(&c->arena, "%s-limbeck-lock", database);
	enum outcome outcome = AGAIN;
	for (int i = 0; i < TRIES && outcome == AGAIN; i++)
		outcome = try_once(h, database, holder);
	*got = outcome == GOT;
	return outcome != BROKEN || fail_lock(h->lock_path, err);
}

/* Removed while it is locked, so that nobody's newer file is hit. */
void sqlite_unlock(struct orm_conn *c)
{
	struct sqlite_handle *h = sqlite_handle(c);
	if (h->lock_fd < 0)
		return;
	if (is_current(h->lock_fd, h->lock_path))
		unlink(h->lock_path);
	close(h->lock_fd);
	h->lock_fd = -1;
}
