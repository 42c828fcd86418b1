/* tests/support/pg_dump.c - what pg_dump says of a database, to be compared */
#include "tests/support/pg_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "orm/engine/conn.h"
#include "tests/support/catalogs.h"
#include "tests/support/server.h"

/* The newest one that is installed: it reads older servers too. */
static const char find_newest[] =
    "{ ls -d /usr/lib/postgresql/*/bin/pg_dump 2>/dev/null | sort -t/ -k5 -rn; "
    "command -v pg_dump; } | head -n 1";

static char *output_of(struct arena *a, const char *command)
{
	FILE *f = popen(command, "r");
	struct buf b = { 0 };
	char piece[4096];
	size_t n;

	while (f && (n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_add(&b, piece, n);
	if (!f || pclose(f) != 0)
		buf_cut(&b, 0);
	return buf_take(&b, a);
}

static bool fits(struct arena *a, const char *program, const char *url)
{
	struct orm_conn *c = server_connect(url);
	int server = orm_conn_version(c) / 10000;
	const char *version =
	    output_of(a, arena_printf(a, "%s --version | sed 's/[^0-9]*//'", program));

	orm_close(c);
	return atoi(version) >= server;
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool is_noise(const char *line)
{
	return !*line || !strncmp(line, "--", 2) || !strncmp(line, "SET ", 4) || *line == '\\' ||
	       !strncmp(line, "SELECT pg_catalog.set_config", 28);
}

/* Columns come in another order once one was added: lines are sorted, without commas. */
static void add_entry(struct arena *a, struct pg_dump *out, const char *header, struct names *lines)
{
	struct buf b = { 0 };
	const char *old = map_get(out->entries, header);

	if (lines->len)
		qsort(lines->items, lines->len, sizeof *lines->items, by_text);
	if (old)
		buf_adds(&b, old);
	else
		vec_push(a, &out->headers, header);
	for (size_t i = 0; i < lines->len; i++)
		buf_addf(&b, "%s\n", lines->items[i]);
	map_put(out->entries, header, buf_take(&b, a));
	*lines = (struct names){ 0 };
}

void pg_dump_read(struct arena *a, const char *url, struct pg_dump *out)
{
	char *program = output_of(a, find_newest), *text, *end;
	const char *header = "start";
	struct names lines = { 0 };

	*out = (struct pg_dump){ .entries = map_new(a) };
	program[strcspn(program, "\n")] = '\0';
	if (!*program || !fits(a, program, url)) {
		catalogs_read(a, url, out);
		return;
	}
	text = output_of(a, arena_printf(a, "%s --schema-only '%s'", program, url));
	for (char *line = text; *line; line = end) {
		size_t len = strcspn(line, "\n");

		end = line + len + (line[len] == '\n');
		line[len] = '\0';
		if (!strncmp(line, "-- Name: ", 9)) {
			add_entry(a, out, header, &lines);
			header = line + 3;
		}
		if (is_noise(line))
			continue;
		if (line[len - 1] == ',')
			line[len - 1] = '\0';
		vec_push(a, &lines, line);
	}
	add_entry(a, out, header, &lines);
}

static bool has_line(const char *text, const char *line, size_t len)
{
	for (const char *at = text; at && *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\n") == len && !strncmp(at, line, len))
			return true;
	return false;
}

/* The lines of `text` that the other hasn't. */
static void add_lines(struct buf *b, const char *mark, const char *text, const char *other)
{
	for (const char *at = text; at && *at;) {
		size_t len = strcspn(at, "\n");

		if (!has_line(other, at, len))
			buf_addf(b, "%s %.*s\n", mark, (int)len, at);
		at += len + (at[len] == '\n');
	}
}

const char *pg_dump_differ(struct arena *a, const struct pg_dump *x, const struct pg_dump *y)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < x->headers.len; i++) {
		const char *header = x->headers.items[i];
		const char *p = map_get(x->entries, header), *q = map_get(y->entries, header);

		if (q && !strcmp(p, q))
			continue;
		buf_addf(&b, "== %s%s\n", header, q ? "" : ": not wanted");
		add_lines(&b, "+", p, q);
		add_lines(&b, "-", q, p);
	}
	for (size_t i = 0; i < y->headers.len; i++) {
		const char *header = y->headers.items[i];

		if (map_get(x->entries, header))
			continue;
		buf_addf(&b, "== %s: not there\n", header);
		add_lines(&b, "-", map_get(y->entries, header), NULL);
	}
	return buf_take(&b, a);
}
