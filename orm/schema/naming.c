/* orm/schema/naming.c - fill in the templates of a naming convention */
#include "orm/schema/naming.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

/* An index must have a name, so there is a template even without a convention. */
static const char *template_of(const struct orm_naming *n, enum orm_kind kind)
{
	static const struct orm_naming none = { 0 };

	n = n ? n : &none;
	switch (kind) {
	case ORM_INDEX:
		return n->ix ? n->ix : "ix_%(column_0_label)s";
	case ORM_UNIQUE:
		return n->uq;
	case ORM_CHECK:
		return n->ck;
	case ORM_FOREIGN_KEY:
		return n->fk;
	case ORM_PRIMARY_KEY:
		return n->pk;
	default:
		return NULL;
	}
}

static const struct orm_elements *elements_of(const struct orm_object *o)
{
	if (o->kind == ORM_INDEX)
		return &((const struct orm_index *)o)->elements;
	return &((const struct orm_constraint *)o)->elements;
}

struct filler {
	struct buf out;
	const struct orm_table *table;
	const struct orm_object *object;
};

static bool add_column(struct filler *f, size_t i, bool label)
{
	const struct orm_elements *e = elements_of(f->object);

	if (i >= e->len || !e->items[i].column)
		return false;
	if (label)
		buf_addf(&f->out, "%s_", f->table->object.name);
	buf_adds(&f->out, e->items[i].column);
	return true;
}

/* column_0_name, column_0N_name, column_0_N_name; the same with key and label */
static bool add_columns(struct filler *f, const char *token)
{
	char *rest;
	unsigned long first = strtoul(token + strlen("column_"), &rest, 10);
	bool many = false, spaced = false, label;

	if (text_starts(rest, "_N_")) {
		many = spaced = true;
		rest += 2;
	} else if (*rest == 'N') {
		many = true;
		rest++;
	}
	label = !strcmp(rest, "_label");
	if (!label && strcmp(rest, "_name") != 0 && strcmp(rest, "_key") != 0)
		return false;
	if (!add_column(f, first, label))
		return false;
	for (size_t i = first + 1; many && i < elements_of(f->object)->len; i++) {
		if (spaced)
			buf_addc(&f->out, '_');
		if (!add_column(f, i, label))
			return false;
	}
	return true;
}

static bool add_referred_column(struct filler *f)
{
	const struct orm_constraint *fk = (const struct orm_constraint *)f->object;

	if (f->object->kind != ORM_FOREIGN_KEY || !fk->referred_columns.len)
		return false;
	buf_adds(&f->out, fk->referred_columns.items[0]);
	return true;
}

static bool add_token(struct filler *f, const char *token)
{
	if (!strcmp(token, "table_name")) {
		buf_adds(&f->out, f->table->object.name);
		return true;
	}
	if (!strcmp(token, "constraint_name") && f->object->name) {
		buf_adds(&f->out, f->object->name);
		return true;
	}
	if (!strcmp(token, "referred_table_name") && f->object->kind == ORM_FOREIGN_KEY) {
		buf_adds(&f->out, ((const struct orm_constraint *)f->object)->referred_table);
		return true;
	}
	if (!strcmp(token, "referred_column_0_name"))
		return add_referred_column(f);
	return text_starts(token, "column_") && add_columns(f, token);
}

static bool fill(struct arena *a, struct filler *f, const char *template)
{
	for (const char *p = template; *p;) {
		const char *end;

		if (text_starts(p, "%(") && (end = strstr(p, ")s"))) {
			if (!add_token(f, arena_strndup(a, p + 2, (size_t)(end - p - 2))))
				return false;
			p = end + 2;
		} else {
			buf_addc(&f->out, *p++);
		}
	}
	return true;
}

/* FNV-1a, so that a cut name stays the same from run to run. */
static unsigned short_hash(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return (unsigned)((h ^ (h >> 16)) & 0xffff);
}

/* How much of `name` an identifier holds whose limit is `max`; characters stay whole. */
static size_t length_within(const struct orm_dialect *d, const char *name, size_t max)
{
	size_t i = 0, fits = 0, characters = 0;

	for (; name[i]; i++) {
		if ((name[i] & 0xc0) == 0x80)
			continue;
		if ((d->counts_characters ? characters++ : i) > max)
			return fits;
		fits = i;
	}
	return (d->counts_characters ? characters : i) > max ? fits : i;
}

static bool fits(const struct orm_dialect *d, const char *name, size_t max)
{
	return !max || !name[length_within(d, name, max)];
}

static char *cut(struct arena *a, const struct orm_dialect *d, const char *name)
{
	size_t len = length_within(d, name, d->identifier_max - strlen("_0000"));

	return arena_printf(a, "%.*s_%04x", (int)len, name, short_hash(name));
}

char *orm_name_within(struct arena *a, const struct orm_dialect *d, char *name)
{
	return fits(d, name, d->identifier_max) ? name : cut(a, d, name);
}

const char *orm_name_kept(struct arena *a, const struct orm_dialect *d, const char *name)
{
	if (!d->cuts_names || !name || fits(d, name, d->identifier_max))
		return name;
	return arena_strndup(a, name, length_within(d, name, d->identifier_max));
}

char *orm_name_by_convention(struct arena *a, const struct orm_naming *n,
                             const struct orm_dialect *d, const struct orm_table *t,
                             const struct orm_object *o)
{
	const char *template = template_of(n, o->kind);
	struct filler f = { .table = t, .object = o };
	char *name;

	if (!template || !t || !fill(a, &f, template)) {
		buf_release(&f.out);
		return NULL;
	}
	name = buf_take(&f.out, a);
	return d ? orm_name_within(a, d, name) : name;
}
