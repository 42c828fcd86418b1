/* orm/postgresql/alter_column.c - ALTER COLUMN, attribute by attribute */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/guard.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"
#include "orm/postgresql/types.h"

struct column {
	struct pg_batch *batch;
	const struct orm_change *change;
	const struct orm_column *from, *to;
	const char *name; /* as SQL */
};

/* What reaches heirs, which may have it in their own way. */
static void heirs_action(const struct column *x, const char *format, ...)
{
	struct pg_batch *b = x->batch;
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(b->ddl->arena, format, args);
	va_end(args);
	if (!x->change->only) {
		pg_action(b, "%s", text);
		return;
	}
	pg_flush(b);
	ddl_addf(b->ddl, 0, NULL, "%.*s ONLY %s %s",
	         (int)(strstr(b->alter, "TABLE ") - b->alter) + 5, b->alter, b->table, text);
}

/* Heirs' defaults would be in the way of another type. */
static void default_action(const struct column *x, const char *what)
{
	if (pg_gives(x->change, "type"))
		pg_action(x->batch, "ALTER COLUMN %s %s", x->name, what);
	else
		heirs_action(x, "ALTER COLUMN %s %s", x->name, what);
}

/* The column as it is now, where it isn't said. */
static const struct orm_column *as_it_is(const struct column *x)
{
	struct ddl *d = x->batch->ddl;
	struct error ignored = { 0 };
	struct orm_metadata *m = NULL;
	const struct orm_table *t = NULL;
	const struct orm_column *c;

	if (d->lookup &&
	    d->lookup(d->lookup_data, x->batch->schema, x->batch->name, &m, &ignored) && m)
		t = orm_metadata_table(m, x->batch->schema, x->batch->name);
	c = t ? orm_table_column(t, &orm_postgresql, x->to->object.name) : NULL;
	return c ? c : x->to;
}

/* The option's value before the change, which a script need not say. */
static const char *option_now(const struct column *x, const char *name)
{
	const char *said = x->from ? pg_option(&x->from->object, name) : NULL;
	const struct orm_column *now = said ? x->from : as_it_is(x);

	return now == x->to ? NULL : pg_option(&now->object, name);
}

/* A new type comes without the collation of the old one, and not every type has any. */
static const char *collation_of(const struct column *x, const char *type)
{
	static const char *const texts[] = { "text", "character varying", "character", "name" };
	const char *base = pg_base_type(x->batch->ddl->arena, type);

	if (x->to->collation || pg_gives(x->change, "collation"))
		return x->to->collation;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!strcmp(base, texts[i]))
			return as_it_is(x)->collation;
	return NULL;
}

/* A script need not say which type there was. */
static void guard_type(const struct column *x, const char *was, const char *is)
{
	const struct orm_column *now = was ? x->from : as_it_is(x);

	was = was ? was : now->type ? now->type->name : NULL;
	if (was && now != x->to && !now->computed && !x->change->allow_data_loss &&
	    pg_gives(x->change, "type"))
		pg_guard_type(x->batch, x->to, x->name, was, is);
}

static void alter_type(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const char *was = x->from && x->from->type ? x->from->type->name : NULL;
	const char *is = pg_not_serial(x->to->type ? x->to->type->name : was);
	const char *collation = is ? collation_of(x, is) : NULL;
	struct buf b = { 0 };
	char *cast;

	if (!is)
		return;
	guard_type(x, was, is);
	buf_addf(&b, "ALTER COLUMN %s TYPE %s", x->name, is);
	if (collation) {
		buf_adds(&b, " COLLATE ");
		pg_collation_text(&b, collation);
	}
	cast = pg_cast(a, x->name, was, is);
	if (cast)
		buf_addf(&b, " USING %s", cast);
	if (!was || pg_rewrites(a, was, is))
		x->batch->flags |= DDL_REWRITE;
	pg_action(x->batch, "%s", buf_str(&b));
	buf_release(&b);
}

static void set_default(const struct column *x, const struct orm_default *v)
{
	struct buf b = { 0 };

	ddl_default(&b, &orm_postgresql, v);
	default_action(x, arena_printf(x->batch->ddl->arena, "SET DEFAULT %s", buf_str(&b)));
	buf_release(&b);
}

static bool has_default(const struct orm_column *c)
{
	return c && !c->computed && c->server_default.kind != ORM_DEFAULT_NONE;
}

static bool needs_cast(const struct column *x)
{
	return !x->from || !x->from->type || !x->to->type ||
	       pg_cast(x->batch->ddl->arena, "x", x->from->type->name, x->to->type->name);
}

/* A default of the old type may have no meaning in the new one. */
static void alter_type_and_default(const struct column *x)
{
	bool type = pg_gives(x->change, "type") || pg_gives(x->change, "collation");
	bool other = pg_gives(x->change, "server_default");
	bool away = type && has_default(x->from) && (other || needs_cast(x));

	if (x->to->computed || (x->from && x->from->computed && !other)) {
		if (type)
			alter_type(x);
		return;
	}
	if (away || (other && !has_default(x->to)))
		default_action(x, "DROP DEFAULT");
	if (type)
		alter_type(x);
	if (other && has_default(x->to))
		set_default(x, &x->to->server_default);
	else if (away && !other)
		set_default(x, &x->from->server_default);
}

/* The column's next value comes after those that are there. */
static void count_on(const struct column *x, const char *sequence, const struct orm_identity *i)
{
	bool down = i->increment && *i->increment == '-';
	const char *last = down ? "min" : "max";

	pg_after(x->batch, "SELECT setval(%s, %s(%s)) FROM %s HAVING %s(%s) %s %s",
	         pg_string(x->batch->ddl->arena, sequence), last, x->name, x->batch->table, last,
	         x->name, down ? "<=" : ">=", pg_first_value(i));
}

/* The sequence `to` goes on where `from` is, unless it doesn't go there. */
static const char *go_on(const struct column *x, const char *from, const char *to,
                         const struct orm_identity *i)
{
	bool down = i->increment && *i->increment == '-';
	const char *least = i->minvalue ? i->minvalue : "1", *most = i->maxvalue;
	struct arena *a = x->batch->ddl->arena;
	struct buf where = { 0 };

	if (down)
		most = most ? most : "-1";
	if (!down || i->minvalue)
		buf_addf(&where, " WHERE last_value >= %s", least);
	if (most)
		buf_addf(&where, "%s last_value <= %s", where.len ? " AND" : " WHERE", most);
	return arena_printf(a, "SELECT setval(%s, last_value, is_called) FROM %s%s",
	                    pg_string(a, to), from, buf_take(&where, a));
}

/* As SQL names it; a script need not say that it has a name of its own. */
static const char *current_sequence(const struct column *x)
{
	bool said = pg_option(&x->from->object, "sequence") != NULL;
	const struct orm_column *now = said ? x->from : as_it_is(x);
	struct arena *a = x->batch->ddl->arena;

	return pg_full_name(a, x->batch->schema,
	                    pg_identity_sequence(a, now->identity ? now : x->from, x->batch->name));
}

static const char *new_sequence(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;

	return pg_full_name(a, x->batch->schema, pg_identity_sequence(a, x->to, x->batch->name));
}

/* What a sequence counts to: in an identity column nothing said is the usual. */
static void set_identity(const struct column *x)
{
	const struct orm_identity *i = x->to->identity, *was = x->from->identity;
	bool turns =
	    (i->increment && *i->increment == '-') != (was->increment && *was->increment == '-');
	struct buf b = { 0 };

	if (i->always != was->always)
		buf_addf(&b, " SET GENERATED %s", i->always ? "ALWAYS" : "BY DEFAULT");
	if (!text_same(i->increment, was->increment))
		buf_addf(&b, " SET INCREMENT BY %s", i->increment ? i->increment : "1");
	if (turns || !text_same(i->minvalue, was->minvalue))
		buf_addf(&b, i->minvalue ? " SET MINVALUE %s" : " SET NO MINVALUE%s",
		         i->minvalue ? i->minvalue : "");
	if (turns || !text_same(i->maxvalue, was->maxvalue))
		buf_addf(&b, i->maxvalue ? " SET MAXVALUE %s" : " SET NO MAXVALUE%s",
		         i->maxvalue ? i->maxvalue : "");
	if (strcmp(pg_first_value(i), pg_first_value(was)) != 0)
		buf_addf(&b, " SET START WITH %s", pg_first_value(i));
	if (pg_must_restart(was, i)) {
		buf_adds(&b, " RESTART");
		count_on(x, current_sequence(x), i);
	}
	if (!text_same(i->cache, was->cache))
		buf_addf(&b, " SET CACHE %s", i->cache ? i->cache : "1");
	if (i->cycle != was->cycle)
		buf_addf(&b, " SET %sCYCLE", i->cycle ? "" : "NO ");
	if (b.len)
		pg_action(x->batch, "ALTER COLUMN %s%s", x->name, buf_str(&b));
	buf_release(&b);
}

/* A script's: the sequence that counted so far gives way to one of the same name. */
static const char *put_aside(const struct column *x, const char *sequence)
{
	struct arena *a = x->batch->ddl->arena;
	struct names path = pg_path(a, sequence);
	const char *old = pg_usual_name(a, path.items[path.len - 1], NULL, "_limbeck_old");

	pg_flush(x->batch);
	ddl_addf(x->batch->ddl, 0, NULL, "ALTER SEQUENCE %s RENAME TO %s", sequence,
	         pg_name(a, old));
	return pg_full_name(a, path.len > 1 ? path.items[0] : NULL, old);
}

/* It goes on where the column counted by another sequence, which is still there. */
static void add_identity(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const char *counted = x->from ? pg_sequence_of(a, &x->from->server_default) : NULL;
	const char *sequence = new_sequence(x);
	bool in_the_way =
	    counted && !strcmp(pg_sequence_needed(a, &x->from->server_default),
	                       pg_sequence_key(a, x->batch->schema,
	                                       pg_identity_sequence(a, x->to, x->batch->name)));
	struct buf b = { 0 };

	if (in_the_way)
		counted = put_aside(x, counted);
	if ((!x->from || x->from->nullable != ORM_NO) && !pg_gives(x->change, "nullable"))
		pg_action(x->batch, "ALTER COLUMN %s SET NOT NULL", x->name);
	pg_identity_text(&b, x->to);
	pg_action(x->batch, "ALTER COLUMN %s ADD %s", x->name, buf_str(&b));
	buf_release(&b);
	if (counted)
		pg_after(x->batch, "%s", go_on(x, counted, sequence, x->to->identity));
	else
		count_on(x, sequence, x->to->identity);
	if (in_the_way)
		pg_after(x->batch, "DROP SEQUENCE %s", counted);
}

/* The default that comes in its place may go on where it was. */
static void drop_identity(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const char *counts = pg_sequence_of(a, &x->to->server_default);
	const char *sequence = x->from ? current_sequence(x) : NULL;

	if (counts && sequence && pg_gives(x->change, "server_default")) {
		pg_flush(x->batch);
		ddl_add(x->batch->ddl, 0, NULL,
		        go_on(x, sequence, counts, &(struct orm_identity){ 0 }));
	}
	pg_action(x->batch, "ALTER COLUMN %s DROP IDENTITY%s", x->name,
	          x->from ? "" : " IF EXISTS");
}

/* A script says no more than what its sequence is called. */
static void rename_sequence(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	bool had = x->from && x->from->identity;
	bool said = had && pg_option(&x->from->object, "sequence");
	const struct orm_column *now = said ? x->from : as_it_is(x);
	const char *is = pg_identity_sequence(a, x->to, x->batch->name), *value;

	if (had && !now->identity)
		now = x->from;
	if (!now->identity || !pg_gives_option(x->change, "sequence", &value) ||
	    text_same(pg_identity_sequence(a, now, x->batch->name), is))
		return;
	pg_after(x->batch, "ALTER SEQUENCE %s RENAME TO %s",
	         pg_full_name(a, x->batch->schema, pg_identity_sequence(a, now, x->batch->name)),
	         pg_name(a, is));
}

static void alter_identity(const struct column *x)
{
	bool had = x->from && x->from->identity;

	if (had && x->to->identity) {
		if (pg_gives(x->change, "identity"))
			set_identity(x);
		rename_sequence(x);
	} else if (pg_gives(x->change, "identity") && x->to->identity) {
		add_identity(x);
	} else if (pg_gives(x->change, "identity")) {
		drop_identity(x);
	} else if (!x->to->identity) {
		rename_sequence(x);
	}
}

static void comment_on_sequence(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const struct orm_column *now = x->to->identity ? x->to : as_it_is(x);
	const char *comment, *name;

	if (!pg_gives_option(x->change, "sequence_comment", &comment) || !now->identity ||
	    (pg_gives(x->change, "identity") && !x->to->identity))
		return;
	if (pg_gives_option(x->change, "sequence", &name))
		now = x->to;
	pg_after(x->batch, "%s",
	         pg_identity_comment(a, now, x->batch->schema, x->batch->name, comment));
}

/* A sequence comes in the place of nothing: no value that is there comes again. */
static void count_with_default(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const char *sequence = pg_sequence_of(a, &x->to->server_default);

	if (!sequence || !x->from || x->from->identity || has_default(x->from) || !x->to->type ||
	    !pg_serial(x->to->type->name))
		return;
	pg_after(x->batch,
	         "SELECT setval(%s, max(%s)) FROM %s HAVING max(%s) >= (SELECT last_value FROM %s)",
	         pg_string(a, sequence), x->name, x->batch->table, x->name, sequence);
}

/* Before version 16 there was no word for what a type stores by itself. */
static const char *usual_storage(const struct column *x)
{
	struct arena *a = x->batch->ddl->arena;
	const struct orm_column *is = x->to->type ? x->to : as_it_is(x);
	const char *type = is->type ? is->type->name : "text", *base = pg_base_type(a, type);
	static const char *const fixed[] = { "smallint", "integer", "bigint",
		                             "real",     "boolean", "double precision",
		                             "date",     "uuid",    "oid" };

	if (pg_surely_can(x->batch->ddl->version, PG_STORAGE_WORDS))
		return "DEFAULT";
	if (text_ends(pg_canonical_type(a, type), "[]"))
		return "EXTENDED";
	if (!strcmp(base, "numeric") || !strcmp(base, "inet") || !strcmp(base, "cidr"))
		return "MAIN";
	for (size_t i = 0; i < COUNT(fixed); i++)
		if (!strcmp(base, fixed[i]))
			return "PLAIN";
	return text_starts(base, "time") ? "PLAIN" : "EXTENDED";
}

/* A new type comes with the storage that is usual for it. */
static void keep_storage(const struct column *x)
{
	static const char *const options[] = { "storage", "compression" };
	static const char *const words[] = { "STORAGE", "COMPRESSION" };
	const struct orm_object *now;
	const char *value;

	if (!pg_gives(x->change, "type") && !pg_gives(x->change, "collation"))
		return;
	now = &as_it_is(x)->object;
	for (size_t i = 0; i < COUNT(options); i++)
		if (!pg_gives_option(x->change, options[i], &value) &&
		    (value = pg_option(now, options[i])))
			pg_action(x->batch, "ALTER COLUMN %s SET %s %s", x->name, words[i], value);
}

static void alter_options(const struct column *x)
{
	const char *value, *set, *reset;

	keep_storage(x);
	if (pg_gives_option(x->change, "storage", &value) &&
	    (value || !pg_gives(x->change, "type")))
		heirs_action(x, "ALTER COLUMN %s SET STORAGE %s", x->name,
		             value ? value : usual_storage(x));
	if (pg_gives_option(x->change, "compression", &value))
		heirs_action(x, "ALTER COLUMN %s SET COMPRESSION %s", x->name,
		             value ? value : "DEFAULT");
	if (pg_gives_option(x->change, "statistics", &value))
		heirs_action(x, "ALTER COLUMN %s SET STATISTICS %s", x->name, value ? value : "-1");
	if (pg_gives_option(x->change, "with", &value)) {
		pg_parameters(x->batch->ddl->arena, option_now(x, "with"), value, &set, &reset);
		if (reset)
			pg_action(x->batch, "ALTER COLUMN %s RESET (%s)", x->name, reset);
		if (set)
			pg_action(x->batch, "ALTER COLUMN %s SET (%s)", x->name, set);
	}
	if (pg_gives_option(x->change, "options", &value)) {
		set = pg_foreign_options(x->batch->ddl->arena, option_now(x, "options"), value);
		if (set)
			pg_action(x->batch, "ALTER COLUMN %s OPTIONS (%s)", x->name, set);
	}
}

/*
 * A column becomes a generated one, or another one, only by being made anew, and so
 * does a virtual one that shall be none.
 */
static bool is_remade(const struct column *x)
{
	if (!pg_gives(x->change, "computed") && !pg_gives(x->change, "persisted"))
		return false;
	return x->to->computed || (x->from && x->from->computed && x->from->persisted == ORM_NO);
}

/* With the options that it has, unless others are given. */
static struct orm_column with_options(const struct column *x)
{
	static const char *const names[] = { "storage", "compression", "statistics", "with" };
	struct orm_column whole = *x->to;
	const struct orm_object *now = &as_it_is(x)->object;
	const char *value;

	whole.object.options = (struct orm_options){ 0 };
	whole.object.comment = NULL;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!pg_gives_option(x->change, names[i], &value))
			value = pg_option(now, names[i]);
		if (!text_empty(value))
			orm_option_set(x->batch->ddl->arena, &whole.object.options, NULL, names[i],
			               value);
	}
	return whole;
}

static void remake(const struct column *x)
{
	struct orm_column whole;
	struct ddl later = *x->batch->ddl;
	bool in_place = x->from && x->from->computed && x->from->persisted == x->to->persisted &&
	                pg_surely_can(x->batch->ddl->version, PG_SET_EXPRESSION);
	struct buf b = { 0 };

	if (in_place) {
		pg_action(x->batch, "ALTER COLUMN %s SET EXPRESSION AS (%s)", x->name,
		          x->to->computed);
		return;
	}
	whole = with_options(x);
	pg_column_text(&b, &whole, x->batch->ddl->version);
	pg_action(x->batch, "DROP COLUMN %s", x->name);
	pg_action(x->batch, "ADD COLUMN %s", buf_str(&b));
	buf_release(&b);
	later.out = (struct ddl_statements){ 0 };
	pg_finish_column(&later, x->batch->table, x->batch->name, &whole, false, true);
	for (size_t i = 0; i < later.out.len; i++)
		pg_after(x->batch, "%s", later.out.items[i].sql);
	if (!(x->change->mask & ORM_ATTR_COMMENT) && as_it_is(x)->object.comment)
		pg_after(x->batch, "COMMENT ON COLUMN %s.%s IS %s", x->batch->table, x->name,
		         pg_string(x->batch->ddl->arena, as_it_is(x)->object.comment));
}

void pg_alter_column(struct pg_batch *b, const struct orm_change *c)
{
	struct column x = { .batch = b,
		            .change = c,
		            .from = (const struct orm_column *)c->from,
		            .to = (const struct orm_column *)c->to };

	x.name = pg_name(b->ddl->arena, c->to->name ? c->to->name : c->from->name);
	if (is_remade(&x)) {
		remake(&x);
	} else {
		if (pg_gives(c, "computed") && x.from && x.from->computed) {
			pg_action(b, "ALTER COLUMN %s DROP EXPRESSION IF EXISTS", x.name);
			/* values are converted in columns that are none to begin with */
			if (pg_gives(c, "type"))
				pg_flush(b);
		}
		if (pg_gives(c, "identity") && !x.to->identity)
			alter_identity(&x);
		alter_type_and_default(&x);
		pg_alter_not_null(b, c);
		if (x.to->identity)
			alter_identity(&x);
		else if (pg_gives(c, "server_default"))
			count_with_default(&x);
		else if (!pg_gives(c, "identity"))
			alter_identity(&x);
		alter_options(&x);
	}
	comment_on_sequence(&x);
	if (c->mask & ORM_ATTR_COMMENT && (x.to->object.comment || (c->from && c->from->comment)))
		pg_after(b, "COMMENT ON COLUMN %s.%s IS %s", b->table, x.name,
		         text_empty(x.to->object.comment)
		             ? "NULL"
		             : pg_string(b->ddl->arena, x.to->object.comment));
}
