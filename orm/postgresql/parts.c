/* orm/postgresql/parts.c - pieces of statements: columns, constraints, elements */
#include "orm/postgresql/parts.h"

#include <string.h>

#include "base/text.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/postgresql.h"

static void add_name(struct buf *out, const char *name)
{
	ddl_name(out, &orm_postgresql, name);
}

/*
 * Reflection gives schema.name quoted where that isn't plain, and the bare name of
 * pg_catalog's and public's: "en_US.utf8" is such a name, with a dot in it.
 */
static bool is_qualified(const char *name)
{
	size_t len = strlen(name);
	struct orm_token schema = pg_next_token(name, len), rest;
	struct arena a = { 0 };
	bool plain;

	if (schema.len + 1 >= len || name[schema.len] != '.')
		return false;
	rest = pg_next_token(name + schema.len + 1, len - schema.len - 1);
	plain = schema.kind == ORM_TOKEN_QUOTED ||
	        (schema.kind == ORM_TOKEN_WORD && !strcmp(text_lower(&a, name), name)) ||
	        rest.kind == ORM_TOKEN_QUOTED;
	arena_release(&a);
	return plain && schema.len + 1 + rest.len == len &&
	       (rest.kind == ORM_TOKEN_WORD || rest.kind == ORM_TOKEN_QUOTED);
}

void pg_collation_text(struct buf *out, const char *name)
{
	if (is_qualified(name))
		buf_adds(out, name);
	else
		add_name(out, name);
}

static void add_collation(struct buf *out, const char *name)
{
	if (!name)
		return;
	buf_adds(out, " COLLATE ");
	pg_collation_text(out, name);
}

void pg_sequence_options(struct buf *out, const struct orm_identity *i)
{
	if (i->start)
		buf_addf(out, " START WITH %s", i->start);
	if (i->increment)
		buf_addf(out, " INCREMENT BY %s", i->increment);
	if (i->minvalue)
		buf_addf(out, " MINVALUE %s", i->minvalue);
	if (i->maxvalue)
		buf_addf(out, " MAXVALUE %s", i->maxvalue);
	if (i->cache)
		buf_addf(out, " CACHE %s", i->cache);
	if (i->cycle)
		buf_adds(out, " CYCLE");
}

void pg_identity_text(struct buf *out, const struct orm_column *c)
{
	const char *sequence = pg_option(&c->object, "sequence");
	struct buf options = { 0 };

	if (sequence) {
		buf_adds(&options, " SEQUENCE NAME ");
		ddl_full_name(&options, &orm_postgresql, c->object.schema, sequence);
	}
	pg_sequence_options(&options, c->identity);
	buf_addf(out, "GENERATED %s AS IDENTITY", c->identity->always ? "ALWAYS" : "BY DEFAULT");
	if (options.len)
		buf_addf(out, " (%s)", options.data + 1);
	buf_release(&options);
}

void pg_column_text(struct buf *out, const struct orm_column *c, int version)
{
	const char *storage = pg_option(&c->object, "storage");
	const char *compression = pg_option(&c->object, "compression");
	const char *options = pg_option(&c->object, "options");

	add_name(out, c->object.name);
	buf_addf(out, " %s", c->type->name);
	if (options)
		buf_addf(out, " OPTIONS (%s)", options);
	if (storage && pg_surely_can(version, PG_STORAGE_WORDS))
		buf_addf(out, " STORAGE %s", storage);
	if (compression)
		buf_addf(out, " COMPRESSION %s", compression);
	add_collation(out, c->collation);
	pg_not_null_text(out, c);
	if (c->computed) {
		buf_addf(out, " GENERATED ALWAYS AS (%s) %s", c->computed,
		         c->persisted == ORM_NO ? "VIRTUAL" : "STORED");
	} else if (c->identity) {
		buf_addc(out, ' ');
		pg_identity_text(out, c);
	} else if (c->server_default.kind != ORM_DEFAULT_NONE) {
		buf_adds(out, " DEFAULT ");
		ddl_default(out, &orm_postgresql, &c->server_default);
	}
}

/* One name, with a call or an expression in parentheses where it is neither. */
static void add_expr(struct buf *out, const char *expr)
{
	size_t len = strlen(expr);
	const char *at = expr, *end = expr + len;
	struct orm_token t = pg_next_word(at, len);
	int depth = 0;
	bool whole = false;

	if (pg_token_is_op(&t, "(")) {
		/* in parentheses already, from the first to the last */
		for (whole = true; at < end; at = t.start + t.len) {
			t = pg_next_token(at, (size_t)(end - at));
			depth += pg_token_is_op(&t, "(") - pg_token_is_op(&t, ")");
			if (!depth && t.start + t.len < end)
				whole = false;
		}
	}
	buf_addf(out, whole ? "%s" : "(%s)", expr);
}

static void add_element(struct buf *out, const struct orm_element *e)
{
	if (e->column)
		add_name(out, e->column);
	else
		add_expr(out, e->expr);
	add_collation(out, e->collation);
	if (e->opclass)
		buf_addf(out, " %s", e->opclass);
	if (e->descending)
		buf_adds(out, " DESC");
	if (e->nulls)
		buf_addf(out, " NULLS %s", e->nulls);
}

void pg_elements_text(struct buf *out, const struct orm_elements *e)
{
	buf_addc(out, '(');
	for (size_t i = 0; i < e->len; i++) {
		buf_adds(out, i ? ", " : "");
		add_element(out, &e->items[i]);
	}
	buf_addc(out, ')');
}

static void add_include(struct buf *out, const struct names *include)
{
	if (!include->len)
		return;
	buf_adds(out, " INCLUDE (");
	ddl_names(out, &orm_postgresql, include);
	buf_addc(out, ')');
}

static void add_key_columns(struct buf *out, const struct orm_constraint *k)
{
	buf_addc(out, ' ');
	pg_elements_text(out, &k->elements);
	if (k->period) {
		buf_cut(out, out->len - 1);
		buf_adds(out, " WITHOUT OVERLAPS)");
	}
	add_include(out, &k->include);
}

static void add_index_parameters(struct buf *out, const struct orm_object *o)
{
	const char *with = pg_option(o, "with"), *tablespace = pg_option(o, "tablespace");

	if (with)
		buf_addf(out, " WITH (%s)", with);
	if (!tablespace)
		return;
	buf_adds(out, " USING INDEX TABLESPACE ");
	add_name(out, tablespace);
}

static void add_names(struct buf *out, const struct names *names, bool period)
{
	for (size_t i = 0; i < names->len; i++) {
		buf_adds(out, i ? ", " : "");
		buf_adds(out, period && i + 1 == names->len ? "PERIOD " : "");
		add_name(out, names->items[i]);
	}
}

static void add_foreign_key(struct buf *out, const struct orm_constraint *k)
{
	struct names columns = { 0 };
	struct arena a = { 0 };

	for (size_t i = 0; i < k->elements.len; i++)
		vec_push(&a, &columns, k->elements.items[i].column);
	buf_adds(out, "FOREIGN KEY (");
	add_names(out, &columns, k->period);
	buf_adds(out, ") REFERENCES ");
	ddl_full_name(out, &orm_postgresql, k->referred_schema, k->referred_table);
	if (k->referred_columns.len) {
		buf_adds(out, " (");
		add_names(out, &k->referred_columns, k->period);
		buf_addc(out, ')');
	}
	if (k->match && !text_same_nocase(k->match, "SIMPLE"))
		buf_addf(out, " MATCH %s", k->match);
	if (k->onupdate)
		buf_addf(out, " ON UPDATE %s", k->onupdate);
	if (k->ondelete)
		buf_addf(out, " ON DELETE %s", k->ondelete);
	if (k->ondelete_columns.len) {
		buf_adds(out, " (");
		add_names(out, &k->ondelete_columns, false);
		buf_addc(out, ')');
	}
	arena_release(&a);
}

void pg_deferrable_text(struct buf *out, const struct orm_constraint *k)
{
	if (k->deferrable != ORM_YES)
		return;
	buf_adds(out, " DEFERRABLE");
	if (k->initially)
		buf_addf(out, " INITIALLY %s", k->initially);
}

/* The tablespace has its place before WHERE. */
static void add_exclude(struct buf *out, const struct orm_constraint *k)
{
	const char *at = k->expr, *end = at + strlen(at), *where = end;
	const char *tablespace = pg_option(&k->object, "tablespace");
	int depth = 0;

	while (at < end && where == end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		depth += pg_token_is_op(&t, "(") - pg_token_is_op(&t, ")");
		if (!depth && pg_token_is(&t, "where"))
			where = at;
		at = t.start + t.len;
	}
	buf_addf(out, "EXCLUDE %.*s", (int)(where - k->expr), k->expr);
	if (tablespace) {
		buf_adds(out, " USING INDEX TABLESPACE ");
		add_name(out, tablespace);
		buf_addc(out, ' ');
	}
	buf_adds(out, where);
}

void pg_constraint_text(struct buf *out, const struct orm_constraint *k)
{
	if (k->object.name) {
		buf_adds(out, "CONSTRAINT ");
		add_name(out, k->object.name);
		buf_addc(out, ' ');
	}
	switch (k->object.kind) {
	case ORM_PRIMARY_KEY:
		buf_adds(out, "PRIMARY KEY");
		add_key_columns(out, k);
		add_index_parameters(out, &k->object);
		break;
	case ORM_UNIQUE:
		buf_addf(out, "UNIQUE%s", k->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
		add_key_columns(out, k);
		add_index_parameters(out, &k->object);
		break;
	case ORM_CHECK:
		buf_addf(out, "CHECK (%s)%s", k->expr, k->no_inherit ? " NO INHERIT" : "");
		break;
	case ORM_EXCLUDE:
		add_exclude(out, k);
		break;
	default:
		add_foreign_key(out, k);
		break;
	}
	pg_deferrable_text(out, k);
	if (k->not_enforced)
		buf_adds(out, " NOT ENFORCED");
}

void pg_index_text(struct buf *out, const struct orm_index *x, const char *schema,
                   const char *table, bool if_not_exists, bool concurrently)
{
	const char *with = pg_option(&x->object, "with");
	const char *tablespace = pg_option(&x->object, "tablespace");

	buf_addf(out, "CREATE %sINDEX %s%s", x->unique ? "UNIQUE " : "",
	         concurrently ? "CONCURRENTLY " : "", if_not_exists ? "IF NOT EXISTS " : "");
	if (x->object.name) {
		add_name(out, x->object.name);
		buf_addc(out, ' ');
	}
	/* of a partitioned table: its partitions haven't all got their part of it */
	buf_adds(out, x->invalid && x->object.table && x->object.table->partition_by ? "ON ONLY "
	                                                                             : "ON ");
	ddl_full_name(out, &orm_postgresql, schema, table);
	if (x->method)
		buf_addf(out, " USING %s", x->method);
	buf_addc(out, ' ');
	pg_elements_text(out, &x->elements);
	add_include(out, &x->include);
	if (x->nulls_not_distinct)
		buf_adds(out, " NULLS NOT DISTINCT");
	if (with)
		buf_addf(out, " WITH (%s)", with);
	if (tablespace) {
		buf_adds(out, " TABLESPACE ");
		add_name(out, tablespace);
	}
	if (x->where)
		buf_addf(out, " WHERE %s", x->where);
}
