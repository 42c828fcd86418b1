/*
 * migrate/squash_text.c - several scripts as one
 *
 * Each is kept as it was, in a function of its own, so that whatever it does to
 * rows is done still.
 */
#include <string.h>

#include "base/text.h"
#include "migrate/render.h"
#include "migrate/script.h"
#include "migrate/squash.h"
#include "reflect/write/write.h"

/* [==[ ... ]==] with as many signs as it takes. */
static void add_long(struct buf *out, const char *text, size_t len)
{
	char close[40] = "]";
	struct buf copy = { 0 };
	size_t level = 1;

	buf_add(&copy, text, len);
	do {
		memset(close + 1, '=', level);
		strcpy(close + 1 + level, "]");
	} while (strstr(buf_str(&copy), close) && ++level < sizeof close - 3);
	buf_addc(out, '[');
	buf_fill(out, '=', level);
	buf_adds(out, "[\n");
	buf_add(out, text, len);
	buf_adds(out, close);
	buf_release(&copy);
}

static void add_section(struct buf *out, const struct migrate_revision *r,
                        enum migrate_direction direction)
{
	size_t len;
	const char *text = migrate_sql_section(r, direction, &len);

	if (!text) {
		buf_adds(out, "nil");
		return;
	}
	buf_adds(out, "function() op.execute(");
	add_long(out, text, len);
	buf_adds(out, ") end");
}

static void add_sql(struct buf *out, const struct migrate_revision *r)
{
	buf_adds(out, "  return ");
	add_section(out, r, MIGRATE_UP);
	buf_adds(out, ",\n    ");
	add_section(out, r, MIGRATE_DOWN);
}

static void add_lua(struct buf *out, const struct migrate_revision *r)
{
	buf_adds(out,
	         "  local revision, down_revision, branch_labels, depends_on, replaces, created\n"
	         "  local upgrade, downgrade\n\n");
	/* Only at the start of a file is it a byte order mark. */
	size_t mark = text_starts(r->text, "\xef\xbb\xbf") ? 3 : 0;
	buf_add(out, r->text + mark, r->text_len - mark);
	buf_adds(out, text_ends(buf_str(out), "\n") ? "" : "\n");
	buf_adds(out, "\n  return upgrade, downgrade");
}

static const char run[] =
    "\nfunction upgrade()\n"
    "  for i = 1, #parts do\n"
    "    local up = parts[i]()\n"
    "    up()\n"
    "  end\n"
    "end\n"
    "\n"
    "function downgrade()\n"
    "  for i = 1, #parts do\n"
    "    local _, down, id = parts[i]()\n"
    "    if not down then\n"
    "      op.raise_irreversible(\"revision \" .. id .. \" can't be undone\")\n"
    "    end\n"
    "  end\n"
    "  for i = #parts, 1, -1 do\n"
    "    local _, down = parts[i]()\n"
    "    down()\n"
    "  end\n"
    "end\n";

bool migrate_squash_text(struct buf *out, const struct migrate_revision *r, const char *comment,
                         const struct migrate_revisions *list, struct error *err)
{
	render_lua_header(out, r, comment);
	buf_adds(out, "\n-- each part is a script as it was\nlocal parts = {}\n");
	for (size_t i = 0; i < list->len; i++) {
		const struct migrate_revision *part = list->items[i];
		bool sql = part->format == &migrate_sql_format;

		if (!part->text) {
			(void)fail(err, ERR_INPUT, "revision \"%s\" has no script", part->id);
			return false;
		}
		buf_addf(out, "\nparts[%zu] = function() -- %s\n", i + 1, part->id);
		if (sql)
			add_sql(out, part);
		else
			add_lua(out, part);
		buf_adds(out, ", ");
		write_lua_string(out, part->id);
		buf_adds(out, "\nend\n");
	}
	buf_adds(out, run);
	return true;
}
