/* reflect/mysql/definitions.c - all that isn't a table: found, read, put in order */
#include "reflect/mysql/definitions.h"

#include <stdlib.h>

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

static void list_session(struct my_reader *r, struct orm_result *rows)
{
	struct my_definitions *x = r->definitions;

	x->time_zone = short_text(x, rows, 0);
	x->charset = short_text(x, rows, 1);
	x->collation = short_text(x, rows, 2);
	x->user = as_definer(x, short_text(x, rows, 3));
	x->has_role = orm_get_int(rows, 4) != 0;
	if (!r->options->scratch)
		r->m->definer = arena_strdup(r->arena, x->user);
}

/* Of a table or view that is wanted. */
static void list_trigger(struct my_reader *r, struct orm_result *rows)
{
	struct my_definitions *x = r->definitions;
	struct my_wish *last = x->wishes.len ? x->wishes.items[x->wishes.len - 1] : NULL, *w;

	if (!reflect_wanted(r->options, orm_get_text(rows, 1)))
		return;
	w = wish(x, ORM_TRIGGER, orm_get_text(rows, 0));
	w->on = my_row_text(r, rows, 1);
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

static void list_routine(struct my_reader *r, struct orm_result *rows)
{
	const char *type = orm_get_text(rows, 0), *name = orm_get_text(rows, 1);
	enum orm_kind kind = routine_kind(type);

	if (kind != ORM_KIND_COUNT)
		wish(r->definitions, kind, name);
	else
		orm_metadata_leave_out(r->m, text_lower(r->arena, type),
		                       arena_strdup(r->arena, name), "not represented");
}

static void list_event(struct my_reader *r, struct orm_result *rows)
{
	struct my_wish *w = wish(r->definitions, ORM_EVENT, orm_get_text(rows, 0));

	w->starts = my_row_text(r, rows, 1);
	w->chosen = orm_get_int(rows, 2) != 0;
}

static void list_library(struct my_reader *r, struct orm_result *rows)
{
	orm_metadata_leave_out(r->m, "library", my_row_text(r, rows, 0), "not represented");
}

static const struct list {
	struct my_question question;
	enum { ALWAYS, WHOLE, RIGHTS } when; /* the whole database is read; with its rights */
	enum my_feature needs;
} lists[] = {
	{ { query_mysql_session, list_session }, ALWAYS, MY_FEATURE_COUNT },
	{ { query_mysql_triggers, list_trigger }, ALWAYS, MY_FEATURE_COUNT },
	{ { query_mysql_routines, list_routine }, ALWAYS, MY_FEATURE_COUNT },
	{ { query_mysql_events, list_event }, ALWAYS, MY_FEATURE_COUNT },
	{ { query_mysql_libraries, list_library }, WHOLE, MY_LIBRARIES },
	{ { query_mysql_database_rights, my_list_database_right }, RIGHTS, MY_FEATURE_COUNT },
	{ { query_mysql_table_rights, my_list_right }, RIGHTS, MY_FEATURE_COUNT },
	{ { query_mysql_column_rights, my_list_right }, RIGHTS, MY_FEATURE_COUNT },
	{ { query_mysql_own_rights, my_list_own_right }, RIGHTS, MY_FEATURE_COUNT },
};

static bool reads_rights(const struct my_reader *r)
{
	return !r->table && !r->options->no_privileges;
}

static bool is_asked(const struct my_reader *r, const struct list *l)
{
	if ((l->when == WHOLE && r->table) || (l->when == RIGHTS && !reads_rights(r)))
		return false;
	return l->needs == MY_FEATURE_COUNT ||
	       my_can(r->dialect, orm_conn_version(r->conn), l->needs);
}

void my_ask_for_definitions(struct my_reader *r, struct my_questions *out)
{
	r->definitions = ARENA_NEW(&r->scratch, struct my_definitions);
	r->definitions->reader = r;
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct my_question q = lists[i].question;

		if (!is_asked(r, &lists[i]))
			continue;
		q.sql = query_text(r, q.sql);
		vec_push(&r->scratch, out, q);
	}
}

static bool is_asked_for(const struct my_reader *r, const char *name)
{
	return r->table ? r->dialect->same_name(r->table, name) : reflect_wanted(r->options, name);
}

/* Views and sequences are in the list of tables. */
static void wish_relations(struct my_definitions *x)
{
	struct my_reader *r = x->reader;

	for (size_t i = 0; i < r->entries.len; i++) {
		const struct my_entry *e = &r->entries.items[i];

		if (text_same(e->type, "VIEW") && is_asked_for(r, e->name))
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

static void read_row(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct my_definitions *x = data;
	struct my_wish *w = x->wishes.items[i];
	const char *why = kinds[w->kind].read(x, w, rows);

	(void)r;
	if (why) {
		w->definition = NULL;
		leave_out(x, w, why);
	}
}

static void miss_row(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	leave_out(data, ((struct my_definitions *)data)->wishes.items[i],
	          arena_strdup(r->arena, why->message));
}

static int by_name(const void *a, const void *b)
{
	const struct my_wish *x = *(struct my_wish *const *)a, *y = *(struct my_wish *const *)b;
	int order = text_compare_nocase(x->name, y->name);

	return order ? order : (int)x->kind - (int)y->kind;
}

static bool is_routine(const struct my_wish *w)
{
	return w->kind != ORM_TRIGGER && w->kind != ORM_EVENT;
}

/* The routines among what was listed, which stand together. */
static void sort_routines(struct my_wishes *all)
{
	size_t from = 0, to;

	while (from < all->len && !is_routine(all->items[from]))
		from++;
	for (to = from; to < all->len && is_routine(all->items[to]);)
		to++;
	if (to > from)
		qsort(all->items + from, to - from, sizeof *all->items, by_name);
}

/* Views and sequences before what was listed. */
static void gather(struct my_definitions *x)
{
	struct my_wishes listed = x->wishes;

	sort_routines(&listed);
	x->wishes = (struct my_wishes){ 0 };
	wish_relations(x);
	for (size_t i = 0; i < listed.len; i++)
		vec_push(&x->reader->scratch, &x->wishes, listed.items[i]);
}

bool my_reflect_definitions(struct my_reader *r, struct error *err)
{
	struct my_definitions *x = r->definitions;
	struct my_rows to = { read_row, miss_row, x };
	struct names sql = { 0 };

	gather(x);
	if (reads_rights(r))
		my_leave_out_rights(x);
	for (size_t i = 0; i < x->wishes.len; i++)
		vec_push(&r->scratch, &sql,
		         arena_printf(
			     &r->scratch, "SHOW CREATE %s %s", kinds[x->wishes.items[i]->kind].show,
			     my_full_name(&r->scratch, r->database, x->wishes.items[i]->name)));
	if (!my_query_each(r, sql.items, sql.len, &to, err))
		return false;
	my_order_definitions(x);
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
