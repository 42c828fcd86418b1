/*
 * lua/hooks.h - functions that limbeck.lua gives, called at their time
 *
 * The state that ran the file stays open for them.  What a hook raises is an
 * error with file and line; so is an answer of the wrong kind.
 */
#ifndef LIMBECK_LUA_HOOKS_H
#define LIMBECK_LUA_HOOKS_H

#include "migrate/context.h"
#include "migrate/keep.h"
#include "migrate/script.h"

enum luax_hook {
	LUAX_INCLUDE_NAME,
	LUAX_INCLUDE_OBJECT,
	LUAX_COMPARE_TYPE,
	LUAX_COMPARE_DEFAULT,
	LUAX_PROCESS_OPERATIONS,
	LUAX_BEFORE_REVISION,
	LUAX_AFTER_REVISION,
	LUAX_HOOKS
};

/* What they are called in limbeck.lua. */
extern const char *const luax_hook_names[LUAX_HOOKS];

struct luax_hooks;

/* Is the function there?  `h` may be NULL: none is. */
bool luax_hooks_has(const struct luax_hooks *h, enum luax_hook which);

/* Ends the state. */
void luax_hooks_close(struct luax_hooks *h);

/* include_name and include_object: may the object take part in a comparison? */
bool luax_hooks_include(struct luax_hooks *h, const struct orm_object *o, bool reflected,
                        const struct orm_object *other, bool *out, struct error *err) MUST_CHECK;

/*
 * compare_type or compare_server_default: *out is false when the hook says that the
 * two are the same.  The texts are NULL where there is nothing.
 */
bool luax_hooks_differs(struct luax_hooks *h, enum luax_hook which, const struct orm_column *from,
                        const struct orm_column *to, const char *from_text, const char *to_text,
                        bool *out, struct error *err) MUST_CHECK;

/*
 * process_operations: `ops` becomes what the hook gives; *changed tells whether it is
 * another list.
 */
bool luax_hooks_process(struct luax_hooks *h, const struct orm_dialect *d, struct migrate_ops *ops,
                        bool *changed, struct error *err) MUST_CHECK;

/* before_revision or after_revision, acting on the revision's own context. */
bool luax_hooks_revision(struct luax_hooks *h, enum luax_hook which, struct migrate_context *ctx,
                         const struct migrate_revision *r, enum migrate_direction direction,
                         struct error *err) MUST_CHECK;

#endif
