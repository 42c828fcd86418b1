/* orm/postgresql/stub.c - a function that does nothing, for while another needs it */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* Its body isn't looked at: statements run with check_function_bodies off. */
const char *pg_stub(struct arena *a, const struct orm_definition *function)
{
	const char *text = function->definition, *at = text, *end;

	if (!text)
		return NULL;
	end = text + strlen(text);
	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_END)
			break;
		if (pg_token_is(&t, "language"))
			return arena_printf(a, "%.*sLANGUAGE sql AS ''", (int)(t.start - text),
			                    text);
		at = t.start + t.len;
	}
	return NULL;
}
