/* orm/sqlite/dialect.c - SQLite's dialect */
#include <string.h>

#include "base/text.h"
#include "orm/sql/dialect.h"
#include "orm/sqlite/lex.h"
#include "orm/sqlite/sqlite.h"

/* SQLAlchemy's names without "sqlite_", and what it lacks. */
static const struct orm_option_info options[] = {
	{ ORM_TABLE, "autoincrement", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "strict", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "with_rowid", ORM_ATTR_BOOL, "true" },
	{ ORM_COLUMN, "on_conflict_not_null", ORM_ATTR_WORDS, "ABORT" },
	{ ORM_PRIMARY_KEY, "on_conflict", ORM_ATTR_WORDS, "ABORT" },
	{ ORM_PRIMARY_KEY, "inline", ORM_ATTR_BOOL, "false" },
	{ ORM_UNIQUE, "on_conflict", ORM_ATTR_WORDS, "ABORT" },
	{ ORM_CHECK, "on_conflict", ORM_ATTR_WORDS, "ABORT" },
	{ 0 },
};

static const char *fold(struct arena *a, const char *name)
{
	return text_folded(a, name);
}

static bool same_name(const char *x, const char *y)
{
	return text_same_nocase(x, y);
}

static bool key_may_be_null(const struct orm_table *t, const struct orm_column *c)
{
	return sqlite_rowid_column(t) == c;
}

/* The first of its names that no column has taken. */
static const char *row_name(const struct orm_table *t)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };

	for (size_t i = 0; !sqlite_without_rowid(t) && !t->module && i < COUNT(names); i++)
		if (!orm_table_column(t, &orm_sqlite, names[i]))
			return names[i];
	return NULL;
}

static void write_setting(struct buf *out, const struct orm_option *setting)
{
	buf_addf(out, "PRAGMA %s = %s", setting->name, setting->value);
}

/* Only triggers can raise errors; but the name of a CHECK is told. */
static void script_guard(struct buf *out, const char *why, const char *condition)
{
	buf_adds(out, "CREATE TEMP TABLE limbeck_check (at CONSTRAINT ");
	ddl_name(out, &orm_sqlite, why);
	buf_addf(out,
	         " CHECK (at));\nINSERT INTO temp.limbeck_check SELECT %s;\n"
	         "DROP TABLE temp.limbeck_check;\n",
	         condition);
}

/* Only tables and their columns change; all else is made anew. */
static bool can_alter(const struct orm_change *c)
{
	return c->kind == ORM_TABLE || c->kind == ORM_COLUMN;
}

/* The rebuild of a table brings back what depends on it. */
static enum orm_effect effect(const struct orm_change *c, const struct orm_object *dependent)
{
	(void)c;
	(void)dependent;
	return ORM_STAYS;
}

struct statement {
	struct arena *arena;
	const char *at, *end;
};

static struct orm_token next(struct statement *s)
{
	struct orm_token t;

	do {
		t = sqlite_next_token(s->at, (size_t)(s->end - s->at));
		s->at = t.start + t.len;
	} while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT);
	return t;
}

static bool kind_of(const struct orm_token *t, enum orm_kind *kind)
{
	static const struct {
		const char *word;
		enum orm_kind kind;
	} words[] = { { "TABLE", ORM_TABLE },
		      { "INDEX", ORM_INDEX },
		      { "VIEW", ORM_VIEW },
		      { "TRIGGER", ORM_TRIGGER } };

	for (size_t i = 0; i < COUNT(words); i++)
		if (sqlite_token_is(t, words[i].word)) {
			*kind = words[i].kind;
			return true;
		}
	return false;
}

static struct orm_token skip_if(struct statement *s, struct orm_token t)
{
	if (!sqlite_token_is(&t, "IF"))
		return t;
	t = next(s);
	if (sqlite_token_is(&t, "NOT"))
		next(s);
	return next(s);
}

bool sqlite_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                     bool *created)
{
	struct statement s = { a, sql, sql + strlen(sql) };
	struct orm_token t = next(&s), dot;

	*created = sqlite_token_is(&t, "CREATE");
	if (!*created && !sqlite_token_is(&t, "DROP"))
		return false;
	t = next(&s);
	if (sqlite_token_is(&t, "TEMP") || sqlite_token_is(&t, "TEMPORARY"))
		return false; /* gone with the connection */
	while (sqlite_token_is(&t, "UNIQUE") || sqlite_token_is(&t, "VIRTUAL"))
		t = next(&s);
	if (!kind_of(&t, kind))
		return false;
	t = skip_if(&s, next(&s));
	dot = next(&s);
	if (dot.kind == ORM_TOKEN_OPERATOR && *dot.start == '.')
		t = next(&s);
	*name = orm_unquote(a, &orm_sqlite, &t);
	return true;
}

static const char *collated(struct arena *a, const char *column, const struct orm_column *from,
                            const struct orm_column *to)
{
	const char *was = from->collation ? from->collation : "BINARY";
	const char *is = to->collation ? to->collation : "BINARY";
	struct buf b = { 0 };

	if (text_same_nocase(was, is))
		return NULL;
	buf_addf(&b, "%s COLLATE ", column);
	ddl_name(&b, &orm_sqlite, is);
	return buf_take(&b, a);
}

const struct orm_dialect orm_sqlite = {
	.name = "sqlite",
	.title = "SQLite",
	.quote = '"',
	.default_schema = "main",
	.length_function = "length",

	.transactional_ddl = true,
	.follows_renames = true,
	.batches = true,
	.fills = true,
	.compares_rows = true,
	.scratch_in_memory = true,
	.scratch_url = "sqlite://",
	.true_text = "1",
	.false_text = "0",
	/* the shell else goes on after an error: the copy fails, the table is dropped */
	.script_begin = ".bail on\nPRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n",
	.script_end = "COMMIT;\n",

	.options = options,
	.samples = sqlite_samples,
	.defer_keys = "PRAGMA defer_foreign_keys = ON",

	.next_token = sqlite_next_token,
	.is_reserved = sqlite_is_keyword,
	.ends_statement = sqlite_ends_statement,
	.fold = fold,
	.same_name = same_name,
	.collated = collated,

	.type_text = sqlite_type_text,
	.generic_type = sqlite_generic_type,
	.near_types = sqlite_near_types,
	.same_type = sqlite_same_type,
	.same_default = sqlite_same_default,
	.function_text = sqlite_function_text,
	.resolve = sqlite_resolve,
	.compile = sqlite_compile,
	.can_alter = can_alter,
	.effect = effect,
	.classify = sqlite_classify,
	.cost = sqlite_cost,
	.sizes = "SELECT NULL, NULL, NULL, page_count * page_size FROM pragma_page_count, "
		 "pragma_page_size WHERE '' NOT IN (",
	.key_may_be_null = key_may_be_null,
	.row_name = row_name,
	.script_guard = script_guard,
	.write_setting = write_setting,
	.sql = &orm_sqlite_sql,
};
