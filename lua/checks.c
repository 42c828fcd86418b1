/* lua/checks.c - do the names that models use exist? */
#include <string.h>

#include "base/text.h"
#include "lua/model.h"

/* Throws with the place where `o` was declared; `known` NULL: nothing to suggest. */
static void fail_object_hint(lua_State *L, const struct orm_object *o, const char *word,
                             const struct names *known, const char *hint,
                             const char *message) NORETURN;
static void fail_object_hint(lua_State *L, const struct orm_object *o, const char *word,
                             const struct names *known, const char *hint, const char *message)
{
	struct luax *s = luax_state(L);
	const char *near = known ? text_nearest(word, known->items, known->len) : NULL;

	if (near)
		(void)fail(s->err, ERR_INPUT, "%s; did you mean \"%s\"?", message, near);
	else
		(void)fail(s->err, ERR_INPUT, "%s", message);
	if (hint)
		fail_hint(s->err, "%s", hint);
	fail_object(s->err, "%s", orm_object_label(s->arena, o));
	if (o->file)
		fail_at(s->err, o->file, o->line);
	luax_throw(L);
}

static void fail_object_near(lua_State *L, const struct orm_object *o, const char *word,
                             const struct names *known, const char *message) NORETURN;
static void fail_object_near(lua_State *L, const struct orm_object *o, const char *word,
                             const struct names *known, const char *message)
{
	fail_object_hint(L, o, word, known, NULL, message);
}

struct table_check {
	lua_State *L;
	struct arena *arena;
	const struct orm_table *table;
	struct map *columns; /* lower-case names */
	struct names known;
};

static void check_members(struct table_check *k, const struct orm_object *o,
                          const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++) {
		const char *name = elements->items[i].column;

		if (!name || map_has(k->columns, text_lower(k->arena, name)))
			continue;
		fail_object_near(
		    k->L, o, name, &k->known,
		    arena_printf(k->arena, "%s names column \"%s\", which \"%s\" doesn't have",
		                 orm_kinds[o->kind].model, name, k->table->object.name));
	}
}

static void gather_columns(struct table_check *k)
{
	const struct orm_table *t = k->table;
	struct map *exact = map_new(k->arena);

	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_object *c = &t->columns.items[i]->object;

		if (map_has(exact, c->name))
			fail_object_near(k->L, c, NULL, NULL,
			                 arena_printf(k->arena,
			                              "column \"%s\" is declared twice in \"%s\"",
			                              c->name, t->object.name));
		map_put(exact, c->name, k);
		map_put(k->columns, text_lower(k->arena, c->name), k);
		vec_push(k->arena, &k->known, c->name);
	}
}

static void check_keys(struct table_check *k)
{
	const struct orm_constraints *all = &k->table->constraints;
	bool key = false;

	for (size_t i = 0; i < all->len; i++) {
		const struct orm_object *o = &all->items[i]->object;

		if (o->kind == ORM_PRIMARY_KEY && key)
			fail_object_near(k->L, o, NULL, NULL,
			                 arena_printf(k->arena, "\"%s\" has two primary keys",
			                              k->table->object.name));
		key = key || o->kind == ORM_PRIMARY_KEY;
		check_members(k, o, &all->items[i]->elements);
	}
}

void luax_check_table(lua_State *L, const struct orm_table *t)
{
	struct luax *s = luax_state(L);
	struct table_check k = { .L = L, .arena = &s->scratch, .table = t };

	if (t->module)
		return; /* its columns are the module's affair */
	k.columns = map_new(k.arena);
	gather_columns(&k);
	check_keys(&k);
	for (size_t i = 0; i < t->indexes.len; i++)
		check_members(&k, &t->indexes.items[i]->object, &t->indexes.items[i]->elements);
	arena_release(&s->scratch);
}

char *luax_table_key(struct arena *a, const char *schema, const char *name)
{
	char *key = schema ? arena_printf(a, "%s.%s", schema, name) : arena_strdup(a, name);

	return text_lower(a, key);
}

static void check_reference(lua_State *L, const struct orm_constraint *fk, const struct map *tables,
                            const struct orm_metadata *m)
{
	struct luax *s = luax_state(L);
	const char *key = luax_table_key(&s->scratch, fk->referred_schema, fk->referred_table);
	const char *schema = fk->referred_schema ? fk->referred_schema : "";
	struct names known = { 0 };

	if (map_has(tables, key) || (s->external && map_has(s->external, key)))
		return;
	for (size_t i = 0; i < m->tables.len; i++)
		vec_push(&s->scratch, &known, m->tables.items[i]->object.name);
	fail_object_hint(
	    L, &fk->object, fk->referred_table, &known,
	    "Declare it, or say external = true in the foreign key if it is none of these models'.",
	    arena_printf(&s->scratch,
	                 "a foreign key of \"%s\" refers to table \"%s%s%s\", which isn't declared",
	                 fk->object.table->object.name, schema, *schema ? "." : "",
	                 fk->referred_table));
}

/* PostgreSQL's SET NULL (column) is meant, too. */
static void check_action(lua_State *L, const struct orm_constraint *fk, const char *action)
{
	static const char *words[] = { "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT",
		                       "NO ACTION" };
	static const struct names known = { .items = words, .len = COUNT(words) };

	if (!action)
		return;
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if (!strncasecmp(action, words[i], n) &&
		    (!action[n] || text_starts(action + n, " (")))
			return;
	}
	fail_object_near(L, &fk->object, action, &known,
	                 arena_printf(&luax_state(L)->scratch,
	                              "a foreign key of \"%s\" can't \"%s\"",
	                              fk->object.table->object.name, action));
}

void luax_check_references(lua_State *L, const struct orm_metadata *m)
{
	struct arena *a = &luax_state(L)->scratch;
	struct map *tables = map_new(a);

	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_object *o = &m->tables.items[i]->object;

		map_put(tables, luax_table_key(a, o->schema, o->name), m->tables.items[i]);
	}
	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_constraints *all = &m->tables.items[i]->constraints;

		for (size_t j = 0; j < all->len; j++)
			if (all->items[j]->object.kind == ORM_FOREIGN_KEY) {
				check_reference(L, all->items[j], tables, m);
				check_action(L, all->items[j], all->items[j]->ondelete);
				check_action(L, all->items[j], all->items[j]->onupdate);
			}
	}
	arena_release(a);
}
