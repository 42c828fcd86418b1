/*
 * orm/mysql/alter_unasked.c - indexes that would go though nobody dropped them
 *
 * An index that the server made for a foreign key goes, unasked, with the next change that
 * gives the table another one which serves as well.  Nothing shows whether an index is of
 * that kind; once it has been renamed, if only to its own name, it isn't ("FOREIGN KEY
 * Constraints": silently dropped later; asked of MySQL 9.7 and MariaDB 10.11).
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/alter.h"

/* Named as servers name such an index: after its column, or after the key itself. */
static bool is_named_so(const struct orm_table *t, const struct orm_index *i)
{
	const char *name = i->object.name, *column = i->elements.items[0].column;
	size_t len = strlen(column);

	for (size_t k = 0; k < t->constraints.len; k++)
		if (t->constraints.items[k]->object.kind == ORM_FOREIGN_KEY &&
		    text_same_nocase(t->constraints.items[k]->object.name, name))
			return true;
	if (strncasecmp(name, column, len) != 0)
		return false;
	return !name[len] || (name[len] == '_' && isdigit((unsigned char)name[len + 1]));
}

static bool is_plain(const struct orm_index *i)
{
	for (size_t k = 0; k < i->elements.len; k++)
		if (!i->elements.items[k].column || i->elements.items[k].length ||
		    i->elements.items[k].descending)
			return false;
	return i->elements.len && !i->unique && !i->method && !i->object.comment &&
	       !i->object.options.len;
}

static bool begins_with(const struct orm_dialect *d, const struct orm_elements *all,
                        const struct orm_elements *first)
{
	for (size_t i = 0; i < first->len; i++)
		if (i >= all->len || !all->items[i].column || all->items[i].length ||
		    !d->same_name(all->items[i].column, first->items[i].column))
			return false;
	return true;
}

/* Is it one that the table had as well, and keeps? */
static bool was_there(struct my_alter *x, const struct orm_constraint *k)
{
	for (size_t i = 0; i < x->base->constraints.len; i++) {
		const struct orm_constraint *was = x->base->constraints.items[i];

		if (was->object.kind == k->object.kind &&
		    text_same_nocase(was->object.name, k->object.name) &&
		    my_same_constraint(x, was, k))
			return true;
	}
	return false;
}

bool my_would_go(struct my_alter *x, const struct orm_index *i)
{
	const struct orm_dialect *d = x->ddl->dialect;

	if (!is_plain(i) || !is_named_so(x->base, i))
		return false;
	for (size_t k = 0; k < x->to->indexes.len; k++) {
		const struct orm_index *other = x->to->indexes.items[k];

		if (other != i && begins_with(d, &other->elements, &i->elements) &&
		    !orm_table_index(x->base, d, other->object.name))
			return true;
	}
	for (size_t k = 0; k < x->to->constraints.len; k++) {
		const struct orm_constraint *other = x->to->constraints.items[k];

		if ((other->object.kind == ORM_FOREIGN_KEY ||
		     other->object.kind == ORM_PRIMARY_KEY) &&
		    begins_with(d, &other->elements, &i->elements) && !was_there(x, other))
			return true;
	}
	return false;
}
