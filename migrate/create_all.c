/* migrate/create_all.c - the tables of a program's models, made and dropped */
#include "migrate/create_all.h"

#include "orm/ddl/ddl.h"
#include "orm/ddl/order.h"
#include "orm/dialect.h"
#include "orm/schema/naming.h"
#include "orm/schema/resolve.h"
#include "reflect/reflect.h"

/* The models in the database's terms, and the database. */
struct both {
	struct arena a;
	struct orm_conn *conn;
	struct orm_metadata *models, *database;
};

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	struct both *b = data;
	return reflect_table(&b->a, b->conn, schema, name, out, err);
}

static bool run_change(struct both *b, const struct orm_change *c, struct error *err)
{
	struct ddl d = { .arena = &b->a,
		         .dialect = orm_conn_dialect(b->conn),
		         .version = orm_conn_version(b->conn),
		         .lookup = lookup,
		         .lookup_data = b };
	if (!ddl_compile(&d, c, 1, err))
		return false;
	for (size_t i = 0; i < d.out.len; i++)
		if (!(d.out.items[i].flags & DDL_CHECK) &&
		    !orm_exec(b->conn, d.out.items[i].sql, err))
			return fail_statement(err, d.out.items[i].sql, -1);
	return true;
}

static bool run_all(struct both *b, const struct orm_order *order, struct error *err)
{
	bool whole = orm_conn_dialect(b->conn)->transactional_ddl;
	if (whole && !orm_begin(b->conn, err))
		return false;
	for (size_t i = 0; i < order->len; i++)
		if (!run_change(b, &order->items[i].change, err)) {
			orm_rollback(b->conn);
			return false;
		}
	/* A connection of a pool begins by itself also where that isn't of use. */
	return !(whole || orm_in_transaction(b->conn)) || orm_commit(b->conn, err);
}

static bool read_both(struct both *b, struct orm_conn *c, const struct orm_metadata *m,
                      struct error *err)
{
	struct reflect_options options = { .no_privileges = true };
	*b = (struct both){ .conn = c };
	if (orm_in_transaction(c))
		return fail(err, ERR_USAGE, "a transaction is open already");
	bool ok = orm_resolve(&b->a, m, orm_conn_dialect(c), &b->models, err) &&
	          reflect_database(&b->a, c, &options, &b->database, err);
	/* On a connection of a pool reading has begun one. */
	if (orm_in_transaction(c))
		orm_rollback(c);
	return ok;
}

/* In the database the models' names may be shorter: there they are looked for so. */
static void keep_name(struct both *b, struct orm_object *o)
{
	const struct orm_dialect *d = orm_conn_dialect(b->conn);
	o->schema = orm_name_kept(&b->a, d, o->schema);
	o->name = orm_name_kept(&b->a, d, o->name);
}

static bool has_table(struct both *b, const struct orm_table *t)
{
	struct orm_object o = t->object;
	keep_name(b, &o);
	return orm_metadata_table(b->database, o.schema, o.name);
}

static bool has_definition(struct both *b, const struct orm_definition *d)
{
	struct orm_object o = d->object;
	keep_name(b, &o);
	return orm_metadata_definition(b->database, o.kind, o.schema, o.name);
}

bool migrate_create_all(struct orm_conn *c, const struct orm_metadata *m, struct error *err)
{
	struct both b;
	struct orm_order order = { 0 };
	bool ok = read_both(&b, c, m, err);
	if (ok) {
		struct orm_metadata *lacking = orm_metadata_new(&b.a);
		lacking->dialect = orm_conn_dialect(c);
		for (size_t i = 0; i < b.models->tables.len; i++) {
			struct orm_table *t = b.models->tables.items[i];
			if (!has_table(&b, t))
				orm_metadata_add_table(lacking, t);
		}
		for (size_t i = 0; i < b.models->definitions.len; i++)
			if (!has_definition(&b, b.models->definitions.items[i]))
				orm_metadata_add_definition(lacking,
				                            b.models->definitions.items[i]);
		orm_creation(&b.a, lacking, &order);
		ok = run_all(&b, &order, err);
	}
	arena_release(&b.a);
	return ok;
}

static void add_drop(struct both *b, struct orm_changes *out, struct orm_object *o)
{
	vec_push(&b->a, out,
	         (struct orm_change){
		     .verb = ORM_DROP, .kind = o->kind, .from = o, .schema = o->schema });
}

static void list_drops(struct both *b, struct orm_changes *out)
{
	/* Those of the database, which knows what else there is of them. */
	for (size_t i = 0; i < b->models->tables.len; i++) {
		struct orm_object o = b->models->tables.items[i]->object;
		keep_name(b, &o);
		struct orm_table *t = orm_metadata_table(b->database, o.schema, o.name);
		if (t)
			add_drop(b, out, &t->object);
	}
	for (size_t i = 0; i < b->models->definitions.len; i++) {
		struct orm_object o = b->models->definitions.items[i]->object;
		keep_name(b, &o);
		struct orm_definition *d =
		    orm_metadata_definition(b->database, o.kind, o.schema, o.name);
		if (d)
			add_drop(b, out, &d->object);
	}
}

bool migrate_drop_all(struct orm_conn *c, const struct orm_metadata *m, struct error *err)
{
	struct both b;
	struct orm_changes drops = { 0 };
	struct orm_order order = { 0 };
	bool ok = read_both(&b, c, m, err);
	if (ok) {
		list_drops(&b, &drops);
		orm_order_changes(&b.a, orm_conn_dialect(c), &drops, &order);
		ok = run_all(&b, &order, err);
	}
	arena_release(&b.a);
	return ok;
}
