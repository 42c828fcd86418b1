/*
 * migrate/import.c - histories of other tools as scripts
 */
#include "migrate/import.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "migrate/import_text.h"
#include "migrate/script.h"

/* What a file's name says. */
struct named {
	const char *path, *version, *slug;
	bool down;
};

struct version {
	const char *id, *message;
	const char *up_path, *down_path;
	struct import_text up, down;
};

struct importer {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const char *dir;
	struct {
		VEC(struct version *);
	} versions;
	struct map *by_id;
	struct migrate_imported *out;
	struct error *err;
};

/* Characters that an id can't have become '_'. */
static const char *clean_id(struct arena *a, const char *text, size_t len)
{
	char *id = arena_strndup(a, text, len);

	for (char *c = id; *c; c++)
		if (strchr("@-+:,/", *c) || isspace((unsigned char)*c))
			*c = '_';
	return id;
}

static const char *words(struct arena *a, const char *slug)
{
	char *out = arena_strdup(a, slug);

	for (char *c = out; *c; c++)
		if (*c == '_' || *c == '-' || *c == '.')
			*c = ' ';
	return text_trim(a, out, strlen(out));
}

/* "V1.2__add_orders": one of these letters, a version, two underscores. */
static bool is_flyway(const char *stem, size_t *version_len)
{
	if (!strchr("VUR", stem[0]))
		return false;
	*version_len = strspn(stem + 1, "0123456789._");
	while (*version_len && stem[*version_len] == '_')
		(*version_len)--;
	return !strncmp(stem + 1 + *version_len, "__", 2) && (*version_len || stem[0] == 'R');
}

static void read_name(struct importer *im, const char *name, struct named *out)
{
	bool up = text_ends(name, ".up.sql");
	size_t digits, version;

	out->down = text_ends(name, ".down.sql");
	const char *stem = arena_strndup(im->arena, name,
	                                 strlen(name) - (up          ? strlen(".up.sql")
	                                                 : out->down ? strlen(".down.sql")
	                                                             : strlen(".sql")));
	if (!up && !out->down && is_flyway(stem, &version)) {
		out->down = stem[0] == 'U';
		out->version = clean_id(im->arena, stem + 1, version);
		out->slug = words(im->arena, stem + 1 + version);
		return;
	}
	digits = strspn(stem, "0123456789");
	out->version = clean_id(im->arena, stem, digits ? digits : strlen(stem));
	out->slug = words(im->arena, stem + digits);
}

static struct version *version_of(struct importer *im, const struct named *n)
{
	struct version *v = map_get(im->by_id, n->version);

	if (!v) {
		v = ARENA_NEW(im->arena, struct version);
		v->id = n->version;
		v->message = n->slug;
		map_put(im->by_id, v->id, v);
		vec_push(im->arena, &im->versions, v);
	}
	return v;
}

static bool twice(struct importer *im, const struct named *n, const char *other)
{
	fail(im->err, ERR_INPUT, "\"%s\" and \"%s\" have the same version", other, n->path);
	fail_hint(im->err, "Give one of them another, or leave it out of the folder.");
	return fail_at(im->err, n->path, 0);
}

static bool add_file(struct importer *im, const char *name)
{
	struct named n = { .path = path_join(im->arena, im->dir, name) };
	struct import_text up = { 0 }, down = { 0 };
	char *text;
	size_t len;

	read_name(im, name, &n);
	if (!file_read(im->arena, n.path, &text, &len, im->err) ||
	    !migrate_script_is_text(n.path, text, len, im->err))
		return false;
	/* A byte order mark would be in the middle of the script. */
	if (text_starts(text, "\xef\xbb\xbf"))
		text += 3, len -= 3;
	struct version *v = version_of(im, &n);
	import_split(text, len, n.down ? &down : &up, n.down ? &up : &down);
	if (up.text) {
		if (v->up_path)
			return twice(im, &n, v->up_path);
		v->up_path = n.path;
		v->up = up;
		v->message = n.slug;
	}
	if (down.text) {
		if (v->down_path)
			return twice(im, &n, v->down_path);
		v->down_path = n.path;
		v->down = down;
	}
	return true;
}

/* "R__views.sql" of Flyway runs whenever it changed: no revision does that. */
static bool is_repeatable(const char *name)
{
	return text_starts(name, "R__");
}

static bool read_dir(struct importer *im)
{
	struct names files = { 0 };

	if (!file_list(im->arena, im->dir, &files, im->err))
		return false;
	for (size_t i = 0; i < files.len; i++) {
		if (!text_ends(files.items[i], ".sql"))
			continue;
		if (is_repeatable(files.items[i]))
			vec_push(im->arena, &im->out->remarks,
			         arena_printf(im->arena,
			                      "\"%s\" is repeatable: left out, declare what it "
			                      "makes in the models",
			                      files.items[i]));
		else if (!add_file(im, files.items[i]))
			return false;
	}
	if (im->versions.len)
		return true;
	fail(im->err, ERR_INPUT, "there are no SQL files in \"%s\"", im->dir);
	return fail_hint(im->err, "Known are up and down pairs, V1__name.sql, and files with "
	                          "markers of goose, dbmate or sql-migrate.");
}

/* Numbers compare as numbers: V2 before V10, 9 before 0010. */
static int compare_versions(const void *x, const void *y)
{
	const char *a = (*(struct version *const *)x)->id, *b = (*(struct version *const *)y)->id;

	while (*a && *b) {
		if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) {
			if (*a != *b)
				return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
			a++, b++;
			continue;
		}
		a += strspn(a, "0"), b += strspn(b, "0");
		size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
		int order = n != m ? (n < m ? -1 : 1) : strncmp(a, b, n);
		if (order)
			return order;
		a += n, b += m;
	}
	return *a ? 1 : *b ? -1 : 0;
}

static bool add_section(struct importer *im, struct buf *out, const char *name, const char *path,
                        const struct import_text *t)
{
	if (!path)
		return true;
	buf_addf(out, "\n-- limbeck: %s\n", name);
	return import_statements(im->arena, im->dialect, path, t, out, im->err);
}

static bool add_revision(struct importer *im, const struct version *v, const struct names *down)
{
	struct migrate_revision *r = ARENA_NEW(im->arena, struct migrate_revision);
	struct buf text = { 0 };

	if (!v->up_path) {
		fail(im->err, ERR_INPUT, "there is no script up to \"%s\"", v->down_path);
		fail_hint(im->err,
		          "Bring the one back that it undoes, or leave it out of the folder.");
		return fail_at(im->err, v->down_path, 0);
	}
	r->id = v->id;
	r->message = v->message;
	r->down = *down;
	buf_addf(&text, "-- %s\n-- imported from %s\n-- revision: %s\n", v->message,
	         path_base(v->up_path), v->id);
	for (size_t i = 0; i < down->len; i++)
		buf_addf(&text, "%s%s", i ? ", " : "-- down_revision: ", down->items[i]);
	buf_adds(&text, down->len ? "\n" : "");
	bool ok = add_section(im, &text, "upgrade", v->up_path, &v->up) &&
	          add_section(im, &text, "downgrade", v->down_path, &v->down);
	r->text_len = text.len;
	r->text = buf_take(&text, im->arena);
	r->path = migrate_script_filename(im->arena, r, "sql");
	vec_push(im->arena, &im->out->revisions, r);
	return ok;
}

bool migrate_import(struct arena *a, const struct orm_dialect *d, const char *dir,
                    const struct names *down, struct migrate_imported *out, struct error *err)
{
	struct importer im = {
		.arena = a, .dialect = d, .dir = dir, .by_id = map_new(a), .out = out, .err = err
	};
	struct names parent = *down;

	if (!read_dir(&im))
		return false;
	qsort(im.versions.items, im.versions.len, sizeof *im.versions.items, compare_versions);
	for (size_t i = 0; i < im.versions.len; i++) {
		if (!add_revision(&im, im.versions.items[i], &parent))
			return false;
		parent = (struct names){ 0 };
		vec_push(a, &parent, im.versions.items[i]->id);
	}
	return true;
}
