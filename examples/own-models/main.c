/*
 * examples/own-models/main.c - a program that looks after its own database
 *
 *	cc -o shop main.c shop.c $(pkg-config --cflags --libs limbeck-cli)
 *	./shop schema revision --autogenerate -m "first"
 *	./shop schema upgrade
 *	./shop
 *
 * What follows the word "schema" is limbeck's command line, which knows the models of
 * this program: nothing has to be written down twice, or installed.
 */
#include <stdio.h>
#include <string.h>

#include "cli/main.h"
#include "orm/dsl.h"
#include "orm/session/session.h"
#include "shop.h"

static int show(struct orm_session *s)
{
	int64_t customers = HOW_MANY(s, Customer), orders = HOW_MANY(s, Order);

	if (customers < 0 || orders < 0) {
		fprintf(stderr, "shop: %s\n", orm_session_error(s)->message);
		return 1;
	}
	printf("%d customers, %d orders\n", (int)customers, (int)orders);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_registry *registry;
	struct orm_url url;
	struct orm_conn *c;

	if (argc > 1 && !strcmp(argv[1], "schema"))
		return limbeck_main(argc - 1, argv + 1, shop_models);
	if (!orm_url_parse(&a, "sqlite:///shop.db", &url, &err) ||
	    !orm_connect(&url, NULL, &c, &err) ||
	    !orm_registry_new(&a, shop_models, &registry, &err)) {
		fprintf(stderr, "shop: %s\n", err.message);
		return 1;
	}
	struct orm_session *s = orm_session_new(c, registry, NULL);
	int status = show(s);
	orm_session_close(s);
	orm_close(c);
	arena_release(&a);
	return status;
}
