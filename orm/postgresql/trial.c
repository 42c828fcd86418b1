/* orm/postgresql/trial.c - values for which the server has to be asked whether a type takes them */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

/* The number in parentheses; 0 = none: as long as it likes. */
static int length(const char *type)
{
	const char *at = strchr(type, '(');

	return at ? (int)strtol(at + 1, NULL, 10) : 0;
}

static bool is_text(const char *base)
{
	return text_starts(base, "character") || !strcmp(base, "text");
}

/* Its place among the whole numbers from 1 on; 0 = none. */
static int size_of(const char *base)
{
	static const char *const integers[] = { "smallint", "integer", "bigint" };

	for (int i = 0; i < (int)COUNT(integers); i++)
		if (!strcmp(integers[i], base))
			return i + 1;
	return 0;
}

/* Is every value of `x` one of `y`, and known to be, so that no row need be read? */
static bool takes_all(struct arena *a, const char *x, const char *y)
{
	const char *from = pg_base_type(a, x), *to = pg_base_type(a, y);

	if (!strcmp(x, y) || !strcmp(y, "text") || !strcmp(y, "character varying") ||
	    !strcmp(y, "bpchar") || !strcmp(y, "name"))
		return true;
	if (text_ends(x, "[]") || text_ends(y, "[]"))
		return false;
	if (size_of(from))
		return size_of(to) >= size_of(from) || !strcmp(y, "numeric");
	return is_text(from) && text_starts(to, "character") && length(x) && length(x) <= length(y);
}

const char *pg_converted(struct arena *a, const char *column, const struct orm_column *from,
                         const struct orm_column *to)
{
	const char *x = pg_canonical_type(a, pg_not_serial(from->type->name));
	const char *y = pg_canonical_type(a, pg_not_serial(to->type->name));
	const char *cast;

	if (takes_all(a, x, y))
		return NULL;
	cast = pg_cast(a, column, x, y);
	return cast ? cast : column;
}

/*
 * A value is assigned, as an ALTER does where it has no USING: what is too long is cut by
 * a cast, but refused here.  The table's name stands for a row, of which columns alone
 * are seen; "#variable_conflict" gives them the right of way.
 */
void pg_trial(struct arena *a, const struct orm_table *t, const char *expr, const char *type,
              struct orm_trial *out)
{
	const char *table = pg_full_name(a, t->object.schema, t->object.name);
	const char *y = pg_canonical_type(a, pg_not_serial(type));

	out->test =
	    arena_printf(a,
	                 "DO $limbeck$\n#variable_conflict use_column\nDECLARE limbeck_r record; "
	                 "limbeck_v %s; BEGIN FOR limbeck_r IN SELECT %s AS limbeck_e FROM %s "
	                 "LOOP limbeck_v := limbeck_r.limbeck_e; END LOOP; END$limbeck$",
	                 y, expr, table);
	out->make = arena_printf(
	    a,
	    "CREATE FUNCTION pg_temp.limbeck_fails(%s) RETURNS boolean LANGUAGE plpgsql AS "
	    "$limbeck$\n#variable_conflict use_column\nDECLARE limbeck_v %s; BEGIN "
	    "SELECT %s INTO limbeck_v FROM (SELECT ($1).*) %s; RETURN false; "
	    "EXCEPTION WHEN data_exception OR integrity_constraint_violation OR syntax_error "
	    "OR internal_error "
	    "THEN RETURN true; END$limbeck$",
	    table, y, expr, pg_name(a, t->object.name));
	out->fails = arena_printf(a, "pg_temp.limbeck_fails(%s.*)", table);
	out->drop = arena_printf(a, "DROP FUNCTION pg_temp.limbeck_fails(%s)", table);
}
