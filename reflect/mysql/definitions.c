/* reflect/mysql/definitions.c - all that isn't a table: found, read, put in order */
#include "reflect/mysql/definitions.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "orm/schema/attribute.h"
#include "queries.h"

static char *with_variable(struct my_reader *r, const char *query, const char *variable,
                           const char *value)
{
	const char *text = value ? my_string(&r->scratch, value) : "NULL", *next;
	struct buf out = { 0 };

	for (; (next = strstr(query, variable)); query = next + strlen(variable)) {
		buf_add(&out, query, (size_t)(next - query));
		buf_adds(&out, text);
	}
	buf_adds(&out, query);
	return buf_take(&out, &r->scratch);
}

/* The query about this database, and about the one name that is asked for, if so. */
static char *query_text(struct my_reader *r, const char *query)
{
	return with_variable(r, with_variable(r, query, ":'database'", r->database), ":'name'",
	                     r->table);
}

static struct my_wish *wish(struct my_definitions *x, enum orm_kind kind, const char *name)
{
	struct my_wish *w = ARENA_NEW(&x->reader->scratch, struct my_wish);

	w->kind = kind;
	w->name = arena_strdup(x->reader->arena, name);
	vec_push(&x->reader->scratch, &x->wishes, w);
	return w;
}

static const char *short_text(struct my_definitions *x, struct orm_result *rows, int column)
{
	return arena_strdup(&x->reader->scratch, orm_get_text(rows, column));
}

/* user@host in the quotes that SHOW CREATE has; a host has no @ in it. */
static const char *as_definer(struct my_definitions *x, const char *user)
{
	struct arena *a = &x->reader->scratch;
	const char *at = strrchr(user, '@');

	return at ? arena_printf(a, "%s@%s",
	                         my_quoted(a, arena_strndup(a, user, (size_t)(at - user))),
	                         my_quoted(a, at + 1))
	          : user;
}

static void list_session(struct my_definitions *x, struct orm_result *rows)
{
	x->time_zone = short_text(x, rows, 0);
	x->charset = short_text(x, rows, 1);
	x->collation = short_text(x, rows, 2);
	x->user = as_definer(x, short_text(x, rows, 3));
	if (!x->reader->options->scratch)
		x->reader->m->definer = arena_strdup(x->reader->arena, x->user);
}

/* Of a table or view that is wanted. */
static void list_trigger(struct my_definitions *x, struct orm_result *rows)
{
	struct my_wish *last = x->wishes.len ? x->wishes.items[x->wishes.len - 1] : NULL, *w;

	if (!reflect_wanted(x->reader->options, orm_get_text(rows, 1)))
		return;
	w = wish(x, ORM_TRIGGER, orm_get_text(rows, 0));
	w->on = my_row_text(x->reader, rows, 1);
	w->timing = short_text(x, rows, 2);
	w->event = short_text(x, rows, 3);
	if (last && text_same(last->on, w->on) && text_same(last->timing, w->timing) &&
	    text_same(last->event, w->event))
		w->follows = last;
}

static enum orm_kind routine_kind(const char *type)
{
	static const enum orm_kind kinds[] = { ORM_FUNCTION, ORM_PROCEDURE, ORM_PACKAGE,
		                               ORM_PACKAGE_BODY };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (text_same_nocase(orm_kinds[kinds[i]].label, type))
			return kinds[i];
	return ORM_KIND_COUNT;
}

static void list_routine(struct my_definitions *x, struct orm_result *rows)
{
	const char *type = orm_get_text(rows, 0), *name = orm_get_text(rows, 1);
	enum orm_kind kind = routine_kind(type);

	if (kind != ORM_KIND_COUNT)
		wish(x, kind, name);
	else
		orm_metadata_leave_out(x->reader->m, text_lower(x->reader->arena, type),
		                       arena_strdup(x->reader->arena, name), "not represented");
}

static void list_event(struct my_definitions *x, struct orm_result *rows)
{
	struct my_wish *w = wish(x, ORM_EVENT, orm_get_text(rows, 0));

	w->starts = my_row_text(x->reader, rows, 1);
	w->chosen = orm_get_int(rows, 2) != 0;
}

static void list_leftover(struct my_definitions *x, struct orm_result *rows)
{
	struct my_reader *r = x->reader;

	orm_metadata_leave_out(r->m, my_row_text(r, rows, 0), my_row_text(r, rows, 1),
	                       my_row_text(r, rows, 2));
}

static const struct list {
	const char *sql;
	void (*row)(struct my_definitions *x, struct orm_result *rows);
	bool whole; /* only when the whole database is read */
	enum my_feature needs;
} lists[] = {
	{ query_mysql_session, list_session, false, MY_FEATURE_COUNT },
	{ query_mysql_triggers, list_trigger, false, MY_FEATURE_COUNT },
	{ query_mysql_routines, list_routine, false, MY_FEATURE_COUNT },
	{ query_mysql_events, list_event, false, MY_FEATURE_COUNT },
	{ query_mysql_leftovers, list_leftover, true, MY_FEATURE_COUNT },
	{ query_mysql_libraries, list_leftover, true, MY_LIBRARIES },
};

static bool is_asked(const struct my_reader *r, const struct list *l)
{
	if (l->whole && r->table)
		return false;
	if (l->sql == query_mysql_leftovers && r->options->no_privileges)
		return false;
	return l->needs == MY_FEATURE_COUNT ||
	       my_can(r->dialect, orm_conn_version(r->conn), l->needs);
}

static bool ask_lists(struct my_definitions *x, struct error *err)
{
	struct my_reader *r = x->reader;
	const char *sql[COUNT(lists)];
	struct orm_result *results[COUNT(lists)];
	size_t which[COUNT(lists)], count = 0;
	enum orm_step step = ORM_DONE;

	for (size_t i = 0; i < COUNT(lists); i++) {
		if (!is_asked(r, &lists[i]))
			continue;
		which[count] = i;
		sql[count++] = query_text(r, lists[i].sql);
	}
	if (!orm_query_many(r->conn, sql, count, results, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		while (step != ORM_FAILED && (step = orm_next(results[i], err)) == ORM_ROW)
			lists[which[i]].row(x, results[i]);
		orm_result_close(results[i]);
	}
	return step != ORM_FAILED;
}

/* Views and sequences are in the list of tables. */
static void wish_relations(struct my_definitions *x)
{
	struct my_reader *r = x->reader;

	for (size_t i = 0; i < r->entries.len; i++) {
		const struct my_entry *e = &r->entries.items[i];

		if (text_same(e->type, "VIEW") && reflect_wanted(r->options, e->name))
			wish(x, ORM_VIEW, e->name);
		else if (text_same(e->type, "SEQUENCE") && !r->table &&
		         reflect_wanted(r->options, e->name))
			wish(x, ORM_SEQUENCE, e->name);
	}
}

static const struct kind {
	const char *show;
	const char *(*read)(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);
} kinds[ORM_KIND_COUNT] = {
	[ORM_VIEW] = { "VIEW", my_read_view },
	[ORM_TRIGGER] = { "TRIGGER", my_read_trigger },
	[ORM_SEQUENCE] = { "SEQUENCE", my_read_sequence },
	[ORM_FUNCTION] = { "FUNCTION", my_read_routine },
	[ORM_PROCEDURE] = { "PROCEDURE", my_read_routine },
	[ORM_EVENT] = { "EVENT", my_read_event },
	[ORM_PACKAGE] = { "PACKAGE", my_read_routine },
	[ORM_PACKAGE_BODY] = { "PACKAGE BODY", my_read_routine },
};

static void leave_out(struct my_definitions *x, const struct my_wish *w, const char *why)
{
	orm_metadata_leave_out(x->reader->m, orm_kinds[w->kind].label, w->name, why);
}

static bool read_row(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct my_definitions *x = data;
	struct my_wish *w = x->wishes.items[i];
	const char *why = kinds[w->kind].read(x, w, rows);

	(void)r;
	if (why) {
		w->definition = NULL;
		leave_out(x, w, why);
	}
	return true;
}

static bool miss_row(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	leave_out(data, ((struct my_definitions *)data)->wishes.items[i],
	          arena_strdup(r->arena, why->message));
	return true;
}

bool my_reflect_definitions(struct my_reader *r, struct error *err)
{
	struct my_definitions x = { .reader = r };
	struct my_rows to = { read_row, miss_row, &x };
	struct names sql = { 0 };

	wish_relations(&x);
	if (!ask_lists(&x, err))
		return false;
	for (size_t i = 0; i < x.wishes.len; i++)
		vec_push(&r->scratch, &sql,
		         arena_printf(
			     &r->scratch, "SHOW CREATE %s %s", kinds[x.wishes.items[i]->kind].show,
			     my_full_name(&r->scratch, r->database, x.wishes.items[i]->name)));
	if (!my_query_each(r, sql.items, sql.len, &to, err))
		return false;
	my_order_definitions(&x);
	return true;
}

struct orm_definition *my_definition(struct my_definitions *x, struct my_wish *w)
{
	w->definition = orm_definition_new(x->reader->arena, w->kind, w->name);
	w->definition->object.schema = x->reader->schema;
	return w->definition;
}

void my_note(struct my_definitions *x, struct orm_object *o, const char *name, const char *value,
             const char *own)
{
	if (value && !text_same(value, own))
		orm_option_set(x->reader->arena, &o->options, NULL, name, *value ? value : "none");
}

void my_read_definer(struct my_definitions *x, struct head *h, struct orm_object *o)
{
	const char *definer;

	head_skip(h, "CREATE");
	definer = head_definer(h);
	if (!x->reader->options->no_definers)
		orm_option_set(
		    x->reader->arena, &o->options, NULL, "definer",
		    x->reader->options->scratch && text_same(definer, x->user) ? "" : definer);
}

void my_read_client(struct my_definitions *x, struct orm_result *rows, int column,
                    struct orm_object *o)
{
	my_note(x, o, "character_set_client", orm_get_text(rows, column), x->charset);
	my_note(x, o, "collation_connection", orm_get_text(rows, column + 1), x->collation);
}
