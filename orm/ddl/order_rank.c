/* orm/ddl/order_rank.c - what comes before what, unless one needs the other */
#include "orm/ddl/order_private.h"

enum rank {
	RENAME_VALUES,
	REVOKE,
	DROP_ATTACHED, /* triggers, rules, policies */
	DROP_VIEWS,
	RENAMES,
	CREATE_SCHEMAS,
	CREATE_EXTENSIONS,
	CREATE_TYPES,
	CREATE_SEQUENCES,
	DROP_FOREIGN_KEYS,
	DETACH,
	DROP_INDEXES,
	DROP_TABLES,
	CREATE_TABLES,
	CHANGE_TABLES,
	CREATE_INDEXES,
	CREATE_FOREIGN_KEYS,
	ATTACH,
	CREATE_FUNCTIONS,
	CREATE_VIEWS,
	CREATE_ATTACHED,
	CREATE_REST,
	DROP_FUNCTIONS,
	DROP_SEQUENCES,
	DROP_TYPES,
	DROP_EXTENSIONS,
	DROP_SCHEMAS,
	GRANT,
};

/* By kind: when it is made or changed, and when it is dropped. */
static const struct {
	enum rank create, drop;
} ranks[ORM_KIND_COUNT] = {
	[ORM_TABLE] = { CREATE_TABLES, DROP_TABLES },
	[ORM_COLUMN] = { CHANGE_TABLES, CHANGE_TABLES },
	[ORM_PRIMARY_KEY] = { CHANGE_TABLES, CHANGE_TABLES },
	[ORM_UNIQUE] = { CHANGE_TABLES, CHANGE_TABLES },
	[ORM_FOREIGN_KEY] = { CREATE_FOREIGN_KEYS, DROP_FOREIGN_KEYS },
	[ORM_CHECK] = { CHANGE_TABLES, CHANGE_TABLES },
	[ORM_EXCLUDE] = { CHANGE_TABLES, CHANGE_TABLES },
	[ORM_INDEX] = { CREATE_INDEXES, DROP_INDEXES },
	[ORM_VIEW] = { CREATE_VIEWS, DROP_VIEWS },
	[ORM_MATERIALIZED_VIEW] = { CREATE_VIEWS, DROP_VIEWS },
	[ORM_TRIGGER] = { CREATE_ATTACHED, DROP_ATTACHED },
	[ORM_RULE] = { CREATE_ATTACHED, DROP_ATTACHED },
	[ORM_POLICY] = { CREATE_ATTACHED, DROP_ATTACHED },
	[ORM_SCHEMA] = { CREATE_SCHEMAS, DROP_SCHEMAS },
	[ORM_EXTENSION] = { CREATE_EXTENSIONS, DROP_EXTENSIONS },
	[ORM_LANGUAGE] = { CREATE_EXTENSIONS, DROP_EXTENSIONS },
	[ORM_COLLATION] = { CREATE_TYPES, DROP_TYPES },
	[ORM_ENUM] = { CREATE_TYPES, DROP_TYPES },
	[ORM_DOMAIN] = { CREATE_TYPES, DROP_TYPES },
	[ORM_COMPOSITE] = { CREATE_TYPES, DROP_TYPES },
	[ORM_RANGE] = { CREATE_TYPES, DROP_TYPES },
	[ORM_SEQUENCE] = { CREATE_SEQUENCES, DROP_SEQUENCES },
	[ORM_FUNCTION] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_PROCEDURE] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_AGGREGATE] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_OPERATOR] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_CAST] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_STATISTICS] = { CREATE_REST, DROP_ATTACHED },
	[ORM_TEXT_SEARCH] = { CREATE_TYPES, DROP_TYPES },
	[ORM_WRAPPER] = { CREATE_EXTENSIONS, DROP_TYPES },
	[ORM_SERVER] = { CREATE_EXTENSIONS, DROP_TYPES },
	[ORM_PUBLICATION] = { CREATE_REST, DROP_ATTACHED },
	[ORM_EVENT_TRIGGER] = { CREATE_REST, REVOKE },
	[ORM_EVENT] = { CREATE_REST, DROP_ATTACHED },
	[ORM_PACKAGE] = { CREATE_FUNCTIONS, DROP_FUNCTIONS },
	[ORM_PACKAGE_BODY] = { CREATE_REST, DROP_ATTACHED },
	[ORM_PRIVILEGE] = { GRANT, REVOKE },
};

/* A table that joins its parent has to look like it; one that leaves is free to change. */
static enum rank alter_table(const struct orm_change *c)
{
	if (order_other_parent(c, c->to, c->from))
		return ATTACH;
	return c->from && order_other_parent(c, c->from, c->to) ? DETACH : CHANGE_TABLES;
}

bool order_renames_values(const struct orm_change *c)
{
	return c->verb == ORM_ALTER && c->kind == ORM_ENUM && c->from &&
	       ((const struct orm_definition *)c->from)->renamed_values.len;
}

int order_rank(const struct orm_change *c)
{
	if (order_renames_values(c))
		return RENAME_VALUES;
	if (c->verb == ORM_RENAME)
		return RENAMES;
	if (c->verb == ORM_ALTER && c->kind == ORM_TABLE)
		return (int)alter_table(c);
	return (int)(c->verb == ORM_DROP ? ranks[c->kind].drop : ranks[c->kind].create);
}
