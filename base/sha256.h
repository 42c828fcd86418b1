/*
 * base/sha256.h - SHA-256 (FIPS 180-4)
 */
#ifndef LIMBECK_BASE_SHA256_H
#define LIMBECK_BASE_SHA256_H

#include <stddef.h>

/* Writes the digest of `len` bytes as 64 hexadecimal digits and a zero byte. */
void sha256_hex(const void *data, size_t len, char out[65]);

#endif
