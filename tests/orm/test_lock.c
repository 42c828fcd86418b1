/* tests/orm/test_lock.c - one at a time, by a file beside the database */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "tests/orm/engine.h"

#define LOCK "x.db-limbeck-lock"

TestSuite(lock, .init = enter_folder, .fini = leave_folder);

static bool try_lock(struct orm_conn *c, struct orm_lock_holder *holder)
{
	bool got;
	cr_assert(orm_try_lock(c, "limbeck", &got, holder, &err), "%s", err.message);
	return got;
}

Test(lock, one_has_it_and_is_named)
{
	struct orm_conn *c = connect_to("sqlite:///x.db"), *d = connect_to("sqlite:///./x.db");
	struct orm_lock_holder holder;
	cr_expect(try_lock(c, &holder));
	cr_expect(try_lock(c, &holder), "once more is fine");
	cr_expect_not(try_lock(d, &holder));
	cr_expect_str_eq(holder.user, system_user(&arena));
	cr_expect_str_eq(holder.host, system_host(&arena));
	cr_expect_eq(holder.pid, getpid());
	cr_expect_eq(strlen(holder.since), 20);
	orm_unlock(c);
	cr_expect_not(file_exists(LOCK));
	cr_expect(try_lock(d, &holder));
	orm_unlock(c);
	cr_expect(file_exists(LOCK));
	orm_close(d);
	cr_expect_not(file_exists(LOCK), "closing gives it back");
	orm_close(c);
}

Test(lock, memory_needs_none)
{
	struct orm_conn *c = connect_to("sqlite://"), *d = connect_to("sqlite://");
	struct orm_lock_holder holder;
	cr_expect(try_lock(c, &holder) && try_lock(d, &holder));
	orm_unlock(d);
	orm_close(c);
	orm_close(d);
}

Test(lock, the_name_of_a_link_means_the_same_database)
{
	struct orm_conn *c = connect_to("sqlite:///x.db");
	struct orm_lock_holder holder;
	run(c, "CREATE TABLE t (a)");
	cr_assert_eq(symlink("x.db", "y.db"), 0);
	struct orm_conn *d = connect_to("sqlite:///y.db");
	cr_expect(try_lock(c, &holder));
	cr_expect_not(try_lock(d, &holder));
	orm_close(c);
	orm_close(d);
}

/* Takes the lock in another process, which then waits to be killed. */
static pid_t lock_elsewhere(void)
{
	int ready[2];
	char byte;
	cr_assert_eq(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct orm_lock_holder holder;
		bool got = try_lock(connect_to("sqlite:///x.db"), &holder);
		if (write(ready[1], got ? "y" : "n", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	cr_assert_eq(byte, 'y');
	close(ready[0]);
	close(ready[1]);
	return pid;
}

Test(lock, death_frees_it)
{
	pid_t pid = lock_elsewhere();
	struct orm_conn *c = connect_to("sqlite:///x.db");
	struct orm_lock_holder holder;
	cr_expect_not(try_lock(c, &holder));
	cr_expect_eq(holder.pid, pid);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	cr_expect(file_exists(LOCK));
	cr_expect(try_lock(c, &holder));
	orm_close(c);
	cr_expect_not(file_exists(LOCK));
}

Test(lock, its_file_has_the_mode_of_the_databases)
{
	struct stat st;
	struct orm_lock_holder holder;
	struct orm_conn *c = connect_to("sqlite:///x.db");
	run(c, "CREATE TABLE t (a)");
	cr_assert_eq(chmod("x.db", 0660), 0);
	cr_expect(try_lock(c, &holder));
	cr_assert_eq(stat(LOCK, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0660);
	orm_close(c);
}

Test(lock, somebody_elses_file_is_not_removed)
{
	struct orm_lock_holder holder;
	struct orm_conn *c = connect_to("sqlite:///x.db");
	cr_expect(try_lock(c, &holder));
	cr_assert(file_write(LOCK, "new", 3, false, &err));
	orm_unlock(c);
	cr_expect(file_exists(LOCK));
	orm_close(c);
}

Test(lock, a_link_in_its_place_is_not_followed)
{
	bool got;
	struct orm_lock_holder holder;
	struct orm_conn *c = connect_to("sqlite:///x.db");
	cr_assert(file_write("precious", "data", 4, false, &err));
	cr_assert_eq(symlink("precious", LOCK), 0);
	cr_expect_not(orm_try_lock(c, "limbeck", &got, &holder, &err));
	cr_expect_eq(err.code, ERR_IO);
	orm_close(c);
}

/* Many processes that each hold the lock for a moment, and look for company. */
static void contend(void)
{
	struct orm_conn *c = connect_to("sqlite:///x.db");
	struct orm_lock_holder holder;
	for (int rounds = 0; rounds < 200;) {
		if (!try_lock(c, &holder))
			continue;
		rounds++;
		if (mkdir("inside", 0777) != 0 || rmdir("inside") != 0)
			_exit(1);
		orm_unlock(c);
	}
	orm_close(c);
	_exit(0);
}

Test(lock, no_two_hold_it_in_a_crowd, .timeout = 300)
{
	enum { PROCESSES = 4 };
	pid_t pids[PROCESSES];
	orm_close(connect_to("sqlite:///x.db"));
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			contend();
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		cr_assert_eq(waitpid(pids[i], &status, 0), pids[i]);
		cr_expect_eq(status, 0);
	}
	cr_expect_not(file_exists(LOCK));
}

Test(lock, a_folder_that_cannot_be_written_is_an_error)
{
	bool got, root = geteuid() == 0;
	struct orm_conn *c;
	struct orm_lock_holder holder;
	cr_assert(file_mkdir("ro", &err));
	run(c = connect_to("sqlite:///ro/x.db"), "CREATE TABLE t (a)");
	orm_close(c);
	cr_assert_eq(chmod("ro", 0555) | chmod(".", 0755), 0);
	cr_assert(!root || seteuid(65534) == 0);
	cr_assert(try_connect("sqlite:///ro/x.db", NULL, &c), "%s", err.message);
	cr_expect_not(orm_try_lock(c, "limbeck", &got, &holder, &err));
	cr_expect_eq(err.code, ERR_IO);
	cr_expect(strstr(err.message, "x.db-limbeck-lock\": Permission denied"), "%s", err.message);
	cr_expect_gt(strlen(err.hint), 0);
	orm_close(c);
	cr_assert(!root || seteuid(0) == 0);
	cr_assert_eq(chmod("ro", 0755), 0);
}
