# tests/support/postgresql_fail.sh - a program that dies, or is cut off, in the middle
#
#   preload              builds $WORK/fail.so, with which that is done:
#   FAIL=kill FAIL_AT=N LD_PRELOAD=$WORK/fail.so "$LIMBECK" ...

# A preloaded library counts what is sent to the server; at number FAIL_AT it
# kills the program after sending (FAIL=kill), or cuts
# the connection (FAIL=cut).
preload() {
	cat >"$WORK/fail.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

ssize_t send(int f, const void *b, size_t n, int flags)
{
	static long calls;
	ssize_t (*real)(int, const void *, size_t, int);
	const char *at = getenv("FAIL_AT"), *how = getenv("FAIL");
	ssize_t sent;
	int now = at && ++calls == atol(at);

	*(void **)&real = dlsym(RTLD_NEXT, "send");
	if (now && !strcmp(how, "cut"))
		shutdown(f, SHUT_RDWR);
	sent = real(f, b, n, flags);
	if (now && !strcmp(how, "kill")) {
		usleep(20000);
		kill(getpid(), SIGKILL);
	}
	return sent;
}
END
	${CC:-cc} -shared -fPIC -o "$WORK/fail.so" "$WORK/fail.c" -ldl
}
