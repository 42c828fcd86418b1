/* migrate/op.c - what operations are called */
#include "migrate/op.h"

#include <string.h>

#include "base/buf.h"
#include "migrate/describe.h"
#include "orm/dialect.h"

#define DEFINITION(name, kind)                                                  \
	{ "create_" name, ORM_CREATE, kind }, { "drop_" name, ORM_DROP, kind }, \
	    { "alter_" name, ORM_ALTER, kind },                                 \
	{                                                                       \
		"rename_" name, ORM_RENAME, kind                                \
	}

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
	{ "create_exclude_constraint", ORM_CREATE, ORM_EXCLUDE },
	{ "alter_constraint", ORM_ALTER, ORM_CHECK },
	{ "alter_constraint", ORM_ALTER, ORM_PRIMARY_KEY },
	{ "alter_constraint", ORM_ALTER, ORM_UNIQUE },
	{ "alter_constraint", ORM_ALTER, ORM_FOREIGN_KEY },
	{ "alter_constraint", ORM_ALTER, ORM_EXCLUDE },
	{ "drop_constraint", ORM_DROP, ORM_CHECK },
	{ "drop_constraint", ORM_DROP, ORM_PRIMARY_KEY },
	{ "drop_constraint", ORM_DROP, ORM_UNIQUE },
	{ "drop_constraint", ORM_DROP, ORM_FOREIGN_KEY },
	{ "drop_constraint", ORM_DROP, ORM_EXCLUDE },
	{ "rename_constraint", ORM_RENAME, ORM_CHECK },
	{ "rename_constraint", ORM_RENAME, ORM_PRIMARY_KEY },
	{ "rename_constraint", ORM_RENAME, ORM_UNIQUE },
	{ "rename_constraint", ORM_RENAME, ORM_FOREIGN_KEY },
	{ "rename_constraint", ORM_RENAME, ORM_EXCLUDE },
	{ "create_index", ORM_CREATE, ORM_INDEX },
	{ "drop_index", ORM_DROP, ORM_INDEX },
	{ "alter_index", ORM_ALTER, ORM_INDEX },
	{ "rename_index", ORM_RENAME, ORM_INDEX },
	DEFINITION("view", ORM_VIEW),
	DEFINITION("materialized_view", ORM_MATERIALIZED_VIEW),
	DEFINITION("trigger", ORM_TRIGGER),
	DEFINITION("rule", ORM_RULE),
	DEFINITION("policy", ORM_POLICY),
	DEFINITION("schema", ORM_SCHEMA),
	DEFINITION("extension", ORM_EXTENSION),
	DEFINITION("collation", ORM_COLLATION),
	DEFINITION("enum_type", ORM_ENUM),
	DEFINITION("domain", ORM_DOMAIN),
	DEFINITION("composite_type", ORM_COMPOSITE),
	DEFINITION("range_type", ORM_RANGE),
	DEFINITION("sequence", ORM_SEQUENCE),
	DEFINITION("function", ORM_FUNCTION),
	DEFINITION("procedure", ORM_PROCEDURE),
	DEFINITION("aggregate", ORM_AGGREGATE),
	DEFINITION("operator", ORM_OPERATOR),
	DEFINITION("cast", ORM_CAST),
	DEFINITION("statistics", ORM_STATISTICS),
	DEFINITION("text_search", ORM_TEXT_SEARCH),
	DEFINITION("foreign_data_wrapper", ORM_WRAPPER),
	DEFINITION("foreign_server", ORM_SERVER),
	DEFINITION("publication", ORM_PUBLICATION),
	DEFINITION("event_trigger", ORM_EVENT_TRIGGER),
	DEFINITION("event", ORM_EVENT),
	DEFINITION("package", ORM_PACKAGE),
	DEFINITION("package_body", ORM_PACKAGE_BODY),
	DEFINITION("language", ORM_LANGUAGE),
	DEFINITION("privilege", ORM_PRIVILEGE),
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
