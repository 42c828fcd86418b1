/* orm/session/insert.c - rows that are inserted, and what the database made of them */
#include "orm/dialect.h"
#include "orm/session/statement.h"
#include "orm/sql/dialect.h"

enum { MOST_ROWS = 1000, MOST_PARAMS = 30000 };

/* Objects whose rows have the same columns: `given` are written, `wanted` read back. */
struct shape {
	struct arena *a;
	const struct orm_mapped *mapped;
	struct orm_fields given, wanted;
};

static bool is_given(const struct orm_mapped *m, const struct orm_field *f, const void *object)
{
	if (f->computed)
		return false;
	return !((f == m->counter || f->server_default) && orm_member_is_zero(f, object));
}

static struct shape shape_of(struct arena *a, const struct orm_mapped *m, const void *object)
{
	struct shape sh = { .a = a, .mapped = m };
	for (size_t n = 0; n < m->fields.len; n++) {
		const struct orm_field *f = m->fields.items[n];
		bool given = is_given(m, f, object);
		if (given)
			vec_push(a, &sh.given, f);
		if (!given || f->fetched)
			vec_push(a, &sh.wanted, f);
	}
	return sh;
}

static bool has_shape(const struct shape *sh, const void *object)
{
	size_t at = 0;
	for (size_t n = 0; n < sh->mapped->fields.len; n++) {
		const struct orm_field *f = sh->mapped->fields.items[n];
		bool given = at < sh->given.len && sh->given.items[at] == f;
		if (is_given(sh->mapped, f, object) != given)
			return false;
		at += given;
	}
	return true;
}

static bool is_complete(const struct orm_mapped *m)
{
	for (size_t n = 0; n < m->fields.len; n++)
		if (m->fields.items[n]->fill || m->fields.items[n]->version)
			return false;
	return !m->model->kind;
}

/* Values that the program, the version or the kind gives. */
static bool complete(struct orm_session *s, const struct orm_mapped *m, void *object)
{
	struct error err;
	for (size_t n = 0; n < m->fields.len; n++) {
		const struct orm_field *f = m->fields.items[n];
		struct orm_value v = orm_null();
		if (f == m->root->kinds && m->model->kind)
			v = orm_text(m->model->kind);
		else if (!orm_member_is_zero(f, object))
			continue;
		else if (f->version)
			v = orm_int(1);
		else if (f->fill)
			v = f->fill();
		if (v.kind != ORM_NULL && !orm_member_set(&s->arena, f, object, &v, &err))
			return session_fail(s, &err);
	}
	return true;
}

static struct orm_value *values_of(const struct shape *sh, const struct orm_objects *list)
{
	size_t count = sh->given.len;
	struct orm_value *v = arena_alloc(sh->a, (list->len * count + 1) * sizeof *v);
	for (size_t n = 0; n < list->len; n++)
		statement_values(sh->a, sh->given.items, count, list->items[n], v + n * count);
	return v;
}

static struct orm_rows rows_of(const struct shape *sh, const struct orm_objects *list)
{
	return (struct orm_rows){ .values = values_of(sh, list), .row_count = list->len };
}

/* Nothing is to be read back: the fastest way that there is. */
static bool insert_rows(struct orm_session *s, const struct shape *sh,
                        const struct orm_objects *list)
{
	return statement_insert_rows(s, sh->mapped, &sh->given, rows_of(sh, list));
}

/* INSERT INTO t (a, b) VALUES (?, ?), (?, ?) RETURNING id */
static const char *insert_sql(struct orm_session *s, const struct shape *sh, size_t rows,
                              bool returning)
{
	struct buf b = { 0 };
	statement_begin(&b, s, "INSERT INTO", sh->mapped);
	if (sh->given.len) {
		buf_adds(&b, " (");
		statement_fields(&b, s, sh->given.items, sh->given.len, ", ", "");
		buf_adds(&b, ") VALUES ");
	} else {
		buf_addf(&b, " %s", s->conn->dialect->sql->defaults_row);
	}
	for (size_t r = 0; r < rows && sh->given.len; r++) {
		buf_adds(&b, r ? ", (" : "(");
		statement_marks(&b, sh->given.len);
		buf_adds(&b, ")");
	}
	if (returning) {
		buf_adds(&b, " RETURNING ");
		statement_fields(&b, s, sh->wanted.items, sh->wanted.len, ", ", "");
	}
	return buf_take(&b, sh->a);
}

static bool take_back(struct orm_session *s, const struct shape *sh, struct orm_result *r,
                      const struct orm_objects *list, struct error *err)
{
	for (size_t n = 0; n < list->len; n++) {
		enum orm_step step = orm_next(r, err);
		if (step != ORM_ROW)
			return step == ORM_DONE ? fail(err, ERR_DATABASE, "a row was not inserted")
			                        : false;
		for (size_t w = 0; w < sh->wanted.len; w++) {
			struct orm_value v = orm_get(r, (int)w);
			if (!orm_member_set(&s->arena, sh->wanted.items[w], list->items[n], &v,
			                    err))
				return false;
		}
	}
	return orm_next(r, err) == ORM_DONE;
}

/* The rows that come back are in the order of those that went in. */
static bool insert_returning(struct orm_session *s, const struct shape *sh,
                             const struct orm_objects *list)
{
	struct error err;
	struct orm_result *r;
	bool ok = orm_query(s->conn, insert_sql(s, sh, list->len, true), values_of(sh, list),
	                    list->len * sh->given.len, &r, &err);
	if (ok) {
		ok = take_back(s, sh, r, list, &err);
		orm_result_close(r);
	}
	if (ok)
		return true;
	fail_object(&err, "%s", sh->mapped->model->name);
	return session_fail(s, &err);
}

/* The key is this one, the rest is read when wanted. */
static bool take_key(struct orm_session *s, const struct shape *sh, void *object, int64_t key)
{
	struct error err;
	struct orm_value v = orm_int(key);
	for (size_t w = 0; w < sh->wanted.len; w++) {
		if (sh->wanted.items[w] != sh->mapped->counter)
			instance_of(s, object)->expired = true;
		else if (!orm_member_set(&s->arena, sh->wanted.items[w], object, &v, &err))
			return session_fail(s, &err);
	}
	return true;
}

/* Without RETURNING the connection says it. */
static bool insert_counting(struct orm_session *s, const struct shape *sh, void *object)
{
	struct orm_objects one = { .items = &object, .len = 1 };
	return statement_run(s, sh->mapped, insert_sql(s, sh, 1, false), values_of(sh, &one),
	                     sh->given.len) &&
	       take_key(s, sh, object, orm_last_key(s->conn));
}

/* Does the driver tell the keys of many rows, which the database counts? */
static bool may_tell_keys(const struct orm_session *s, const struct shape *sh)
{
	const struct orm_table *t = sh->mapped->table;
	bool counted = false;
	for (size_t w = 0; w < sh->wanted.len; w++)
		counted = counted || sh->wanted.items[w] == sh->mapped->counter;
	return counted && sh->given.len && s->conn->driver->tells_keys &&
	       s->conn->driver->tells_keys(s->conn, t->object.schema, t->object.name);
}

/* Is the key what the connection says it was, and nothing else wanted? */
static bool tells_keys(const struct orm_session *s, const struct shape *sh, const void *object)
{
	struct arena a = { 0 };
	const struct orm_field *counter = sh->mapped->counter;
	if (sh->wanted.len != 1 || !may_tell_keys(s, sh))
		return false;
	struct orm_value key = orm_member_get(&a, counter, object);
	arena_release(&a);
	return key.kind == ORM_INT && key.integer == orm_last_key(s->conn);
}

static bool insert_telling(struct orm_session *s, const struct shape *sh,
                           const struct orm_objects *list)
{
	struct orm_rows rows = rows_of(sh, list);
	rows.keys = arena_alloc(sh->a, (list->len + 1) * sizeof *rows.keys);
	if (!statement_insert_rows(s, sh->mapped, &sh->given, rows))
		return false;
	for (size_t n = 0; n < list->len; n++)
		if (!take_key(s, sh, list->items[n], rows.keys[n]))
			return false;
	return true;
}

static size_t chunk(const struct orm_session *s, const struct shape *sh)
{
	size_t most = MOST_PARAMS / (sh->given.len + 1);
	if (!s->conn->dialect->sql->returns_in_order || !sh->given.len)
		return 1;
	return most < MOST_ROWS ? most : MOST_ROWS;
}

static struct orm_objects part(const struct orm_objects *list, size_t at, size_t most)
{
	size_t rest = list->len - at;
	return (struct orm_objects){ list->items + at, rest < most ? rest : most };
}

/* The first row tells whether the others' keys can be had without reading them. */
static bool insert_reading(struct orm_session *s, const struct shape *sh,
                           const struct orm_objects *list)
{
	size_t size = chunk(s, sh);
	for (size_t n = 0; n < list->len;) {
		bool tells = n && sh->given.len && tells_keys(s, sh, list->items[n - 1]);
		struct orm_objects some = part(list, n, tells ? MOST_ROWS : size);
		if (!(tells ? insert_telling(s, sh, &some) : insert_returning(s, sh, &some)))
			return false;
		n += some.len;
	}
	return true;
}

/* For fewer rows it isn't worth asking whether their keys will be told. */
enum { SOME_ROWS = 10 };

static bool insert_without_reading(struct orm_session *s, const struct shape *sh,
                                   const struct orm_objects *list)
{
	if (list->len < SOME_ROWS || !may_tell_keys(s, sh)) {
		for (size_t n = 0; n < list->len; n++)
			if (!insert_counting(s, sh, list->items[n]))
				return false;
		return true;
	}
	for (size_t n = 0; n < list->len; n += MOST_ROWS) {
		struct orm_objects some = part(list, n, MOST_ROWS);
		if (!insert_telling(s, sh, &some))
			return false;
	}
	return true;
}

static bool insert_shape(struct orm_session *s, const struct shape *sh,
                         const struct orm_objects *list)
{
	if (!sh->wanted.len)
		return insert_rows(s, sh, list);
	if (orm_sql_knows(s->conn->dialect, s->conn->version, ORM_CAN_RETURN_INSERTED))
		return insert_reading(s, sh, list);
	return insert_without_reading(s, sh, list);
}

static void inserted(struct orm_session *s, struct instance *i)
{
	instance_remember(s, i);
	instance_settle(s, i);
	i->state = ORM_PERSISTENT;
	identity_put(s, i, identity_hash(i->mapped, i->row));
	session_tell_of(s, OF_INSERT, i);
}

/* Objects of one model in their order, those alike at once. */
static bool insert_objects(struct orm_session *s, const struct orm_mapped *m,
                           const struct orm_objects *list, bool bulk)
{
	struct arena a = { 0 };
	bool ok = true;
	for (size_t at = 0; at < list->len && ok;) {
		struct shape sh = shape_of(&a, m, list->items[at]);
		struct orm_objects run = { .items = list->items + at, .len = 1 };
		while (at + run.len < list->len && has_shape(&sh, run.items[run.len]))
			run.len++;
		ok = bulk ? insert_rows(s, &sh, &run) : insert_shape(s, &sh, &run);
		at += run.len;
		arena_release(&a);
	}
	return ok;
}

bool write_inserts(struct orm_session *s, const struct instances *list)
{
	struct arena a = { 0 };
	struct orm_mapped *m = list->items[0]->mapped;
	struct orm_objects objects = { arena_alloc(&a, list->len * sizeof(void *)), list->len };
	bool ok = true;
	for (size_t n = 0; n < list->len && ok; n++) {
		objects.items[n] = instance_object(list->items[n]);
		ok = relate_apply(s, list->items[n]) &&
		     session_ask_write(s, OF_INSERT, list->items[n]) &&
		     complete(s, m, objects.items[n]);
	}
	ok = ok && insert_objects(s, m, &objects, false);
	for (size_t n = 0; n < list->len && ok; n++)
		inserted(s, list->items[n]);
	arena_release(&a);
	return ok;
}

enum { CHUNK = 4000 };

/* Copies where something is to be filled in: what the program gives stays as it is. */
static bool insert_chunk(struct orm_session *s, const struct orm_mapped *m, const char *structs,
                         size_t count)
{
	struct arena a = { 0 };
	struct orm_objects objects = { arena_alloc(&a, count * sizeof(void *)), count };
	bool ok = true, whole = is_complete(m);
	const char *all = whole ? structs : arena_copy(&a, structs, count * m->size);
	for (size_t n = 0; n < count && ok; n++) {
		objects.items[n] = (void *)(uintptr_t)(all + n * m->size);
		ok = whole || complete(s, m, objects.items[n]);
	}
	ok = ok && insert_objects(s, m, &objects, true);
	arena_release(&a);
	return ok;
}

bool orm_session_insert_all(struct orm_session *s, const struct orm_model *model,
                            const void *structs, size_t count)
{
	struct orm_mapped *m = orm_registry_find(s->registry, model);
	if (!orm_session_flush(s))
		return false;
	if (!m)
		return session_failf(s, ERR_USAGE, "the model %s isn't registered",
		                     model && model->name ? model->name : "");
	bool ok = !count || session_begin(s, true);
	for (size_t n = 0; n < count && ok; n += CHUNK)
		ok = insert_chunk(s, m, (const char *)structs + n * m->size,
		                  count - n < CHUNK ? count - n : CHUNK);
	return ok;
}
