/* orm/postgresql/create.c - CREATE TABLE and CREATE INDEX */
#include "orm/postgresql/create.h"

#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/online.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"
#include "orm/postgresql/types.h"

void pg_comment(struct ddl *d, const char *what, const char *comment)
{
	ddl_addf(d, 0, NULL, "COMMENT ON %s IS %s", what,
	         text_empty(comment) ? "NULL" : pg_string(d->arena, comment));
}

void pg_comment_on_column(struct ddl *d, const char *table, const char *column, const char *comment)
{
	pg_comment(d, arena_printf(d->arena, "COLUMN %s.%s", table, pg_name(d->arena, column)),
	           comment);
}

void pg_comment_on_constraint(struct ddl *d, const char *table, const char *name,
                              const char *comment)
{
	pg_comment(d, arena_printf(d->arena, "CONSTRAINT %s ON %s", pg_name(d->arena, name), table),
	           comment);
}

struct items {
	struct buf *out;
	bool any;
};

static void begin_item(struct items *it)
{
	buf_adds(it->out, it->any ? ",\n    " : " (\n    ");
	it->any = true;
}

static void end_items(struct items *it)
{
	buf_adds(it->out, it->any ? "\n)" : " ()");
}

/* Can't be told in CREATE TABLE, or not in all its meaning. */
static bool is_late(const struct orm_constraint *k)
{
	return k->not_valid && !k->not_enforced;
}

static bool is_foreign(const struct orm_table *t)
{
	return pg_option(&t->object, "server") != NULL;
}

/* A column that its parent gives; a partition made apart has all of its own. */
static bool is_given(const struct orm_table *t, const struct orm_column *c)
{
	return c->inherited && t->inherits.len;
}

static void add_columns(struct items *it, const struct orm_table *t, int version)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];
		bool given = is_given(t, c);

		if (given && !(pg_is(&c->object, "not_null_local") && c->nullable == ORM_NO &&
		               pg_can(version, PG_NOT_NULL_CONSTRAINT)))
			continue;
		begin_item(it);
		if (given)
			pg_own_not_null_text(it->out, t->object.name, c);
		else
			pg_column_text(it->out, c, version);
	}
}

/* A typed table has its columns of the type, and says what else they are. */
static void add_typed_columns(struct items *it, const struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];
		bool fallback = c->server_default.kind != ORM_DEFAULT_NONE;
		bool key = orm_column_is_key(t, &orm_postgresql, c->object.name);

		if (!fallback && (c->nullable != ORM_NO || (key && !c->not_null_name)))
			continue;
		begin_item(it);
		ddl_name(it->out, &orm_postgresql, c->object.name);
		buf_adds(it->out, " WITH OPTIONS");
		pg_not_null_text(it->out, c);
		if (fallback) {
			buf_adds(it->out, " DEFAULT ");
			ddl_default(it->out, &orm_postgresql, &c->server_default);
		}
	}
}

/*
 * A partition's own key, apart from the one that its parent has: the server would
 * take either for that, so the own one comes when it is attached.
 */
static bool is_own_key(const struct orm_table *t, const struct orm_constraint *k)
{
	return t->partition_of && t->columns.len && !k->inherited &&
	       (k->object.kind == ORM_PRIMARY_KEY || k->object.kind == ORM_UNIQUE);
}

static bool has_same_columns(const struct orm_constraint *x, const struct orm_constraint *y)
{
	bool same = x->elements.len == y->elements.len;

	for (size_t i = 0; same && i < x->elements.len; i++)
		same = text_same(x->elements.items[i].column, y->elements.items[i].column);
	return same;
}

/* Of two keys of the same columns in one statement the server makes one. */
static bool is_twin(const struct orm_table *t, const struct orm_constraint *k)
{
	bool before = true;

	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *other = t->constraints.items[i];

		before = before && other != k;
		if (k->object.kind == ORM_UNIQUE && !k->inherited && has_same_columns(k, other) &&
		    (other->object.kind == ORM_PRIMARY_KEY ||
		     (other->object.kind == ORM_UNIQUE && before)))
			return true;
	}
	return false;
}

static bool is_apart(const struct orm_table *t, const struct orm_constraint *k)
{
	return is_own_key(t, k) || is_twin(t, k);
}

/*
 * An attached partition gets it from its parent by itself: foreign keys, and what the
 * server wouldn't see as the same, for it compares no indexes with operators.
 */
static bool comes_along(const struct orm_constraint *k)
{
	return k->object.kind == ORM_FOREIGN_KEY || k->object.kind == ORM_EXCLUDE || k->period;
}

static void add_constraints(struct items *it, const struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (is_late(k) || is_apart(t, k) ||
		    (k->inherited && (t->inherits.len || comes_along(k))))
			continue;
		begin_item(it);
		pg_constraint_text(it->out, k);
	}
}

static void add_table_end(struct buf *out, const struct orm_table *t)
{
	const char *with = pg_option(&t->object, "with"), *using = pg_option(&t->object, "using");
	const char *tablespace = pg_option(&t->object, "tablespace");
	const char *server = pg_option(&t->object, "server");
	const char *options = pg_option(&t->object, "options");

	for (size_t i = 0; i < t->inherits.len; i++)
		buf_addf(out, "%s%s", i ? ", " : "\nINHERITS (", t->inherits.items[i]);
	buf_adds(out, t->inherits.len ? ")" : "");
	if (t->partition_by)
		buf_addf(out, "\nPARTITION BY %s", t->partition_by);
	if (server) {
		buf_adds(out, "\nSERVER ");
		ddl_name(out, &orm_postgresql, server);
	}
	if (server && options)
		buf_addf(out, "\nOPTIONS (%s)", options);
	if (using) {
		buf_adds(out, "\nUSING ");
		ddl_name(out, &orm_postgresql, using);
	}
	if (with)
		buf_addf(out, "\nWITH (%s)", with);
	if (tablespace) {
		buf_adds(out, "\nTABLESPACE ");
		ddl_name(out, &orm_postgresql, tablespace);
	}
}

/* A partition that a model gives no columns is all its parent's. */
static bool is_bare_partition(const struct orm_table *t)
{
	return t->partition_of && !t->columns.len;
}

static void table_text(struct buf *out, const struct orm_table *t, int version, bool if_not_exists)
{
	struct items it = { .out = out };
	const char *type = pg_option(&t->object, "of_type");

	buf_addf(out, "CREATE %sTABLE %s",
	         is_foreign(t)                   ? "FOREIGN "
	         : pg_is(&t->object, "unlogged") ? "UNLOGGED "
	                                         : "",
	         if_not_exists ? "IF NOT EXISTS " : "");
	ddl_full_name(out, &orm_postgresql, t->object.schema, t->object.name);
	if (is_bare_partition(t))
		buf_addf(out, " PARTITION OF %s", t->partition_of);
	if (type)
		buf_addf(out, " OF %s", type);
	if (type)
		add_typed_columns(&it, t);
	else
		add_columns(&it, t, version);
	add_constraints(&it, t);
	if (it.any || !(type || is_bare_partition(t)))
		end_items(&it);
	if (is_bare_partition(t))
		buf_addf(out, " %s", t->bound ? t->bound : "DEFAULT");
	add_table_end(out, t);
}

void pg_finish_column(struct ddl *d, const char *table, const char *bare,
                      const struct orm_column *c, bool foreign, bool heirs)
{
	const char *name = pg_name(d->arena, c->object.name);
	const char *storage = pg_option(&c->object, "storage");
	const char *statistics = pg_option(&c->object, "statistics");
	const char *with = pg_option(&c->object, "with");
	const char *alter =
	    arena_printf(d->arena, "ALTER %sTABLE %s%s ALTER COLUMN %s", foreign ? "FOREIGN " : "",
	                 foreign ? "" : "ONLY ", table, name);

	if (storage && !pg_surely_can(d->version, PG_STORAGE_WORDS) && heirs)
		ddl_addf(d, 0, NULL, "ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s", table, name,
		         storage);
	else if (storage && !pg_surely_can(d->version, PG_STORAGE_WORDS))
		ddl_addf(d, 0, NULL, "%s SET STORAGE %s", alter, storage);
	if (statistics)
		ddl_addf(d, 0, NULL, "%s SET STATISTICS %s", alter, statistics);
	if (with)
		ddl_addf(d, 0, NULL, "%s SET (%s)", alter, with);
	pg_finish_not_null(d, table, bare, c);
	if (c->object.comment)
		pg_comment_on_column(d, table, c->object.name, c->object.comment);
}

/* How the column of a type or a parent is kept, which CREATE TABLE can't say. */
static void finish_kept(struct ddl *d, const char *table, const struct orm_column *c)
{
	const char *storage = pg_option(&c->object, "storage");
	const char *compression = pg_option(&c->object, "compression");
	const char *name = pg_name(d->arena, c->object.name);

	if (storage && pg_surely_can(d->version, PG_STORAGE_WORDS))
		ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s ALTER COLUMN %s SET STORAGE %s", table,
		         name, storage);
	if (compression)
		ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s ALTER COLUMN %s SET COMPRESSION %s",
		         table, name, compression);
}

/* What an inherited column has in its own way: its parent's default may differ. */
static void finish_inherited(struct ddl *d, const char *table, const struct orm_column *c,
                             const struct orm_column *parent)
{
	const char *alter = arena_printf(d->arena, "ALTER TABLE ONLY %s ALTER COLUMN %s", table,
	                                 pg_name(d->arena, c->object.name));
	bool same = pg_same_default(&parent->server_default, &c->server_default, false);
	struct buf b = { 0 };

	if (c->computed || c->identity)
		return;
	if (!same && c->server_default.kind != ORM_DEFAULT_NONE) {
		ddl_default(&b, &orm_postgresql, &c->server_default);
		ddl_addf(d, 0, NULL, "%s SET DEFAULT %s", alter, buf_str(&b));
		buf_release(&b);
	} else if (!same) {
		ddl_addf(d, 0, NULL, "%s DROP DEFAULT", alter);
	}
	if (c->nullable == ORM_NO && parent->nullable != ORM_NO)
		ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s %s", table, pg_set_not_null(d, c));
}

static const struct orm_table *table_now(struct ddl *d, const char *full_name)
{
	const char *schema, *name;
	struct orm_metadata *m = pg_look_up(d, full_name, &schema, &name);

	return m ? orm_metadata_table(m, schema, name) : NULL;
}

/* Those of the table that are there, asked for once; without what isn't their columns. */
struct parents {
	VEC(const struct orm_table *);
	bool asked;
};

static void ask_parents(struct ddl *d, const struct orm_table *t, struct parents *out)
{
	struct ddl of_columns = *d;

	if (d->lookup_columns)
		of_columns.lookup = d->lookup_columns;
	for (size_t i = 0; i < t->inherits.len && !out->asked; i++) {
		const struct orm_table *parent = table_now(&of_columns, t->inherits.items[i]);

		if (parent)
			vec_push(d->arena, out, parent);
	}
	out->asked = true;
}

/* The parent's column as this one should be; NULL when no parent is known to have it. */
static const struct orm_column *parents_column(struct ddl *d, const struct orm_table *t,
                                               const struct orm_column *c, struct parents *parents)
{
	ask_parents(d, t, parents);
	for (size_t i = 0; i < parents->len; i++) {
		const struct orm_column *p =
		    orm_table_column(parents->items[i], &orm_postgresql, c->object.name);

		if (p)
			return p;
	}
	return NULL;
}

static void finish_columns(struct ddl *d, const struct orm_table *t, const char *table)
{
	struct parents parents = { 0 };

	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];
		bool given = is_given(t, c), is_parents = pg_not_null_is_parents(c);
		const struct orm_column *parent =
		    given || is_parents ? parents_column(d, t, c, &parents) : NULL;

		if (parent && given)
			finish_inherited(d, table, c, parent);
		else if (is_parents && c->nullable == ORM_NO &&
		         (!parent || parent->nullable != ORM_NO))
			ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s %s", table,
			         pg_set_not_null(d, c));
		if (given || pg_option(&t->object, "of_type"))
			finish_kept(d, table, c);
		pg_finish_column(d, table, t->object.name, c, is_foreign(t), false);
		if (c->identity && pg_option(&c->object, "sequence_comment"))
			ddl_add(d, 0, NULL,
			        pg_identity_comment(d->arena, c, t->object.schema, t->object.name,
			                            pg_option(&c->object, "sequence_comment")));
	}
}

static void finish_constraints(struct ddl *d, const struct orm_table *t, const char *table)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];
		struct buf b = { 0 };

		if (is_late(k) && !k->inherited) {
			pg_constraint_text(&b, k);
			ddl_addf(d, 0, NULL, "ALTER TABLE %s ADD %s NOT VALID", table, buf_str(&b));
			buf_release(&b);
		}
		if (k->object.comment && k->object.name)
			pg_comment_on_constraint(d, table, k->object.name, k->object.comment);
		if (k->object.name && pg_option(&k->object, "index_comment"))
			pg_comment(
			    d,
			    arena_printf(d->arena, "INDEX %s",
			                 pg_full_name(d->arena, t->object.schema, k->object.name)),
			    pg_option(&k->object, "index_comment"));
	}
}

static void finish_table(struct ddl *d, const struct orm_table *t, const char *table)
{
	const char *identity = pg_option(&t->object, "replica_identity");
	const char *kind = is_foreign(t) ? "FOREIGN TABLE" : "TABLE";

	if (pg_is(&t->object, "row_security"))
		ddl_addf(d, 0, NULL, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table);
	if (pg_is(&t->object, "force_row_security"))
		ddl_addf(d, 0, NULL, "ALTER TABLE %s FORCE ROW LEVEL SECURITY", table);
	/* an index is named once it is there */
	if (identity && !text_starts(identity, "USING"))
		ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s REPLICA IDENTITY %s", table, identity);
	if (t->object.comment)
		pg_comment(d, arena_printf(d->arena, "%s %s", kind, table), t->object.comment);
}

static void attach(struct ddl *d, const struct orm_table *t, const char *table)
{
	if (t->partition_of && !is_bare_partition(t))
		ddl_addf(d, 0, NULL, "ALTER TABLE ONLY %s ATTACH PARTITION %s %s", t->partition_of,
		         table, t->bound ? t->bound : "DEFAULT");
}

static bool is_named(const char *name, const struct orm_constraint *k)
{
	return k->object.name && text_same(k->object.name, name) &&
	       (k->object.kind == ORM_PRIMARY_KEY || k->object.kind == ORM_UNIQUE ||
	        k->object.kind == ORM_EXCLUDE);
}

/* Is the table's index of this name (quoted as SQL or not) that of a constraint? */
static bool is_constraint(const struct orm_table *t, const char *name)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (is_named(name, t->constraints.items[i]))
			return true;
	return false;
}

void pg_index_uses(struct arena *a, const struct orm_object *o, const char *table,
                   const char *index, struct names *out)
{
	const char *identity = pg_option(o, "replica_identity"),
		   *cluster = pg_option(o, "cluster_on");
	const char *using = arena_printf(a, "USING INDEX %s", pg_name(a, index));

	if (identity && orm_same_tokens(&orm_postgresql, identity, using))
		vec_push(a, out,
		         arena_printf(a, "ALTER TABLE ONLY %s REPLICA IDENTITY %s", table, using));
	if (text_same(cluster, index))
		vec_push(a, out,
		         arena_printf(a, "ALTER %s %s CLUSTER ON %s",
		                      o->kind == ORM_TABLE ? "TABLE" : "MATERIALIZED VIEW", table,
		                      pg_name(a, index)));
}

static void use_index(struct ddl *d, const struct orm_object *o, const char *table,
                      const char *index)
{
	struct names uses = { 0 };

	pg_index_uses(d->arena, o, table, index, &uses);
	for (size_t i = 0; i < uses.len; i++)
		ddl_add(d, 0, NULL, uses.items[i]);
}

static void add_keys_apart(struct ddl *d, const struct orm_table *t, const char *table)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct buf b = { 0 };

		if (!is_apart(t, t->constraints.items[i]))
			continue;
		pg_constraint_text(&b, t->constraints.items[i]);
		ddl_addf(d, 0, NULL, "ALTER TABLE %s ADD %s", table, buf_str(&b));
		buf_release(&b);
	}
}

/* Those that its parent's take in have to be there when it is attached, no others. */
static void add_indexes(struct ddl *d, const struct orm_table *t, bool inherited)
{
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->inherited == inherited)
			pg_create_first_index(d, t->indexes.items[i], t->object.schema,
			                      t->object.name);
}

bool pg_create_table(struct ddl *d, const struct orm_table *t, bool if_not_exists,
                     struct error *err)
{
	const char *table = pg_full_name(d->arena, t->object.schema, t->object.name);
	struct buf b = { 0 };

	(void)err;
	table_text(&b, t, d->version, if_not_exists);
	ddl_add(d, 0, NULL, buf_str(&b));
	buf_release(&b);
	finish_columns(d, t, table);
	add_indexes(d, t, true);
	attach(d, t, table);
	add_keys_apart(d, t, table);
	finish_constraints(d, t, table);
	finish_table(d, t, table);
	for (size_t i = 0; i < t->constraints.len; i++)
		if (is_constraint(t, t->constraints.items[i]->object.name))
			use_index(d, &t->object, table, t->constraints.items[i]->object.name);
	add_indexes(d, t, false);
	return true;
}

static bool is_like(const struct orm_elements *x, const struct orm_elements *y)
{
	bool same = x->len == y->len;

	for (size_t i = 0; same && i < x->len; i++)
		same = text_same(x->items[i].column, y->items[i].column) &&
		       orm_same_expr(&orm_postgresql, x->items[i].expr, y->items[i].expr);
	return same;
}

/* The parent's key or index that it is to be part of. */
static const char *find_like(const struct orm_table *parent, const struct orm_object *o)
{
	const struct orm_constraint *key = (const struct orm_constraint *)o;
	const struct orm_index *index = (const struct orm_index *)o;

	for (size_t i = 0; o->kind != ORM_INDEX && i < parent->constraints.len; i++)
		if (parent->constraints.items[i]->object.kind == o->kind &&
		    is_like(&parent->constraints.items[i]->elements, &key->elements))
			return parent->constraints.items[i]->object.name;
	for (size_t i = 0; o->kind == ORM_INDEX && i < parent->indexes.len; i++)
		if (parent->indexes.items[i]->unique == index->unique &&
		    is_like(&parent->indexes.items[i]->elements, &index->elements))
			return parent->indexes.items[i]->object.name;
	return NULL;
}

const char *pg_attach_text(struct ddl *d, const struct orm_object *o)
{
	const struct orm_attr *inherited = orm_attr_find(o->kind, "inherited");
	const struct orm_table *now, *parent;
	const char *schema = o->table ? o->table->object.schema : NULL, *like;

	if (!o->table || !inherited || !*(const bool *)orm_attr_at(o, inherited))
		return NULL;
	now = table_now(d, pg_full_name(d->arena, schema, o->table->object.name));
	parent = now && now->partition_of ? table_now(d, now->partition_of) : NULL;
	like = parent ? find_like(parent, o) : NULL;
	if (!like)
		return NULL;
	return arena_printf(d->arena, "ALTER INDEX %s ATTACH PARTITION %s",
	                    pg_full_name(d->arena, parent->object.schema, like),
	                    pg_full_name(d->arena, schema, o->name));
}

void pg_finish_index(struct ddl *d, const struct orm_index *x, const char *schema)
{
	struct names targets = pg_pieces(d->arena, pg_option(&x->object, "statistics"), ',');
	const char *name = pg_full_name(d->arena, schema, x->object.name);

	for (size_t i = 0; i < targets.len; i++) {
		const char *space = strchr(targets.items[i], ' ');

		if (space)
			ddl_addf(d, 0, NULL, "ALTER INDEX %s ALTER COLUMN %.*s SET STATISTICS%s",
			         name, (int)(space - targets.items[i]), targets.items[i], space);
	}
	if (x->object.comment)
		pg_comment(d, arena_printf(d->arena, "INDEX %s", name), x->object.comment);
}

static void make_index(struct ddl *d, const struct orm_index *x, const char *schema,
                       const char *table, bool if_not_exists, bool concurrently)
{
	struct buf b = { 0 };

	pg_index_text(&b, x, schema, table, if_not_exists, concurrently);
	ddl_add(d, concurrently ? DDL_OUTSIDE : 0,
	        concurrently ? "CONCURRENTLY can't run in a transaction" : NULL, buf_str(&b));
	buf_release(&b);
	if (x->object.name)
		pg_finish_index(d, x, schema);
	if (x->object.table && x->object.name)
		use_index(d, &x->object.table->object, pg_full_name(d->arena, schema, table),
		          x->object.name);
}

void pg_create_index(struct ddl *d, const struct orm_index *x, const char *schema,
                     const char *table, bool if_not_exists)
{
	/* who tries it out is alone, and in a transaction */
	bool concurrently = (pg_is(&x->object, "concurrently") && !d->scratch) ||
	                    pg_index_online(d, x, schema, table);

	make_index(d, x, schema, table, if_not_exists, concurrently);
}

void pg_create_first_index(struct ddl *d, const struct orm_index *x, const char *schema,
                           const char *table)
{
	make_index(d, x, schema, table, false, false);
}
