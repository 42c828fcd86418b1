/* orm/sql/read.c - values of a row as the types that a program has */
#include "orm/sql/run.h"

static bool wrong(struct orm_result *r, int column, const char *wanted, struct error *err)
{
	return fail(err, ERR_INPUT, "column \"%s\" holds no %s", orm_column_name(r, column),
	            wanted);
}

/* True when there is a value to look at; `*ok` is the answer when there is none. */
static bool there(struct orm_result *r, int column, struct orm_value *v, bool *null, bool *ok,
                  struct error *err)
{
	*v = orm_get(r, column);
	*ok = true;
	if (null)
		*null = v->kind == ORM_NULL;
	else if (v->kind == ORM_NULL)
		*ok = fail(err, ERR_INPUT, "column \"%s\" is NULL", orm_column_name(r, column));
	return v->kind != ORM_NULL;
}

bool orm_read_int(struct orm_result *r, int column, int64_t *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = 0;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return orm_value_int(&v, out) || wrong(r, column, "integer", err);
}

bool orm_read_double(struct orm_result *r, int column, double *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = 0;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return orm_value_double(&v, out) || wrong(r, column, "number", err);
}

bool orm_read_bool(struct orm_result *r, int column, bool *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = false;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return orm_value_bool(&v, out) || wrong(r, column, "truth value", err);
}

bool orm_read_text(struct orm_result *r, int column, const char **out, struct error *err)
{
	struct orm_value v = orm_get(r, column);
	*out = NULL;
	if (v.kind == ORM_BLOB)
		return wrong(r, column, "text", err);
	*out = orm_get_text(r, column);
	return true;
}

bool orm_read_datetime(struct orm_result *r, int column, struct orm_datetime *out, bool *null,
                       struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = (struct orm_datetime){ 0 };
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return orm_value_datetime(&v, out) || wrong(r, column, "date or time", err);
}

bool orm_read_uuid(struct orm_result *r, int column, unsigned char out[16], bool *null,
                   struct error *err)
{
	struct orm_value v;
	bool ok;
	memset(out, 0, 16);
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return orm_value_uuid(&v, out) || wrong(r, column, "UUID", err);
}
