/* orm/mysql/setting.c - isolation, timeouts and XA transactions of MySQL and MariaDB */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "orm/mysql/mysql.h"

const struct orm_twophase my_twophase = {
	.begin = "XA START %s",
	.prepare = { "XA END %s", "XA PREPARE %s" },
	.undo = { "XA END %s", "XA ROLLBACK %s" },
	.commit = "XA COMMIT %s",
	.rollback = "XA ROLLBACK %s",
	.find = "XA RECOVER",
	.column = 3,
	.unknown = "XAE04",
};

/* The variable's name is another one in each line of versions. */
static bool remember_isolation(struct orm_conn *c, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	const char *const *row;
	bool ok = h->isolation ||
	          my_ask(c, &a,
	                 "SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', "
	                 "'tx_isolation')",
	                 &row, err);
	if (ok && !h->isolation) {
		char *level = arena_strdup(&c->arena, row ? row[1] : "REPEATABLE-READ");
		for (char *p = level; *p; p++)
			*p = *p == '-' ? ' ' : *p;
		h->isolation = level;
	}
	arena_release(&a);
	return ok;
}

static bool set(struct orm_conn *c, const char *what, const char *value, struct error *err)
{
	struct arena a = { 0 };
	bool ok = my_run(c, arena_printf(&a, "SET SESSION %s%s", what, value), err);
	arena_release(&a);
	return ok;
}

bool my_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err)
{
	return remember_isolation(c, err) &&
	       set(c, "TRANSACTION ISOLATION LEVEL ",
	           level ? orm_isolation_text(level) : my_handle(c)->isolation, err);
}

/* Seconds there, milliseconds here. */
bool my_set_timeout(struct orm_conn *c, int ms, struct error *err)
{
	struct arena a = { 0 };
	bool mariadb = my_is_mariadb(c->dialect);
	const char *value = ms == 0   ? "DEFAULT"
	                    : mariadb ? arena_printf(&a, "%d.%03d", ms / 1000, ms % 1000)
	                              : arena_printf(&a, "%d", ms);
	bool ok = set(c, mariadb ? "max_statement_time = " : "max_execution_time = ", value, err);
	arena_release(&a);
	return ok;
}

#endif
