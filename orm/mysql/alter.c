/* orm/mysql/alter.c - changes of one table, in as few statements as can be */
#include "orm/mysql/alter.h"

#include <string.h>

#include "base/text.h"

void my_clause(struct my_alter *x, struct my_clauses *to, enum my_step step, const char *format,
               ...)
{
	struct my_cost cost = my_table_cost(x->ddl->dialect, x->ddl->version, x->base, step);
	va_list args;

	va_start(args, format);
	buf_addf(&to->text, "%s%s", to->text.len ? ", " : "",
	         arena_vprintf(x->ddl->arena, format, args));
	va_end(args);
	my_cost_add(&to->cost, &cost);
}

/* Of a table that nobody looks up: what the change itself knows of it. */
static struct orm_table *as_told(struct my_alter *x, const struct orm_change *changes, size_t count)
{
	struct orm_table *t = orm_table_new(x->ddl->arena, x->schema, x->name);

	for (size_t i = 0; i < count; i++) {
		const struct orm_object *o = changes[i].from;
		const struct orm_table *owner = o ? o->table : NULL;

		if (o && o->kind == ORM_TABLE)
			owner = (const struct orm_table *)o;
		if (owner && owner->columns.len)
			return orm_table_copy(x->ddl->arena, owner);
		if (!o || changes[i].verb == ORM_CREATE)
			continue;
		if (o->kind == ORM_COLUMN && !orm_table_column(t, x->ddl->dialect, o->name))
			orm_table_add_column(
			    x->ddl->arena, t,
			    orm_column_copy(x->ddl->arena, (const struct orm_column *)o));
		else if (o->kind == ORM_INDEX)
			orm_table_add_index(
			    x->ddl->arena, t,
			    orm_index_copy(x->ddl->arena, (const struct orm_index *)o));
		else if (ORM_IS_CONSTRAINT(o->kind))
			orm_table_add_constraint(
			    x->ddl->arena, t,
			    orm_constraint_copy(x->ddl->arena, (const struct orm_constraint *)o));
		else if (o->kind == ORM_TABLE)
			orm_attrs_copy(x->ddl->arena, &t->object, o, ORM_ATTR_ALL);
	}
	return t;
}

/* The server does that to any table, and nothing else to it. */
static bool only_renames(const struct orm_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].kind != ORM_TABLE || changes[i].verb != ORM_RENAME)
			return false;
	return true;
}

static bool look_up(struct my_alter *x, const struct orm_change *changes, size_t count)
{
	struct orm_metadata *now = NULL;
	struct orm_table *t;

	if (!x->ddl->lookup) {
		t = as_told(x, changes, count);
	} else {
		if (!x->ddl->lookup(x->ddl->lookup_data, x->schema, x->name, &now, x->err))
			return false;
		t = now ? orm_metadata_table(now, x->schema, x->name) : NULL;
	}
	if (!t)
		return fail(x->err, ERR_STATE, "there is no table \"%s\"", x->name);
	if (t->opaque && !only_renames(changes, count))
		return fail(x->err, ERR_UNSUPPORTED, "table \"%s\" can't be changed: %s", x->name,
		            t->opaque);
	x->base = orm_table_copy(x->ddl->arena, t);
	my_settle_keys(x->ddl->arena, x->ddl->dialect, x->base);
	x->to = orm_table_copy(x->ddl->arena, x->base);
	return true;
}

static const char *table_name(const struct my_alter *x)
{
	return my_full_name(x->ddl->arena, x->schema, x->name);
}

static const char *stronger_lock(const char *x, const char *y)
{
	static const char *const locks[] = { "EXCLUSIVE", "SHARED", "NONE" };

	for (size_t i = COUNT(locks); i-- > 0;)
		if (text_same_nocase(x, locks[i]) || text_same_nocase(y, locks[i]))
			return locks[i];
	return x ? x : y;
}

/* What a change asks for, in its object's options or for all of them. */
static void read_wishes(struct my_alter *x, const struct orm_change *changes, size_t count)
{
	x->lock = x->ddl->online ? "NONE" : NULL;
	for (size_t i = 0; i < count; i++) {
		const struct orm_object *o = changes[i].to ? changes[i].to : changes[i].from;
		const char *algorithm = my_option(o, "algorithm");

		x->algorithm = algorithm ? algorithm : x->algorithm;
		x->lock = stronger_lock(x->lock, my_option(o, "lock"));
		x->loss = x->loss || changes[i].allow_data_loss;
	}
}

static unsigned flags_of(const struct my_cost *c)
{
	return c->rebuilds ? DDL_REWRITE : 0;
}

/* Of the statement that was added last. */
static void say_cost(const struct my_alter *x, const struct my_cost *c)
{
	x->ddl->out.items[x->ddl->out.len - 1].cost = my_ddl_cost(c);
}

/* What is done at once locks nobody out: the server can be asked for that as well. */
static void add_wishes(const struct my_alter *x, struct buf *b, const struct my_cost *c)
{
	bool at_once = !x->algorithm && text_same_nocase(x->lock, "NONE") &&
	               c->algorithm == MY_INSTANTLY && my_refuses_no_lock(x->ddl->dialect, x->base);

	my_cost_clauses(b, at_once ? "INSTANT" : x->algorithm, at_once ? NULL : x->lock);
}

static void write_clauses(struct my_alter *x, struct my_clauses *c)
{
	struct buf b = { 0 };

	if (!c->text.len && !c->end) {
		buf_release(&c->text);
		return;
	}
	buf_adds(&b, buf_str(&c->text));
	add_wishes(x, &b, &c->cost);
	ddl_addf(x->ddl, flags_of(&c->cost), my_cost_text(x->ddl->arena, &c->cost),
	         "ALTER TABLE %s%s%s%s", table_name(x), b.len ? " " : "",
	         buf_str(&b) + (!c->text.len && b.len ? 2 : 0), c->end ? c->end : "");
	say_cost(x, &c->cost);
	buf_release(&b);
	buf_release(&c->text);
}

static bool can_ask_of_partitions(const struct my_alter *x)
{
	return my_can(x->ddl->dialect, x->ddl->version, MY_PARTITION_LOCKS);
}

/* Where the server can't be asked to refuse, what takes long is refused here. */
static bool keeps_wishes(struct my_alter *x)
{
	if ((!x->lock && !x->algorithm) || can_ask_of_partitions(x))
		return true;
	for (size_t i = 0; i < x->alone.len; i++)
		if (x->alone_costs.items[i].rebuilds) {
			fail(x->err, ERR_REFUSED,
			     "partitions of \"%s\" would be copied while writes wait", x->name);
			return fail_hint(x->err,
			                 "%s can't do it otherwise; ask for no lock or algorithm.",
			                 x->ddl->dialect->title);
		}
	return true;
}

/* Actions on partitions stand alone. */
static void write_alone(struct my_alter *x)
{
	for (size_t i = 0; i < x->alone.len; i++) {
		struct buf b = { 0 };

		if (can_ask_of_partitions(x))
			my_cost_clauses(&b, x->algorithm, x->lock);
		ddl_addf(x->ddl, flags_of(&x->alone_costs.items[i]),
		         my_cost_text(x->ddl->arena, &x->alone_costs.items[i]),
		         "ALTER TABLE %s %s%s%s", table_name(x), b.len ? b.data + 2 : "",
		         b.len ? ", " : "", x->alone.items[i]);
		say_cost(x, &x->alone_costs.items[i]);
		buf_release(&b);
	}
}

static bool is_renamed(const struct my_alter *x)
{
	return !text_same(x->name, x->to->object.name) ||
	       !text_same(x->schema, x->to->object.schema);
}

static const char *new_name(const struct my_alter *x)
{
	return my_full_name(x->ddl->arena, x->to->object.schema, x->to->object.name);
}

/* It takes the table for itself, if only for a moment: no lock can be asked for. */
static void rename_itself(struct my_alter *x)
{
	if (is_renamed(x) && !x->lock && !x->algorithm)
		my_clause(x, &x->main, MY_RENAME_TABLE, "RENAME TO %s", new_name(x));
}

/*
 * A column without a collation of its own has its table's: while that changes, it
 * keeps what it has unless the change says so.
 */
static void hold_collations(struct my_alter *x)
{
	const char *was = my_option(&x->base->object, "collate");

	if (!was || text_same_nocase(was, my_option(&x->to->object, "collate")))
		return;
	for (size_t i = 0; i < x->to->columns.len; i++) {
		struct orm_column *c = x->to->columns.items[i];
		struct orm_column *b = orm_table_column(x->base, x->ddl->dialect, c->object.name);

		if (!b || !my_is_text(c->type) || !my_is_text(b->type) || b->collation ||
		    my_option(&b->object, "charset"))
			continue;
		b->collation = was;
		if (!c->collation && !my_option(&c->object, "charset") &&
		    !my_is_listed(x, &x->usual, c->object.name))
			c->collation = was;
	}
}

/* The past of a versioned table changes along; servers want to hear that first. */
static void write_all(struct my_alter *x)
{
	write_clauses(x, &x->early);
	size_t before = x->ddl->out.len;
	bool versioned = my_is(&x->base->object, "system_versioning") ||
	                 (my_becomes_versioned(x) && x->late.text.len);

	if (versioned)
		ddl_add(x->ddl, DDL_CONNECTION, NULL,
		        "SET SESSION system_versioning_alter_history = KEEP");
	write_clauses(x, &x->main);
	if (is_renamed(x) && (x->lock || x->algorithm))
		ddl_addf(x->ddl, 0, NULL, "RENAME TABLE %s TO %s", table_name(x), new_name(x));
	x->name = x->to->object.name;
	x->schema = x->to->object.schema;
	write_clauses(x, &x->late);
	write_alone(x);
	if (versioned && x->ddl->out.len == before + 1)
		x->ddl->out.len = before;
	else if (versioned)
		ddl_add(x->ddl, DDL_CONNECTION, NULL,
		        "SET SESSION system_versioning_alter_history = DEFAULT");
}

static bool alter(struct my_alter *x)
{
	bool ok;

	hold_collations(x);
	my_find_remade(x);
	ok = my_drop_keys(x) && my_alter_columns(x) && my_add_keys(x) && my_alter_options(x) &&
	     my_tighten_columns(x);
	if (ok) {
		rename_itself(x);
		my_alter_partitions(x);
		ok = keeps_wishes(x);
	}
	if (ok)
		write_all(x);
	buf_release(&x->early.text);
	buf_release(&x->main.text);
	buf_release(&x->late.text);
	return ok;
}

/* Servers read all defaults again with whatever changes. */
static bool alter_with_zero_dates(struct my_alter *x)
{
	size_t before = x->ddl->out.len;

	my_allow_zero_dates(x->ddl);
	if (!alter(x))
		return false;
	if (x->ddl->out.len == before + 1)
		x->ddl->out.len = before;
	else
		my_mind_zero_dates(x->ddl);
	return true;
}

bool my_alter_table(struct ddl *d, const struct orm_change *changes, size_t count,
                    struct error *err)
{
	const struct orm_object *o = changes->from ? changes->from : changes->to;
	bool itself = changes->kind == ORM_TABLE;
	struct my_alter x = { .ddl = d, .err = err };

	x.schema = itself ? o->schema : changes->schema;
	x.name = itself ? o->name : changes->table;
	if (!look_up(&x, changes, count) || !my_follow(&x, changes, count))
		return false;
	read_wishes(&x, changes, count);
	if (only_renames(changes, count) || !(my_has_zero_dates(x.base) || my_has_zero_dates(x.to)))
		return alter(&x);
	return alter_with_zero_dates(&x);
}
