/*
 * base/arena.h - memory that is freed all at once
 *
 * An arena hands out zeroed memory and gives everything back in one call.
 * Resources that are not memory (a file, a result) can be tied to it.  Running
 * out of memory ends the program, so no function here returns NULL.
 *
 * The function that takes `struct arena *` first leaves its result there.
 * `struct arena a = { 0 };` is an empty arena, ready for use.
 */
#ifndef LIMBECK_BASE_ARENA_H
#define LIMBECK_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define COUNT(array)      (sizeof(array) / sizeof(array)[0])

struct arena_block;
struct arena_cleanup;

struct arena {
	struct arena_block *blocks;
	struct arena_cleanup *cleanups;
};

/* Returns `size` zeroed bytes, aligned for any type, alive until release. */
void *arena_alloc(struct arena *a, size_t size);

/* Returns a copy of `size` bytes at `data`. */
void *arena_copy(struct arena *a, const void *data, size_t size);

/* Returns a copy of `text`; NULL stays NULL. */
char *arena_strdup(struct arena *a, const char *text);

/* Returns the first `len` bytes of `text` as a string of its own. */
char *arena_strndup(struct arena *a, const char *text, size_t len);

/* Returns the formatted text. */
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *format, va_list args);

/* Calls `clean(object)` when the arena is released; last tied, first called. */
void arena_defer(struct arena *a, void (*clean)(void *), void *object);

/* Runs the cleanups, frees everything; the arena is empty and usable again. */
void arena_release(struct arena *a);

/* A zeroed object of `type`. */
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* malloc and realloc that end the program instead of returning NULL. */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);

#endif
