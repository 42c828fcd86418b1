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

/* Is it of columns, and of a kind that was taken of the whole table? */
static bool is_among(const struct names *whole, const struct granted *one)
{
	for (size_t i = 0; i < whole->len; i++) {
		size_t len = strlen(whole->items[i]);

		if (!strncmp(one->what, whole->items[i], len) && !strncmp(one->what + len, " (", 2))
			return true;
	}
	return false;
}

/* What is said of them: revoked, or only to be handed on no more; given, or to be handed on. */
struct said {
	struct names revoke, options, plain, grantable;
};

static void find_taken(struct arena *a, const struct all_granted *was, const struct all_granted *is,
                       struct said *out)
{
	for (size_t i = 0; i < was->len; i++) {
		const struct granted *old = &was->items[i], *now = find(is, old);

		if (!now)
			vec_push(a,
			         old->taken    ? &out->plain
			         : old->option ? &out->options
			                       : &out->revoke,
			         old->what);
		else if (old->grantable && !now->grantable)
			vec_push(a, &out->options, old->what);
	}
	for (size_t i = 0; i < is->len; i++)
		if (is->items[i].taken && !find(was, &is->items[i]))
			vec_push(a, &out->revoke, is->items[i].what);
}

/* What is taken of a table is taken of its columns along with it. */
static void find_given(struct arena *a, const struct all_granted *was, const struct all_granted *is,
                       struct said *out)
{
	for (size_t i = 0; i < is->len; i++) {
		const struct granted *now = &is->items[i], *old = find(was, now);

		if (now->taken)
			continue;
		if (!old || (now->grantable && !old->grantable) || is_among(&out->revoke, now) ||
		    (now->grantable && is_among(&out->options, now)))
			vec_push(a, now->grantable || now->option ? &out->grantable : &out->plain,
			         now->what);
	}
}

void pg_privileges(struct ddl *d, const struct orm_definition *from,
                   const struct orm_definition *to)
{
	const struct orm_definition *any = to ? to : from;
	struct all_granted was = read_granted(d->arena, from), is = read_granted(d->arena, to);
	const char *role = role_of(d->arena, any->object.name), *before, *object;
	struct said said = { 0 };

	split_object(d->arena, any->on, &before, &object);
	find_taken(d->arena, &was, &is, &said);
	find_given(d->arena, &was, &is, &said);
	if (said.revoke.len)
		ddl_addf(d, 0, NULL, "%sREVOKE %s ON %s FROM %s", before,
		         join(d->arena, &said.revoke), object, role);
	if (said.options.len)
		ddl_addf(d, 0, NULL, "%sREVOKE GRANT OPTION FOR %s ON %s FROM %s", before,
		         join(d->arena, &said.options), object, role);
	if (said.plain.len)
		ddl_addf(d, 0, NULL, "%sGRANT %s ON %s TO %s", before, join(d->arena, &said.plain),
		         object, role);
	if (said.grantable.len)
		ddl_addf(d, 0, NULL, "%sGRANT %s ON %s TO %s" WITH_GRANT, before,
		         join(d->arena, &said.grantable), object, role);
}
