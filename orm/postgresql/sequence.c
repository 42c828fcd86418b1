/* orm/postgresql/sequence.c - sequences, and the columns that own them */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"

struct orm_metadata *pg_look_up(struct ddl *d, const char *full_name, const char **schema,
                                const char **name)
{
	struct names path = pg_path(d->arena, full_name);
	struct orm_metadata *m = NULL;
	struct error ignored = { 0 };

	*schema = path.len > 1 ? path.items[0] : NULL;
	*name = path.len ? path.items[path.len - 1] : NULL;
	if (!*name || !d->lookup || !d->lookup(d->lookup_data, *schema, *name, &m, &ignored))
		return NULL;
	return m;
}

const char *pg_sequence_of(struct arena *a, const struct orm_default *v)
{
	struct orm_token t;
	const char *at;

	if (!v->text || !text_starts(v->text, "nextval("))
		return NULL;
	at = v->text + strlen("nextval(");
	if (*at == '(')
		at++;
	t = pg_next_word(at, strlen(at));
	return t.kind == ORM_TOKEN_STRING ? orm_unquote(a, &orm_postgresql, &t) : NULL;
}

static const char *sequence_name(struct arena *a, const struct orm_definition *o)
{
	return pg_full_name(a, o->object.schema, o->object.name);
}

void pg_create_sequence(struct ddl *d, const struct orm_definition *o, bool if_not_exists)
{
	pg_create_definition(d, o, false, if_not_exists);
	if (o->owned_by)
		ddl_addf(d, 0, NULL, "ALTER SEQUENCE %s OWNED BY %s", sequence_name(d->arena, o),
		         o->owned_by);
}

const char *pg_first_value(const struct orm_identity *i)
{
	bool down = i->increment && *i->increment == '-';

	if (i->start)
		return i->start;
	if (down)
		return i->maxvalue ? i->maxvalue : "-1";
	return i->minvalue ? i->minvalue : "1";
}

bool pg_must_restart(const struct orm_identity *from, const struct orm_identity *to)
{
	long long was = strtoll(pg_first_value(from), NULL, 10);
	bool down = to->increment && *to->increment == '-';
	const char *least = to->minvalue ? to->minvalue : down ? NULL : "1";
	const char *most = to->maxvalue ? to->maxvalue : down ? "-1" : NULL;

	return (least && was < strtoll(least, NULL, 10)) || (most && was > strtoll(most, NULL, 10));
}

static struct orm_identity numbers_of(const struct orm_object *o)
{
	return (struct orm_identity){ .start = pg_option(o, "start"),
		                      .increment = pg_option(o, "increment"),
		                      .minvalue = pg_option(o, "minvalue"),
		                      .maxvalue = pg_option(o, "maxvalue") };
}

/* START, where it becomes another, and RESTART where the old one is out of bounds. */
static void add_start(struct buf *b, const struct orm_change *c)
{
	struct orm_identity from, to = numbers_of(c->to);

	if (!(c->mask & ORM_ATTR_OPTIONS) || !c->from)
		return;
	from = numbers_of(c->from);
	if (strcmp(pg_first_value(&from), pg_first_value(&to)) != 0)
		buf_addf(b, " START WITH %s", pg_first_value(&to));
	if (pg_must_restart(&from, &to))
		buf_adds(b, " RESTART");
}

static bool counts_down(const struct orm_object *o)
{
	const char *increment = pg_option(o, "increment");

	return increment && *increment == '-';
}

/* The usual bounds are others when it counts the other way. */
static void turn_bounds(struct buf *b, const struct orm_change *c)
{
	const char *value;

	if (!c->from || !pg_gives_option(c, "increment", &value) ||
	    counts_down(c->from) == counts_down(c->to))
		return;
	if (!pg_gives_option(c, "minvalue", &value) && !pg_option(c->to, "minvalue"))
		buf_adds(b, " NO MINVALUE");
	if (!pg_gives_option(c, "maxvalue", &value) && !pg_option(c->to, "maxvalue"))
		buf_adds(b, " NO MAXVALUE");
}

static void add_options(struct buf *b, const struct orm_change *c)
{
	const char *value;

	if (pg_gives_option(c, "data_type", &value))
		buf_addf(b, " AS %s", value ? value : "bigint");
	if (pg_gives_option(c, "increment", &value))
		buf_addf(b, " INCREMENT BY %s", value ? value : "1");
	if (pg_gives_option(c, "minvalue", &value))
		buf_addf(b, value ? " MINVALUE %s" : " NO MINVALUE%s", value ? value : "");
	if (pg_gives_option(c, "maxvalue", &value))
		buf_addf(b, value ? " MAXVALUE %s" : " NO MAXVALUE%s", value ? value : "");
	turn_bounds(b, c);
	add_start(b, c);
	if (pg_gives_option(c, "cache", &value))
		buf_addf(b, " CACHE %s", value ? value : "1");
	if (pg_gives_option(c, "cycle", &value))
		buf_adds(b, value ? " CYCLE" : " NO CYCLE");
}

void pg_alter_sequence(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *name = sequence_name(d->arena, to), *value;
	struct buf b = { 0 };

	add_options(&b, c);
	if (b.len)
		ddl_addf(d, 0, NULL, "ALTER SEQUENCE %s%s", name, buf_str(&b));
	buf_release(&b);
	if (pg_gives(c, "owned_by"))
		ddl_addf(d, 0, NULL, "ALTER SEQUENCE %s OWNED BY %s", name,
		         to->owned_by ? to->owned_by : "NONE");
	if (pg_gives_option(c, "unlogged", &value))
		ddl_addf(d, 0, NULL, "ALTER SEQUENCE %s SET %s", name,
		         value ? "UNLOGGED" : "LOGGED");
}
