/*
 * base/buf.h - a string that grows
 *
 * `struct buf b = { 0 };` is empty and valid.  `data` is NULL until something
 * was added and is always followed by a zero byte after that.  The owner calls
 * buf_release().
 */
#ifndef LIMBECK_BASE_BUF_H
#define LIMBECK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct buf {
	char *data;
	size_t len, cap;
};

void buf_add(struct buf *b, const char *data, size_t len);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds `count` times `c`. */
void buf_fill(struct buf *b, char c, size_t count);

/* Cuts the text to `len` bytes; `len` must not exceed b->len. */
void buf_cut(struct buf *b, size_t len);

/* The text so far, never NULL; borrowed, valid until the next change. */
const char *buf_str(const struct buf *b);

/* Moves the text into the arena and empties the buffer. */
char *buf_take(struct buf *b, struct arena *a);

void buf_release(struct buf *b);

#endif
