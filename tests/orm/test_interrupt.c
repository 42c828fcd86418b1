/* tests/orm/test_interrupt.c - stopping a statement from a signal handler */
#include <criterion/criterion.h>
#include <signal.h>
#include <sys/time.h>

#include "base/clock.h"
#include "tests/orm/engine.h"

TestSuite(interrupt, .init = enter_folder, .fini = leave_folder);

static struct orm_conn *running;

static void stop(int signal)
{
	(void)signal;
	orm_interrupt(running);
}

/* Raises SIGALRM once. */
static void alarm_in_ms(int ms)
{
	struct itimerval timer = { .it_value.tv_usec = ms * 1000 };
	struct sigaction action = { .sa_handler = stop };
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
			      "SELECT count(*) FROM n";

Test(interrupt, a_running_statement_ends, .timeout = 120)
{
	running = connect_to("sqlite://");
	alarm_in_ms(50);
	cr_expect_not(orm_exec(running, endless, &err));
	cr_expect_eq(err.code, ERR_INTERRUPTED);
	cr_expect_str_eq(err.sqlstate, "57014");
	cr_expect_str_eq(err.message, "interrupted");
	run(running, "SELECT 1");
	orm_close(running);
}

Test(interrupt, a_wait_for_a_lock_ends, .timeout = 120)
{
	struct orm_connect_options options = { .lock_timeout_ms = 15000 };
	struct orm_conn *other = connect_to("sqlite:///x.db");
	run(other, "CREATE TABLE t (a)");
	cr_assert(try_connect("sqlite:///x.db", &options, &running));
	cr_assert(orm_begin(other, &err));
	alarm_in_ms(100);
	int64_t start = clock_ms();
	cr_expect_not(orm_begin(running, &err));
	cr_expect_lt(clock_ms() - start, 5000);
	cr_expect_eq(err.code, ERR_INTERRUPTED, "%s", err.message);
	orm_close(running);
	orm_close(other);
}
