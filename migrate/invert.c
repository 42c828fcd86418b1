/* migrate/invert.c - the operations that undo others */
#include "base/text.h"
#include "migrate/describe.h"
#include "migrate/op.h"
#include "orm/dialect.h"

/* Is the object known whole, so that it can be made again?  `said`: by a script. */
static bool is_whole(const struct orm_object *o, bool said)
{
	const struct orm_constraint *c = (const struct orm_constraint *)o;
	const struct orm_definition *d = (const struct orm_definition *)o;
	const struct orm_table *t = (const struct orm_table *)o;

	switch (o->kind) {
	case ORM_TABLE:
		return t->columns.len || t->module;
	case ORM_COLUMN:
		return ((const struct orm_column *)o)->type != NULL;
	case ORM_PRIMARY_KEY:
	case ORM_UNIQUE:
		return c->elements.len;
	case ORM_FOREIGN_KEY:
		return c->elements.len && c->referred_table;
	case ORM_CHECK:
		return c->expr != NULL;
	case ORM_INDEX:
		return ((const struct orm_index *)o)->elements.len;
	case ORM_EXCLUDE:
		return c->expr != NULL;
	case ORM_SCHEMA:
	case ORM_EXTENSION:
		return true; /* the name says it all */
	case ORM_SEQUENCE:
		return o->options.len || !said;
	case ORM_ENUM:
		return d->columns.len;
	default:
		return d->definition && (d->on || !ORM_HAS_OWNER(o->kind));
	}
}

/* Is everything that an ALTER changed known as it was? */
static bool knows_before(const struct orm_change *c)
{
	if (!c->from)
		return false;
	return c->kind != ORM_COLUMN || !(c->mask & orm_attr_bit(ORM_COLUMN, "type")) ||
	       ((const struct orm_column *)c->from)->type;
}

static bool can_be_undone(const struct orm_change *c, bool said)
{
	switch (c->verb) {
	case ORM_CREATE:
		return true;
	case ORM_DROP:
		return is_whole(c->from, said);
	case ORM_ALTER:
		return knows_before(c);
	case ORM_RENAME:
		return c->from && c->to;
	}
	return false;
}

/*
 * Options are merged one by one, so one that is to go has to be named: it gets
 * the empty value.
 */
static struct orm_object *with_removed_options(struct arena *a, struct orm_object *to,
                                               const struct orm_object *from)
{
	struct orm_object *copy = to;

	for (size_t i = 0; i < from->options.len; i++) {
		const struct orm_option *o = &from->options.items[i];

		if (orm_option_get(&to->options, o->dialect, o->name))
			continue;
		if (copy == to)
			copy = orm_object_copy(a, to);
		orm_option_set(a, &copy->options, o->dialect, o->name, "");
	}
	return copy;
}

/*
 * What stands in a column without a name goes with it unsaid, and has to come
 * back with it.  What has a name was dropped by itself, but is in the text.
 */
static struct orm_object *with_attached(struct arena *a, struct orm_object *o)
{
	const struct orm_table *t = o->table;
	struct orm_column *c = orm_column_copy(a, (struct orm_column *)o);

	c->object.text = NULL;
	for (size_t i = 0; t && i < t->constraints.len; i++) {
		struct orm_constraint *k = t->constraints.items[i];

		if (!k->object.name && text_same(k->inline_column, o->name))
			vec_push(a, &c->attached, orm_constraint_copy(a, k));
	}
	return &c->object;
}

static bool invert_change(struct arena *a, const struct orm_change *c, bool said,
                          struct orm_change *out, struct error *err)
{
	static const enum orm_verb opposite[] = {
		[ORM_CREATE] = ORM_DROP,
		[ORM_DROP] = ORM_CREATE,
		[ORM_ALTER] = ORM_ALTER,
		[ORM_RENAME] = ORM_RENAME,
	};
	struct buf text = { 0 };

	if (!can_be_undone(c, said)) {
		describe_change(&text, NULL, c);
		fail(err, ERR_UNSUPPORTED, "what undoes \"%s\" is not known", buf_str(&text));
		buf_release(&text);
		return fail_hint(err, "Say in the script what was there before.");
	}
	*out = *c;
	out->verb = opposite[c->verb];
	out->from = c->to;
	out->to = c->from;
	out->after = c->was_after;
	out->was_after = c->after;
	out->backfill = NULL; /* what is undone was there for every row */
	if (c->verb == ORM_DROP && c->kind == ORM_COLUMN)
		out->to = with_attached(a, c->from);
	if (c->verb == ORM_ALTER && (c->mask & ORM_ATTR_OPTIONS))
		out->to = with_removed_options(a, c->from, c->to);
	return true;
}

/* In the words of the comparison. */
static const char *losses(struct arena *a, const struct orm_changes *changes)
{
	const char *loses = NULL;

	for (size_t i = 0; i < changes->len; i++) {
		const struct orm_change *c = &changes->items[i];

		if (c->verb != ORM_DROP)
			continue;
		if (c->kind == ORM_TABLE)
			loses = ((struct orm_table *)c->from)->module ? "all of the virtual table"
			                                              : "all rows of the table";
		else if (c->kind == ORM_COLUMN && !((struct orm_column *)c->from)->computed)
			loses = arena_printf(a, "%s%sthe values of column \"%s\"",
			                     loses ? loses : "", loses ? ", " : "", c->from->name);
	}
	return loses;
}

/* Does change `x` put a column behind the one that `y` makes or moves? */
static bool comes_behind(const struct orm_change *x, const struct orm_change *y)
{
	return x->kind == ORM_COLUMN && y->kind == ORM_COLUMN && x->to && y->to && x->after &&
	       (y->verb == ORM_CREATE || y->after) && text_same(x->after, y->to->name);
}

/* What names the place of another comes after that: the last of a row was undone first. */
static void order_places(struct orm_changes *changes)
{
	for (size_t moves = 0, i = 0; i < changes->len && moves < changes->len * changes->len;) {
		struct orm_change c = changes->items[i];
		size_t at = i;

		for (size_t j = i + 1; j < changes->len; j++)
			if (comes_behind(&c, &changes->items[j]))
				at = j;
		for (size_t j = i; j < at; j++)
			changes->items[j] = changes->items[j + 1];
		changes->items[at] = c;
		moves++;
		i += at == i;
	}
}

static bool invert_op(struct arena *a, const struct migrate_op *op, struct migrate_op *out,
                      struct error *err)
{
	*out = (struct migrate_op){ .kind = op->kind };
	if (op->kind == MIGRATE_EXECUTE && op->undo) {
		out->sql = op->undo;
		out->undo = op->sql;
		return true;
	}
	if (op->kind != MIGRATE_CHANGE) {
		fail(err, ERR_UNSUPPORTED, "what undoes \"%s\" is not known",
		     migrate_op_text(a, NULL, op));
		return fail_hint(err, "Write the downgrade by hand.");
	}
	for (size_t i = op->changes.len; i-- > 0;) {
		struct orm_change c;

		if (!invert_change(a, &op->changes.items[i], op->file != NULL, &c, err))
			return false;
		vec_push(a, &out->changes, c);
	}
	order_places(&out->changes);
	out->loses = losses(a, &out->changes);
	if (op->loses_back)
		out->loses = out->loses ? arena_printf(a, "%s, %s", op->loses_back, out->loses)
		                        : op->loses_back;
	return true;
}

/* Its owner gets another name: that becomes what the copy in `c` says. */
static void take_name(struct arena *a, struct orm_change *c, const struct orm_object *name)
{
	c->from = orm_object_copy(a, c->from);
	c->to = orm_object_copy(a, c->to);
	c->from->name = c->to->name = name->name;
	c->from->renamed_from = c->to->renamed_from = NULL;
}

static bool follows_domain(struct arena *a, struct orm_change *c, const struct orm_change *rename)
{
	if (rename->kind != ORM_DOMAIN || !text_same(rename->from->schema, c->to->schema) ||
	    !text_same(rename->from->name, c->to->name))
		return false;
	take_name(a, c, rename->to);
	c->schema = c->from->schema = c->to->schema = rename->to->schema;
	return true;
}

/* The domain, or the column or its table. */
static bool follows(struct arena *a, struct orm_change *c, const struct orm_change *rename)
{
	if (rename->verb != ORM_RENAME)
		return false;
	if (c->kind == ORM_DOMAIN)
		return follows_domain(a, c, rename);
	if (rename->kind == ORM_TABLE && text_same(rename->from->schema, c->schema) &&
	    text_same(rename->from->name, c->table)) {
		c->schema = rename->to->schema;
		c->table = rename->to->name;
		return true;
	}
	if (rename->kind != ORM_COLUMN || !text_same(rename->schema, c->schema) ||
	    !text_same(rename->table, c->table) || !text_same(rename->from->name, c->to->name))
		return false;
	take_name(a, c, rename->to);
	return true;
}

/* The last operation that renames what has it; `i` where there is none. */
static size_t last_rename(struct arena *a, const struct migrate_ops *ops, size_t i, size_t k,
                          struct orm_change *c)
{
	size_t last = i;

	for (size_t j = i; j < ops->len; j++) {
		const struct orm_changes *changes = &ops->items[j].changes;

		for (size_t n = j == i ? k + 1 : 0; n < changes->len; n++)
			if (follows(a, c, &changes->items[n]))
				last = j;
	}
	return last;
}

/* Where it is said what the NOT NULL is called. */
static uint64_t name_bit(enum orm_kind kind)
{
	return kind == ORM_DOMAIN ? ORM_ATTR_OPTIONS : orm_attr_bit(ORM_COLUMN, "not_null_name");
}

/* Does it say what the NOT NULL of a column or a domain is called? */
static bool names_not_null(const struct orm_change *c)
{
	if (c->kind == ORM_DOMAIN)
		return c->verb == ORM_ALTER && (c->mask & ORM_ATTR_OPTIONS) &&
		       !text_empty(orm_option_get(&c->to->options, NULL, "not_null_name"));
	if (c->kind != ORM_COLUMN)
		return false;
	if (c->verb == ORM_CREATE)
		return ((const struct orm_column *)c->to)->not_null_name;
	return c->verb == ORM_ALTER && (c->mask & name_bit(c->kind));
}

/* What has the NOT NULL, as the change makes it, but with the name left to the server. */
static struct orm_object *with_usual_name(struct arena *a, const struct orm_change *c)
{
	struct orm_object *usual = orm_object_copy(a, c->to);

	if (c->kind == ORM_DOMAIN)
		usual->options = c->from->options;
	else
		((struct orm_column *)usual)->not_null_name = NULL;
	return usual;
}

/* Change `k` of operation `i` names a NOT NULL: renames that come later do so before. */
static void name_behind(struct arena *a, struct migrate_ops *ops, size_t i, size_t k)
{
	struct orm_change *change = &ops->items[i].changes.items[k], c = *change;
	const uint64_t name = name_bit(c.kind);
	struct migrate_op op = { .kind = MIGRATE_CHANGE };
	struct orm_object *usual = with_usual_name(a, &c);
	size_t at;

	if (c.verb == ORM_CREATE || c.kind == ORM_DOMAIN)
		c.from = usual;
	at = last_rename(a, ops, i, k, &c);
	if (text_same(c.table, change->table) && text_same(c.to->name, change->to->name))
		return;
	if (change->verb == ORM_ALTER) {
		change->mask &= ~name;
		if (c.kind == ORM_DOMAIN) /* which scripts write down whole */
			change->to = usual;
		if (!change->mask && !change->after)
			vec_remove(&ops->items[i].changes, k);
	}
	c.verb = ORM_ALTER;
	c.mask = name;
	c.after = c.was_after = NULL;
	vec_push(a, &op.changes, c);
	vec_insert(a, ops, at + 1, op);
}

/*
 * The name of a NOT NULL goes along with those of its domain, or table and column,
 * where it is the usual one, and a rename finds it so when its other name was given
 * back before.
 */
static void name_not_nulls(struct arena *a, struct migrate_ops *ops)
{
	for (size_t i = ops->len; i-- > 0;) {
		if (ops->items[i].kind != MIGRATE_CHANGE)
			continue;
		for (size_t k = ops->items[i].changes.len; k-- > 0;)
			if (names_not_null(&ops->items[i].changes.items[k]))
				name_behind(a, ops, i, k);
		if (!ops->items[i].changes.len)
			vec_remove(ops, i);
	}
}

bool migrate_invert(struct arena *a, const struct migrate_ops *ops, struct migrate_ops *out,
                    struct error *err)
{
	*out = (struct migrate_ops){ 0 };
	for (size_t i = ops->len; i-- > 0;) {
		struct migrate_op op;

		if (!invert_op(a, &ops->items[i], &op, err))
			return ops->items[i].file
			           ? fail_at(err, ops->items[i].file, ops->items[i].line)
			           : false;
		vec_push(a, out, op);
	}
	name_not_nulls(a, out);
	return true;
}
