/* orm/mysql/table_options.c - table options as SHOW CREATE TABLE has them */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "orm/mysql/create.h"

/* How a value stands after the option's words. */
enum form {
	WORD,   /* ROW_FORMAT=DYNAMIC */
	STRING, /* CONNECTION='...' */
	OWN,    /* has a clause of its own, or is no clause at all */
};

/* In the order of SHOW CREATE TABLE; what stands for the default again. */
static const struct option {
	const char *name, *words;
	enum form form;
	const char *initial;
} options[] = {
	{ "auto_increment", "AUTO_INCREMENT", OWN, NULL },
	{ "charset", NULL, OWN, NULL },
	{ "collate", NULL, OWN, NULL },
	{ "min_rows", "MIN_ROWS", WORD, "0" },
	{ "max_rows", "MAX_ROWS", WORD, "0" },
	{ "avg_row_length", "AVG_ROW_LENGTH", WORD, "0" },
	{ "pack_keys", "PACK_KEYS", WORD, "DEFAULT" },
	{ "stats_persistent", "STATS_PERSISTENT", WORD, "DEFAULT" },
	{ "stats_auto_recalc", "STATS_AUTO_RECALC", WORD, "DEFAULT" },
	{ "stats_sample_pages", "STATS_SAMPLE_PAGES", WORD, "DEFAULT" },
	{ "checksum", "CHECKSUM", WORD, "0" },
	{ "page_checksum", "PAGE_CHECKSUM", WORD, "DEFAULT" },
	{ "delay_key_write", "DELAY_KEY_WRITE", WORD, "0" },
	{ "row_format", "ROW_FORMAT", WORD, "DEFAULT" },
	{ "transactional", "TRANSACTIONAL", WORD, "DEFAULT" },
	{ "key_block_size", "KEY_BLOCK_SIZE", WORD, "0" },
	{ "compression", "COMPRESSION", STRING, "''" },
	{ "encryption", "ENCRYPTION", STRING, "'N'" },
	{ "autoextend_size", "AUTOEXTEND_SIZE", WORD, "0" },
	{ "union", "UNION", WORD, "()" },
	{ "insert_method", "INSERT_METHOD", WORD, "NO" },
	{ "comment", NULL, OWN, NULL },
	{ "connection", "CONNECTION", STRING, "''" },
	{ "engine_attribute", "ENGINE_ATTRIBUTE", STRING, "''" },
	{ "secondary_engine_attribute", "SECONDARY_ENGINE_ATTRIBUTE", STRING, "''" },
	{ "secondary_engine", "SECONDARY_ENGINE", WORD, "NULL" },
	{ "attributes", NULL, OWN, NULL },
	{ "data_directory", "DATA DIRECTORY", STRING, NULL },
	{ "index_directory", "INDEX DIRECTORY", STRING, NULL },
	{ "engine", "ENGINE", OWN, NULL },
	{ "tablespace", NULL, OWN, NULL },
	{ "storage", NULL, OWN, NULL },
	{ "system_versioning", NULL, OWN, NULL },
	{ "algorithm", NULL, OWN, NULL },
	{ "lock", NULL, OWN, NULL },
};

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (!strcmp(options[i].name, name))
			return &options[i];
	return NULL;
}

static bool is_period(const char *name)
{
	return text_starts(name, "period_");
}

/*
 * An option that isn't in the table: on MariaDB an engine's own, else what it
 * says in upper case.
 */
static const char *unknown(struct arena *a, const struct orm_dialect *d, const char *name,
                           const char *value)
{
	char *words = arena_strdup(a, name);
	bool plain = true;

	for (char *p = words; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	if (my_is_mariadb(d))
		return arena_printf(a, "%s=%s",
		                    my_name(a, orm_option_find(d, ORM_TABLE, name) ? words : name),
		                    text_same(value, "DEFAULT") ? value : my_string(a, value));
	for (const char *p = value; *p; p++)
		plain = plain && (isalnum((unsigned char)*p) || *p == '_' || *p == '.');
	return arena_printf(a, "%s=%s", words, plain && *value ? value : my_string(a, value));
}

const char *my_table_option(struct arena *a, const struct orm_dialect *d, const char *name,
                            const char *value)
{
	const struct option *o = find(name);
	bool away = text_empty(value);

	if (is_period(name))
		return NULL;
	if (!o)
		return unknown(a, d, name, away ? "DEFAULT" : value);
	if (!strcmp(name, "engine") || !strcmp(name, "auto_increment"))
		return away ? NULL : arena_printf(a, "%s=%s", o->words, value);
	if (!strcmp(name, "tablespace"))
		return arena_printf(a, "TABLESPACE %s",
		                    my_name(a, away ? "innodb_file_per_table" : value));
	if (!strcmp(name, "storage"))
		return away ? NULL : arena_printf(a, "STORAGE %s", value);
	if (o->form == OWN || (away && !o->initial))
		return NULL;
	if (away)
		return arena_printf(a, "%s=%s", o->words, o->initial);
	return arena_printf(a, "%s=%s", o->words, o->form == STRING ? my_string(a, value) : value);
}

const char *my_table_charset(struct arena *a, const struct orm_table *t)
{
	const char *collation = my_option(&t->object, "collate");
	const char *charset = my_option(&t->object, "charset");

	if (collation)
		charset = my_charset_of(a, collation);
	if (collation && charset)
		return arena_printf(a, "DEFAULT CHARSET=%s COLLATE=%s", charset, collation);
	if (collation)
		return arena_printf(a, "COLLATE=%s", collation);
	return charset ? arena_printf(a, "DEFAULT CHARSET=%s", charset) : NULL;
}

static void add(struct buf *out, const char *text)
{
	if (text)
		buf_addf(out, " %s", text);
}

static void add_option(struct ddl *d, struct buf *out, const struct orm_table *t, const char *name)
{
	const char *value = my_option(&t->object, name);

	if (value)
		add(out, my_table_option(d->arena, d->dialect, name, value));
}

static void add_tablespace(struct ddl *d, struct buf *out, const struct orm_table *t)
{
	const char *name = my_option(&t->object, "tablespace");
	const char *storage = my_option(&t->object, "storage");

	if (name)
		buf_addf(out, " /*!50100 TABLESPACE %s%s%s */", my_name(d->arena, name),
		         storage ? " STORAGE " : "", storage ? storage : "");
}

static bool is_own(const struct ddl *d, const struct orm_option *o)
{
	return !o->dialect || text_same(o->dialect, d->dialect->name) ||
	       text_same(o->dialect, d->dialect->base);
}

void my_table_options(struct ddl *d, struct buf *out, const struct orm_table *t)
{
	add_tablespace(d, out, t);
	add_option(d, out, t, "engine");
	add_option(d, out, t, "auto_increment");
	add(out, my_table_charset(d->arena, t));
	for (size_t i = 0; i < COUNT(options); i++) {
		if (options[i].form != OWN)
			add_option(d, out, t, options[i].name);
		if (!strcmp(options[i].name, "comment") && t->object.comment)
			buf_addf(out, " COMMENT=%s", my_string(d->arena, t->object.comment));
	}
	for (size_t i = 0; i < t->object.options.len; i++) {
		const struct orm_option *o = &t->object.options.items[i];

		if (is_own(d, o) && !find(o->name) && !is_period(o->name) && !text_empty(o->value))
			add(out, unknown(d->arena, d->dialect, o->name, o->value));
	}
	my_add_attributes(out, &t->object);
	if (my_is(&t->object, "system_versioning"))
		buf_adds(out, " WITH SYSTEM VERSIONING");
}
