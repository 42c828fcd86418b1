/*
 * cli/lanes.c - a history drawn with lines, newest first, as git draws it
 *
 * Each lane waits for one revision: the next that it leads down to.  A revision
 * ends all lanes that wait for it but the first, and begins one for each parent.
 */
#include "cli/lanes.h"

#include <string.h>

struct lanes {
	struct cli *cli;
	struct map *shown; /* ids of the list: what isn't in it ends a lane */
	VEC(const struct migrate_revision *);
};

static void add_row(struct lanes *l, char *row)
{
	size_t len = strlen(row);

	while (len && row[len - 1] == ' ')
		len--;
	buf_add(&l->cli->out, row, len);
	buf_addc(&l->cli->out, '\n');
}

/* '|' for each of `count` lanes, with room for one more. */
static char *bars(struct lanes *l, size_t count)
{
	size_t len = 2 * count + 2;
	char *row = arena_alloc(l->cli->arena, len + 1);

	memset(row, ' ', len);
	row[len] = '\0';
	for (size_t i = 0; i < count; i++)
		row[2 * i] = '|';
	return row;
}

static void take_out(struct lanes *l, size_t lane)
{
	memmove(&l->items[lane], &l->items[lane + 1], (l->len - lane - 1) * sizeof *l->items);
	l->len--;
}

/* A line that leads one lane into another to its left: "| |_|/". */
static void join(struct lanes *l, size_t into, size_t lane)
{
	char *row = bars(l, l->len);

	for (size_t i = 2 * into + 1; i < 2 * lane - 1; i += 2)
		row[i] = '_';
	row[2 * lane - 1] = '/';
	row[2 * lane] = ' ';
	for (size_t i = lane + 1; i < l->len; i++) {
		row[2 * i] = ' ';
		row[2 * i - 1] = '/';
	}
	add_row(l, row);
	take_out(l, lane);
}

/* A line that begins a lane right of another: "|\". */
static void divide(struct lanes *l, size_t lane, const struct migrate_revision *parent)
{
	char *row = bars(l, l->len);

	for (size_t i = lane; i < l->len; i++) {
		row[2 * i + 1] = '\\';
		if (i > lane)
			row[2 * i] = ' ';
	}
	add_row(l, row);
	vec_push(l->cli->arena, l, parent);
	memmove(&l->items[lane + 2], &l->items[lane + 1], (l->len - lane - 2) * sizeof *l->items);
	l->items[lane + 1] = parent;
}

/* A lane that leads nowhere further; those right of it move up. */
static void end(struct lanes *l, size_t lane)
{
	char *row = bars(l, l->len);

	if (lane + 1 < l->len) {
		row[2 * lane] = ' ';
		for (size_t i = lane + 1; i < l->len; i++) {
			row[2 * i] = ' ';
			row[2 * i - 1] = '/';
		}
		add_row(l, row);
	}
	take_out(l, lane);
}

static size_t find(const struct lanes *l, const struct migrate_revision *r, size_t from)
{
	while (from < l->len && l->items[from] != r)
		from++;
	return from;
}

/* The text beside the lanes, the first line at the revision's mark. */
static void draw_text(struct lanes *l, size_t lane, const struct migrate_revision *r,
                      const struct describe *d)
{
	struct buf text = { 0 };
	char *row = bars(l, l->len);

	if (l->cli->options.verbose)
		describe_block(&text, r, d);
	else
		describe_line(&text, r, d);
	row[2 * lane] = '*';
	for (char *at = text.data, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		/* no blank at the end of a line */
		buf_add(&l->cli->out, row, 2 * l->len - (end == at));
		buf_add(&l->cli->out, at, (size_t)(end - at));
		buf_addc(&l->cli->out, '\n');
		row[2 * lane] = '|';
	}
	buf_release(&text);
}

static void draw(struct lanes *l, const struct migrate_revision *r, const struct describe *d)
{
	size_t lane = find(l, r, 0), other;
	bool kept = false;

	if (lane == l->len)
		vec_push(l->cli->arena, l, r);
	while ((other = find(l, r, lane + 1)) < l->len)
		join(l, lane, other);
	draw_text(l, lane, r, d);
	for (size_t i = 0; i < r->parents.len; i++) {
		const struct migrate_revision *parent = r->parents.items[i];

		if (!map_has(l->shown, parent->id))
			continue;
		if (kept)
			divide(l, lane, parent);
		else
			l->items[lane] = parent;
		kept = true;
	}
	if (!kept)
		end(l, lane);
}

void lanes_draw(struct cli *cli, const struct migrate_revisions *list, const struct describe *d)
{
	struct lanes l = { .cli = cli, .shown = map_new(cli->arena) };

	for (size_t i = 0; i < list->len; i++)
		map_put(l.shown, list->items[i]->id, list->items[i]);
	for (size_t i = 0; i < list->len; i++)
		draw(&l, list->items[i], d);
}
