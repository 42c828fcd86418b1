/* orm/sql/json.c - paths into JSON as SQLite and MySQL spell them */
#include <inttypes.h>

#include "orm/sql/dialect.h"

/* Quotes in a key can't be said alike everywhere. */
static bool add_key(struct buf *b, const struct orm_value *v)
{
	if (memchr(v->data, '"', v->len) || memchr(v->data, '\\', v->len) ||
	    memchr(v->data, '\0', v->len))
		return false;
	buf_adds(b, ".\"");
	buf_add(b, v->data, v->len);
	buf_addc(b, '"');
	return true;
}

bool orm_json_path(struct arena *a, const struct orm_exprs *path, const char **out,
                   struct error *err)
{
	struct buf b = { 0 };
	bool ok = path->len > 0;
	buf_addc(&b, '$');
	for (size_t i = 0; i < path->len && ok; i++) {
		const struct orm_expr *e = path->items[i];
		ok = e && e->kind == ORM_EXPR_VALUE;
		if (ok && e->value.kind == ORM_INT && e->value.integer >= 0)
			buf_addf(&b, "[%" PRId64 "]", e->value.integer);
		else
			ok = ok && e->value.kind == ORM_TEXT && add_key(&b, &e->value);
	}
	*out = buf_take(&b, a);
	return ok ||
	       fail(err, ERR_INPUT, "a JSON path has a member that is no plain key and no index");
}
