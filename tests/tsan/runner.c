/* tests/tsan/runner.c - run tests, each in a process of its own, and count */
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "criterion/criterion.h"

/* What a process says when it ends. */
enum { PASSED = 0, FAILED = 1, SKIPPED = 77 };

static struct plain_suite *suites;
static struct plain_test *tests;
static bool failed;
static const struct plain_suite *suite; /* of the test that runs */

void plain_add_suite(struct plain_suite *s)
{
	s->next = suites;
	suites = s;
}

void plain_add_test(struct plain_test *t)
{
	t->next = tests;
	tests = t;
}

/* Once: what is wrong with the end is said, too. */
static _Noreturn void leave(int status)
{
	void (*fini)(void) = suite ? suite->fini : NULL;
	suite = NULL;
	if (fini)
		fini();
	exit(failed && status == PASSED ? FAILED : status);
}

static void say(const char *format, va_list args)
{
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void plain_check(bool fine, bool fatal, const char *file, int line, const char *what,
                 const char *format, ...)
{
	va_list args;
	if (fine)
		return;
	failed = true;
	fprintf(stderr, "%s:%d: %s:", file, line, what);
	va_start(args, format);
	say(format, args);
	va_end(args);
	if (fatal)
		leave(FAILED);
}

void plain_skip(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(format, args);
	va_end(args);
	leave(SKIPPED);
}

/* The sanitizer makes everything take its time. */
enum { PATIENCE = 10 };

static _Noreturn void run(const struct plain_test *t)
{
	for (suite = suites; suite && strcmp(suite->name, t->suite) != 0;)
		suite = suite->next;
	alarm(suite ? (unsigned)(suite->timeout * PATIENCE) : 0);
	if (suite && suite->init)
		suite->init();
	t->run();
	leave(PASSED);
}

static int run_alone(const struct plain_test *t)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		run(t);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return FAILED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}

int main(void)
{
	int counts[2] = { 0, 0 };
	for (const struct plain_test *t = tests; t; t = t->next) {
		int status = run_alone(t);
		if (status == SKIPPED)
			continue;
		counts[status != PASSED]++;
		if (status != PASSED)
			printf("FAIL %s/%s (status %d)\n", t->suite, t->name, status);
	}
	printf("%d passed, %d failed\n", counts[0], counts[1]);
	return counts[1] > 0;
}
