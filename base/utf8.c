/* base/utf8.c - well-formed UTF-8, and how wide it is on a terminal */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/*
 * Reads one character of at most `len` bytes; returns its length, or 0 when
 * the bytes are no UTF-8 (RFC 3629).
 */
static size_t decode(const unsigned char *s, size_t len, uint32_t *out)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xC0 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (n == 0 || n > len || s[0] > 0xF4)
		return 0;
	uint32_t c = n == 1 ? s[0] : s[0] & (0xFFU >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3F);
	}
	if (c < smallest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*out = c;
	return n;
}

bool utf8_valid(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t c;
	for (size_t n; len; s += n, len -= n) {
		n = decode(s, len, &c);
		if (n == 0)
			return false;
	}
	return true;
}

struct range {
	uint32_t first, last;
};

/* Combining marks, joiners and variation selectors. */
static const struct range no_width[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x064B, 0x065F },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200F }, { 0x20D0, 0x20FF },
	{ 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

/* East Asian Width W and F (UAX #11), and emoji that are shown as pictures. */
static const struct range wide[] = {
	{ 0x1100, 0x115F },   { 0x2329, 0x232A },   { 0x2E80, 0x303E },   { 0x3041, 0x33FF },
	{ 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xA000, 0xA4CF },   { 0xA960, 0xA97F },
	{ 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 },   { 0x16FE0, 0x18D08 }, { 0x1B000, 0x1B2FB }, { 0x1F300, 0x1F64F },
	{ 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x1FA70, 0x1FAFF }, { 0x20000, 0x3FFFD },
};

static bool within(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

size_t utf8_width(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t width = 0, len = strlen(text);
	while (len) {
		uint32_t c = 0;
		size_t n = decode(s, len, &c);
		if (n == 0)
			n = 1;
		if (c < 0x300 || !within(c, no_width, COUNT(no_width)))
			width += c >= 0x1100 && within(c, wide, COUNT(wide)) ? 2 : 1;
		s += n;
		len -= n;
	}
	return width;
}
