/* tests/base/test_sha256.c - the digests that FIPS 180-4 gives as examples, and edges */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sha256.h"

Test(sha256, digests_of_known_texts)
{
	static const struct {
		char byte;
		size_t count;
		const char *digest;
	} cases[] = {
		{ 'a', 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ 'a', 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
		{ 'a', 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
		{ 'a', 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
		{ 'a', 1000000,
		  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	};
	char out[65];
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *data = xmalloc(cases[i].count + 1);
		memset(data, cases[i].byte, cases[i].count + 1);
		sha256_hex(data, cases[i].count, out);
		cr_expect_str_eq(out, cases[i].digest, "case %zu", i);
		free(data);
	}
	sha256_hex("abc", 3, out);
	cr_expect_str_eq(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
