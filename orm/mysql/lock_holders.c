/* orm/mysql/lock_holders.c - who holds what a statement waited for */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/buf.h"
#include "base/text.h"

/* For people: process 12 (root@localhost, asleep for 40 s): its last statement */
#define WHO                                                                                \
	"CONCAT('`', n.name, '` is locked by connection ', p.ID, ' (', p.USER, '@', "      \
	"SUBSTRING_INDEX(p.HOST, ':', 1), ', ', IF(p.COMMAND = 'Sleep', 'idle', 'busy'), " \
	"' for ', GREATEST(p.TIME, 0), ' s)', COALESCE(CONCAT(': ', LEFT(p.INFO, 100)), '')) "

/* The statement's text comes once, as a literal, where ? is. */
static const char *const queries[] = {
	/* MySQL */
	"SELECT " WHO "FROM (SELECT DISTINCT m.OBJECT_NAME AS name, t.PROCESSLIST_ID AS id "
	"FROM performance_schema.metadata_locks m "
	"JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID "
	"WHERE m.LOCK_STATUS = 'GRANTED' AND m.OBJECT_TYPE = 'TABLE' "
	"AND m.OBJECT_SCHEMA = DATABASE() AND t.PROCESSLIST_ID <> CONNECTION_ID() "
	"AND LOCATE(LOWER(m.OBJECT_NAME), LOWER(?)) > 0) n "
	"JOIN information_schema.PROCESSLIST p ON p.ID = n.id ORDER BY p.TIME DESC LIMIT 1",
	/* MariaDB with the plugin metadata_lock_info */
	"SELECT " WHO "FROM (SELECT DISTINCT m.TABLE_NAME AS name, m.THREAD_ID AS id "
	"FROM information_schema.METADATA_LOCK_INFO m WHERE m.TABLE_SCHEMA = DATABASE() "
	"AND m.THREAD_ID <> CONNECTION_ID() "
	"AND LOCATE(LOWER(m.TABLE_NAME), LOWER(?)) > 0) n "
	"JOIN information_schema.PROCESSLIST p ON p.ID = n.id ORDER BY p.TIME DESC LIMIT 1",
	/* Without it: whose transaction has been open for longest */
	"SELECT CONCAT('the longest open transaction is that of connection ', p.ID, ' (', p.USER, "
	"'@', SUBSTRING_INDEX(p.HOST, ':', 1), ', since ', t.trx_started, ')', "
	"COALESCE(CONCAT(': ', LEFT(p.INFO, 100)), '')) FROM information_schema.INNODB_TRX t "
	"JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id "
	"WHERE p.ID <> CONNECTION_ID() AND p.DB = DATABASE() AND LENGTH(?) > 0 "
	"ORDER BY t.trx_started LIMIT 1",
};

static char *with_text(const struct orm_conn *c, struct arena *a, const char *query,
                       const char *text)
{
	struct buf b = { 0 };
	struct error ignored;
	struct orm_value v = orm_text(text);
	const char *mark = strchr(query, '?');
	buf_add(&b, query, (size_t)(mark - query));
	(void)my_add_literal(c, &b, &v, &ignored);
	buf_adds(&b, mark + 1);
	return buf_take(&b, a);
}

const char *my_lock_holders(struct orm_conn *c, struct arena *a, const char *sql)
{
	for (size_t i = 0; i < COUNT(queries); i++) {
		struct error ignored;
		const char *const *row;
		if (my_ask(c, a, with_text(c, a, queries[i], sql), &row, &ignored) && row && row[0])
			return arena_printf(a, "%s.", my_tidy(a, c, row[0]));
	}
	return NULL;
}

#endif
