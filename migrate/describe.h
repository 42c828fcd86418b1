/*
 * migrate/describe.h - changes in words, for people
 */
#ifndef LIMBECK_MIGRATE_DESCRIBE_H
#define LIMBECK_MIGRATE_DESCRIBE_H

#include "base/buf.h"
#include "orm/ddl/change.h"

/* What a change is about: `to`, else `from`. */
const struct orm_object *describe_object(const struct orm_change *c);

/* The table (view) that the object belongs to; NULL when it belongs to none. */
const char *describe_owner(const struct orm_change *c);

/* Is the option named in the list, if only to be taken away (value "")? */
bool describe_names_option(const struct orm_options *list, const struct orm_option *o);

/* Text on one line: control characters as \n or \x1b, so that no terminal obeys them. */
void describe_safe(struct buf *out, const char *text);

/* `"name"`, or `"table.name"` for a column when `owner` isn't NULL. */
void describe_label(struct buf *out, const struct orm_object *o, const char *owner);

/* The whole change: `add column "orders.note" VARCHAR(50)`. */
void describe_change(struct buf *out, const struct orm_dialect *d, const struct orm_change *c);

/* What follows the object: ` VARCHAR(50)`, `: nullable`, ` to "b"`; or nothing. */
void describe_rest(struct buf *out, const struct orm_dialect *d, const struct orm_change *c);

#endif
