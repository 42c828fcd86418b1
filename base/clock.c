/* base/clock.c - time, random ids, who and where we are */
#include "base/clock.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static time_t now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	if (epoch && *epoch) {
		char *end;
		errno = 0;
		long long seconds = strtoll(epoch, &end, 10);
		if (!*end && errno == 0)
			return (time_t)seconds;
	}
	return time(NULL);
}

char *clock_utc(struct arena *a)
{
	char text[64];
	time_t t = now();
	struct tm tm;
	if (!gmtime_r(&t, &tm)) {
		t = 0;
		gmtime_r(&t, &tm);
	}
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_strdup(a, text);
}

int64_t clock_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Returns early when a signal arrives, so that the caller can look at it. */
void clock_sleep_ms(int64_t ms)
{
	if (ms <= 0)
		return;
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&ts, NULL);
}

char *random_hex(struct arena *a, int digits)
{
	char *text = arena_alloc(a, (size_t)digits + 1);
	for (int i = 0; i < digits; i++) {
		unsigned char byte;
		if (getentropy(&byte, 1) != 0)
			abort(); /* no kernel that runs us lacks it */
		text[i] = "0123456789abcdef"[byte & 15];
	}
	return text;
}

char *system_user(struct arena *a)
{
	char room[4096];
	struct passwd pw, *found = NULL;
	if (getpwuid_r(geteuid(), &pw, room, sizeof room, &found) == 0 && found)
		return arena_strdup(a, found->pw_name);
	return arena_printf(a, "%lu", (unsigned long)geteuid());
}

char *system_host(struct arena *a)
{
	char name[256] = "";
	gethostname(name, sizeof name - 1);
	return arena_strdup(a, name);
}
