/* reflect/write/comment.c - comments that Lua and SQL share */
#include <string.h>

#include "reflect/write/write.h"

void write_comment(struct buf *out, const char *text)
{
	do {
		size_t len = strcspn(text, "\r\n");

		/* the space keeps Lua from seeing --[[ */
		buf_adds(out, len ? "-- " : "--");
		for (size_t i = 0; i < len; i++) {
			unsigned char c = (unsigned char)text[i];

			buf_addc(out, c < ' ' || c == 0x7F ? ' ' : text[i]);
		}
		buf_addc(out, '\n');
		text += len;
		text += text[0] == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	} while (*text);
}

void write_left_out(struct buf *out, const struct orm_metadata *m)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < m->left_out.len; i++) {
		const struct orm_left_out *l = &m->left_out.items[i];

		buf_cut(&text, 0);
		buf_addf(&text, "left out: %s %s: %s", l->kind, l->name, l->why);
		write_comment(out, buf_str(&text));
	}
	buf_release(&text);
}
