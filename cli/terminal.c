/*
 * cli/terminal.c - colour, harmless output, questions
 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

bool terminal_colour(const char *when, FILE *stream)
{
	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	const char *term = getenv("TERM");
	return text_empty(getenv("NO_COLOR")) && !(term && !strcmp(term, "dumb")) &&
	       isatty(fileno(stream));
}

/* U+0080 to U+009F are control characters too, some terminals obey them. */
static bool is_c1(const unsigned char *s)
{
	return s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f;
}

void terminal_escape(struct buf *out, const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
		if (is_c1(s)) {
			buf_addf(out, "\\x%02x", s[1]);
			s++;
		} else if ((*s < 0x20 && *s != '\n' && *s != '\t') || *s == 0x7f) {
			buf_addf(out, "\\x%02x", *s);
		} else {
			buf_addc(out, (char)*s);
		}
	}
}

size_t terminal_columns(void)
{
	struct winsize size = { 0 };

	return !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

/* At most: what has three bytes or more may be wide. */
static size_t columns_of(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x80 && u < 0xc0 ? 0 : u >= 0xe1 ? 2 : 1;
}

void terminal_fit(struct buf *out, const char *text, size_t columns)
{
	struct buf clean = { 0 };
	size_t used = 0;

	terminal_escape(&clean, text);
	for (const char *c = buf_str(&clean); *c && *c != '\n'; c++) {
		used += columns_of(*c);
		if (used > columns)
			break;
		buf_addc(out, *c);
	}
	buf_release(&clean);
}

bool terminal_ask(const char *question, struct buf *out)
{
	struct buf safe = { 0 };
	int c;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return false;
	terminal_escape(&safe, question);
	fputs(buf_str(&safe), stderr);
	fflush(stderr);
	buf_release(&safe);
	while ((c = getchar()) != EOF && c != '\n')
		buf_addc(out, (char)c);
	return c != EOF;
}

bool terminal_confirm(const char *question, const char *option, struct error *err)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO)) {
		fail(err, ERR_REFUSED, "this needs a yes, and there is no terminal to ask on");
		return fail_hint(err, "%s says yes beforehand.", option);
	}
	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	if (!fgets(answer, sizeof answer, stdin))
		answer[0] = '\0';
	answer[strcspn(answer, "\r\n")] = '\0';
	if (text_same_nocase(answer, "y") || text_same_nocase(answer, "yes"))
		return true;
	return fail(err, ERR_REFUSED, "not confirmed, nothing was changed");
}
