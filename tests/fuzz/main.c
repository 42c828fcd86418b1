/* tests/fuzz/main.c - give the files named to a fuzzer, where libFuzzer isn't */
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		char *data;
		size_t len;

		if (!file_read(&a, argv[i], &data, &len, &err)) {
			fprintf(stderr, "%s\n", err.message);
			return 1;
		}
		(void)LLVMFuzzerTestOneInput((const uint8_t *)data, len);
		arena_release(&a);
	}
	return 0;
}
