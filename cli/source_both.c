/* cli/source_both.c - two sources that are compared, both at once where they can be */
#include "base/text.h"
#include "cli/meanwhile.h"
#include "cli/source.h"

struct reading {
	const char *text;
	struct source_terms terms;
};

static bool read_source(struct cli *cli, void *data, struct orm_metadata **out, struct error *err)
{
	struct reading *r = data;

	return source_load(cli, r->text, &r->terms, out, err);
}

static bool is_models(const char *text)
{
	return !orm_url_looks_like(text) && text_ends(text, ".lua");
}

/* What was found out about the server holds for the other one, too. */
static void agree(struct source_terms *terms, const struct source_terms *own)
{
	terms->version = terms->version ? terms->version : own->version;
	terms->translated |= own->translated;
	terms->no_privileges |= own->no_privileges;
}

/* Which of them fails first is not for chance to say. */
static bool load_together(struct cli *cli, const char *url, const char *models,
                          struct source_terms *terms, struct orm_metadata **is,
                          struct orm_metadata **said, struct error *err)
{
	struct reading database = { url, *terms };
	struct error late = { .position = -1 };
	struct meanwhile m;
	bool read;

	meanwhile_start(cli, &m, read_source, &database);
	read = source_load(cli, models, terms, said, &late);
	if (!meanwhile_end(&m, is, err))
		return false;
	agree(terms, &database.terms);
	if (!read)
		*err = late;
	return read;
}

bool source_load_both(struct cli *cli, const char *from, const char *to, struct source_terms *terms,
                      struct orm_metadata **is, struct orm_metadata **will, struct error *err)
{
	if (!terms->translated && orm_url_looks_like(from) && is_models(to))
		return load_together(cli, from, to, terms, is, will, err);
	return source_load(cli, from, terms, is, err) && source_load(cli, to, terms, will, err);
}

struct beside {
	struct orm_conn *conn;
	const struct reflect_options *scope;
};

static bool read_beside(struct cli *cli, void *data, struct orm_metadata **out, struct error *err)
{
	const struct beside *b = data;

	return reflect_database(cli->arena, b->conn, b->scope, out, err);
}

bool source_load_beside(struct cli *cli, struct orm_conn *conn, const char *text,
                        struct source_terms *terms, struct orm_metadata **is,
                        struct orm_metadata **said, struct error *err)
{
	const struct reflect_options scope = terms->scope;
	struct beside b = { conn, &scope };
	struct error late = { .position = -1 };
	struct meanwhile m;
	bool read;

	if (!is_models(text))
		return source_load(cli, text, terms, said, err) &&
		       reflect_database(cli->arena, conn, &scope, is, err);
	meanwhile_start(cli, &m, read_beside, &b);
	read = source_load(cli, text, terms, said, err);
	return meanwhile_end(&m, is, read ? err : &late) && read;
}
