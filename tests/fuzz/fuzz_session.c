/*
 * tests/fuzz/fuzz_session.c - any bytes as names of a table and values of its rows
 *
 * Texts, each ended by a zero byte: the table, two columns, two values.  A table that
 * SQLite makes is used by a session: what is written is what is found, and nothing
 * else has changed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "migrate/create_all.h"
#include "orm/dsl.h"
#include "orm/session/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS = 5 };

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void take_apart(struct arena *a, const uint8_t *data, size_t size, const char *out[TEXTS])
{
	const char *all = arena_strndup(a, (const char *)data, size);
	const char *end = all + size;
	for (int i = 0; i < TEXTS; i++) {
		out[i] = all < end ? all : "";
		all += all < end ? strlen(all) + 1 : 0;
	}
}

static struct orm_field column(const struct orm_source *of, size_t i, const char *name)
{
	return (struct orm_field){
		.source = of,
		.member = name,
		.column = name,
		.kind = ORM_MEMBER_VALUE,
		.size = sizeof(struct orm_value),
		.offset = i * sizeof(struct orm_value),
		.type = i ? "Text" : "Integer",
		.primary_key = i == 0,
		.nullable = i > 0,
	};
}

static void check_rows(struct orm_session *s, const struct orm_model *m, const char *first,
                       const char *second)
{
	const struct orm_field *f = m->fields;
	struct orm_value row[] = { orm_int(1), orm_text(first) };
	struct orm_value *object = orm_session_add(s, m, row);
	must(object && orm_session_commit(s));
	struct orm_find find = { .of = m, .where = EQ(f[1], first) };
	must(orm_session_one(s, &find) == object && !strcmp(object[1].data, first));
	object[1] = orm_text(second);
	must(orm_session_commit(s));
	orm_session_clear(s);
	find.where = EQ(f[1], second);
	object = orm_session_one(s, &find);
	must(object && !strcmp(object[1].data, second));
	struct orm_update u = { .table = &m->source,
		                .set = SET(TO(f[1], first)),
		                .where = EQ(f[1], second) };
	must(orm_session_execute(s, QUERY(&u)) == 1);
	must(orm_session_delete(s, object) && orm_session_commit(s));
	must(orm_session_count(s, &(struct orm_find){ .of = m }) == 0);
}

static void check(struct arena *a, struct orm_conn *c, const char *const texts[TEXTS])
{
	struct error err = { 0 };
	struct orm_model m = { .source.name = texts[0], .name = "Any", .field_count = 2 };
	struct orm_field fields[] = { column(&m.source, 0, texts[1]),
		                      column(&m.source, 1, texts[2]) };
	const struct orm_model *const models[] = { &m, NULL };
	struct orm_registry *registry;
	struct orm_value canary;

	m.fields = fields;
	m.size = 2 * sizeof(struct orm_value);
	if (!orm_registry_new(a, models, &registry, &err) ||
	    !migrate_create_all(c, orm_registry_metadata(registry), &err))
		return;
	struct orm_session *s = orm_session_new(c, registry, NULL);
	check_rows(s, &m, texts[3], texts[4]);
	orm_session_close(s);
	must(migrate_drop_all(c, orm_registry_metadata(registry), &err));
	must(orm_query_value(a, c, "SELECT count(*) FROM canary", NULL, 0, &canary, &err));
	must(canary.integer == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	const char *texts[TEXTS];

	take_apart(&a, data, size, texts);
	/* A table that is there already is left as it is, and has other columns. */
	if (size > 2000 || !strcasecmp(texts[0], "canary"))
		goto out;
	must(orm_url_parse(&a, "sqlite://", &url, &err) && orm_connect(&url, NULL, &c, &err));
	must(orm_exec(c, "CREATE TABLE canary (a); ", &err));
	must(orm_exec(c, "INSERT INTO canary VALUES (1)", &err));
	check(&a, c, texts);
	orm_close(c);
out:
	arena_release(&a);
	return 0;
}
