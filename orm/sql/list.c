/* orm/sql/list.c - rows that are kept */
#include "orm/sql/list.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"

void orm_row_take(struct arena *a, struct orm_result *r, struct orm_row *out)
{
	out->len = (size_t)orm_columns(r);
	out->values = arena_alloc(a, (out->len + 1) * sizeof *out->values);
	for (size_t i = 0; i < out->len; i++) {
		struct orm_value v = orm_get(r, (int)i);
		if (v.kind == ORM_TEXT || v.kind == ORM_BLOB)
			v.data = arena_strndup(a, v.len ? v.data : "", v.len);
		out->values[i] = v;
	}
}

static void take_names(struct arena *a, const struct orm_result *r, struct orm_list *out)
{
	*out = (struct orm_list){ .columns = (size_t)orm_columns(r) };
	const char **names = arena_alloc(a, (out->columns + 1) * sizeof *names);
	for (size_t i = 0; i < out->columns; i++)
		names[i] = arena_strdup(a, orm_column_name(r, (int)i));
	out->names = names;
}

bool orm_some(struct arena *a, struct orm_result *r, size_t most, struct orm_list *out,
              struct error *err)
{
	enum orm_step step = ORM_ROW;
	take_names(a, r, out);
	while (out->len < most && (step = orm_next(r, err)) == ORM_ROW)
		orm_row_take(a, r, vec_add(a, out));
	return step != ORM_FAILED;
}

bool orm_all(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_list *out,
             struct error *err)
{
	struct orm_result *r;
	*out = (struct orm_list){ 0 };
	if (!orm_execute(c, q, &r, err))
		return false;
	bool ok = orm_some(a, r, SIZE_MAX, out, err);
	orm_result_close(r);
	return ok;
}

bool orm_scalars(struct arena *a, struct orm_conn *c, struct orm_query q, size_t column,
                 struct orm_values *out, struct error *err)
{
	struct orm_list all;
	*out = (struct orm_values){ 0 };
	if (!orm_all(a, c, q, &all, err))
		return false;
	if (column >= all.columns)
		return fail(err, ERR_USAGE, "the rows have %zu columns: there is none after them",
		            all.columns);
	for (size_t i = 0; i < all.len; i++)
		vec_push(a, out, all.items[i].values[column]);
	return true;
}

const struct orm_value *orm_list_value(const struct orm_list *l, size_t row, const char *name)
{
	size_t found = l->columns;
	for (size_t i = 0; i < l->columns; i++) {
		if (!text_same(l->names[i], name))
			continue;
		if (found < l->columns)
			return NULL;
		found = i;
	}
	return row < l->len && found < l->columns ? &l->items[row].values[found] : NULL;
}

/* Equal rows have equal texts. */
static const char *row_text(struct arena *a, const struct orm_row *row)
{
	struct buf b = { 0 };
	for (size_t i = 0; i < row->len; i++) {
		const struct orm_value *v = &row->values[i];
		buf_addf(&b, "%d ", (int)v->kind);
		if (v->kind == ORM_INT)
			buf_addf(&b, "%lld ", (long long)v->integer);
		else if (v->kind == ORM_DOUBLE)
			buf_addf(&b, "%a ", v->real);
		else if (v->kind == ORM_TEXT)
			buf_addf(&b, "%zu %s ", v->len, v->data);
		for (size_t n = 0; v->kind == ORM_BLOB && n < v->len; n++)
			buf_addf(&b, "%02x", ((const unsigned char *)v->data)[n]);
	}
	return buf_take(&b, a);
}

void orm_list_unique(struct orm_list *l)
{
	struct arena a = { 0 };
	struct map *seen = map_new(&a);
	size_t kept = 0;
	for (size_t i = 0; i < l->len; i++) {
		const char *text = row_text(&a, &l->items[i]);
		if (map_has(seen, text))
			continue;
		map_put(seen, text, NULL);
		l->items[kept++] = l->items[i];
	}
	l->len = kept;
	arena_release(&a);
}

bool orm_list_append(struct arena *a, struct orm_list *l, const struct orm_list *other,
                     struct error *err)
{
	bool same = l->columns == other->columns;
	for (size_t i = 0; i < l->columns && same; i++)
		same = text_same(l->names[i], other->names[i]);
	if (!same)
		return fail(err, ERR_USAGE, "the rows have other columns than those before them");
	for (size_t i = 0; i < other->len; i++)
		vec_push(a, l, other->items[i]);
	return true;
}
