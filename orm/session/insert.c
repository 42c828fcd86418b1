/* orm/session/insert.c - rows that are inserted, and what the database made of them */
#include "base/buf.h"
#include "orm/dialect.h"
#include "orm/session/private.h"
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
	struct orm_value *v = arena_alloc(sh->a, (list->len * sh->given.len + 1) * sizeof *v);
	for (size_t n = 0; n < list->len; n++)
		for (size_t g = 0; g < sh->given.len; g++)
			v[n * sh->given.len + g] =
			    orm_member_get(sh->a, sh->given.items[g], list->items[n]);
	return v;
}

static const char *name_of(struct arena *a, const struct orm_dialect *d, const char *name)
{
	struct buf b = { 0 };
	ddl_name(&b, d, name);
	return buf_take(&b, a);
}

/* Nothing is to be read back: the fastest way that there is. */
static bool insert_plain(struct orm_session *s, const struct shape *sh,
                         const struct orm_objects *list)
{
	struct error err;
	struct buf table = { 0 };
	const struct orm_dialect *d = s->conn->dialect;
	const char **columns = arena_alloc(sh->a, (sh->given.len + 1) * sizeof *columns);
	for (size_t g = 0; g < sh->given.len; g++)
		columns[g] = name_of(sh->a, d, orm_field_column(sh->given.items[g]));
	ddl_full_name(&table, d, sh->mapped->table->object.schema, sh->mapped->table->object.name);
	struct orm_rows rows = { .table = buf_take(&table, sh->a),
		                 .columns = columns,
		                 .column_count = sh->given.len,
		                 .values = values_of(sh, list),
		                 .row_count = list->len };
	if (orm_insert_rows(s->conn, &rows, &err))
		return true;
	fail_object(&err, "%s", sh->mapped->model->name);
	return session_fail(s, &err);
}

static void add_fields(struct buf *b, const struct orm_dialect *d, const struct orm_fields *fields)
{
	for (size_t i = 0; i < fields->len; i++) {
		buf_adds(b, i ? ", " : "");
		ddl_name(b, d, orm_field_column(fields->items[i]));
	}
}

/* INSERT INTO t (a, b) VALUES (?, ?), (?, ?) RETURNING id */
static const char *insert_sql(struct orm_session *s, const struct shape *sh, size_t rows,
                              bool returning)
{
	struct buf b = { 0 };
	const struct orm_dialect *d = s->conn->dialect;
	buf_adds(&b, "INSERT INTO ");
	ddl_full_name(&b, d, sh->mapped->table->object.schema, sh->mapped->table->object.name);
	if (sh->given.len) {
		buf_adds(&b, " (");
		add_fields(&b, d, &sh->given);
		buf_adds(&b, ") VALUES ");
	} else {
		buf_addf(&b, " %s", d->sql->defaults_row);
	}
	for (size_t r = 0; r < rows && sh->given.len; r++) {
		buf_adds(&b, r ? ", (" : "(");
		for (size_t g = 0; g < sh->given.len; g++)
			buf_adds(&b, g ? ", ?" : "?");
		buf_adds(&b, ")");
	}
	if (returning) {
		buf_adds(&b, " RETURNING ");
		add_fields(&b, d, &sh->wanted);
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

/* Without RETURNING: the key is what the connection says, the rest is read when wanted. */
static bool insert_counting(struct orm_session *s, const struct shape *sh, void *object)
{
	struct error err;
	struct orm_objects one = { .items = &object, .len = 1 };
	bool ok = orm_exec_params(s->conn, insert_sql(s, sh, 1, false), values_of(sh, &one),
	                          sh->given.len, &err);
	for (size_t w = 0; w < sh->wanted.len && ok; w++) {
		struct orm_value v = orm_int(orm_last_key(s->conn));
		if (sh->wanted.items[w] == sh->mapped->counter)
			ok = orm_member_set(&s->arena, sh->wanted.items[w], object, &v, &err);
		else
			instance_of(s, object)->expired = true;
	}
	if (ok)
		return true;
	fail_object(&err, "%s", sh->mapped->model->name);
	return session_fail(s, &err);
}

static size_t chunk(const struct orm_session *s, const struct shape *sh)
{
	size_t most = MOST_PARAMS / (sh->given.len + 1);
	if (!s->conn->dialect->sql->returns_in_order || !sh->given.len)
		return 1;
	return most < MOST_ROWS ? most : MOST_ROWS;
}

static bool insert_shape(struct orm_session *s, const struct shape *sh,
                         const struct orm_objects *list)
{
	bool returns = orm_sql_knows(s->conn->dialect, s->conn->version, ORM_CAN_RETURN_INSERTED);
	size_t size = returns ? chunk(s, sh) : 1;
	if (!sh->wanted.len)
		return insert_plain(s, sh, list);
	for (size_t n = 0; n < list->len; n += size) {
		struct orm_objects some = { .items = list->items + n, .len = list->len - n };
		some.len = some.len < size ? some.len : size;
		if (!(returns ? insert_returning(s, sh, &some)
		              : insert_counting(s, sh, some.items[0])))
			return false;
	}
	return true;
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
		ok = bulk ? insert_plain(s, &sh, &run) : insert_shape(s, &sh, &run);
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

enum { CHUNK = 1000 };

/* Copies, so that what the program gives stays as it is. */
static bool insert_chunk(struct orm_session *s, const struct orm_mapped *m, const char *structs,
                         size_t count)
{
	struct arena a = { 0 };
	struct orm_objects objects = { arena_alloc(&a, count * sizeof(void *)), count };
	char *copies = arena_copy(&a, structs, count * m->size);
	bool ok = true;
	for (size_t n = 0; n < count && ok; n++) {
		objects.items[n] = copies + n * m->size;
		ok = complete(s, m, objects.items[n]);
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
		return session_failf(s, ERR_USAGE, "this model isn't registered");
	bool ok = !count || session_begin(s, true);
	for (size_t n = 0; n < count && ok; n += CHUNK)
		ok = insert_chunk(s, m, (const char *)structs + n * m->size,
		                  count - n < CHUNK ? count - n : CHUNK);
	return ok;
}
