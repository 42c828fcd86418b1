/* migrate/renamed_sql.c - what SQL files say was called something else before */
#include "migrate/renamed_sql.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/dialect.h"

#define WORD "renamed_from:"

/* A file on its way from token to token. */
struct reading {
	struct arena *arena;
	const struct orm_dialect *d;
	const char *at, *end;
	int line;
	unsigned state;         /* of the dialect's splitter */
	const char *start;      /* of the statement; NULL: between two */
	int depth;              /* of parentheses */
	struct orm_token first; /* of the part of it in parentheses; len 0: none yet */
	struct orm_token name;  /* what that part is called, once known */
	int part_line;          /* where it begins */
	struct migrate_renameds *out;
	struct orm_token path[3];     /* the last ones, until the first is a schema and dot */
	size_t waiting, in_statement; /* from which on they wait for a part, for the statement */
};

/* NAME of the comment, or NULL when it is another one. */
static const char *old_name(struct arena *a, const struct orm_dialect *d, const struct orm_token *t)
{
	char *text = arena_strndup(a, t->start, t->len);
	char *at = strstr(text, WORD), *end;
	struct orm_token name;

	if (!at || strspn(text, "-/*# \t") != (size_t)(at - text))
		return NULL;
	at += strlen(WORD);
	end = strstr(at, "*/");
	at = text_trim(a, at, end ? (size_t)(end - at) : strlen(at));
	name = d->next_token(at, strlen(at));
	if (name.len == strlen(at) &&
	    (name.kind == ORM_TOKEN_QUOTED || name.kind == ORM_TOKEN_STRING))
		return orm_unquote(a, d, &name);
	return *at ? at : NULL;
}

static const char *name_text(struct reading *r)
{
	return orm_unquote(r->arena, r->d, &r->name);
}

/* What is open is about the part that begins, or began on the same line. */
static void take_comment(struct reading *r, const struct orm_token *t)
{
	const char *was = old_name(r->arena, r->d, t);
	struct migrate_renamed *x;

	if (!was)
		return;
	x = vec_add(r->arena, r->out);
	x->was = was;
	x->line = r->line;
	x->part = r->start && r->depth ? "" : NULL; /* until it is known */
	if (r->start && r->name.len && r->part_line == r->line) {
		x->part = name_text(r);
		r->waiting = r->out->len;
	}
}

static bool is_word(const struct orm_token *t, const char *word)
{
	return t->kind == ORM_TOKEN_WORD && t->len == strlen(word) &&
	       !strncasecmp(t->start, word, t->len);
}

/* The part has its name: the comments above it are about it. */
static void name_part(struct reading *r, const struct orm_token *t)
{
	r->name = *t;
	r->part_line = r->line;
	for (; r->waiting < r->out->len; r->waiting++)
		r->out->items[r->waiting].part = name_text(r);
}

static void take_in_parentheses(struct reading *r, const struct orm_token *t)
{
	if (t->kind == ORM_TOKEN_OPERATOR && *t->start == ',') {
		r->first.len = 0;
		return;
	}
	if (!r->first.len) {
		r->first = *t;
		r->part_line = r->line;
		if (!is_word(t, "CONSTRAINT"))
			name_part(r, t);
	} else if (is_word(&r->first, "CONSTRAINT") && r->first.start != r->name.start &&
	           r->name.start < r->first.start) {
		name_part(r, t);
	}
}

static void begin(struct reading *r, const struct orm_token *t)
{
	r->start = t->start;
	r->depth = 0;
	r->first = r->name = (struct orm_token){ 0 };
	memset(r->path, 0, sizeof r->path);
	r->waiting = r->out->len;
}

/* schema.name: the first that there is names what is created, where it has that name. */
static void keep_path(struct reading *r, const struct orm_token *t)
{
	if (r->path[1].len && *r->path[1].start == '.' && r->path[2].len)
		return;
	r->path[0] = r->path[1];
	r->path[1] = r->path[2];
	r->path[2] = *t;
}

static const char *schema_of(struct reading *r, const char *name)
{
	const struct orm_token *p = r->path;
	char *schema;

	if (!p[0].len || *p[1].start != '.' ||
	    !r->d->same_name(orm_unquote(r->arena, r->d, &p[2]), name))
		return NULL;
	schema = orm_unquote(r->arena, r->d, &p[0]);
	if (p[0].kind == ORM_TOKEN_WORD)
		schema = text_lower(r->arena, schema);
	return text_same(schema, r->d->default_schema) ? NULL : schema;
}

static void finish(struct reading *r, const char *end)
{
	char *sql = arena_strndup(r->arena, r->start, (size_t)(end - r->start));
	enum orm_kind kind = ORM_TABLE;
	const char *name = NULL;
	bool created = false;

	if (!r->d->classify(r->arena, sql, &kind, &name, &created) || !created)
		name = NULL;
	for (size_t i = r->in_statement; i < r->out->len; i++) {
		struct migrate_renamed *x = &r->out->items[i];

		x->object = name ? arena_strdup(r->arena, name) : NULL;
		x->schema = name ? schema_of(r, name) : NULL;
		x->kind = x->part && kind == ORM_TABLE ? ORM_COLUMN : kind;
	}
	r->in_statement = r->out->len;
	r->start = NULL;
	r->state = 0;
}

static void take(struct reading *r, const struct orm_token *t)
{
	bool op = t->kind == ORM_TOKEN_OPERATOR;

	if (!r->start)
		begin(r, t);
	if (!r->depth)
		keep_path(r, t);
	if (r->depth == 1 && !(op && *t->start == ')'))
		take_in_parentheses(r, t);
	if (op && *t->start == '(' && r->depth++ == 0)
		r->first = r->name = (struct orm_token){ 0 };
	if (op && *t->start == ')')
		r->depth--;
	if (r->d->ends_statement(&r->state, t))
		finish(r, t->start);
}

void migrate_renamed_read(struct arena *a, const struct orm_dialect *d, const char *text,
                          size_t len, struct migrate_renameds *out)
{
	struct reading r = {
		.arena = a, .d = d, .at = text, .end = text + len, .line = 1, .out = out
	};

	if (!memmem(text, len, WORD, strlen(WORD)))
		return;
	r.in_statement = out->len;
	while (r.at < r.end) {
		struct orm_token t = d->next_token(r.at, (size_t)(r.end - r.at));

		if (!t.len)
			break;
		if (t.kind == ORM_TOKEN_COMMENT)
			take_comment(&r, &t);
		else if (t.kind != ORM_TOKEN_SPACE)
			take(&r, &t);
		for (const char *p = r.at; p < t.start + t.len; p++)
			r.line += *p == '\n';
		r.at = t.start + t.len;
	}
	if (r.start)
		finish(&r, r.end);
}

static struct orm_object *find_index(const struct orm_metadata *m, const char *name)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_index *x = orm_table_index(m->tables.items[i], m->dialect, name);

		if (x)
			return &x->object;
	}
	return NULL;
}

static struct orm_object *find_definition(const struct orm_metadata *m,
                                          const struct migrate_renamed *x)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_object *o = &m->definitions.items[i]->object;

		if (o->kind != ORM_PRIVILEGE && m->dialect->same_name(o->name, x->object) &&
		    (ORM_HAS_OWNER(o->kind) || text_same(o->schema, x->schema)))
			return o;
	}
	return NULL;
}

static struct orm_object *find_part(const struct orm_metadata *m, const struct migrate_renamed *x)
{
	const struct orm_table *t = orm_metadata_table(m, x->schema, x->object);
	struct orm_column *c = t ? orm_table_column(t, m->dialect, x->part) : NULL;
	struct orm_constraint *k = t && !c ? orm_table_constraint(t, m->dialect, x->part) : NULL;
	/* what is an index to the database, whatever it was declared as */
	struct orm_index *ix = t && !c && !k ? orm_table_index(t, m->dialect, x->part) : NULL;

	if (c)
		return &c->object;
	if (k)
		return &k->object;
	return ix ? &ix->object : NULL;
}

static struct orm_object *find(const struct orm_metadata *m, const struct migrate_renamed *x)
{
	struct orm_table *t;

	if (!x->object)
		return NULL;
	if (x->kind == ORM_COLUMN)
		return find_part(m, x);
	if (x->part && x->kind != ORM_ENUM)
		return NULL;
	if (x->kind == ORM_INDEX)
		return find_index(m, x->object);
	t = x->kind == ORM_TABLE ? orm_metadata_table(m, x->schema, x->object) : NULL;
	return t ? &t->object : find_definition(m, x);
}

bool migrate_renamed_note(struct arena *a, const char *path, const struct migrate_renameds *list,
                          struct orm_metadata *m, struct error *err)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct migrate_renamed *x = &list->items[i];
		struct orm_object *o = find(m, x);

		if (!o || (x->part && !*x->part)) {
			(void)fail(err, ERR_INPUT, "\"%s %s\" is about nothing that is there", WORD,
			           x->was);
			(void)fail_hint(err,
			                "It stands before a CREATE, or with a column, constraint "
			                "or value inside of one.");
			return fail_at(err, path, x->line);
		}
		if (x->part && ORM_IS_DEFINITION(o->kind)) {
			vec_push(a, &((struct orm_definition *)o)->renamed_values, x->part);
			vec_push(a, &((struct orm_definition *)o)->renamed_values, x->was);
		} else {
			o->renamed_from = x->was;
		}
	}
	return true;
}
