/*
 * cli/draft_file.c - a new script's file: its template, its name, what runs on it
 */
#include "cli/draft_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/project.h"
#include "lua/luax.h"
#include "migrate/render.h"
#include "migrate/script_name.h"

/* What a template's ${words} stand for. */
struct fill {
	const struct orm_dialect *dialect;
	const struct migrate_revision *revision;
	const char *comment;
	const struct migrate_ops *up, *down;
};

static void add_header(struct buf *out, const struct fill *f)
{
	render_lua_header(out, f->revision, f->comment);
	/* The template has the end of the line. */
	buf_cut(out, out->len - 1);
}

static void add_message(struct buf *out, const struct fill *f)
{
	buf_adds(out, or_default(f->revision->message, ""));
}

static void add_revision(struct buf *out, const struct fill *f)
{
	buf_adds(out, f->revision->id);
}

static void add_date(struct buf *out, const struct fill *f)
{
	buf_adds(out, or_default(f->revision->created, ""));
}

static void add_list(struct buf *out, const struct names *list)
{
	for (size_t i = 0; i < list->len; i++)
		buf_addf(out, "%s%s", i ? ", " : "", list->items[i]);
}

static void add_parents(struct buf *out, const struct fill *f)
{
	add_list(out, &f->revision->down);
}

static void add_upgrades(struct buf *out, const struct fill *f)
{
	if (f->up)
		render_lua_ops(out, f->dialect, f->up, 1);
}

static void add_downgrades(struct buf *out, const struct fill *f)
{
	if (f->up && !f->down)
		buf_adds(out, "  op.raise_irreversible(\"this revision can't be undone\")\n");
	else if (f->down)
		render_lua_ops(out, f->dialect, f->down, 1);
}

/* `lines`: it stands on a line of its own, and takes that line. */
static const struct word {
	const char *name;
	void (*add)(struct buf *out, const struct fill *f);
	bool lines;
} words[] = {
	{ "${header}", add_header, false },        { "${message}", add_message, false },
	{ "${up_revision}", add_revision, false }, { "${down_revision}", add_parents, false },
	{ "${create_date}", add_date, false },     { "${upgrades}", add_upgrades, true },
	{ "${downgrades}", add_downgrades, true },
};

static const struct word *find_word(const char *p)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strncmp(p, words[i].name, strlen(words[i].name)))
			return &words[i];
	return NULL;
}

static bool fail_word(const char *path, const char *text, const char *at, struct error *err)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	fail(err, ERR_INPUT, "\"%.*s\" stands for nothing in a template",
	     (int)strcspn(at, "}\n") + 1, at);
	fail_hint(err, "Known are ${header}, ${message}, ${up_revision}, ${down_revision}, "
	               "${create_date}, ${upgrades} and ${downgrades}.");
	return fail_at(err, path, line);
}

/* Takes back the blanks before a word that stands for lines. */
static void cut_blanks(struct buf *out)
{
	while (out->len && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\t'))
		buf_cut(out, out->len - 1);
}

static bool fill_in(const char *path, const char *text, const struct fill *f, struct buf *out,
                    struct error *err)
{
	for (const char *p = text; *p;) {
		const struct word *w = find_word(p);

		if (!w && p[0] == '$' && p[1] == '{')
			return fail_word(path, text, p, err);
		if (!w) {
			buf_addc(out, *p++);
			continue;
		}
		p += strlen(w->name);
		if (w->lines) {
			cut_blanks(out);
			p += *p == '\n';
		}
		w->add(out, f);
	}
	return true;
}

/* It has to be the script that was asked for, or it would be found out later. */
static bool check_filled(struct cli *cli, const char *path, const struct buf *text,
                         const struct migrate_revision *r, struct error *err)
{
	struct migrate_revision read = { 0 };

	if (!luax_script_format.read_header(cli->arena, path, text->data, text->len, &read, err))
		return false;
	if (!strcmp(read.id, r->id) && read.down.len == r->down.len)
		return true;
	fail(err, ERR_INPUT, "the template doesn't say which revision it is and what it follows");
	fail_hint(err, "Let it begin with ${header}.");
	return fail_at(err, path, 1);
}

bool draft_render_lua(struct cli *cli, struct buf *out, const struct orm_dialect *d,
                      const struct migrate_revision *r, const char *comment,
                      const struct migrate_ops *up, const struct migrate_ops *down,
                      struct error *err)
{
	struct fill f = { .dialect = d, .revision = r, .comment = comment, .up = up, .down = down };
	const struct cli_project *p;
	size_t len;
	char *text;

	if (!project_get(cli, &p, err))
		return false;
	if (!p->config.script_template) {
		render_lua_script(out, d, r, comment, up, down);
		return true;
	}
	return file_read(cli->arena, p->config.script_template, &text, &len, err) &&
	       fill_in(p->config.script_template, text, &f, out, err) &&
	       check_filled(cli, p->config.script_template, out, r, err);
}

/* The words as they are given to execvp; the path takes its place or comes last. */
static char **arguments(struct cli *cli, const struct luax_command *c, const char *path)
{
	static const char token[] = "REVISION_SCRIPT_FILENAME";
	size_t n = 0;
	bool placed = false;
	char **list = arena_alloc(cli->arena, (c->words.len + 5) * sizeof *list);

	if (c->shell) {
		list[n++] = arena_strdup(cli->arena, "sh");
		list[n++] = arena_strdup(cli->arena, "-c");
		list[n++] = arena_printf(cli->arena, "%s \"$1\"", c->words.items[0]);
		list[n++] = arena_strdup(cli->arena, "limbeck");
	}
	for (size_t i = 0; i < c->words.len && !c->shell; i++) {
		bool here = !strcmp(c->words.items[i], token);

		placed |= here;
		list[n++] = arena_strdup(cli->arena, here ? path : c->words.items[i]);
	}
	if (!placed)
		list[n++] = arena_strdup(cli->arena, path);
	list[n] = NULL;
	return list;
}

/* What it prints goes to standard error: the result is the path. */
static bool start(char **list, int *status, struct error *err)
{
	pid_t pid = fork();

	if (pid < 0)
		return fail(err, ERR_IO, "can't start \"%s\": %s", list[0], strerror(errno));
	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(list[0], list);
		_exit(127);
	}
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return fail(err, ERR_IO, "can't wait for \"%s\": %s", list[0],
			            strerror(errno));
	return true;
}

static bool run_command(struct cli *cli, const struct cli_project *p, const struct luax_command *c,
                        const char *path, struct error *err)
{
	int status = 0;

	if (!start(arguments(cli, c, path), &status, err))
		return false;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		fail(err, ERR_IO, "can't run \"%s\" on the new script", c->words.items[0]);
	else if (WIFEXITED(status))
		fail(err, ERR_IO, "\"%s\" failed on the new script with status %d",
		     c->words.items[0], WEXITSTATUS(status));
	else
		fail(err, ERR_IO, "\"%s\" was ended by a signal", c->words.items[0]);
	fail_hint(err, "It is one of post_write_hooks.  The script was removed again.");
	return fail_at(err, p->config.file, c->line);
}

static const char *path_of(struct cli *cli, const struct cli_project *p,
                           const struct migrate_revision *r, const char *format)
{
	const char *name = migrate_script_name(
	    cli->arena, or_default(p->config.file_template, MIGRATE_FILE_TEMPLATE),
	    p->config.truncate_slug_length, r);

	return path_join(cli->arena, or_default(r->folder, p->migrations),
	                 arena_printf(cli->arena, "%s.%s", name, format));
}

bool draft_file(struct cli *cli, struct migrate_revision *r, const char *format,
                const struct buf *text, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	r->path = path_of(cli, p, r, format);
	if (!file_mkdir(path_dir(cli->arena, r->path), err) ||
	    !file_write(r->path, text->data, text->len, true, err))
		return false;
	for (size_t i = 0; i < p->config.post_write_hooks.len; i++) {
		if (run_command(cli, p, &p->config.post_write_hooks.items[i], r->path, err))
			continue;
		remove(r->path);
		return false;
	}
	return true;
}
