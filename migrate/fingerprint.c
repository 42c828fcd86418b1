/* migrate/fingerprint.c - what state a schema is in, in few words */
#include "migrate/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"
#include "reflect/write/write.h"

/* Without what rows, sessions and the one who wrote it leave there. */
static void strip(struct arena *a, const struct orm_dialect *d, struct orm_object *o)
{
	o->text = o->lead = o->trail = NULL;
	for (size_t i = o->options.len; i-- > 0;) {
		const struct orm_option *option = &o->options.items[i];
		const struct orm_option_info *info = orm_option_find(d, o->kind, option->name);

		if (info && info->value == ORM_ATTR_STATE)
			orm_option_set(a, &o->options, option->dialect, option->name, NULL);
	}
}

static char *object_text(struct arena *a, const struct orm_object *o)
{
	struct buf text = { 0 };
	struct json j = { .out = &text };

	write_json_object(&j, o);
	return buf_take(&text, a);
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Their order is the catalogs', which is nobody's choice. */
static void add_sorted(struct buf *out, struct names *texts)
{
	if (texts->len)
		qsort(texts->items, texts->len, sizeof *texts->items, by_text);
	for (size_t i = 0; i < texts->len; i++)
		buf_addf(out, "\n%s", texts->items[i]);
}

static char *table_text(struct arena *a, const struct orm_dialect *d, const struct orm_table *table)
{
	struct orm_table *t = orm_table_copy(a, table);
	struct names parts = { 0 };
	struct buf text = { 0 };

	strip(a, d, &t->object);
	for (size_t i = 0; i < t->columns.len; i++)
		strip(a, d, &t->columns.items[i]->object);
	for (size_t i = 0; i < t->constraints.len; i++) {
		strip(a, d, &t->constraints.items[i]->object);
		vec_push(a, &parts, object_text(a, &t->constraints.items[i]->object));
	}
	for (size_t i = 0; i < t->indexes.len; i++) {
		strip(a, d, &t->indexes.items[i]->object);
		vec_push(a, &parts, object_text(a, &t->indexes.items[i]->object));
	}
	t->constraints.len = t->indexes.len = 0;
	buf_adds(&text, object_text(a, &t->object));
	add_sorted(&text, &parts);
	return buf_take(&text, a);
}

static char *definition_text(struct arena *a, const struct orm_dialect *d,
                             const struct orm_definition *definition)
{
	struct orm_definition *copy = orm_definition_copy(a, definition);

	strip(a, d, &copy->object);
	for (size_t i = 0; i < copy->indexes.len; i++)
		strip(a, d, &copy->indexes.items[i]->object);
	return object_text(a, &copy->object);
}

static void add_print(struct arena *a, struct migrate_fingerprint *out, const struct orm_object *o,
                      const char *text)
{
	char hash[65];

	sha256_hex(text, strlen(text), hash);
	hash[32] = '\0';
	vec_push(a, out, (struct migrate_print){ orm_object_label(a, o), arena_strdup(a, hash) });
}

static int by_object(const void *x, const void *y)
{
	const struct migrate_print *p = x, *q = y;
	int order = strcmp(p->object, q->object);

	return order ? order : strcmp(p->hash, q->hash);
}

void migrate_fingerprint(struct arena *a, const struct orm_metadata *m,
                         struct migrate_fingerprint *out)
{
	struct arena scratch = { 0 };

	*out = (struct migrate_fingerprint){ 0 };
	for (size_t i = 0; i < m->tables.len; i++)
		add_print(a, out, &m->tables.items[i]->object,
		          table_text(&scratch, m->dialect, m->tables.items[i]));
	for (size_t i = 0; i < m->definitions.len; i++)
		add_print(a, out, &m->definitions.items[i]->object,
		          definition_text(&scratch, m->dialect, m->definitions.items[i]));
	if (out->len)
		qsort(out->items, out->len, sizeof *out->items, by_object);
	arena_release(&scratch);
}

const char *migrate_fingerprint_change(struct arena *a, const struct migrate_fingerprint *then,
                                       const struct migrate_fingerprint *now)
{
	size_t i = 0, k = 0;

	for (; i < then->len && k < now->len; i++, k++) {
		const struct migrate_print *was = &then->items[i], *is = &now->items[k];
		int order = strcmp(was->object, is->object);

		if (order < 0)
			return arena_printf(a, "%s is gone", was->object);
		if (order > 0)
			return arena_printf(a, "%s is new", is->object);
		if (strcmp(was->hash, is->hash) != 0)
			return arena_printf(a, "%s was changed", was->object);
	}
	if (i < then->len)
		return arena_printf(a, "%s is gone", then->items[i].object);
	return k < now->len ? arena_printf(a, "%s is new", now->items[k].object) : NULL;
}
