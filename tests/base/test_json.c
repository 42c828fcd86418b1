/* tests/base/test_json.c - write JSON */
#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static void write_sample(struct json *j)
{
	json_open_object(j);
	json_key(j, "name");
	json_put_string(j, "orders");
	json_key(j, "none");
	json_put_string(j, NULL);
	json_key(j, "list");
	json_open_array(j);
	json_put_int(j, INT64_MIN);
	json_put_bool(j, true);
	json_put_double(j, 0.1);
	json_open_object(j);
	json_close(j);
	json_close(j);
	json_key(j, "empty");
	json_open_array(j);
	json_close(j);
	json_close(j);
}

Test(json, compact)
{
	struct buf b = { 0 };
	struct json j = { .out = &b };
	write_sample(&j);
	cr_expect_str_eq(buf_str(&b), "{\"name\":\"orders\",\"none\":null,"
	                              "\"list\":[-9223372036854775808,true,0.1,{}],\"empty\":[]}");
	buf_release(&b);
}

Test(json, pretty)
{
	struct buf b = { 0 };
	struct json j = { .out = &b, .pretty = true };
	write_sample(&j);
	cr_expect_str_eq(buf_str(&b),
	                 "{\n  \"name\": \"orders\",\n  \"none\": null,\n  \"list\": [\n"
	                 "    -9223372036854775808,\n    true,\n    0.1,\n    {}\n  ],\n"
	                 "  \"empty\": []\n}");
	buf_release(&b);
}

Test(json, takes_values_that_are_json_already)
{
	struct buf b = { 0 };
	struct json j = { .out = &b };
	json_open_array(&j);
	json_put_json(&j, "{\"a\":1}\n", 7);
	json_put_json(&j, "null", 4);
	json_close(&j);
	cr_expect_str_eq(buf_str(&b), "[{\"a\":1},null]");
	buf_release(&b);
}

Test(json, strings_are_escaped)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\b\f\n\r\t\x01\x7F", "\"\\b\\f\\n\\r\\t\\u0001\\u007f\"" },
		{ "\xC3\xA4\xF0\x9F\x98\x80", "\"\xC3\xA4\xF0\x9F\x98\x80\"" },
		{ "a\xFF"
		  "b\xC3",
		  "\"a\xEF\xBF\xBD"
		  "b\xEF\xBF\xBD\"" },
		{ "\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = { 0 };
		struct json j = { .out = &b };
		json_put_string(&j, cases[i].text);
		cr_expect_str_eq(buf_str(&b), cases[i].json, "case %zu", i);
		buf_release(&b);
	}
}

/* SQLite reads JSON too: what it says of ours. */
static sqlite3_stmt *ask(sqlite3 **db, const char *sql, const struct buf *b)
{
	sqlite3_stmt *stmt;
	cr_assert_eq(sqlite3_open(":memory:", db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(*db, sql, -1, &stmt, NULL), SQLITE_OK);
	sqlite3_bind_text(stmt, 1, b->data, (int)b->len, SQLITE_STATIC);
	cr_assert_eq(sqlite3_step(stmt), SQLITE_ROW, "%s", sqlite3_errmsg(*db));
	return stmt;
}

Test(json, any_bytes_make_text_that_others_read)
{
	char bytes[255];
	sqlite3 *db;
	struct buf b = { 0 };
	struct json j = { .out = &b };
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i + 1);
	json_put_stringn(&j, bytes, sizeof bytes);
	sqlite3_stmt *stmt = ask(&db, "SELECT json_extract(?, '$')", &b);
	cr_expect_eq(memcmp(sqlite3_column_text(stmt, 0), bytes, 127), 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	buf_release(&b);
}

Test(json, numbers_read_back_the_same)
{
	static const double numbers[] = { 0, 1, -1.5, 0.1, 1e300, 1.0 / 3, 1.5e17 };
	for (size_t i = 0; i < COUNT(numbers); i++) {
		sqlite3 *db;
		struct buf b = { 0 };
		struct json j = { .out = &b };
		json_put_double(&j, numbers[i]);
		sqlite3_stmt *stmt = ask(&db, "SELECT json_type(?)", &b);
		cr_expect_str_eq((const char *)sqlite3_column_text(stmt, 0), "real", "case %zu", i);
		double back = strtod(b.data, NULL);
		cr_expect_eq(memcmp(&back, &numbers[i], sizeof back), 0, "case %zu", i);
		sqlite3_finalize(stmt);
		sqlite3_close(db);
		buf_release(&b);
	}
}

Test(json, what_is_no_number_is_null)
{
	struct buf b = { 0 };
	struct json j = { .out = &b };
	json_open_array(&j);
	json_put_double(&j, (double)NAN);
	json_put_double(&j, -(double)INFINITY);
	json_close(&j);
	cr_expect_str_eq(buf_str(&b), "[null,null]");
	buf_release(&b);
}
