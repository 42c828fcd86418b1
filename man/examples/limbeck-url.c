/* man/examples/limbeck-url.c - the example of limbeck-url(3) */
#include "orm/url.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;

	if (!orm_url_parse(&a, "postgresql://ada:secret@db.example:5433/shop?sslmode=require", &url,
	                   &err)) {
		puts(err.message);
		return 1;
	}
	printf("%s on %s, sslmode %s\n", url.database, url.host, orm_url_param(&url, "sslmode"));
	/* For messages: without the password. */
	puts(orm_url_text(&a, &url, false));
	arena_release(&a);
	return 0;
}
