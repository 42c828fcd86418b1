/* orm/mysql/alter_definition.c - views, triggers, routines, events, sequences that change */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/definitions.h"

/* As it will be, also where a change gives some of it only. */
static struct orm_definition *as_it_will_be(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	struct orm_definition *whole;

	if (!from || (!from->definition && c->kind != ORM_SEQUENCE))
		return orm_definition_copy(d->arena, to);
	whole = orm_definition_copy(d->arena, from);
	orm_attrs_copy(d->arena, &whole->object, c->to, c->mask);
	whole->object.name = to->object.name;
	whole->object.text = arena_strdup(d->arena, to->object.text);
	whole->object.file = to->object.file;
	whole->object.line = to->object.line;
	return whole;
}

/* The words before ON: BEFORE INSERT. */
static bool same_moment(const struct orm_dialect *d, const char *x, const char *y)
{
	for (int words = 0; words < 2;) {
		struct orm_token t = d->next_token(x, strlen(x)), u = d->next_token(y, strlen(y));

		x = t.start + t.len;
		y = u.start + u.len;
		if (t.kind != ORM_TOKEN_WORD || u.kind != ORM_TOKEN_WORD) {
			if (t.kind == ORM_TOKEN_WORD)
				x = t.start;
			else if (u.kind == ORM_TOKEN_WORD)
				y = u.start;
			if (t.kind == ORM_TOKEN_END || u.kind == ORM_TOKEN_END)
				return false;
			continue;
		}
		if (t.len != u.len || strncasecmp(t.start, u.start, t.len) != 0)
			return false;
		words++;
	}
	return true;
}

static bool comes_behind(const struct ddl *d, const struct orm_definition *other,
                         const struct orm_definition *o)
{
	const char *follows = my_option(&other->object, "follows");

	return other->object.kind == ORM_TRIGGER &&
	       !d->dialect->same_name(other->object.name, o->object.name) &&
	       d->dialect->same_name(other->on, o->on) && other->definition &&
	       same_moment(d->dialect, other->definition, o->definition) &&
	       (!follows || d->dialect->same_name(follows, o->object.name));
}

/* The first trigger of its kind that is there goes on being the first. */
static bool trigger_behind(struct ddl *d, const struct orm_definition *o, const char **out,
                           struct error *err)
{
	struct orm_metadata *now = NULL;

	*out = NULL;
	if (o->object.kind != ORM_TRIGGER || !d->lookup || !o->on || !o->definition ||
	    my_option(&o->object, "follows"))
		return true;
	if (!d->lookup(d->lookup_data, o->object.schema, o->on, &now, err))
		return false;
	for (size_t i = 0; now && i < now->definitions.len && !*out; i++)
		if (comes_behind(d, now->definitions.items[i], o))
			*out = now->definitions.items[i]->object.name;
	return true;
}

static bool replace(struct ddl *d, const struct orm_definition *from,
                    const struct orm_definition *to, struct error *err)
{
	const char *behind;

	if (!trigger_behind(d, to, &behind, err))
		return false;
	if (to->object.kind == ORM_VIEW || my_can(d->dialect, d->version, MY_OR_REPLACE))
		return my_make_definition(d, to, MY_IN_PLACE_OF, behind, err);
	return my_drop_definition(d, from, false, err) &&
	       my_make_definition(d, to, MY_NEW, behind, err);
}

static bool has_word(const struct orm_dialect *d, const char *text, const char *word)
{
	for (const char *at = text ? text : "", *end = at + strlen(at); at < end;) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_WORD && t.len == strlen(word) &&
		    !strncasecmp(t.start, word, t.len))
			return true;
		at = t.start + t.len;
	}
	return false;
}

static bool loses_word(const struct orm_dialect *d, const struct orm_definition *from,
                       const struct orm_definition *to, const char *word)
{
	return has_word(d, from->definition, word) && !has_word(d, to->definition, word);
}

/* What ALTER EVENT doesn't say stays: that can only be a comment, or its end. */
static bool alter_event(struct ddl *d, const struct orm_definition *from,
                        const struct orm_definition *to, struct error *err)
{
	if (!from->definition || loses_word(d->dialect, from, to, "comment") ||
	    loses_word(d->dialect, from, to, "ends"))
		return replace(d, from, to, err);
	my_enter_modes(d, to);
	ddl_addf(d, 0, NULL, "ALTER %sEVENT %s %s", my_definer(d, to),
	         my_full_name(d->arena, to->object.schema, to->object.name),
	         my_event_text(d->arena, d->dialect, to));
	my_leave_modes(d, to);
	return true;
}

static bool goes_down(const struct orm_object *o)
{
	const char *increment = my_option(o, "increment");

	return increment && *increment == '-';
}

/* Where a sequence starts that doesn't say it. */
static const char *start_of(const struct orm_object *o)
{
	const char *start = my_option(o, "start");
	const char *limit = my_option(o, goes_down(o) ? "maxvalue" : "minvalue");

	return start ? start : limit ? limit : goes_down(o) ? "-1" : "1";
}

/* ALTER SEQUENCE doesn't know these, ALTER TABLE does. */
static void alter_sequence_table(struct ddl *d, const struct orm_change *c)
{
	const struct orm_object *to = c->to;
	const char *name = my_full_name(d->arena, to->schema, to->name);
	const char *was = c->from ? my_option(c->from, "engine") : NULL;
	const char *is = my_option(to, "engine");

	if (!text_same(was, is))
		ddl_addf(d, 0, NULL, "ALTER TABLE %s ENGINE=%s", name, is ? is : "InnoDB");
	if (c->from && !text_same(c->from->comment, to->comment))
		ddl_addf(d, 0, NULL, "ALTER TABLE %s COMMENT=%s", name,
		         my_string(d->arena, to->comment ? to->comment : ""));
}

static void alter_sequence(struct ddl *d, const struct orm_change *c)
{
	static const struct {
		const char *option, *words, *away;
	} clauses[] = {
		{ "increment", "INCREMENT BY", "INCREMENT BY 1" },
		{ "minvalue", "MINVALUE", "NO MINVALUE" },
		{ "maxvalue", "MAXVALUE", "NO MAXVALUE" },
		{ "cache", "CACHE", "CACHE 1000" },
	};
	const struct orm_object *to = c->to;
	bool turns = c->from && goes_down(c->from) != goes_down(to);
	struct buf b = { 0 };

	for (size_t i = 0; i < COUNT(clauses); i++) {
		const char *was = c->from ? my_option(c->from, clauses[i].option) : NULL;
		const char *is = my_option(to, clauses[i].option);

		if (is && !text_same(was, is))
			buf_addf(&b, " %s %s", clauses[i].words, is);
		else if (!is && (was || (turns && text_ends(clauses[i].option, "value"))))
			buf_addf(&b, " %s", clauses[i].away);
	}
	if (!text_same(c->from ? start_of(c->from) : NULL, start_of(to)))
		buf_addf(&b, " START WITH %s", start_of(to));
	if (!c->from || my_is(c->from, "cycle") != my_is(to, "cycle"))
		buf_adds(&b, my_is(to, "cycle") ? " CYCLE" : " NOCYCLE");
	if (b.len)
		ddl_addf(d, 0, NULL, "ALTER SEQUENCE %s%s",
		         my_full_name(d->arena, to->schema, to->name), buf_str(&b));
	buf_release(&b);
	alter_sequence_table(d, c);
}

static bool rename_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const char *was = my_full_name(d->arena, c->from->schema, c->from->name);
	const char *is = my_full_name(d->arena, c->to->schema, c->to->name);
	struct orm_definition *to = orm_definition_copy(d->arena, from);

	if (c->kind != ORM_VIEW && !my_keep_definer(d, from, to, err))
		return false;
	switch (c->kind) {
	case ORM_VIEW:
	case ORM_SEQUENCE:
		ddl_addf(d, 0, NULL, "RENAME TABLE %s TO %s", was, is);
		return true;
	case ORM_EVENT:
		ddl_addf(d, 0, NULL, "ALTER %sEVENT %s RENAME TO %s", my_definer(d, to), was, is);
		return true;
	default:
		break;
	}
	if (!from->definition) {
		fail(err, ERR_UNSUPPORTED, "%s can't rename a %s", d->dialect->title,
		     orm_kinds[c->kind].label);
		return fail_hint(err, "Drop \"%s\" and create \"%s\".", c->from->name, c->to->name);
	}
	to->object.name = c->to->name;
	to->object.schema = c->to->schema;
	return my_drop_definition(d, from, false, err) &&
	       my_make_definition(d, to, MY_NEW, NULL, err);
}

bool my_alter_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	struct orm_definition *to;

	if (!my_kind_words(d->dialect, c->kind, err))
		return c->to->file && fail_at(err, c->to->file, c->to->line);
	if (c->verb == ORM_RENAME)
		return rename_definition(d, c, err);
	to = as_it_will_be(d, c);
	if (!my_keep_definer(d, from && c->from->name ? from : to, to, err))
		return false;
	if (c->kind == ORM_SEQUENCE) {
		alter_sequence(d, c);
		return true;
	}
	if (c->kind == ORM_SCHEMA) {
		ddl_addf(d, 0, NULL, "ALTER DATABASE %s %s", my_name(d->arena, to->object.name),
		         to->definition ? to->definition : "");
		return true;
	}
	return c->kind == ORM_EVENT ? alter_event(d, from ? from : to, to, err)
	                            : replace(d, from ? from : to, to, err);
}
