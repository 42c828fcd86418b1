/* reflect/write/json_fields.c - plain members of JSON objects */
#include "reflect/write/json_fields.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"

bool json_wrong(struct json_reading *r, const struct json_node *n, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = arena_vprintf(r->arena, format, args);
	va_end(args);
	fail(r->err, ERR_INPUT, "%s: %s", json_tree_path(r->arena, n), what);
	return fail_at(r->err, r->path, 0);
}

bool json_unknown(struct json_reading *r, const struct json_node *n, const struct names *known)
{
	const char *near = n->key ? text_nearest(n->key, known->items, known->len) : NULL;

	json_wrong(r, n, "unknown member");
	return near ? fail_hint(r->err, "Did you mean \"%s\"?", near) : false;
}

bool json_get_text(struct json_reading *r, const struct json_node *n, const char **out)
{
	if (n->kind != JSON_TEXT)
		return json_wrong(r, n, "a string is expected");
	*out = n->text;
	return true;
}

bool json_get_bool(struct json_reading *r, const struct json_node *n, bool *out)
{
	if (n->kind != JSON_BOOL)
		return json_wrong(r, n, "true or false is expected");
	*out = n->integer != 0;
	return true;
}

bool json_get_int(struct json_reading *r, const struct json_node *n, int *out)
{
	if (n->kind != JSON_NUMBER || n->fraction || n->integer < 0 || n->integer > INT_MAX)
		return json_wrong(r, n, "a whole number is expected");
	*out = (int)n->integer;
	return true;
}

bool json_check_object(struct json_reading *r, const struct json_node *n)
{
	if (n->kind != JSON_OBJECT)
		return json_wrong(r, n, "an object is expected");
	return true;
}

const struct json_node *json_find_member(const struct json_node *n, const char *key)
{
	for (n = n->kind == JSON_OBJECT ? n->first : NULL; n; n = n->next)
		if (!strcmp(n->key, key))
			return n;
	return NULL;
}

bool json_check_once(struct json_reading *r, const struct json_node *n)
{
	if (json_find_member(n->parent, n->key) != n)
		return json_wrong(r, n, "given twice");
	return true;
}

bool json_check_array(struct json_reading *r, const struct json_node *n)
{
	if (n->kind != JSON_ARRAY)
		return json_wrong(r, n, "an array is expected");
	return true;
}

bool json_get_names(struct json_reading *r, const struct json_node *n, struct names *out)
{
	if (!json_check_array(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		const char *name = NULL;

		if (!json_get_text(r, n, &name))
			return false;
		vec_push(r->arena, out, name);
	}
	return true;
}

/* "strict", or "postgresql.where" */
bool json_get_options(struct json_reading *r, const struct json_node *n, struct orm_options *out)
{
	if (!json_check_object(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		const char *value = NULL, *name = n->key, *dot = strchr(name, '.'), *dialect = NULL;

		if (!json_get_text(r, n, &value))
			return false;
		if (dot) {
			dialect = arena_strndup(r->arena, name, (size_t)(dot - name));
			name = dot + 1;
		}
		if (orm_option_get(out, dialect, name))
			return json_wrong(r, n, "given twice");
		orm_option_set(r->arena, out, dialect, name, value);
	}
	return true;
}

const struct json_field *json_find_field(const struct json_field *fields, size_t count,
                                         const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

bool json_get_field(struct json_reading *r, const struct json_node *n, const struct json_field *f,
                    void *base)
{
	void *at = (char *)base + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
		return json_get_text(r, n, at);
	case FIELD_BOOL:
		return json_get_bool(r, n, at);
	case FIELD_INT:
		return json_get_int(r, n, at);
	}
	return false;
}

bool json_get_fields(struct json_reading *r, const struct json_node *n,
                     const struct json_field *fields, size_t count, void *base)
{
	if (!json_check_object(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		const struct json_field *f = json_find_field(fields, count, n->key);
		struct names known = { 0 };

		if (f && (!json_check_once(r, n) || !json_get_field(r, n, f, base)))
			return false;
		if (f)
			continue;
		for (size_t i = 0; i < count; i++)
			vec_push(r->arena, &known, fields[i].name);
		return json_unknown(r, n, &known);
	}
	return true;
}
