/*
 * cli/verify_report.c - what `limbeck verify` found, as text, JSON and JUnit's XML
 */
#include "cli/verify_report.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/errors.h"
#include "cli/plan.h"
#include "cli/terminal.h"
#include "migrate/render.h"

static const struct {
	const char *word, *sentence; /* in JSON; before what differs */
	bool bad;
} verdicts[] = {
	[MIGRATE_VERIFIED] = { "verified", NULL, false },
	[MIGRATE_ONE_WAY] = { "one_way", "can't be undone", false },
	[MIGRATE_NOT_UNDONE] = { "not_undone", "its downgrade leaves a difference", true },
	[MIGRATE_NOT_REPEATED] = { "not_repeated", "run again it gives another schema", true },
	[MIGRATE_VERIFY_FAILED] = { "failed", "it fails", true },
	[MIGRATE_ROWS_LOST] = { "rows_lost", "it doesn't keep rows", true },
	[MIGRATE_NOT_REACHED] = { "not_reached", "not reached", true },
};

static size_t count(const struct verify_report *r, bool bad)
{
	size_t n = 0;

	for (size_t i = 0; i < r->result.len; i++)
		n += verdicts[r->result.items[i].verdict].bad == bad;
	return n + (r->models && (r->left.ops.len > 0) == bad);
}

static void print_one(struct cli *cli, const struct migrate_verified *v)
{
	buf_adds(&cli->out, verdicts[v->verdict].bad        ? "FAIL "
	                    : v->verdict == MIGRATE_ONE_WAY ? "up   "
	                                                    : "ok   ");
	terminal_escape(&cli->out, v->revision->id);
	if (!text_empty(v->revision->message)) {
		buf_addc(&cli->out, ' ');
		terminal_escape(&cli->out, v->revision->message);
	}
	if (verdicts[v->verdict].sentence && !v->error)
		buf_addf(&cli->out, ": %s", verdicts[v->verdict].sentence);
	if (v->rows && !verdicts[v->verdict].bad)
		terminal_escape(&cli->out, plan_rows_text(cli->arena, v->rows));
	buf_addc(&cli->out, '\n');
	if (v->error) {
		error_render(&cli->out, v->error, false);
	} else if (v->verdict == MIGRATE_NOT_UNDONE || v->verdict == MIGRATE_NOT_REPEATED ||
	           v->verdict == MIGRATE_ROWS_LOST) {
		buf_adds(&cli->out, "     ");
		terminal_escape(&cli->out, v->text);
		buf_addc(&cli->out, '\n');
	}
}

static void print_text(struct cli *cli, const struct verify_report *r)
{
	for (size_t i = 0; i < r->result.len; i++)
		print_one(cli, &r->result.items[i]);
	if (r->models && r->left.ops.len) {
		buf_adds(&cli->out, "FAIL models: the scripts don't lead to them\n");
		render_text(&cli->out, r->dialect, &r->left, false);
	} else if (r->models) {
		buf_adds(&cli->out, "ok   models\n");
	}
	buf_addf(&cli->out, "%zu verified, %zu failed\n", count(r, false), count(r, true));
}

static void print_rows(struct json *j, const struct migrate_rows *rows)
{
	json_key(j, "rows");
	json_put_int(j, rows->made);
	json_key(j, "rows_kept");
	json_put_int(j, rows->kept);
}

static void print_json(struct cli *cli, const struct verify_report *r)
{
	struct json j = cli_json(cli);

	json_open_object(&j);
	json_key(&j, "revisions");
	json_open_array(&j);
	for (size_t i = 0; i < r->result.len; i++) {
		const struct migrate_verified *v = &r->result.items[i];

		json_open_object(&j);
		json_key(&j, "revision");
		json_put_string(&j, v->revision->id);
		json_key(&j, "path");
		json_put_string(&j, v->revision->path);
		json_key(&j, "result");
		json_put_string(&j, verdicts[v->verdict].word);
		json_key(&j, "text");
		json_put_string(&j, v->text);
		if (v->rows)
			print_rows(&j, v->rows);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "models");
	if (r->models)
		json_put_bool(&j, !r->left.ops.len);
	else
		json_put_null(&j);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

void verify_print(struct cli *cli, const struct verify_report *r)
{
	if (cli->options.json)
		print_json(cli, r);
	else
		print_text(cli, r);
}

/* XML 1.0 has no place for control characters but tab and the line ends. */
static void add_xml(struct buf *out, const char *text)
{
	for (; text && *text; text++) {
		if (*text == '<')
			buf_adds(out, "&lt;");
		else if (*text == '>')
			buf_adds(out, "&gt;");
		else if (*text == '&')
			buf_adds(out, "&amp;");
		else if (*text == '"')
			buf_adds(out, "&quot;");
		else if ((unsigned char)*text >= ' ' || strchr("\t\n\r", *text))
			buf_addc(out, *text);
	}
}

static void add_case(struct buf *out, const char *name, const char *file, bool bad,
                     const char *title, const char *text)
{
	buf_adds(out, "  <testcase classname=\"limbeck.verify\" name=\"");
	add_xml(out, name);
	if (file) {
		buf_adds(out, "\" file=\"");
		add_xml(out, file);
	}
	if (!bad) {
		buf_adds(out, "\"/>\n");
		return;
	}
	buf_adds(out, "\">\n    <failure message=\"");
	add_xml(out, title);
	buf_adds(out, "\">");
	add_xml(out, text);
	buf_adds(out, "</failure>\n  </testcase>\n");
}

bool verify_junit(const struct verify_report *r, const char *path, struct error *err)
{
	struct buf out = { 0 }, left = { 0 };

	buf_addf(&out,
	         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	         "<testsuite name=\"limbeck verify\" tests=\"%zu\" failures=\"%zu\">\n",
	         count(r, false) + count(r, true), count(r, true));
	for (size_t i = 0; i < r->result.len; i++) {
		const struct migrate_verified *v = &r->result.items[i];

		add_case(&out, v->revision->id, v->revision->path, verdicts[v->verdict].bad,
		         verdicts[v->verdict].sentence, v->text);
	}
	if (r->models) {
		render_text(&left, r->dialect, &r->left, false);
		add_case(&out, "models", NULL, r->left.ops.len,
		         "the scripts don't lead to the models", buf_str(&left));
	}
	buf_adds(&out, "</testsuite>\n");
	bool ok = file_write(path, buf_str(&out), out.len, false, err);
	buf_release(&left);
	buf_release(&out);
	return ok;
}
