/* reflect/write/json_tree.c - JSON text as a tree, by SQLite's parser */
#include "reflect/write/json_tree.h"

#include <limits.h>
#include <sqlite3.h>
#include <string.h>

#include "base/buf.h"

/* A row of json_tree, a container still open for children. */
struct open_node {
	int64_t id;
	struct json_node *node;
	struct open_node *outer;
};

struct reader {
	struct arena *arena;
	struct open_node *open;
	struct json_node *root;
};

enum { COLUMN_ID, COLUMN_PARENT, COLUMN_KEY, COLUMN_TYPE, COLUMN_ATOM };

static const char query[] = "SELECT id, parent, key, type, atom FROM json_tree(?1)";

static enum json_kind kind_of(const char *type)
{
	static const struct {
		const char *type;
		enum json_kind kind;
	} kinds[] = {
		{ "object", JSON_OBJECT },  { "array", JSON_ARRAY }, { "text", JSON_TEXT },
		{ "integer", JSON_NUMBER }, { "real", JSON_NUMBER }, { "true", JSON_BOOL },
		{ "false", JSON_BOOL },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(type, kinds[i].type))
			return kinds[i].kind;
	return JSON_NULL;
}

/* The column's text in the arena; NULL for SQL's NULL, or with a zero byte inside. */
static const char *column_text(struct reader *r, sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);
	size_t len = (size_t)sqlite3_column_bytes(s, column);

	if (!text || memchr(text, 0, len))
		return NULL;
	return arena_strndup(r->arena, text, len);
}

/* Puts the node under its parent, the innermost open container of that id. */
static void attach(struct reader *r, struct json_node *n, int64_t parent)
{
	while (r->open && r->open->id != parent)
		r->open = r->open->outer;
	if (!r->open) {
		r->root = n;
		return;
	}
	n->parent = r->open->node;
	n->index = n->parent->last ? n->parent->last->index + 1 : 0;
	if (n->parent->last)
		n->parent->last->next = n;
	else
		n->parent->first = n;
	n->parent->last = n;
}

static bool read_row(struct reader *r, sqlite3_stmt *s)
{
	struct json_node *n = ARENA_NEW(r->arena, struct json_node);
	const char *type = (const char *)sqlite3_column_text(s, COLUMN_TYPE);

	n->kind = kind_of(type ? type : "");
	attach(r, n, sqlite3_column_int64(s, COLUMN_PARENT));
	if (n->parent && n->parent->kind == JSON_OBJECT) {
		n->key = column_text(r, s, COLUMN_KEY);
		if (!n->key)
			return false;
	}
	if (n->kind == JSON_TEXT) {
		n->text = column_text(r, s, COLUMN_ATOM);
		return n->text != NULL;
	}
	n->fraction = sqlite3_column_type(s, COLUMN_ATOM) == SQLITE_FLOAT;
	n->integer = sqlite3_column_int64(s, COLUMN_ATOM);
	if (n->kind == JSON_OBJECT || n->kind == JSON_ARRAY) {
		struct open_node *open = ARENA_NEW(r->arena, struct open_node);

		*open = (struct open_node){ sqlite3_column_int64(s, COLUMN_ID), n, r->open };
		r->open = open;
	}
	return true;
}

static bool read_rows(struct reader *r, sqlite3_stmt *s, struct error *err)
{
	int rc;

	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		if (!read_row(r, s))
			return fail(err, ERR_INPUT, "a string can't be read");
	if (rc != SQLITE_DONE || !r->root)
		return fail(err, ERR_INPUT, "it is not valid JSON");
	return true;
}

/* SQLite would end a string at such a character. */
static bool has_zero(const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += text[i] == '\\' ? 2 : 1)
		if (text[i] == '\\' && len - i >= 6 && !memcmp(text + i, "\\u0000", 6))
			return true;
	return false;
}

bool json_tree_parse(struct arena *a, const char *path, const char *text, size_t len,
                     struct json_node **out, struct error *err)
{
	struct reader r = { .arena = a };
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	bool done = false;

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		len -= 3;
	}
	if (len > INT_MAX || memchr(text, 0, len))
		fail(err, ERR_INPUT, "it is not valid JSON");
	else if (has_zero(text, len))
		fail(err, ERR_INPUT, "a string has a zero character in it");
	else if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
	         sqlite3_prepare_v2(db, query, -1, &s, NULL) != SQLITE_OK ||
	         sqlite3_bind_text(s, 1, text, (int)len, SQLITE_STATIC) != SQLITE_OK)
		fail(err, ERR_UNSUPPORTED, "JSON can't be read: %s", sqlite3_errmsg(db));
	else
		done = read_rows(&r, s, err);
	sqlite3_finalize(s);
	sqlite3_close(db);
	*out = r.root;
	return done || fail_at(err, path, 0);
}

char *json_tree_path(struct arena *a, const struct json_node *n)
{
	const struct json_node *chain[64];
	size_t depth = 0;
	struct buf out = { 0 };

	for (; n && n->parent && depth < COUNT(chain); n = n->parent)
		chain[depth++] = n;
	buf_addc(&out, '$');
	while (depth--) {
		if (chain[depth]->key)
			buf_addf(&out, ".%s", chain[depth]->key);
		else
			buf_addf(&out, "[%zu]", chain[depth]->index);
	}
	return buf_take(&out, a);
}
