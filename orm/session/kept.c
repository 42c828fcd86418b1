/* orm/session/kept.c - what the program has changed of a relation that is being loaded */
#include "orm/session/private.h"

static void difference(struct arena *a, const struct orm_many *of, const struct orm_many *in,
                       struct orm_many *out)
{
	*out = (struct orm_many){ 0 };
	for (size_t n = 0; n < of->len; n++)
		if (!many_has(in, of->items[n]))
			vec_push(a, out, of->items[n]);
}

struct kept relation_keep(struct arena *a, const struct orm_linked *l, struct instance *i)
{
	struct kept k = { 0 };
	if (!i->row)
		return k;
	if (!relation_is_list(l)) {
		k.pointer = *relation_pointer(l, instance_object(i));
		k.changed = k.pointer != *relation_pointer(l, i->row);
		return k;
	}
	const struct orm_many *now = relation_many(l, instance_object(i));
	const struct orm_many *was = relation_many(l, i->row);
	if (now->items == was->items && now->len == was->len)
		return k;
	difference(a, now, was, &k.added);
	difference(a, was, now, &k.removed);
	return k;
}

void relation_restore(struct orm_session *s, const struct orm_linked *l, struct instance *i,
                      const struct kept *k)
{
	if (k->changed)
		*relation_pointer(l, instance_object(i)) = k->pointer;
	for (size_t n = 0; n < k->removed.len; n++)
		many_remove(s, relation_many(l, instance_object(i)), k->removed.items[n]);
	for (size_t n = 0; n < k->added.len; n++)
		many_add(s, relation_many(l, instance_object(i)), k->added.items[n]);
}
