/* orm/mysql/definers.c - whose a view, trigger, routine or event is stays as it was */
#include "base/text.h"
#include "orm/mysql/definitions.h"

static bool has_definer(const struct orm_definition *o)
{
	return o->object.kind != ORM_SEQUENCE && o->object.kind != ORM_SCHEMA;
}

/* *out: NULL when it isn't there, or of who runs the change. */
static bool find_definer(struct ddl *d, const struct orm_definition *o, const char **out,
                         struct error *err)
{
	const char *name = o->object.name;
	struct orm_metadata *now = NULL;
	const struct orm_definition *is;
	enum orm_kind kind = o->object.kind;

	*out = NULL;
	if (!d->lookup(d->lookup_data, o->object.schema, o->on ? o->on : name, &now, err))
		return false;
	if (kind == ORM_AGGREGATE) /* which is told by an option */
		kind = ORM_FUNCTION;
	is = now ? orm_metadata_definition(now, kind, o->object.schema, name) : NULL;
	if (is && !text_same(my_option(&is->object, "definer"), now->definer))
		*out = my_option(&is->object, "definer");
	return true;
}

/*
 * Known before it is dropped, where the change does that first.  A role's rights can't
 * be seen: the server itself refuses then.
 */
static void check_right(struct ddl *d, const struct orm_definition *o, const char *definer)
{
	struct arena *a = d->arena;
	const char *what =
	    arena_printf(a, "%s belongs to %s, and this account makes nothing for others",
	                 orm_object_label(a, &o->object), definer);
	const char *hint = "Run it as an account that has the right SET USER (MySQL: "
			   "SET_ANY_DEFINER), or name a definer in the script.";

	ddl_addf(d, DDL_CHECK, NULL,
	         "SELECT %s, %s FROM DUAL WHERE COALESCE(CURRENT_ROLE(), 'NONE') = 'NONE' "
	         "AND NOT EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES "
	         "WHERE PRIVILEGE_TYPE IN ('SUPER', 'SET USER', 'SET_USER_ID', 'SET_ANY_DEFINER') "
	         "AND GRANTEE = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - "
	         "CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', "
	         "SUBSTRING_INDEX(CURRENT_USER(), '@', -1), ''''))",
	         my_string(a, what), my_string(a, hint));
}

static void set_definer(struct ddl *d, struct orm_definition *to, const char *definer)
{
	check_right(d, to, definer);
	orm_option_set(d->arena, &to->object.options, NULL, "definer", definer);
}

bool my_keep_definer(struct ddl *d, const struct orm_definition *o, struct orm_definition *to,
                     struct error *err)
{
	const char *definer;

	if (d->scratch || !d->lookup || my_option(&to->object, "definer") || !has_definer(to))
		return true;
	if (!find_definer(d, o, &definer, err))
		return false;
	if (definer)
		set_definer(d, to, definer);
	return true;
}

static const char *key_of(struct ddl *d, const struct orm_definition *o)
{
	enum orm_kind kind = o->object.kind == ORM_AGGREGATE ? ORM_FUNCTION : o->object.kind;

	return arena_printf(d->arena, "%s %s.%s", orm_kinds[kind].label,
	                    o->object.schema ? o->object.schema : "",
	                    d->dialect->fold(d->arena, o->object.name));
}

/* "" when it is of who runs the change; NULL when nothing was dropped. */
static const char *noted(struct ddl *d, const struct orm_definition *o)
{
	const char *key = key_of(d, o), *definer = NULL;

	for (size_t i = 0; i + 1 < d->dropped->len; i += 2)
		if (text_same(d->dropped->items[i], key))
			definer = d->dropped->items[i + 1];
	return definer;
}

bool my_note_definer(struct ddl *d, const struct orm_definition *o, struct error *err)
{
	const char *definer;

	if (d->scratch || !d->lookup || !d->dropped || !has_definer(o))
		return true;
	if (!find_definer(d, o, &definer, err))
		return false;
	if (!definer && text_empty(noted(d, o)))
		return true;
	vec_push(d->arena, d->dropped, key_of(d, o));
	vec_push(d->arena, d->dropped, definer ? definer : "");
	return true;
}

const struct orm_definition *my_given_back(struct ddl *d, const struct orm_definition *o)
{
	const char *definer = d->dropped && has_definer(o) ? noted(d, o) : NULL;
	struct orm_definition *copy;

	if (text_empty(definer) || d->scratch || my_option(&o->object, "definer"))
		return o;
	copy = orm_definition_copy(d->arena, o);
	set_definer(d, copy, definer);
	return copy;
}
