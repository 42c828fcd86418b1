/* man/examples/limbeck-error.c - the example of limbeck-error(3) */
#include "base/error.h"
#include <stdio.h>

static bool set_age(int age, struct error *err)
{
	if (age >= 0)
		return true;
	fail(err, ERR_USAGE, "an age of %d makes no sense", age);
	return fail_hint(err, "Give the years since birth.");
}

int main(void)
{
	struct error err = { 0 };

	if (!set_age(-1, &err))
		printf("%s\n  hint: %s\n", err.message, err.hint);
	return err.code == ERR_USAGE ? 0 : 1;
}
