/* orm/postgresql/privileges.c - GRANT and REVOKE by what differs */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

#define WITH_GRANT " WITH GRANT OPTION"
#define OPTION     "GRANT OPTION FOR "
#define NOT        "NOT "

/* "SELECT WITH GRANT OPTION, INSERT, NOT DELETE, GRANT OPTION FOR UPDATE": one of these. */
struct granted {
	const char *what; /* "SELECT", "UPDATE (a, b)" */
	bool grantable;
	bool taken;  /* a new object has it by itself, this one doesn't */
	bool option; /* a new object has it by itself, but not to hand on */
};

struct all_granted {
	VEC(struct granted);
};

static struct all_granted read_granted(struct arena *a, const struct orm_definition *o)
{
	struct names pieces = pg_pieces(a, o ? o->definition : NULL, ',');
	struct all_granted out = { 0 };

	for (size_t i = 0; i < pieces.len; i++) {
		struct granted g = { .what = pieces.items[i],
			             .grantable = text_ends(pieces.items[i], WITH_GRANT),
			             .taken = text_starts(pieces.items[i], NOT),
			             .option = text_starts(pieces.items[i], OPTION) };

		if (g.taken || g.option)
			g.what += strlen(g.taken ? NOT : OPTION);
		if (g.grantable)
			g.what = arena_strndup(a, g.what, strlen(g.what) - strlen(WITH_GRANT));
		if (*g.what && strcmp(g.what, "NONE") != 0)
			vec_push(a, &out, g);
	}
	return out;
}

static const struct granted *find(const struct all_granted *all, const struct granted *one)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].taken == one->taken && all->items[i].option == one->option &&
		    text_same(all->items[i].what, one->what))
			return &all->items[i];
	return NULL;
}

static const char *join(struct arena *a, const struct names *names)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < names->len; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", names->items[i]);
	return buf_take(&b, a);
}

/* The words before GRANT and the object after ON: default privileges have both. */
static void split_object(struct arena *a, const char *on, const char **before, const char **object)
{
	const char *at = on, *end = on + strlen(on), *last = on;
	bool is_large = false; /* the word before: LARGE OBJECTS are two */

	*before = "";
	*object = on;
	if (!text_starts(on, "DEFAULT"))
		return;
	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_WORD && !(is_large && pg_token_is(&t, "objects")))
			last = t.start;
		if (t.kind == ORM_TOKEN_WORD)
			is_large = pg_token_is(&t, "large");
		at = t.start + t.len;
	}
	at = on + strlen("DEFAULT");
	*object = last;
	end = last;
	while (end > at && end[-1] == ' ')
		end--;
	if (end - at >= 3 && !memcmp(end - 3, " ON", 3))
		end -= 3;
	if (text_starts(at, " PRIVILEGES"))
		at += strlen(" PRIVILEGES");
	*before = arena_printf(a, "ALTER DEFAULT PRIVILEGES%.*s ", (int)(end - at), at);
}

static const char *role_of(struct arena *a, const char *name)
{
	return text_same_nocase(name, "public") ? "PUBLIC" : pg_name(a, name);
}

void pg_privileges(struct ddl *d, const struct orm_definition *from,
                   const struct orm_definition *to)
{
	const struct orm_definition *any = to ? to : from;
	struct all_granted was = read_granted(d->arena, from), is = read_granted(d->arena, to);
	const char *role = role_of(d->arena, any->object.name), *before, *object;
	struct names revoke = { 0 }, options = { 0 }, plain = { 0 }, grantable = { 0 };

	split_object(d->arena, any->on, &before, &object);
	for (size_t i = 0; i < was.len; i++) {
		const struct granted *now = find(&is, &was.items[i]);

		if (!now)
			vec_push(d->arena,
			         was.items[i].taken    ? &plain
			         : was.items[i].option ? &options
			                               : &revoke,
			         was.items[i].what);
		else if (was.items[i].grantable && !now->grantable)
			vec_push(d->arena, &options, was.items[i].what);
	}
	for (size_t i = 0; i < is.len; i++) {
		const struct granted *old = find(&was, &is.items[i]);

		if (!old && is.items[i].taken)
			vec_push(d->arena, &revoke, is.items[i].what);
		else if (!old || (is.items[i].grantable && !old->grantable))
			vec_push(d->arena,
			         is.items[i].grantable || is.items[i].option ? &grantable : &plain,
			         is.items[i].what);
	}
	if (revoke.len)
		ddl_addf(d, 0, NULL, "%sREVOKE %s ON %s FROM %s", before, join(d->arena, &revoke),
		         object, role);
	if (options.len)
		ddl_addf(d, 0, NULL, "%sREVOKE GRANT OPTION FOR %s ON %s FROM %s", before,
		         join(d->arena, &options), object, role);
	if (plain.len)
		ddl_addf(d, 0, NULL, "%sGRANT %s ON %s TO %s", before, join(d->arena, &plain),
		         object, role);
	if (grantable.len)
		ddl_addf(d, 0, NULL, "%sGRANT %s ON %s TO %s" WITH_GRANT, before,
		         join(d->arena, &grantable), object, role);
}
