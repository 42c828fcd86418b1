/* migrate/plan_file.c - a plan in a file, for the state that it was made for */
#include "migrate/plan_file.h"

#include "base/sha256.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/json_fields.h"
#include "reflect/write/write.h"

static void names_member(struct json *j, const char *key, const struct names *names)
{
	json_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < names->len; i++)
		json_put_string(j, names->items[i]);
	json_close(j);
}

static void flag_member(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_put_bool(j, value);
}

static void write_start(struct json *j, const struct migrate_plan_file *f)
{
	json_open_object(j);
	json_key(j, "dialect");
	json_put_string(j, f->dialect->name);
	if (f->scope.schema) {
		json_key(j, "schema");
		json_put_string(j, f->scope.schema);
	}
	names_member(j, "include", &f->scope.include);
	names_member(j, "exclude", &f->scope.exclude);
	flag_member(j, "no_definers", f->scope.no_definers);
	flag_member(j, "no_privileges", f->no_privileges);
	json_key(j, "objects");
	json_open_object(j);
	for (size_t i = 0; i < f->start.len; i++) {
		json_key(j, f->start.items[i].object);
		json_put_string(j, f->start.items[i].hash);
	}
	json_close(j);
	json_close(j);
}

/* Nodes one after the other, whatever space was between them. */
static void add_node(struct buf *out, const struct json_node *n)
{
	buf_addf(out, "%d %s\n", (int)n->kind, n->key ? n->key : "");
	if (n->kind == JSON_TEXT)
		buf_addf(out, "%zu %s\n", strlen(n->text), n->text);
	else
		buf_addf(out, "%lld\n", (long long)n->integer);
	for (const struct json_node *m = n->first; m; m = m->next)
		if (n->parent || !text_same(m->key, "checksum"))
			add_node(out, m);
	buf_addc(out, '.');
}

static void checksum_of(const struct json_node *root, char hex[65])
{
	struct buf text = { 0 };

	add_node(&text, root);
	sha256_hex(buf_str(&text), text.len, hex);
	buf_release(&text);
}

bool migrate_plan_write(struct buf *out, const struct render_plan *p,
                        const struct migrate_plan_file *f, struct error *err)
{
	struct json j = { .out = out, .pretty = true };
	struct arena a = { 0 };
	struct json_node *root;
	char hex[65];
	size_t before = out->len;
	bool ok;

	json_open_object(&j);
	render_json_members(&j, p);
	json_key(&j, "start");
	write_start(&j, f);
	json_key(&j, "target");
	write_json_metadata(&j, f->target);
	json_close(&j);
	ok = json_tree_parse(&a, NULL, buf_str(out) + before, out->len - before, &root, err);
	if (ok) {
		checksum_of(root, hex);
		buf_cut(out, out->len - strlen("\n}"));
		buf_addf(out, ",\n  \"checksum\": \"%s\"\n}\n", hex);
	}
	arena_release(&a);
	return ok;
}

static bool get_prints(struct json_reading *r, const struct json_node *n,
                       struct migrate_fingerprint *out)
{
	if (!json_check_object(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		struct migrate_print p = { n->key, NULL };

		if (!json_get_text(r, n, &p.hash))
			return false;
		vec_push(r->arena, out, p);
	}
	return true;
}

static bool get_start(struct json_reading *r, const struct json_node *n,
                      struct migrate_plan_file *out)
{
	static const struct json_field flags[] = {
		JSON_FIELD("no_definers", FIELD_BOOL, migrate_plan_file, scope.no_definers),
		JSON_FIELD("no_privileges", FIELD_BOOL, migrate_plan_file, no_privileges),
		JSON_FIELD("schema", FIELD_TEXT, migrate_plan_file, scope.schema),
	};
	bool ok = json_check_object(r, n);

	for (const struct json_node *m = ok ? n->first : NULL; ok && m; m = m->next) {
		const struct json_field *f = json_find_field(flags, COUNT(flags), m->key);
		const char *dialect = NULL;

		if (f)
			ok = json_get_field(r, m, f, out);
		else if (!strcmp(m->key, "include"))
			ok = json_get_names(r, m, &out->scope.include);
		else if (!strcmp(m->key, "exclude"))
			ok = json_get_names(r, m, &out->scope.exclude);
		else if (!strcmp(m->key, "objects"))
			ok = get_prints(r, m, &out->start);
		else if (!strcmp(m->key, "dialect")) {
			ok = json_get_text(r, m, &dialect);
			out->dialect = ok ? orm_dialect_find(dialect) : NULL;
		}
	}
	return ok && (out->dialect || json_wrong(r, n, "the database's kind is unknown"));
}

static bool get_statements(struct json_reading *r, const struct json_node *n,
                           struct migrate_plan_file *out)
{
	if (!n || !json_check_array(r, n))
		return n ? false : true;
	for (n = n->first; n; n = n->next) {
		const struct json_node *sql = json_find_member(n, "sql");
		const char *text = NULL;

		if (!sql)
			return json_wrong(r, n, "\"sql\" is missing");
		if (!json_get_text(r, sql, &text))
			return false;
		vec_push(r->arena, &out->statements, text);
	}
	return true;
}

static bool get_backfill(struct json_reading *r, const struct json_node *change,
                         struct migrate_plan_file *out)
{
	static const struct json_field fields[] = {
		JSON_FIELD("backfill", FIELD_TEXT, migrate_plan_value, sql),
		JSON_FIELD("name", FIELD_TEXT, migrate_plan_value, name),
		JSON_FIELD("schema", FIELD_TEXT, migrate_plan_value, schema),
		JSON_FIELD("table", FIELD_TEXT, migrate_plan_value, table),
	};
	struct migrate_plan_value v = { 0 };

	for (const struct json_node *m = change->first; m; m = m->next) {
		const struct json_field *f = json_find_field(fields, COUNT(fields), m->key);

		if (f && !json_get_field(r, m, f, &v))
			return false;
	}
	if (v.sql && v.table && v.name)
		vec_push(r->arena, &out->backfills, v);
	return true;
}

static bool get_backfills(struct json_reading *r, const struct json_node *operations,
                          struct migrate_plan_file *out)
{
	for (const struct json_node *op = operations ? operations->first : NULL; op;
	     op = op->next) {
		const struct json_node *changes = json_find_member(op, "changes");

		for (const struct json_node *c = changes ? changes->first : NULL; c; c = c->next)
			if (!get_backfill(r, c, out))
				return false;
	}
	return true;
}

static void give_value(const struct migrate_plan_file *file, struct orm_change *c)
{
	const char *schema = c->schema ? c->schema : c->to->schema;

	for (size_t i = 0; i < file->backfills.len; i++) {
		const struct migrate_plan_value *v = &file->backfills.items[i];

		if (text_same(v->schema, schema) && text_same(v->table, c->table) &&
		    text_same(v->name, c->to->name))
			c->backfill = v->sql;
	}
}

void migrate_plan_backfill(const struct migrate_plan_file *file, struct migrate_ops *ops)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			struct orm_change *c = &ops->items[i].changes.items[k];

			if (c->kind == ORM_COLUMN &&
			    (c->verb == ORM_CREATE || c->verb == ORM_ALTER))
				give_value(file, c);
		}
}

bool migrate_plan_read(struct arena *a, const char *path, const char *text, size_t len,
                       bool *is_plan, struct migrate_plan_file *out, struct error *err)
{
	struct json_reading r = { a, path, NULL, err };
	const struct json_node *start, *target, *checksum;
	struct error ignored = { .position = -1 };
	struct json_node *root;
	char hex[65];

	*out = (struct migrate_plan_file){ 0 };
	*is_plan = false;
	if (!json_tree_parse(a, path, text, len, &root, &ignored))
		return true;
	start = json_find_member(root, "start");
	target = json_find_member(root, "target");
	checksum = json_find_member(root, "checksum");
	*is_plan = (start && target) || json_find_member(root, "operations");
	if (!*is_plan)
		return true;
	if (!start || !target) {
		(void)fail(err, ERR_INPUT, "it doesn't say which state it starts from");
		(void)fail_at(err, path, 0);
		return fail_hint(err, "A plan is what limbeck diff DATABASE TO -f json -o FILE "
		                      "writes.");
	}
	checksum_of(root, hex);
	out->edited = !checksum || !text_same(checksum->text, hex);
	return get_start(&r, start, out) &&
	       get_statements(&r, json_find_member(root, "statements"), out) &&
	       get_backfills(&r, json_find_member(root, "operations"), out) &&
	       read_json_metadata(a, path, target, &out->target, err);
}
