/* orm/ddl/rename_query.c - a column under a new name in definitions, as a server spells them */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/dialect.h"

#define DEPTH 64

struct piece {
	struct orm_token token;
	const char *name; /* of a word or quoted name, or NULL */
};

struct query {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_table *table;
	const char *from, *to;
	VEC(struct piece);
	struct names qualifiers; /* what the table is called in it */
	bool bare;               /* columns stand alone here */
	bool lists[DEPTH];       /* by parentheses: in the list of a SELECT? */
	int depth;
};

static const struct piece *at(const struct query *q, size_t i)
{
	static const struct piece end = { .token = { .kind = ORM_TOKEN_END } };

	return i < q->len ? &q->items[i] : &end;
}

static bool is_op(const struct piece *p, char op)
{
	return p->token.kind == ORM_TOKEN_OPERATOR && p->token.len == 1 && *p->token.start == op;
}

static bool is_word(const struct piece *p, const char *word)
{
	return p->token.kind == ORM_TOKEN_WORD && text_same_nocase(p->name, word);
}

static bool is_name(const struct query *q, const struct piece *p, const char *name)
{
	return p->name && q->dialect->same_name(p->name, name);
}

static void read_pieces(struct query *q, const char *text)
{
	const struct orm_dialect *d = q->dialect;

	for (;;) {
		struct orm_token t = d->next_token(text, strlen(text));
		bool named = t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED;

		if (t.kind == ORM_TOKEN_END)
			return;
		text = t.start + t.len;
		if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT)
			vec_push(q->arena, q,
			         (struct piece){ t, named ? orm_unquote(q->arena, d, &t) : NULL });
	}
}

static const char *schema_of(const struct query *q)
{
	const char *schema = q->table->object.schema;

	return schema ? schema : q->dialect->default_schema;
}

static bool is_table(const struct query *q, size_t i)
{
	return is_name(q, at(q, i), schema_of(q)) && is_op(at(q, i + 1), '.') &&
	       is_name(q, at(q, i + 2), q->table->object.name);
}

/* schema.table, and what it is called from there on; false when its columns are, too. */
static bool find_qualifiers(struct query *q)
{
	bool own_names = true;

	for (size_t i = 0; i < q->len; i++) {
		const struct piece *alias = at(q, i + 3);
		bool has_alias = alias->token.kind == ORM_TOKEN_QUOTED ||
		                 (alias->name && !q->dialect->is_reserved(alias->name));

		if (!is_table(q, i))
			continue;
		if (has_alias && is_op(at(q, i + 4), '('))
			own_names = false;
		vec_push(q->arena, &q->qualifiers, has_alias ? alias->name : q->table->object.name);
	}
	return own_names;
}

static bool is_qualifier(const struct query *q, size_t i)
{
	if ((i && is_op(at(q, i - 1), '.')) || !is_op(at(q, i + 1), '.'))
		return false;
	for (size_t k = 0; k < q->qualifiers.len; k++)
		if (is_name(q, at(q, i), q->qualifiers.items[k]))
			return true;
	return false;
}

/* A SELECT of one table has its columns without the table's name, perhaps. */
static bool is_of_one(const struct query *q)
{
	size_t tables = 0;

	for (size_t i = 0; i < q->len; i++) {
		tables += is_word(at(q, i), "from") || is_word(at(q, i), "join");
		if (is_qualifier(q, i))
			return false;
	}
	return tables == 1 && q->qualifiers.len == 1 && is_word(at(q, 0), "select");
}

static bool stands_alone(const struct query *q, size_t i)
{
	const struct piece *p = at(q, i), *before = i ? at(q, i - 1) : at(q, q->len);

	if (!q->bare || !is_name(q, p, q->from) || is_op(before, '.') || is_word(before, "as") ||
	    is_op(at(q, i + 1), '.') || is_op(at(q, i + 1), '('))
		return false;
	return p->token.kind == ORM_TOKEN_QUOTED || !q->dialect->is_reserved(p->name);
}

static void follow(struct query *q, size_t i)
{
	const struct piece *p = at(q, i);

	if (is_op(p, '(')) {
		q->depth += q->depth < DEPTH - 1;
		q->lists[q->depth] = false;
	} else if (is_op(p, ')')) {
		q->depth -= q->depth > 0;
	} else if (is_word(p, "select")) {
		q->lists[q->depth] = true;
	} else if (is_word(p, "from")) {
		q->lists[q->depth] = false;
	}
}

static bool starts_item(const struct query *q, size_t i)
{
	return i && q->lists[q->depth] &&
	       (is_op(at(q, i - 1), ',') || is_word(at(q, i - 1), "select") ||
	        is_word(at(q, i - 1), "distinct"));
}

static bool ends_item(const struct query *q, size_t i)
{
	const struct piece *p = at(q, i);

	return p->token.kind == ORM_TOKEN_END || is_op(p, ',') || is_op(p, ')') ||
	       is_word(p, "from");
}

/*
 * Writes the new name in the place of piece `i`; a result keeps the name that it has.
 * Gives the piece that the text goes on behind.
 */
static size_t write_name(struct query *q, struct buf *out, size_t start, size_t i)
{
	ddl_name(out, q->dialect, q->to);
	if (!starts_item(q, start))
		return i;
	if (is_word(at(q, i + 1), "as") && is_name(q, at(q, i + 2), q->to) && ends_item(q, i + 3))
		return i + 2;
	if (ends_item(q, i + 1)) {
		buf_adds(out, " AS ");
		ddl_name(out, q->dialect, q->from);
	}
	return i;
}

/* Which columns stand alone in a list of tables, and in one of what may be done with them. */
static void follow_list(struct query *q, const struct orm_definition *def, size_t i)
{
	if (def->object.kind == ORM_PRIVILEGE)
		q->bare = q->depth > 0;
	else if (def->object.kind == ORM_PUBLICATION && is_table(q, i))
		q->bare = true;
	else if (def->object.kind == ORM_PUBLICATION && !q->depth && is_op(at(q, i), ','))
		q->bare = false;
}

static const char *renamed(struct query *q, const struct orm_definition *def)
{
	const char *done = def->definition;
	struct buf out = { 0 };

	for (size_t i = 0; i < q->len; i++) {
		bool qualified = is_qualifier(q, i) && is_name(q, at(q, i + 2), q->from);
		size_t name = qualified ? i + 2 : i, last;

		follow(q, i);
		follow_list(q, def, i);
		if (!qualified && !stands_alone(q, i))
			continue;
		buf_add(&out, done, (size_t)(q->items[name].token.start - done));
		last = write_name(q, &out, i, name);
		done = q->items[last].token.start + q->items[last].token.len;
		i = last;
	}
	buf_adds(&out, done);
	return buf_take(&out, q->arena);
}

/* JOIN ... USING (a, column)?  A policy has an expression there. */
static bool joins_by_it(const struct query *q)
{
	for (size_t i = 0; i < q->len; i++) {
		bool found = false;
		size_t k = i + 2;

		if (!is_word(at(q, i), "using") || !is_op(at(q, i + 1), '('))
			continue;
		for (; at(q, k)->name || is_op(at(q, k), ','); k++)
			found = found || is_name(q, at(q, k), q->from);
		if (found && is_op(at(q, k), ')'))
			return true;
	}
	return false;
}

/* Then the old name stays, in a list of what the table's columns are called there. */
static const char *with_columns(struct query *q, const struct orm_definition *def)
{
	const char *done = def->definition;
	struct names columns = { 0 };
	struct buf out = { 0 };
	size_t tables = 0;

	for (size_t i = 0; i < q->table->columns.len; i++)
		vec_push(q->arena, &columns, q->table->columns.items[i]->object.name);
	for (size_t i = 0; i < q->len; i++) {
		const char *alias, *end;

		if (!is_table(q, i))
			continue;
		alias = q->qualifiers.items[tables++];
		end = at(q, i + 2)->token.start + at(q, i + 2)->token.len;
		buf_add(&out, done, (size_t)(end - done));
		buf_addc(&out, ' ');
		ddl_name(&out, q->dialect, alias);
		buf_addc(&out, '(');
		ddl_names(&out, q->dialect, &columns);
		buf_addc(&out, ')');
		done = alias == q->table->object.name
		           ? end
		           : at(q, i + 3)->token.start + at(q, i + 3)->token.len;
	}
	buf_adds(&out, done);
	return buf_take(&out, q->arena);
}

static bool is_on_table(const struct query *q, const struct orm_definition *def)
{
	struct buf b = { 0 };
	bool is;

	if (def->object.kind != ORM_PRIVILEGE)
		return def->on && q->dialect->same_name(def->on, q->table->object.name);
	buf_adds(&b, "TABLE ");
	ddl_full_name(&b, q->dialect, schema_of(q), q->table->object.name);
	is = text_same(def->on, buf_str(&b));
	buf_release(&b);
	return is;
}

void orm_rename_in_definition(struct arena *a, const struct orm_dialect *d,
                              const struct orm_table *t, struct orm_definition *def,
                              const char *from, const char *to)
{
	struct query q = { .arena = a, .dialect = d, .table = t, .from = from, .to = to };

	if (!def->definition || (def->object.kind == ORM_PRIVILEGE && !is_on_table(&q, def)))
		return;
	read_pieces(&q, def->definition);
	if (!find_qualifiers(&q))
		return;
	if (q.qualifiers.len && joins_by_it(&q)) {
		def->definition = with_columns(&q, def);
		return;
	}
	if (def->object.kind == ORM_RULE && is_on_table(&q, def)) {
		vec_push(a, &q.qualifiers, "new");
		vec_push(a, &q.qualifiers, "old");
	}
	q.bare = is_of_one(&q) || def->object.kind == ORM_STATISTICS;
	if (q.qualifiers.len || def->object.kind == ORM_PRIVILEGE)
		def->definition = renamed(&q, def);
}

/* Is the table's own name the one by which its columns are known? */
static bool is_unaliased(const struct query *q)
{
	for (size_t i = 0; i < q->qualifiers.len; i++)
		if (q->qualifiers.items[i] == q->table->object.name)
			return true;
	return false;
}

static const char *with_table(struct query *q, const struct orm_definition *def)
{
	const char *done = def->definition;
	bool qualifies = is_unaliased(q);
	struct buf out = { 0 };

	for (size_t i = 0; i < q->len; i++) {
		bool full = is_table(q, i);
		const struct orm_token *t = &at(q, full ? i + 2 : i)->token;

		if (!full && !(qualifies && is_qualifier(q, i) &&
		               is_name(q, at(q, i), q->table->object.name)))
			continue;
		buf_add(&out, done, (size_t)(t->start - done));
		ddl_name(&out, q->dialect, q->to);
		done = t->start + t->len;
		i += full ? 2 : 0;
	}
	buf_adds(&out, done);
	return buf_take(&out, q->arena);
}

void orm_rename_table_in_definition(struct arena *a, const struct orm_dialect *d,
                                    const struct orm_table *t, struct orm_definition *def,
                                    const char *to)
{
	struct query q = { .arena = a, .dialect = d, .table = t, .to = to };
	struct buf on = { 0 };

	if (def->object.kind == ORM_PRIVILEGE && is_on_table(&q, def)) {
		buf_adds(&on, "TABLE ");
		ddl_full_name(&on, d, schema_of(&q), to);
		def->on = buf_take(&on, a);
	}
	if (!def->definition)
		return;
	read_pieces(&q, def->definition);
	(void)find_qualifiers(&q);
	if (q.qualifiers.len)
		def->definition = with_table(&q, def);
	if (def->object.kind == ORM_PUBLICATION)
		def->definition = orm_sort_published(a, d, def->definition);
}
