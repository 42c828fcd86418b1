/* base/dylib.c - shared libraries loaded on first use */
#include "base/dylib.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool dylib_load(const char *soname, const char *override, const char *package,
                const struct dylib_symbol *symbols, void *members, struct error *err)
{
	const char *file = override ? getenv(override) : NULL;
	if (text_empty(file))
		file = soname;
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		fail(err, ERR_UNSUPPORTED, "can't load library \"%s\": %s", file, dlerror());
		return fail_hint(err, "Install the package \"%s\".", package);
	}
	char *slot = members;
	for (; symbols->name; symbols++, slot += sizeof(void *)) {
		void *symbol = dlsym(library, symbols->name);
		if (!symbol) {
			fail(err, ERR_UNSUPPORTED, "library \"%s\" has no function \"%s\"", file,
			     symbols->name);
			fail_hint(err, "Install a newer version of the package \"%s\".", package);
			dlclose(library);
			return false;
		}
		/* C has no conversion from object to function pointers; POSIX
		 * promises that they look the same. */
		memcpy(slot, &symbol, sizeof symbol);
	}
	return true;
}
