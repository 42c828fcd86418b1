/* orm/postgresql/alter_table.c - what changes of a table itself and its constraints */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/order.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/online.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"

void pg_action(struct pg_batch *b, const char *format, ...)
{
	va_list args;

	buf_adds(&b->actions, b->actions.len ? ",\n    " : "");
	va_start(args, format);
	buf_adds(&b->actions, arena_vprintf(b->ddl->arena, format, args));
	va_end(args);
}

void pg_after(struct pg_batch *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(b->ddl->arena, &b->after,
	         (struct ddl_statement){ .sql = arena_vprintf(b->ddl->arena, format, args) });
	va_end(args);
}

void pg_flush(struct pg_batch *b)
{
	bool several = b->actions.len && strstr(b->actions.data, ",\n    ");

	if (b->actions.len)
		ddl_addf(b->ddl, b->flags, NULL, "%s%s%s", b->alter, several ? "\n    " : " ",
		         b->actions.data);
	buf_release(&b->actions);
	b->flags = 0;
	for (size_t i = 0; i < b->after.len; i++)
		ddl_add(b->ddl, 0, NULL, b->after.items[i].sql);
	b->after.len = 0;
}

static void alter_parents(struct pg_batch *b, const struct orm_change *c)
{
	static const struct orm_table none = { 0 };
	const struct orm_table *from = c->from ? (const struct orm_table *)c->from : &none;
	const struct orm_table *to = (const struct orm_table *)c->to;
	size_t kept = orm_kept_parents(from, to), next = 0;

	for (size_t i = 0; i < from->inherits.len; i++)
		if (next < kept && text_same(from->inherits.items[i], to->inherits.items[next]))
			next++;
		else
			pg_action(b, "NO INHERIT %s", from->inherits.items[i]);
	for (size_t i = kept; i < to->inherits.len; i++)
		pg_action(b, "INHERIT %s", to->inherits.items[i]);
}

static void alter_partition(struct pg_batch *b, const struct orm_change *c)
{
	const struct orm_table *from = (const struct orm_table *)c->from;
	const struct orm_table *to = (const struct orm_table *)c->to;

	pg_flush(b);
	if (from && from->partition_of)
		ddl_addf(b->ddl, 0, NULL, "ALTER TABLE %s DETACH PARTITION %s", from->partition_of,
		         b->table);
	if (to->partition_of)
		ddl_addf(b->ddl, 0, NULL, "ALTER TABLE %s ATTACH PARTITION %s %s", to->partition_of,
		         b->table, to->bound ? to->bound : "DEFAULT");
}

static void alter_storage(struct pg_batch *b, const struct orm_change *c)
{
	const char *value, *set, *reset;

	if (pg_gives_option(c, "with", &value)) {
		pg_parameters(b->ddl->arena, pg_option_now(b->ddl, c, "with"), value, &set, &reset);
		if (reset)
			pg_action(b, "RESET (%s)", reset);
		if (set)
			pg_action(b, "SET (%s)", set);
	}
	if (pg_gives_option(c, "using", &value))
		pg_action(b, "SET ACCESS METHOD %s",
		          value ? pg_name(b->ddl->arena, value) : "heap");
	if (pg_gives_option(c, "unlogged", &value))
		pg_action(b, "SET %s", text_same_nocase(value, "true") ? "UNLOGGED" : "LOGGED");
	if (pg_gives_option(c, "tablespace", &value)) {
		/* can't be done together with anything else */
		pg_flush(b);
		pg_action(b, "SET TABLESPACE %s",
		          value ? pg_name(b->ddl->arena, value) : "pg_default");
		pg_flush(b);
	}
	if (pg_gives_option(c, "options", &value)) {
		set = pg_foreign_options(b->ddl->arena, pg_option_now(b->ddl, c, "options"), value);
		if (set)
			pg_action(b, "OPTIONS (%s)", set);
	}
}

/* Is the index there already?  One that is still to come brings its use along. */
static bool has_index(struct pg_batch *b, const char *name)
{
	const char *schema, *bare;
	struct orm_metadata *m = pg_look_up(b->ddl, b->table, &schema, &bare);
	const struct orm_table *t = m ? orm_metadata_table(m, schema, bare) : NULL;

	return !t || orm_table_index(t, &orm_postgresql, name) ||
	       orm_table_constraint(t, &orm_postgresql, name);
}

static bool can_identify(struct pg_batch *b, const char *identity)
{
	struct orm_token t;

	if (!identity || !text_starts(identity, "USING INDEX "))
		return true;
	identity += strlen("USING INDEX ");
	t = pg_next_word(identity, strlen(identity));
	return has_index(b, orm_unquote(b->ddl->arena, &orm_postgresql, &t));
}

static void alter_rest(struct pg_batch *b, const struct orm_change *c)
{
	const char *value;

	if (pg_gives_option(c, "row_security", &value))
		pg_action(b, "%s ROW LEVEL SECURITY", value ? "ENABLE" : "DISABLE");
	if (pg_gives_option(c, "force_row_security", &value))
		pg_action(b, "%sFORCE ROW LEVEL SECURITY", value ? "" : "NO ");
	if (pg_gives_option(c, "replica_identity", &value) && can_identify(b, value))
		pg_after(b, "%s REPLICA IDENTITY %s", b->alter, value ? value : "DEFAULT");
	if (pg_gives_option(c, "cluster_on", &value)) {
		if (value && has_index(b, value))
			pg_after(b, "%s CLUSTER ON %s", b->alter, pg_name(b->ddl->arena, value));
		else if (!value)
			pg_after(b, "%s SET WITHOUT CLUSTER", b->alter);
	}
	if (pg_gives_option(c, "of_type", &value))
		pg_action(b, value ? "OF %s" : "NOT OF%s", value ? value : "");
}

void pg_alter_table_itself(struct pg_batch *b, const struct orm_change *c)
{
	const char *comment = c->to->comment;

	if (pg_gives(c, "inherits"))
		alter_parents(b, c);
	alter_storage(b, c);
	alter_rest(b, c);
	if (pg_gives(c, "partition_of") || pg_gives(c, "bound"))
		alter_partition(b, c);
	if ((c->mask & ORM_ATTR_COMMENT) &&
	    (comment || c->mask != ORM_ATTR_ALL || (c->from && c->from->comment)))
		pg_after(b, "COMMENT ON %s IS %s", b->alter + strlen("ALTER "),
		         text_empty(comment) ? "NULL" : pg_string(b->ddl->arena, comment));
}

/* What the database calls a constraint that no one named. */
static const char *usual_name(struct pg_batch *b, const struct orm_constraint *k)
{
	struct buf columns = { 0 };
	const char *name, *label = k->object.kind == ORM_PRIMARY_KEY   ? "pkey"
	                           : k->object.kind == ORM_FOREIGN_KEY ? "fkey"
	                           : k->object.kind == ORM_UNIQUE      ? "key"
	                           : k->object.kind == ORM_CHECK       ? "check"
	                                                               : "excl";

	for (size_t i = 0; k->object.kind != ORM_PRIMARY_KEY && i < k->elements.len; i++)
		if (k->elements.items[i].column)
			buf_addf(&columns, "%s%s", columns.len ? "_" : "",
			         k->elements.items[i].column);
	name = pg_usual_name(b->ddl->arena, b->name, columns.len ? columns.data : NULL, label);
	buf_release(&columns);
	return name;
}

static const char *name_of(struct pg_batch *b, const struct orm_object *o)
{
	const char *name = o->name ? o->name : usual_name(b, (const struct orm_constraint *)o);

	return pg_name(b->ddl->arena, name);
}

/* A key's index can carry a comment beside the key's own. */
static void comment_on_index(struct pg_batch *b, const struct orm_object *key, const char *comment)
{
	struct arena *a = b->ddl->arena;

	pg_after(b, "COMMENT ON INDEX %s IS %s", pg_full_name(a, b->schema, key->name),
	         text_empty(comment) ? "NULL" : pg_string(a, comment));
}

/* Of the partitioned table alone: no partition gets one. */
static void add_alone(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	struct buf t = { 0 };

	if (replaced)
		pg_action(b, "DROP CONSTRAINT %s", replaced);
	pg_constraint_text(&t, k);
	pg_flush(b);
	ddl_addf(b->ddl, 0, NULL, "%.*s ONLY %s ADD %s",
	         (int)(strstr(b->alter, "TABLE ") - b->alter) + 5, b->alter, b->table, buf_str(&t));
	buf_release(&t);
}

static void add_at_once(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	struct buf t = { 0 };

	if (replaced)
		pg_action(b, "DROP CONSTRAINT %s", replaced);
	pg_constraint_text(&t, k);
	pg_action(b, "ADD %s%s", buf_str(&t), k->not_valid && !k->not_enforced ? " NOT VALID" : "");
	buf_release(&t);
}

/* What its table said of the key's index, the server has forgotten with the one before. */
static void use_again(struct pg_batch *b, const struct orm_constraint *k)
{
	struct names uses = { 0 };

	if (!k->object.table || !k->object.name)
		return;
	pg_index_uses(b->ddl->arena, &k->object.table->object, b->table, k->object.name, &uses);
	for (size_t i = 0; i < uses.len; i++)
		pg_after(b, "%s", uses.items[i]);
}

/* `replaced`: one that goes, as SQL, or NULL. */
static void add_constraint(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	const char *attach = pg_attach_text(b->ddl, &k->object);

	if (k->invalid)
		add_alone(b, k, replaced);
	else if (!pg_add_online(b, k, replaced))
		add_at_once(b, k, replaced);
	if (attach)
		pg_after(b, "%s", attach);
	if (k->object.comment)
		pg_after(b, "COMMENT ON CONSTRAINT %s ON %s IS %s", name_of(b, &k->object),
		         b->table, pg_string(b->ddl->arena, k->object.comment));
	if (pg_option(&k->object, "index_comment"))
		comment_on_index(b, &k->object, pg_option(&k->object, "index_comment"));
	use_again(b, k);
}

static void alter_in_place(struct pg_batch *b, const struct orm_change *c, const char *name)
{
	const struct orm_constraint *to = (const struct orm_constraint *)c->to;
	const char *value, *set, *reset;
	struct buf t = { 0 };

	if (pg_gives(c, "not_enforced"))
		buf_addf(&t, " %sENFORCED", to->not_enforced ? "NOT " : "");
	if (pg_gives(c, "deferrable") || pg_gives(c, "initially"))
		buf_adds(&t, to->deferrable == ORM_YES ? "" : " NOT DEFERRABLE");
	if (pg_gives(c, "deferrable") || pg_gives(c, "initially"))
		pg_deferrable_text(&t, to);
	if (to->deferrable == ORM_YES && !to->initially && t.len)
		buf_adds(&t, " INITIALLY IMMEDIATE");
	if (t.len)
		pg_action(b, "ALTER CONSTRAINT %s%s", name, buf_str(&t));
	buf_release(&t);
	if (pg_gives(c, "not_valid") && !to->not_valid && !to->not_enforced)
		pg_action(b, "VALIDATE CONSTRAINT %s", name);
	if (pg_gives_option(c, "with", &value)) {
		pg_parameters(b->ddl->arena, pg_option_now(b->ddl, c, "with"), value, &set, &reset);
		if (reset)
			pg_after(b, "ALTER INDEX %s RESET (%s)",
			         pg_full_name(b->ddl->arena, b->schema, c->to->name), reset);
		if (set)
			pg_after(b, "ALTER INDEX %s SET (%s)",
			         pg_full_name(b->ddl->arena, b->schema, c->to->name), set);
	}
	if (pg_gives_option(c, "tablespace", &value))
		pg_after(b, "ALTER INDEX %s SET TABLESPACE %s",
		         pg_full_name(b->ddl->arena, b->schema, c->to->name),
		         value ? pg_name(b->ddl->arena, value) : "pg_default");
	if (pg_gives_option(c, "index_comment", &value))
		comment_on_index(b, c->to, value);
}

static bool is_whole(const struct orm_constraint *k)
{
	return k->object.kind == ORM_CHECK || k->object.kind == ORM_EXCLUDE ? k->expr != NULL
	                                                                    : k->elements.len > 0;
}

/* As the change makes it.  A script says no more than what changes: the database has the rest. */
static const struct orm_constraint *changed(struct pg_batch *b, const struct orm_change *c)
{
	const char *schema, *name, *wanted = c->from ? c->from->name : c->to->name;
	const struct orm_constraint *to = (const struct orm_constraint *)c->to, *now;
	struct orm_constraint *copy;
	struct orm_metadata *m;
	struct orm_table *t;

	if (is_whole(to))
		return to;
	m = pg_look_up(b->ddl, b->table, &schema, &name);
	t = m ? orm_metadata_table(m, schema, name) : NULL;
	now = t && wanted ? orm_table_constraint(t, &orm_postgresql, wanted) : NULL;
	if (!now || now->object.kind != c->kind) {
		b->failed = true;
		fail(b->err, ERR_UNSUPPORTED,
		     "constraint \"%s\" of table \"%s\" has to be made anew, and what it is "
		     "isn't known",
		     wanted ? wanted : "", b->name);
		(void)fail_hint(b->err, "Drop it and create it.");
		return NULL;
	}
	copy = orm_constraint_copy(b->ddl->arena, now);
	copy->object.table = t;
	orm_attrs_copy(b->ddl->arena, &copy->object, c->to, c->mask);
	return copy;
}

static void alter_constraint(struct pg_batch *b, const struct orm_change *c)
{
	const struct orm_constraint *to;
	const char *name = name_of(b, c->to->name || !c->from ? c->to : c->from);
	const char *comment = c->to->comment;

	if (!pg_can_alter(c)) {
		to = changed(b, c);
		if (to)
			add_constraint(b, to, name);
		return;
	}
	alter_in_place(b, c, name);
	if ((c->mask & ORM_ATTR_COMMENT) &&
	    (comment || c->mask != ORM_ATTR_ALL || (c->from && c->from->comment)))
		pg_after(b, "COMMENT ON CONSTRAINT %s ON %s IS %s", name, b->table,
		         text_empty(comment) ? "NULL" : pg_string(b->ddl->arena, comment));
}

void pg_alter_constraint(struct pg_batch *b, const struct orm_change *c)
{
	switch (c->verb) {
	case ORM_CREATE:
		add_constraint(b, (const struct orm_constraint *)c->to, NULL);
		break;
	case ORM_DROP:
		pg_action(b, "DROP CONSTRAINT %s%s", c->if_exists ? "IF EXISTS " : "",
		          name_of(b, c->from));
		break;
	case ORM_ALTER:
		alter_constraint(b, c);
		break;
	case ORM_RENAME:
		pg_flush(b);
		ddl_addf(b->ddl, 0, NULL, "%s RENAME CONSTRAINT %s TO %s", b->alter,
		         name_of(b, c->from), pg_name(b->ddl->arena, c->to->name));
		break;
	}
}
