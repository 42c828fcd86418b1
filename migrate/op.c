/* migrate/op.c - what operations are called */
#include "migrate/op.h"

#include <string.h>

#include "base/buf.h"
#include "migrate/describe.h"
#include "orm/dialect.h"

/* Of several kinds that share a name, the first is what the name means alone. */
static const struct {
	const char *name;
	enum orm_verb verb;
	enum orm_kind kind;
} names[] = {
	{ "create_table", ORM_CREATE, ORM_TABLE },
	{ "drop_table", ORM_DROP, ORM_TABLE },
	{ "alter_table", ORM_ALTER, ORM_TABLE },
	{ "rename_table", ORM_RENAME, ORM_TABLE },
	{ "add_column", ORM_CREATE, ORM_COLUMN },
	{ "drop_column", ORM_DROP, ORM_COLUMN },
	{ "alter_column", ORM_ALTER, ORM_COLUMN },
	{ "rename_column", ORM_RENAME, ORM_COLUMN },
	{ "create_primary_key", ORM_CREATE, ORM_PRIMARY_KEY },
	{ "create_unique_constraint", ORM_CREATE, ORM_UNIQUE },
	{ "create_foreign_key", ORM_CREATE, ORM_FOREIGN_KEY },
	{ "create_check_constraint", ORM_CREATE, ORM_CHECK },
	{ "drop_constraint", ORM_DROP, ORM_CHECK },
	{ "drop_constraint", ORM_DROP, ORM_PRIMARY_KEY },
	{ "drop_constraint", ORM_DROP, ORM_UNIQUE },
	{ "drop_constraint", ORM_DROP, ORM_FOREIGN_KEY },
	{ "rename_constraint", ORM_RENAME, ORM_CHECK },
	{ "rename_constraint", ORM_RENAME, ORM_PRIMARY_KEY },
	{ "rename_constraint", ORM_RENAME, ORM_UNIQUE },
	{ "rename_constraint", ORM_RENAME, ORM_FOREIGN_KEY },
	{ "create_index", ORM_CREATE, ORM_INDEX },
	{ "drop_index", ORM_DROP, ORM_INDEX },
	{ "rename_index", ORM_RENAME, ORM_INDEX },
	{ "create_view", ORM_CREATE, ORM_VIEW },
	{ "drop_view", ORM_DROP, ORM_VIEW },
	{ "create_trigger", ORM_CREATE, ORM_TRIGGER },
	{ "drop_trigger", ORM_DROP, ORM_TRIGGER },
};

const char *migrate_change_name(enum orm_verb verb, enum orm_kind kind)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].verb == verb && names[i].kind == kind)
			return names[i].name;
	return NULL;
}

bool migrate_change_find(const char *name, enum orm_verb *verb, enum orm_kind *kind)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strcmp(names[i].name, name)) {
			*verb = names[i].verb;
			*kind = names[i].kind;
			return true;
		}
	return false;
}

char migrate_change_mark(const struct orm_change *c)
{
	static const char marks[] = {
		[ORM_CREATE] = '+',
		[ORM_DROP] = '-',
		[ORM_ALTER] = '~',
		[ORM_RENAME] = '>',
	};

	return marks[c->verb];
}

char *migrate_op_text(struct arena *a, const struct orm_dialect *d, const struct migrate_op *op)
{
	struct buf out = { 0 };

	switch (op->kind) {
	case MIGRATE_EXECUTE:
		buf_adds(&out, "execute ");
		describe_safe(&out, op->sql);
		break;
	case MIGRATE_BULK_INSERT:
		buf_addf(&out, "insert %zu %s into \"", op->rows.len,
		         op->rows.len == 1 ? "row" : "rows");
		describe_safe(&out, op->table);
		buf_addc(&out, '"');
		break;
	case MIGRATE_CHANGE:
		for (size_t i = 0; i < op->changes.len; i++) {
			buf_adds(&out, i ? "; " : "");
			describe_change(&out, d, &op->changes.items[i]);
		}
		break;
	}
	return buf_take(&out, a);
}
