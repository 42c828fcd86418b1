/*
 * migrate/script.c - the folder of scripts
 */
#include "migrate/script.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"

static const struct migrate_format *format_of(const struct migrate_formats *formats,
                                              const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < formats->len; i++)
		if (!strcmp(dot + 1, formats->items[i]->extension))
			return formats->items[i];
	return NULL;
}

/* Line ends don't count: a checkout on another system must not look like an edit. */
static void checksum(const char *text, size_t len, char out[65])
{
	struct buf plain = { 0 };

	if (!memchr(text, '\r', len)) {
		sha256_hex(text, len, out);
		return;
	}
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
			buf_addc(&plain, text[i]);
	sha256_hex(buf_str(&plain), plain.len, out);
	buf_release(&plain);
}

static int line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

bool migrate_script_is_text(const char *path, const char *text, size_t len, struct error *err)
{
	const char *zero = memchr(text, 0, len);
	const char *line = text, *end;

	if (zero) {
		(void)fail(err, ERR_INPUT, "the script has a zero byte in it");
		(void)fail_hint(err,
		                "Text in UTF-16 has them: iconv -f utf-16 -t utf-8 converts it.");
		return fail_at(err, path, line_of(text, zero));
	}
	if (utf8_valid(text, len))
		return true;
	while ((end = memchr(line, '\n', len - (size_t)(line - text))) &&
	       utf8_valid(line, (size_t)(end - line)))
		line = end + 1;
	(void)fail(err, ERR_INPUT, "the script is not UTF-8");
	(void)fail_hint(err, "Convert it, for instance by iconv -f latin1 -t utf-8.");
	return fail_at(err, path, line_of(text, line));
}

static bool read_script(struct arena *a, const char *path, const struct migrate_format *format,
                        struct migrate_revision **out, struct error *err)
{
	struct migrate_revision *r = ARENA_NEW(a, struct migrate_revision);
	char *text;

	if (!file_read(a, path, &text, &r->text_len, err))
		return false;
	if (!migrate_script_is_text(path, text, r->text_len, err))
		return false;
	r->path = arena_strdup(a, path);
	r->text = text;
	r->format = format;
	checksum(text, r->text_len, r->checksum);
	*out = r;
	return format->read_header(a, r->path, text, r->text_len, r, err) ||
	       fail_at(err, r->path, 0);
}

/* A folder under way: `deep`: and those in it. */
struct reading {
	struct arena *arena;
	const struct migrate_formats *formats;
	struct migrate_revisions *out;
	bool deep;
};

static bool read_folder(struct reading *r, const char *dir, struct error *err)
{
	struct names files = { 0 };

	if (!file_list(r->arena, dir, &files, err)) {
		if (!*err->hint)
			(void)fail_hint(err, "Run limbeck init to make a folder for scripts.");
		return false;
	}
	for (size_t i = 0; i < files.len; i++) {
		const struct migrate_format *format = format_of(r->formats, files.items[i]);
		char *path = path_join(r->arena, dir, files.items[i]);
		struct migrate_revision *revision = NULL;

		if (file_is_dir(path)) {
			if (r->deep && !read_folder(r, path, err))
				return false;
			continue;
		}
		if (!format)
			continue;
		if (!read_script(r->arena, path, format, &revision, err))
			return false;
		vec_push(r->arena, r->out, revision);
	}
	return true;
}

bool migrate_scripts_read(struct arena *a, const char *dir, const struct migrate_formats *formats,
                          struct migrate_revisions *out, struct error *err)
{
	struct reading r = { a, formats, out, false };

	return read_folder(&r, dir, err);
}

bool migrate_scripts_read_deep(struct arena *a, const char *dir,
                               const struct migrate_formats *formats, struct migrate_revisions *out,
                               struct error *err)
{
	struct reading r = { a, formats, out, true };

	return read_folder(&r, dir, err);
}

char *migrate_new_id(struct arena *a)
{
	return random_hex(a, 12);
}
