/* tests/fuzz/fuzz_mysql_create.c - the parser of what SHOW CREATE TABLE prints */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read can be written, and that is read again as the same. */
static void check_again(struct arena *a, const struct my_context *context,
                        const struct orm_table *t)
{
	struct ddl d = { .arena = a, .dialect = context->dialect };
	struct orm_table *again = orm_table_new(a, NULL, "t");
	struct error err = { 0 };
	const char *why = NULL;

	if (!my_create_table(&d, t, &err))
		return;
	if (!my_parse_table(a, context, d.out.items[0].sql, again, &why))
		return; /* a name or expression that no server would have printed */
	assert(again->columns.len == t->columns.len);
	assert(again->indexes.len == t->indexes.len);
	assert(again->constraints.len == t->constraints.len);
}

static void check(const struct orm_dialect *dialect, const char *text)
{
	struct arena a = { 0 };
	struct my_context context = { dialect, NULL, dialect->base != NULL };
	struct orm_table *t = orm_table_new(&a, NULL, "t");
	const char *why = NULL;

	if (my_parse_table(&a, &context, text, t, &why))
		check_again(&a, &context, t);
	else
		assert(why && *why);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	const char *text = arena_strndup(&a, (const char *)data, size);

	check(&orm_mysql, text);
	check(&orm_mariadb, text);
	arena_release(&a);
	return 0;
}
