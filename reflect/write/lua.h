/*
 * reflect/write/lua.h - what the writers of Lua share
 *
 * Public functions are in reflect/write/write.h.
 */
#ifndef LIMBECK_REFLECT_WRITE_LUA_H
#define LIMBECK_REFLECT_WRITE_LUA_H

#include "base/buf.h"
#include "orm/schema/attribute.h"

/* What is known around an object that is written. */
struct lua_scope {
	const struct orm_dialect *dialect;   /* NULL: generic terms */
	const struct orm_metadata *metadata; /* NULL: what it refers to may be anywhere */
};

/* `level` steps of two spaces. */
void lua_indent(struct buf *out, int level);

/* word"text", or word[[text]] where the text has several lines. */
void lua_call(struct buf *out, const char *word, const char *text);

/* "a", "b": quoted, with commas between. */
void lua_names(struct buf *out, const struct names *names);

/* {["new"] = "old"} */
void lua_renames(struct buf *out, const struct names *renames);

/* "a", desc"b", text"lower(c)": members of a key or index, with commas between. */
void lua_elements(struct buf *out, const struct orm_elements *elements);

/* What stands for a server default: "draft", 0, func.now(), text"...", none. */
void lua_default(struct buf *out, const struct orm_dialect *d, const struct orm_default *v);

/* true, or Identity{start = 1} when anything is said. */
void lua_identity(struct buf *out, const struct orm_identity *i);

/* An option's keyword, with the dialect's prefix: sqlite_strict. */
void lua_option_name(struct buf *out, const struct orm_dialect *d, enum orm_kind kind,
                     const struct orm_option *o);

/* Is the option of an object of `kind` true or false, rather than text? */
bool lua_option_is_flag(const struct orm_dialect *d, enum orm_kind kind,
                        const struct orm_option *o);

/* ", mysql_length = {title = 10}": how much of each column is in a key or index. */
void lua_lengths(struct buf *out, const struct orm_dialect *d, enum orm_kind kind,
                 const struct orm_elements *elements);

/* The attributes that a model gives by keyword and that aren't empty. */
uint64_t lua_keywords(const struct orm_object *o);

/* Can a column say it, as primary_key = true, unique = true or ForeignKey{}? */
bool lua_inlines(const struct orm_constraint *c);

/* PrimaryKeyConstraint{...} and the like. */
void lua_constraint(struct buf *out, const struct lua_scope *s, const struct orm_constraint *c);

/* Index{...}, View{...}, Trigger{...}: what has a name first. */
void lua_named(struct buf *out, const struct lua_scope *s, const struct orm_object *o);

/*
 * A column as it stands in `t` (NULL: alone), with the constraints that are
 * said in it.
 */
void lua_column(struct buf *out, const struct lua_scope *s, const struct orm_column *c,
                const struct orm_table *t, const struct orm_constraints *inlined);

/* Table{...}; inner lines are at level `indent` + 1. */
void lua_table(struct buf *out, const struct lua_scope *s, const struct orm_table *t, int indent);

#endif
