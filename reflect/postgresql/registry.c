/* reflect/postgresql/registry.c - hash table from catalog rows to metadata */
#include "reflect/postgresql/registry.h"

struct slot {
	uint64_t id;
	struct pg_entry *entry; /* NULL = free */
};

struct pg_registry {
	struct arena *arena;
	struct slot *slots;
	size_t used, size; /* a power of two */
};

struct pg_registry *pg_registry_new(struct arena *a)
{
	struct pg_registry *r = ARENA_NEW(a, struct pg_registry);

	r->arena = a;
	r->size = 1024;
	r->slots = arena_alloc(a, r->size * sizeof *r->slots);
	return r;
}

static uint64_t id_of(int64_t class, int64_t oid)
{
	return (uint64_t) class << 32 | (uint64_t)oid;
}

/* Where the id is, or would be. */
static struct slot *find(const struct pg_registry *r, uint64_t id)
{
	size_t at = (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (r->size - 1);

	while (r->slots[at].entry && r->slots[at].id != id)
		at = (at + 1) & (r->size - 1);
	return &r->slots[at];
}

static void grow(struct pg_registry *r)
{
	struct slot *old = r->slots;
	size_t size = r->size;

	r->size *= 4;
	r->slots = arena_alloc(r->arena, r->size * sizeof *r->slots);
	for (size_t i = 0; i < size; i++)
		if (old[i].entry)
			*find(r, old[i].id) = old[i];
}

void pg_register_alias(struct pg_registry *r, struct pg_entry *e, int64_t class, int64_t oid)
{
	struct slot *s;

	if (!oid)
		return;
	if (r->used * 2 >= r->size)
		grow(r);
	s = find(r, id_of(class, oid));
	r->used += !s->entry;
	*s = (struct slot){ id_of(class, oid), e };
}

struct pg_entry *pg_register(struct pg_registry *r, struct orm_object *o, struct pg_entry *owner,
                             int64_t class, int64_t oid)
{
	struct pg_entry *e = ARENA_NEW(r->arena, struct pg_entry);

	e->object = o;
	e->owner = owner;
	pg_register_alias(r, e, class, oid);
	return e;
}

struct pg_entry *pg_registered(const struct pg_registry *r, int64_t class, int64_t oid)
{
	return find(r, id_of(class, oid))->entry;
}

struct orm_column *pg_place(const struct pg_entry *table, int64_t number)
{
	return number > 0 && (uint64_t)number <= table->places.len ? table->places.items[number - 1]
	                                                           : NULL;
}
