/* reflect/mysql/views.c - SHOW CREATE VIEW */
#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/definitions.h"

/* A token that isn't space, and the two before it. */
struct window {
	struct orm_token before, last, t, next;
};

static struct orm_token token_at(const struct orm_dialect *d, const char *at, const char *end)
{
	struct orm_token t = d->next_token(at, (size_t)(end - at));

	while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT) {
		at = t.start + t.len;
		t = d->next_token(at, (size_t)(end - at));
	}
	return t;
}

static void slide(struct window *w, const struct orm_dialect *d, const char *end)
{
	w->before = w->last;
	w->last = w->t;
	w->t = w->next;
	w->next = token_at(d, w->next.start + w->next.len, end);
}

static bool is_op(const struct orm_token *t, char op)
{
	return t->kind == ORM_TOKEN_OPERATOR && t->len == 1 && *t->start == op;
}

static bool is_database(struct my_definitions *x, const struct orm_token *t)
{
	struct my_reader *r = x->reader;

	return t->kind == ORM_TOKEN_QUOTED &&
	       !strcmp(orm_unquote(&r->scratch, r->dialect, t), r->database);
}

/* Does anything else in the view go by the database's name? */
static bool is_ambiguous(struct my_definitions *x, const char *sql)
{
	const struct orm_dialect *d = x->reader->dialect;
	const char *end = sql + strlen(sql);
	struct window w = { .next = token_at(d, sql, end) };

	for (slide(&w, d, end); w.t.kind != ORM_TOKEN_END; slide(&w, d, end))
		if (is_database(x, &w.t) && !is_op(&w.next, '.') && !is_op(&w.last, '.'))
			return true;
	return false;
}

const char *my_unqualified(struct my_definitions *x, const char *sql)
{
	const struct orm_dialect *d = x->reader->dialect;
	const char *end = sql + strlen(sql), *from = sql;
	struct window w = { .next = token_at(d, sql, end) };
	struct buf out = { 0 };

	if (x->reader->schema ||
	    !strstr(sql, my_quoted(&x->reader->scratch, x->reader->database)) ||
	    is_ambiguous(x, sql))
		return sql;
	for (slide(&w, d, end); w.t.kind != ORM_TOKEN_END; slide(&w, d, end)) {
		if (!is_database(x, &w.t) || is_op(&w.last, '.'))
			continue;
		buf_add(&out, from, (size_t)(w.t.start - from));
		slide(&w, d, end);
		from = w.t.start + w.t.len;
	}
	buf_adds(&out, from);
	return buf_take(&out, x->reader->arena);
}

static void read_columns(struct my_definitions *x, struct head *h, struct orm_definition *d)
{
	if (!head_skip_char(h, '('))
		return;
	do
		vec_push(x->reader->arena, &d->columns, head_name(h));
	while (head_skip_char(h, ','));
	head_skip_char(h, ')');
}

/* The SELECT, and the option that stands behind it. */
static void read_select(struct my_definitions *x, const char *sql, struct orm_definition *d)
{
	static const char *const checks[] = { "CASCADED", "LOCAL" };
	struct arena *a = x->reader->arena;

	for (size_t i = 0; i < COUNT(checks); i++) {
		const char *end = arena_printf(a, " WITH %s CHECK OPTION", checks[i]);

		if (!text_ends(sql, end))
			continue;
		my_note(x, &d->object, "check_option", checks[i], NULL);
		sql = arena_strndup(a, sql, strlen(sql) - strlen(end));
	}
	d->definition = my_unqualified(x, sql);
}

const char *my_read_view(struct my_definitions *x, struct my_wish *w, struct orm_result *rows)
{
	struct head h = head_start(x->reader->arena, orm_get_text(rows, 1), NULL);
	struct orm_definition *d = my_definition(x, w);

	if (!h.at)
		return "its definition is hidden";
	head_skip(&h, "CREATE");
	if (head_skip(&h, "ALGORITHM") && head_skip_char(&h, '='))
		my_note(x, &d->object, "algorithm", head_word(&h), "UNDEFINED");
	my_read_definer(x, &h, &d->object);
	if (head_skip(&h, "SQL SECURITY"))
		my_note(x, &d->object, "security", head_word(&h), "DEFINER");
	if (head_skip(&h, "JSON RELATIONAL DUALITY"))
		my_note(x, &d->object, "json_duality", "true", NULL);
	if (!head_skip(&h, "VIEW") || !head_path(&h))
		return "its definition begins in an unknown way";
	read_columns(x, &h, d);
	if (!head_skip(&h, "AS"))
		return "its definition begins in an unknown way";
	read_select(x, head_rest(&h), d);
	my_read_client(x, rows, 2, &d->object);
	return NULL;
}
