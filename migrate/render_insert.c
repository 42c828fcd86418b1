/* migrate/render_insert.c - rows as a call in a Lua script */
#include <math.h>

#include "migrate/literal.h"
#include "migrate/render_call.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

static void write_double(struct buf *out, double x)
{
	if (isnan(x))
		buf_adds(out, "0/0");
	else if (isinf(x))
		buf_adds(out, x < 0 ? "-math.huge" : "math.huge");
	else
		write_finite(out, x);
}

static void write_value(struct buf *out, const struct orm_value *v)
{
	struct arena a = { 0 };

	switch (v->kind) {
	case ORM_NULL:
		buf_adds(out, "null");
		break;
	case ORM_INT:
		buf_addf(out, "%lld", (long long)v->integer);
		break;
	case ORM_DOUBLE:
		write_double(out, v->real);
		break;
	default:
		write_lua_string(out, arena_strndup(&a, v->data, v->len));
		break;
	}
	arena_release(&a);
}

static void write_row(struct buf *out, const struct migrate_op *op, const struct migrate_row *row)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < row->len && i < op->columns.len; i++) {
		buf_adds(out, i ? ", [" : "[");
		write_lua_string(out, op->columns.items[i]);
		buf_adds(out, "] = ");
		write_value(out, &row->items[i]);
	}
	buf_addc(out, '}');
}

void render_insert(struct buf *out, const struct migrate_op *op, int indent)
{
	buf_adds(out, "op.bulk_insert(");
	write_lua_string(out, op->table);
	buf_adds(out, ", {\n");
	for (size_t i = 0; i < op->rows.len; i++) {
		lua_indent(out, indent + 1);
		write_row(out, op, &op->rows.items[i]);
		buf_adds(out, ",\n");
	}
	lua_indent(out, indent);
	buf_addc(out, '}');
	if (op->schema) {
		buf_adds(out, ", {schema = ");
		write_lua_string(out, op->schema);
		buf_addc(out, '}');
	}
	buf_addc(out, ')');
}
