/* reflect/mysql/sequences.c - SHOW CREATE SEQUENCE of MariaDB */
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/mysql/definitions.h"

/* What a bare CREATE SEQUENCE of the type and direction gives (MariaDB: CREATE SEQUENCE). */
static const struct {
	const char *type, *smallest, *largest;
} limits[] = {
	{ "tinyint", "-127", "126" },
	{ "smallint", "-32767", "32766" },
	{ "mediumint", "-8388607", "8388606" },
	{ "int", "-2147483647", "2147483646" },
	{ "bigint", "-9223372036854775807", "9223372036854775806" },
};

struct sequence {
	const char *type, *start, *increment, *minvalue, *maxvalue, *cache, *cycle, *engine;
};

/* The string in quotes that is next. */
static const char *string(struct my_definitions *x, struct head *h)
{
	const struct orm_dialect *d = x->reader->dialect;
	const char *rest = head_rest(h);
	struct orm_token t = d->next_token(rest, strlen(rest));

	h->at = t.start + t.len;
	return orm_unquote(h->arena, d, &t);
}

/* Steps over one clause; false: none that is known. */
static bool read_clause(struct my_definitions *x, struct head *h, struct sequence *s,
                        const char **comment)
{
	const struct {
		const char *words;
		const char **to;
		const char *value; /* NULL: the next word */
	} clauses[] = {
		{ "as", &s->type, NULL },
		{ "start with", &s->start, NULL },
		{ "minvalue", &s->minvalue, NULL },
		{ "maxvalue", &s->maxvalue, NULL },
		{ "increment by", &s->increment, NULL },
		{ "nocache", &s->cache, "0" },
		{ "cache", &s->cache, NULL },
		{ "nocycle", &s->cycle, "false" },
		{ "cycle", &s->cycle, "true" },
	};

	for (size_t i = 0; i < COUNT(clauses); i++)
		if (head_skip(h, clauses[i].words)) {
			*clauses[i].to = clauses[i].value ? clauses[i].value : head_word(h);
			return true;
		}
	if (head_skip(h, "unsigned")) {
		s->type = arena_printf(h->arena, "%s unsigned", s->type);
		return true;
	}
	if (head_skip(h, "ENGINE") && head_skip_char(h, '='))
		s->engine = head_word(h);
	else if (head_skip(h, "COMMENT") && head_skip_char(h, '='))
		*comment = string(x, h);
	else
		return false;
	return true;
}

/* Sets what differs from a bare CREATE SEQUENCE AS type INCREMENT BY n. */
static void note_all(struct my_definitions *x, const struct sequence *s, struct orm_object *o)
{
	bool down = s->increment && *s->increment == '-';
	const char *least = down ? NULL : "1", *most = down ? "-1" : NULL;

	for (size_t i = 0; i < COUNT(limits); i++) {
		if (!text_same(limits[i].type, s->type ? s->type : "bigint"))
			continue;
		least = down ? limits[i].smallest : least;
		most = down ? most : limits[i].largest;
	}
	my_note(x, o, "data_type", s->type, "bigint");
	my_note(x, o, "start", s->start, down ? s->maxvalue : s->minvalue);
	my_note(x, o, "increment", s->increment, "1");
	my_note(x, o, "minvalue", s->minvalue, least);
	my_note(x, o, "maxvalue", s->maxvalue, most);
	my_note(x, o, "cache", s->cache, "1000");
	my_note(x, o, "cycle", s->cycle, "false");
	my_note(x, o, "engine", s->engine, "InnoDB");
}

const char *my_read_sequence(struct my_definitions *x, struct my_wish *w, struct orm_result *rows)
{
	struct head h = head_start(x->reader->arena, orm_get_text(rows, 1), NULL);
	struct orm_definition *d = my_definition(x, w);
	struct sequence s = { 0 };

	if (!h.at)
		return "its definition is hidden";
	if (!head_skip(&h, "CREATE SEQUENCE") || !head_path(&h))
		return "its definition begins in an unknown way";
	while (*head_rest(&h))
		if (!read_clause(x, &h, &s, &d->object.comment))
			return arena_printf(x->reader->arena,
			                    "its definition can't be read near \"%s\"",
			                    head_rest(&h));
	note_all(x, &s, &d->object);
	return NULL;
}
