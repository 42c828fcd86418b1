/* orm/postgresql/definitions.c - make and drop everything that isn't a table */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"

static const char *const kind_words[ORM_KIND_COUNT] = {
	[ORM_TABLE] = "TABLE",
	[ORM_INDEX] = "INDEX",
	[ORM_VIEW] = "VIEW",
	[ORM_MATERIALIZED_VIEW] = "MATERIALIZED VIEW",
	[ORM_TRIGGER] = "TRIGGER",
	[ORM_RULE] = "RULE",
	[ORM_POLICY] = "POLICY",
	[ORM_SCHEMA] = "SCHEMA",
	[ORM_EXTENSION] = "EXTENSION",
	[ORM_LANGUAGE] = "LANGUAGE",
	[ORM_COLLATION] = "COLLATION",
	[ORM_ENUM] = "TYPE",
	[ORM_DOMAIN] = "DOMAIN",
	[ORM_COMPOSITE] = "TYPE",
	[ORM_RANGE] = "TYPE",
	[ORM_SEQUENCE] = "SEQUENCE",
	[ORM_FUNCTION] = "FUNCTION",
	[ORM_PROCEDURE] = "PROCEDURE",
	[ORM_AGGREGATE] = "AGGREGATE",
	[ORM_OPERATOR] = "OPERATOR",
	[ORM_CAST] = "CAST",
	[ORM_STATISTICS] = "STATISTICS",
	[ORM_TEXT_SEARCH] = "TEXT SEARCH",
	[ORM_WRAPPER] = "FOREIGN DATA WRAPPER",
	[ORM_SERVER] = "SERVER",
	[ORM_PUBLICATION] = "PUBLICATION",
	[ORM_EVENT_TRIGGER] = "EVENT TRIGGER",
};

const char *pg_kind_words(enum orm_kind kind)
{
	return kind_words[kind];
}

/* What a text search object is, is the first word of its definition. */
static const char *words_of(struct arena *a, const struct orm_definition *o)
{
	struct orm_token t;

	if (o->object.kind != ORM_TEXT_SEARCH)
		return kind_words[o->object.kind];
	t = pg_next_word(o->definition, strlen(o->definition));
	return arena_printf(a, "TEXT SEARCH %.*s", (int)t.len, t.start);
}

const char *pg_text_search(struct arena *a, const struct orm_definition *o)
{
	return arena_printf(a, "%s %s", words_of(a, o), pg_reference(a, o));
}

/* An operator's name is no identifier. */
static const char *operator_name(struct arena *a, const struct orm_object *o)
{
	return o->schema ? arena_printf(a, "%s.%s", pg_name(a, o->schema), o->name) : o->name;
}

const char *pg_reference(struct arena *a, const struct orm_definition *o)
{
	const struct orm_object *b = &o->object;
	const char *arguments = o->signature ? o->signature : o->arguments;

	if (!arguments &&
	    (b->kind == ORM_FUNCTION || b->kind == ORM_PROCEDURE || b->kind == ORM_AGGREGATE))
		return pg_full_name(a, b->schema, b->name); /* all that is known of it */
	switch (b->kind) {
	case ORM_TRIGGER:
	case ORM_RULE:
	case ORM_POLICY:
		return arena_printf(a, "%s ON %s", pg_name(a, b->name),
		                    pg_full_name(a, b->schema, o->on));
	case ORM_AGGREGATE:
		return arena_printf(a, "%s(%s)", pg_full_name(a, b->schema, b->name),
		                    *arguments ? arguments : "*");
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
		return arena_printf(a, "%s(%s)", pg_full_name(a, b->schema, b->name), arguments);
	case ORM_OPERATOR:
		return arena_printf(a, "%s (%s)", operator_name(a, b), arguments ? arguments : "");
	case ORM_CAST:
		return b->name[0] == '(' ? b->name : arena_printf(a, "(%s)", b->name);
	case ORM_SCHEMA:
	case ORM_EXTENSION:
	case ORM_LANGUAGE:
	case ORM_WRAPPER:
	case ORM_SERVER:
	case ORM_PUBLICATION:
	case ORM_EVENT_TRIGGER:
		return pg_name(a, b->name);
	default:
		return pg_full_name(a, b->schema, b->name);
	}
}

void pg_enable(struct ddl *d, const struct orm_definition *o, const char *enabled)
{
	const char *how = text_same_nocase(enabled, "D")   ? "DISABLE"
	                  : text_same_nocase(enabled, "R") ? "ENABLE REPLICA"
	                  : text_same_nocase(enabled, "A") ? "ENABLE ALWAYS"
	                                                   : "ENABLE";
	const char *name = pg_name(d->arena, o->object.name);

	if (o->object.kind == ORM_EVENT_TRIGGER)
		ddl_addf(d, 0, NULL, "ALTER EVENT TRIGGER %s %s", name, how);
	else
		ddl_addf(d, 0, NULL, "ALTER TABLE %s %s %s %s",
		         pg_full_name(d->arena, o->object.schema, o->on), how,
		         kind_words[o->object.kind], name);
}

/* Is it written ... DEFERRABLE ... before its action, as only constraint triggers are? */
static bool is_constraint_trigger(const struct orm_definition *o)
{
	const char *at = o->definition, *end = at + strlen(at);

	if (pg_is(&o->object, "constraint"))
		return true;
	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		if (pg_token_is(&t, "deferrable"))
			return true;
		if (pg_token_is(&t, "execute") || pg_token_is(&t, "when"))
			return false;
		at = t.start + t.len;
	}
	return false;
}

static void trigger_text(struct ddl *d, struct buf *b, const struct orm_definition *o,
                         bool or_replace)
{
	bool constraint = is_constraint_trigger(o);

	buf_addf(b, "CREATE %s%sTRIGGER %s %s", or_replace && !constraint ? "OR REPLACE " : "",
	         constraint ? "CONSTRAINT " : "", pg_name(d->arena, o->object.name), o->definition);
}

static void rule_text(struct ddl *d, struct buf *b, const struct orm_definition *o, bool or_replace)
{
	buf_addf(b, "CREATE %sRULE %s %s", or_replace ? "OR REPLACE " : "",
	         pg_name(d->arena, o->object.name), o->definition);
}

static void policy_text(struct ddl *d, struct buf *b, const struct orm_definition *o)
{
	buf_addf(b, "CREATE POLICY %s %s", pg_reference(d->arena, o),
	         o->definition ? o->definition : "");
}

static void view_text(struct ddl *d, struct buf *b, const struct orm_definition *o, bool or_replace,
                      bool if_not_exists)
{
	const char *with = pg_option(&o->object, "with"), *using = pg_option(&o->object, "using");
	const char *tablespace = pg_option(&o->object, "tablespace");
	const char *with_data = orm_option_get(&o->object.options, NULL, "with_data");

	buf_addf(b, "CREATE %s%s %s%s",
	         or_replace && o->object.kind == ORM_VIEW ? "OR REPLACE " : "",
	         kind_words[o->object.kind], if_not_exists ? "IF NOT EXISTS " : "",
	         pg_full_name(d->arena, o->object.schema, o->object.name));
	if (o->columns.len) {
		buf_adds(b, " (");
		ddl_names(b, &orm_postgresql, &o->columns);
		buf_addc(b, ')');
	}
	if (using)
		buf_addf(b, " USING %s", pg_name(d->arena, using));
	if (with)
		buf_addf(b, " WITH (%s)", with);
	if (tablespace)
		buf_addf(b, " TABLESPACE %s", pg_name(d->arena, tablespace));
	buf_addf(b, " AS\n%s", o->definition);
	while (b->len && strchr("; \n", b->data[b->len - 1]))
		buf_cut(b, b->len - 1);
	/* trying out is not to call anything */
	if (o->object.kind == ORM_MATERIALIZED_VIEW &&
	    (text_same(with_data, "false") || d->scratch))
		buf_adds(b, "\nWITH NO DATA");
}

static void enum_text(struct ddl *d, struct buf *b, const struct orm_definition *o)
{
	buf_addf(b, "CREATE TYPE %s AS ENUM (", pg_reference(d->arena, o));
	for (size_t i = 0; i < o->columns.len; i++) {
		buf_adds(b, i ? ", " : "");
		ddl_string(b, &orm_postgresql, o->columns.items[i]);
	}
	buf_addc(b, ')');
}

static void domain_text(struct ddl *d, struct buf *b, const struct orm_definition *o)
{
	buf_addf(b, "CREATE DOMAIN %s AS %s", pg_reference(d->arena, o), o->definition);
	if (o->collation) {
		buf_adds(b, " COLLATE ");
		pg_collation_text(b, o->collation);
	}
	if (o->server_default.kind != ORM_DEFAULT_NONE) {
		buf_adds(b, " DEFAULT ");
		ddl_default(b, &orm_postgresql, &o->server_default);
	}
	pg_domain_not_null_text(b, o);
	for (size_t i = 0; i < o->checks.len; i++)
		if (!o->checks.items[i]->not_valid) {
			buf_adds(b, "\n    ");
			pg_constraint_text(b, o->checks.items[i]);
		}
}

/* A definition may or may not begin with what stands before it in CREATE TYPE. */
static const char *after_as(const struct orm_definition *o, const char *word)
{
	const char *text = o->definition ? o->definition : "";
	struct orm_token t = pg_next_word(text, strlen(text));

	if (!pg_token_is(&t, "as"))
		return text;
	text = t.start + t.len;
	t = pg_next_word(text, strlen(text));
	return word && pg_token_is(&t, word) ? t.start + t.len : text;
}

static void sequence_text(struct ddl *d, struct buf *b, const struct orm_definition *o,
                          bool if_not_exists)
{
	const struct orm_object *x = &o->object;
	const char *type = pg_option(x, "data_type");
	struct orm_identity options = {
		.start = pg_option(x, "start"),
		.increment = pg_option(x, "increment"),
		.minvalue = pg_option(x, "minvalue"),
		.maxvalue = pg_option(x, "maxvalue"),
		.cache = pg_option(x, "cache"),
		.cycle = pg_is(x, "cycle"),
	};

	buf_addf(b, "CREATE %sSEQUENCE %s%s", pg_is(x, "unlogged") ? "UNLOGGED " : "",
	         if_not_exists ? "IF NOT EXISTS " : "", pg_reference(d->arena, o));
	if (type)
		buf_addf(b, " AS %s", type);
	pg_sequence_options(b, &options);
}

static void routine_text(struct ddl *d, struct buf *b, const struct orm_definition *o,
                         bool or_replace)
{
	const char *arguments = o->arguments ? o->arguments : "";

	if (o->object.kind == ORM_AGGREGATE && !*arguments)
		arguments = "*";
	buf_addf(b, "CREATE %s%s %s(%s)", or_replace ? "OR REPLACE " : "",
	         kind_words[o->object.kind],
	         pg_full_name(d->arena, o->object.schema, o->object.name), arguments);
	buf_addf(b, "%s%s", o->definition && *o->definition == ' ' ? "" : " ",
	         o->definition ? o->definition : "");
}

static void extension_text(struct ddl *d, struct buf *b, const struct orm_definition *o)
{
	const char *schema = pg_option(&o->object, "schema");

	buf_addf(b, "CREATE EXTENSION IF NOT EXISTS %s", pg_reference(d->arena, o));
	if (schema)
		buf_addf(b, " WITH SCHEMA %s", pg_name(d->arena, schema));
}

/* A configuration's definition: its parser, then a line for every mapping. */
static void add_text_search(struct ddl *d, const struct orm_definition *o)
{
	const char *words = words_of(d->arena, o), *name = pg_reference(d->arena, o);
	struct orm_token kind = pg_next_word(o->definition, strlen(o->definition));
	struct pg_lines mappings = { 0 };
	const char *at = kind.start + kind.len, *line = at;
	int depth = 0;

	while (*line && (depth || *line != '\n')) {
		struct orm_token t = pg_next_token(line, strlen(line));

		depth += pg_token_is_op(&t, "(") - pg_token_is_op(&t, ")");
		line = t.kind == ORM_TOKEN_SPACE ? line + 1 : t.start + t.len;
	}
	ddl_addf(d, 0, NULL, "CREATE %s %s %s", words, name,
	         text_trim(d->arena, at, (size_t)(line - at)));
	if (*line)
		mappings = pg_lines(d->arena, line + 1);
	for (size_t i = 0; i < mappings.len; i++)
		ddl_addf(d, 0, NULL, "ALTER %s %s %s %s", words, name, mappings.items[i].name,
		         mappings.items[i].text);
}

/* Everything else is its kind, its name and its definition. */
static void add_plain(struct ddl *d, const struct orm_definition *o, bool if_not_exists)
{
	const char *name = o->object.kind == ORM_OPERATOR ? operator_name(d->arena, &o->object)
	                                                  : pg_reference(d->arena, o);

	ddl_addf(d, 0, NULL, "CREATE %s%s %s%s%s%s", pg_is(&o->object, "trusted") ? "TRUSTED " : "",
	         kind_words[o->object.kind], if_not_exists ? "IF NOT EXISTS " : "", name,
	         text_empty(o->definition) ? "" : " ", o->definition ? o->definition : "");
}

static void type_text(struct ddl *d, struct buf *b, const struct orm_definition *o)
{
	buf_addf(b, "CREATE TYPE %s AS ", pg_reference(d->arena, o));
	if (o->object.kind == ORM_RANGE)
		buf_addf(b, "RANGE %s", after_as(o, "range"));
	else
		buf_addf(b, "(%s)", after_as(o, NULL));
}

/* The statement that makes it; false when add_plain() is to. */
static bool create_text(struct ddl *d, struct buf *b, const struct orm_definition *o,
                        bool or_replace, bool if_not_exists)
{
	switch (o->object.kind) {
	case ORM_VIEW:
	case ORM_MATERIALIZED_VIEW:
		view_text(d, b, o, or_replace, if_not_exists);
		return true;
	case ORM_TRIGGER:
		trigger_text(d, b, o, or_replace);
		return true;
	case ORM_RULE:
		rule_text(d, b, o, or_replace);
		return true;
	case ORM_POLICY:
		policy_text(d, b, o);
		return true;
	case ORM_ENUM:
		enum_text(d, b, o);
		return true;
	case ORM_DOMAIN:
		domain_text(d, b, o);
		return true;
	case ORM_COMPOSITE:
	case ORM_RANGE:
		type_text(d, b, o);
		return true;
	case ORM_SEQUENCE:
		sequence_text(d, b, o, if_not_exists);
		return true;
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
	case ORM_AGGREGATE:
		routine_text(d, b, o, or_replace);
		return true;
	case ORM_EXTENSION:
		extension_text(d, b, o);
		return true;
	default:
		return false;
	}
}

static void finish_domain(struct ddl *d, const struct orm_definition *o)
{
	const char *name = pg_reference(d->arena, o);

	pg_finish_domain_not_null(d, o);
	for (size_t i = 0; i < o->checks.len; i++) {
		const struct orm_constraint *k = o->checks.items[i];
		struct buf b = { 0 };

		if (k->not_valid) {
			pg_constraint_text(&b, k);
			ddl_addf(d, 0, NULL, "ALTER DOMAIN %s ADD %s NOT VALID", name, buf_str(&b));
			buf_release(&b);
		}
		if (k->object.comment && k->object.name)
			pg_comment_on_constraint(d, arena_printf(d->arena, "DOMAIN %s", name),
			                         k->object.name, k->object.comment);
	}
}

static void finish_indexes(struct ddl *d, const struct orm_definition *o)
{
	const char *cluster = pg_option(&o->object, "cluster_on");

	for (size_t i = 0; i < o->indexes.len; i++) {
		const char *name = o->indexes.items[i]->object.name;

		pg_create_first_index(d, o->indexes.items[i], o->object.schema, o->object.name);
		if (cluster && text_same(cluster, name))
			ddl_addf(d, 0, NULL, "ALTER %s %s CLUSTER ON %s", words_of(d->arena, o),
			         pg_reference(d->arena, o), pg_name(d->arena, name));
	}
}

/* Is it a partition's copy of its parent's trigger, which is there as long as that is? */
static bool is_copy(const struct orm_definition *o)
{
	return o->object.kind == ORM_TRIGGER && pg_option(&o->object, "inherited");
}

static void drop_copy(struct ddl *d, const struct orm_definition *o)
{
	pg_enable(d, o, pg_option(&o->object, "inherited"));
	if (o->object.comment)
		pg_comment(d, arena_printf(d->arena, "TRIGGER %s", pg_reference(d->arena, o)),
		           NULL);
}

static void finish_definition(struct ddl *d, const struct orm_definition *o)
{
	const char *enabled = pg_option(&o->object, "enabled");
	const char *target = pg_option(&o->object, "statistics");

	if ((enabled && !text_same_nocase(enabled, "O")) || is_copy(o))
		pg_enable(d, o, enabled);
	pg_finish_lines(d, o);
	if (o->object.kind == ORM_DOMAIN)
		finish_domain(d, o);
	if (o->object.kind == ORM_STATISTICS && target)
		ddl_addf(d, 0, NULL, "ALTER STATISTICS %s SET STATISTICS %s",
		         pg_reference(d->arena, o), target);
	if (o->object.kind == ORM_SERVER)
		pg_create_user_mappings(d, o);
	finish_indexes(d, o);
	if (o->object.comment)
		pg_comment(d,
		           arena_printf(d->arena, "%s %s", words_of(d->arena, o),
		                        pg_reference(d->arena, o)),
		           o->object.comment);
}

void pg_create_definition(struct ddl *d, const struct orm_definition *o, bool or_replace,
                          bool if_not_exists)
{
	struct buf b = { 0 };

	if (o->object.kind == ORM_PRIVILEGE) {
		pg_privileges(d, NULL, o);
		return;
	}
	if (pg_is_public(&o->object)) {
		pg_comment_public(d, o->object.comment);
		return;
	}
	/* bodies may name what comes later, as in a dump */
	if (is_copy(o))
		;
	else if (create_text(d, &b, o, or_replace, if_not_exists))
		ddl_add(d, 0, NULL, buf_str(&b));
	else if (o->object.kind == ORM_TEXT_SEARCH)
		add_text_search(d, o);
	else
		add_plain(d, o,
		          if_not_exists && o->object.kind != ORM_EVENT_TRIGGER &&
		              o->object.kind != ORM_LANGUAGE && o->object.kind != ORM_PUBLICATION &&
		              o->object.kind != ORM_WRAPPER);
	buf_release(&b);
	finish_definition(d, o);
}

void pg_drop_definition(struct ddl *d, const struct orm_definition *o, bool if_exists)
{
	/* a sequence goes with the column that owns it */
	bool gone = o->object.kind == ORM_SEQUENCE && o->owned_by;

	if (o->object.kind == ORM_PRIVILEGE) {
		pg_privileges(d, o, NULL);
		return;
	}
	if (pg_is_public(&o->object)) {
		pg_drop_public(d);
		return;
	}
	if (is_copy(o)) {
		drop_copy(d, o);
		return;
	}
	if (o->object.kind == ORM_SERVER)
		pg_drop_user_mappings(d, o);
	ddl_addf(d, 0, NULL, "DROP %s %s%s", words_of(d->arena, o),
	         if_exists || gone ? "IF EXISTS " : "", pg_reference(d->arena, o));
}
