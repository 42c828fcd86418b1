/* orm/mysql/definitions.c - CREATE and DROP of views, triggers, routines, events, sequences */
#include "orm/mysql/definitions.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
	const char *words;
	bool mariadb; /* alone has it */
	bool oracle;  /* in that mode */
} kinds[ORM_KIND_COUNT] = {
	[ORM_VIEW] = { "VIEW", false, false },
	[ORM_TRIGGER] = { "TRIGGER", false, false },
	[ORM_SCHEMA] = { "DATABASE", false, false },
	[ORM_SEQUENCE] = { "SEQUENCE", true, false },
	[ORM_FUNCTION] = { "FUNCTION", false, false },
	[ORM_PROCEDURE] = { "PROCEDURE", false, false },
	[ORM_AGGREGATE] = { "FUNCTION", true, false },
	[ORM_EVENT] = { "EVENT", false, false },
	[ORM_PACKAGE] = { "PACKAGE", true, true },
	[ORM_PACKAGE_BODY] = { "PACKAGE BODY", true, true },
};

const char *my_kind_words(const struct orm_dialect *d, enum orm_kind kind, struct error *err)
{
	if (kinds[kind].words && (!kinds[kind].mariadb || my_is_mariadb(d)))
		return kinds[kind].words;
	fail(err, ERR_UNSUPPORTED, "there is no %s on %s", orm_kinds[kind].label, d->title);
	fail_hint(err, "Leave it out for this database.");
	return NULL;
}

/*
 * What the server keeps with a definition besides its text.  A character set of
 * the client is that of the text as well, so that it can be told of plain text only.
 */
static const struct {
	const char *option, *variable;
	bool plain;
} modes[] = {
	{ "sql_mode", "sql_mode", false },
	{ "time_zone", "time_zone", false },
	{ "character_set_client", "character_set_client", true },
	{ "collation_connection", "collation_connection", false },
};

static bool is_plain(const struct orm_definition *o)
{
	for (const char *p = o->definition ? o->definition : ""; *p; p++)
		if ((unsigned char)*p >= 0x80)
			return false;
	return true;
}

static const char *mode_of(const struct orm_definition *o, size_t i)
{
	const char *value = my_option(&o->object, modes[i].option);

	if (!value || (modes[i].plain && !is_plain(o)))
		return NULL;
	return text_same_nocase(value, "none") ? "" : value;
}

void my_enter_modes(struct ddl *d, const struct orm_definition *o)
{
	for (size_t i = 0; i < COUNT(modes); i++) {
		const char *value = mode_of(o, i), *name = modes[i].variable;

		/* what an attempt that failed has kept is what there was before */
		if (value)
			ddl_addf(d, DDL_CONNECTION, NULL,
			         "SET @limbeck_%s = COALESCE(@limbeck_%s, @@SESSION.%s), "
			         "SESSION %s = %s",
			         name, name, name, name, my_string(d->arena, value));
	}
}

void my_leave_modes(struct ddl *d, const struct orm_definition *o)
{
	for (size_t i = COUNT(modes); i-- > 0;)
		if (mode_of(o, i))
			ddl_addf(d, DDL_CONNECTION, NULL,
			         "SET SESSION %s = @limbeck_%s, @limbeck_%s = NULL",
			         modes[i].variable, modes[i].variable, modes[i].variable);
}

const char *my_definer(const struct ddl *d, const struct orm_definition *o)
{
	const char *definer = my_option(&o->object, "definer");

	return definer && !d->scratch ? arena_printf(d->arena, "DEFINER=%s ", definer) : "";
}

static bool is_word(const struct orm_token *t, const char *word)
{
	return t->kind == ORM_TOKEN_WORD && t->len == strlen(word) &&
	       !strncasecmp(t->start, word, t->len);
}

/* Behind FOR EACH ROW. */
const char *my_ordered_trigger(struct arena *a, const struct orm_dialect *d, const char *definition,
                               const char *word, const char *other)
{
	const char *at = definition, *end = at + strlen(at);
	int seen = 0;

	while (other && at < end && seen < 3) {
		static const char *const words[] = { "for", "each", "row" };
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT)
			continue;
		seen = is_word(&t, words[seen]) ? seen + 1 : is_word(&t, words[0]);
	}
	if (seen < 3)
		return definition;
	return arena_printf(a, "%.*s %s %s %s", (int)(at - definition), definition, word,
	                    my_name(a, other), at + strspn(at, " \t\r\n"));
}

struct create {
	struct ddl *ddl;
	struct buf *out;
	const struct orm_definition *o;
	const char *words, *before;
	enum my_manner manner;
};

static void add_name(const struct create *c)
{
	if (c->manner == MY_UNLESS_THERE)
		buf_adds(c->out, "IF NOT EXISTS ");
	buf_adds(c->out, my_full_name(c->ddl->arena, c->o->object.schema, c->o->object.name));
}

/* What follows a name stands apart from it. */
static void add_rest(const struct create *c, const char *text)
{
	if (text && *text && !isspace((unsigned char)*text))
		buf_addc(c->out, ' ');
	buf_adds(c->out, text ? text : "");
}

static void add_view(const struct create *c)
{
	const struct orm_object *o = &c->o->object;
	const char *algorithm = my_option(o, "algorithm"), *security = my_option(o, "security");
	const char *check = my_option(o, "check_option");

	if (algorithm)
		buf_addf(c->out, "ALGORITHM=%s ", algorithm);
	buf_adds(c->out, my_definer(c->ddl, c->o));
	if (security)
		buf_addf(c->out, "SQL SECURITY %s ", security);
	buf_adds(c->out, my_is(o, "json_duality") ? "JSON DUALITY VIEW " : "VIEW ");
	add_name(c);
	if (c->o->columns.len) {
		buf_adds(c->out, " (");
		ddl_names(c->out, c->ddl->dialect, &c->o->columns);
		buf_addc(c->out, ')');
	}
	buf_addf(c->out, " AS %s", c->o->definition);
	if (check)
		buf_addf(c->out, " WITH %s CHECK OPTION", check);
}

static void add_trigger(const struct create *c)
{
	const char *follows = my_option(&c->o->object, "follows");
	bool kept = c->o->object.text && !c->ddl->scratch; /* with its definer */
	const char *text = kept ? c->o->object.text : c->o->definition;

	text = my_ordered_trigger(c->ddl->arena, c->ddl->dialect, text,
	                          follows ? "FOLLOWS" : "PRECEDES", follows ? follows : c->before);
	if (kept) {
		buf_cut(c->out, 0);
		buf_addf(c->out, "CREATE%s%s", c->manner == MY_IN_PLACE_OF ? " OR REPLACE" : "",
		         text + strlen("CREATE"));
		return;
	}
	buf_addf(c->out, "%sTRIGGER ", my_definer(c->ddl, c->o));
	add_name(c);
	add_rest(c, text);
}

/* Where the server shows a beginning that nobody gave: before what follows the interval. */
static const char *with_start(struct arena *a, const struct orm_dialect *d, const char *definition,
                              const char *starts)
{
	static const char *const next[] = { "ends", "on", "enable", "disable", "comment", "do" };
	bool scheduled = false;

	for (const char *at = definition, *end = at + strlen(at); at < end;) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		for (size_t i = 0; scheduled && i < COUNT(next); i++)
			if (is_word(&t, next[i]))
				return arena_printf(a, "%.*sSTARTS %s %s", (int)(at - definition),
				                    definition, my_string(a, starts), at);
		scheduled = scheduled || is_word(&t, "schedule");
		at = t.start + t.len;
	}
	return definition;
}

const char *my_event_text(struct arena *a, const struct orm_dialect *d,
                          const struct orm_definition *o)
{
	const char *starts = my_option(&o->object, "starts");

	if (!starts)
		starts = my_option(&o->object, "started");
	return starts ? with_start(a, d, o->definition, starts) : o->definition;
}

static void add_event(const struct create *c)
{
	buf_addf(c->out, "%sEVENT ", my_definer(c->ddl, c->o));
	add_name(c);
	add_rest(c, my_event_text(c->ddl->arena, c->ddl->dialect, c->o));
}

static void add_routine(const struct create *c)
{
	bool aggregate = c->o->object.kind == ORM_AGGREGATE || my_is(&c->o->object, "aggregate");

	buf_addf(c->out, "%s%s%s ", my_definer(c->ddl, c->o), aggregate ? "AGGREGATE " : "",
	         c->words);
	add_name(c);
	buf_addf(c->out, "(%s)", c->o->arguments ? c->o->arguments : "");
	add_rest(c, c->o->definition);
}

static void add_limit(const struct create *c, const char *option, const char *words)
{
	const char *value = my_option(&c->o->object, option);

	if (value)
		buf_addf(c->out, " %s %s", words, value);
}

static void add_sequence(const struct create *c)
{
	const struct orm_object *o = &c->o->object;
	const char *cache = my_option(o, "cache"), *cycle = my_option(o, "cycle");

	buf_adds(c->out, "SEQUENCE ");
	add_name(c);
	add_limit(c, "data_type", "AS");
	add_limit(c, "start", "START WITH");
	add_limit(c, "minvalue", "MINVALUE");
	add_limit(c, "maxvalue", "MAXVALUE");
	add_limit(c, "increment", "INCREMENT BY");
	if (cache)
		buf_addf(c->out, text_same(cache, "0") ? " NOCACHE" : " CACHE %s", cache);
	if (cycle)
		buf_adds(c->out, my_is(o, "cycle") ? " CYCLE" : " NOCYCLE");
	add_limit(c, "engine", "ENGINE");
	if (o->comment)
		buf_addf(c->out, " COMMENT %s", my_string(c->ddl->arena, o->comment));
}

static void add_other(const struct create *c)
{
	buf_addf(c->out, "%s%s ", my_definer(c->ddl, c->o), c->words);
	add_name(c);
	add_rest(c, c->o->definition);
}

static void add_definition(const struct create *c)
{
	switch (c->o->object.kind) {
	case ORM_VIEW:
		add_view(c);
		break;
	case ORM_TRIGGER:
		add_trigger(c);
		break;
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
	case ORM_AGGREGATE:
		add_routine(c);
		break;
	case ORM_SEQUENCE:
		add_sequence(c);
		break;
	case ORM_EVENT:
		add_event(c);
		break;
	default:
		add_other(c);
		break;
	}
}

bool my_make_definition(struct ddl *d, const struct orm_definition *o, enum my_manner manner,
                        const char *before, struct error *err)
{
	struct buf b = { 0 };
	struct create c = { .ddl = d, .out = &b, .o = o, .before = before, .manner = manner };

	c.words = my_kind_words(d->dialect, o->object.kind, err);
	if (!c.words)
		return o->object.file && fail_at(err, o->object.file, o->object.line);
	buf_adds(&b, manner == MY_IN_PLACE_OF ? "CREATE OR REPLACE " : "CREATE ");
	add_definition(&c);
	my_enter_modes(d, o);
	ddl_add(d, 0, NULL, buf_str(&b));
	my_leave_modes(d, o);
	buf_release(&b);
	return true;
}

bool my_create_definition(struct ddl *d, const struct orm_definition *o, bool replace,
                          struct error *err)
{
	return my_make_definition(d, o, replace ? MY_IN_PLACE_OF : MY_NEW, NULL, err);
}

/* What is dropped by its name alone says nothing of the mode that it is known in. */
static const struct orm_definition *in_oracle_mode(struct arena *a, const struct orm_definition *o)
{
	struct orm_definition *copy = orm_definition_new(a, o->object.kind, o->object.name);

	orm_option_set(a, &copy->object.options, NULL, "sql_mode", "ORACLE");
	return copy;
}

bool my_drop_definition(struct ddl *d, const struct orm_definition *o, bool if_exists,
                        struct error *err)
{
	const char *words = my_kind_words(d->dialect, o->object.kind, err);

	if (!words)
		return o->object.file && fail_at(err, o->object.file, o->object.line);
	if (kinds[o->object.kind].oracle)
		my_enter_modes(d, in_oracle_mode(d->arena, o));
	ddl_addf(d, 0, NULL, "DROP %s %s%s", words, if_exists ? "IF EXISTS " : "",
	         my_full_name(d->arena, o->object.schema, o->object.name));
	if (kinds[o->object.kind].oracle)
		my_leave_modes(d, in_oracle_mode(d->arena, o));
	return true;
}
