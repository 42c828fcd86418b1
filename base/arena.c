/* base/arena.c - memory that is freed all at once */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/format.h"

#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BLOCK_EACH 1
#endif
#endif

/* With a block of its own for each object, the sanitizer sees where it ends. */
#ifdef ONE_BLOCK_EACH
enum { BLOCK_FIRST = 0, BLOCK_MOST = 0 };
#else
enum { BLOCK_FIRST = 4000, BLOCK_MOST = 256 * 1024 };
#endif

/* Arenas that are larger grow by huge pages, where the system has them. */
enum { LARGE = 4 * 1024 * 1024, HUGE_PAGE = 2 * 1024 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	size_t before; /* in the blocks that were there first */
	bool mapped;   /* a huge page, not from calloc() */
	alignas(max_align_t) char data[];
};

struct arena_cleanup {
	struct arena_cleanup *next;
	void (*clean)(void *);
	void *object;
};

static _Noreturn void out_of_memory(void)
{
	fputs("limbeck: out of memory\n", stderr);
	abort();
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = NULL;
	if (size < SIZE_MAX - sizeof *b)
		b = calloc(1, sizeof *b + size);
	if (!b)
		out_of_memory();
	b->size = size;
	return b;
}

/* A page fault for each 4 KB is a quarter of what a large schema costs. */
static struct arena_block *huge_page(void)
{
	struct arena_block *b = NULL;
#if defined(MADV_HUGEPAGE) && !defined(ONE_BLOCK_EACH)
	char *p = mmap(NULL, (size_t)2 * HUGE_PAGE, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t skip = p == MAP_FAILED ? 0 : HUGE_PAGE - (uintptr_t)p % HUGE_PAGE;

	if (p == MAP_FAILED)
		return NULL;
	b = (struct arena_block *)(void *)(p + skip);
	(void)munmap(p, skip);
	if (skip < HUGE_PAGE)
		(void)munmap(p + skip + HUGE_PAGE, HUGE_PAGE - skip);
	(void)madvise(b, HUGE_PAGE, MADV_HUGEPAGE);
	b->size = HUGE_PAGE - sizeof *b;
	b->mapped = true;
#endif
	return b;
}

static void block_free(struct arena_block *b)
{
	if (b->mapped)
		(void)munmap(b, HUGE_PAGE);
	else
		free(b);
}

/* Large objects get a block behind the current one, whose room stays in use. */
static void *alloc_in_new_block(struct arena *a, size_t size)
{
	struct arena_block *current = a->blocks;
	size_t usual = current ? current->size * 2 : BLOCK_FIRST;
	if (usual > BLOCK_MOST)
		usual = BLOCK_MOST;
	struct arena_block *b = NULL;
	size_t before = current ? current->before + current->size : 0;
	if (before >= LARGE && size <= usual / 4)
		b = huge_page();
	if (!b)
		b = block_new(size > usual / 4 ? size : usual);
	b->used = size;
	b->before = before;
	if (current && b->size == size) {
		b->next = current->next;
		current->next = b;
	} else {
		b->next = current;
		a->blocks = b;
	}
	return b->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *b = a->blocks;
	if (b) {
		size_t start = (b->used + align - 1) / align * align;
		if (start < b->size && size <= b->size - start) {
			b->used = start + size;
			return b->data + start;
		}
	}
	return alloc_in_new_block(a, size ? size : 1);
}

void *arena_copy(struct arena *a, const void *data, size_t size)
{
	void *copy = arena_alloc(a, size);
	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
	return text ? arena_copy(a, text, strlen(text) + 1) : NULL;
}

char *arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc(a, len + 1);
	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	bool texts = format_has_texts(format);
	va_list again;
	va_copy(again, args);
	int len = texts ? (int)format_length(format, args) : vsnprintf(NULL, 0, format, args);
	if (len < 0)
		out_of_memory();
	char *text = arena_alloc(a, (size_t)len + 1);
	if (texts)
		format_write(text, format, again);
	else
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

void arena_defer(struct arena *a, void (*clean)(void *), void *object)
{
	struct arena_cleanup *c = ARENA_NEW(a, struct arena_cleanup);
	c->next = a->cleanups;
	c->clean = clean;
	c->object = object;
	a->cleanups = c;
}

void arena_release(struct arena *a)
{
	struct arena_cleanup *c;
	while ((c = a->cleanups)) {
		a->cleanups = c->next;
		c->clean(c->object);
	}
	struct arena_block *b = a->blocks;
	a->blocks = NULL;
	while (b) {
		struct arena_block *next = b->next;
		block_free(b);
		b = next;
	}
}
