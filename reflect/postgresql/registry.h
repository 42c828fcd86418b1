/*
 * reflect/postgresql/registry.h - which metadata a catalog's row became
 *
 * pg_depend names objects by catalog and row; several rows can stand for one
 * object (a table, its row type, the array of that type).
 */
#ifndef LIMBECK_REFLECT_POSTGRESQL_REGISTRY_H
#define LIMBECK_REFLECT_POSTGRESQL_REGISTRY_H

#include <stdint.h>

#include "orm/schema/metadata.h"

/* Catalogs by the number that is theirs in every version. */
enum pg_class_id {
	PG_CLASS = 1259,
	PG_TYPE = 1247,
	PG_CONSTRAINT = 2606,
	PG_ATTRDEF = 2604,
	PG_REWRITE = 2618,
};

struct pg_entry {
	struct orm_object *object;
	struct pg_entry *owner;    /* of a column, constraint or index; else NULL */
	const char *key;           /* made when first asked for */
	struct orm_columns places; /* table: its columns by attnum - 1, NULL where dropped */
	size_t node;               /* in the order of creation */
};

struct pg_entries {
	VEC(struct pg_entry *);
};

struct pg_registry;

struct pg_registry *pg_registry_new(struct arena *a);

/* The object's entry, now known by (class, oid); `owner` may be NULL. */
struct pg_entry *pg_register(struct pg_registry *r, struct orm_object *o, struct pg_entry *owner,
                             int64_t class, int64_t oid);
/* Another row that stands for it; an oid of 0 is none. */
void pg_register_alias(struct pg_registry *r, struct pg_entry *e, int64_t class, int64_t oid);

/* The entry, or NULL when the row is no object of ours. */
struct pg_entry *pg_registered(const struct pg_registry *r, int64_t class, int64_t oid);

/* The column of a table by its attnum, or NULL. */
struct orm_column *pg_place(const struct pg_entry *table, int64_t number);

#endif
