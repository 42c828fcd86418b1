/*
 * tests/migrate/mysql_pairs.h - pairs of schemas of MySQL and MariaDB
 */
#ifndef LIMBECK_TESTS_MYSQL_PAIRS_H
#define LIMBECK_TESTS_MYSQL_PAIRS_H

#include <stddef.h>

enum mysql_server { BOTH, MYSQL, MARIADB };

struct mysql_pair {
	/* or, as in a struct mutation, what differs: "column.type table.comment" */
	const char *name;
	enum mysql_server server; /* where both are valid */
	const char *from, *to;
	unsigned most; /* statements that it may take; 0 = any number */
	int empty;     /* a row that is there would be in the way */
};

/* Each is ended by one without a name. */
extern const struct mysql_pair mysql_pairs[];

/* One attribute of one object, changed alone. */
extern const struct mysql_pair mysql_table_mutations[], mysql_column_mutations[],
    mysql_key_mutations[], mysql_program_mutations[];

/*
 * Runs those that are valid on the server, there and back with rows in their
 * tables, and then the other way round unless they have a limit of statements;
 * SHOW CREATE is the same in the end.  LIMBECK_TEST_ROW=name runs that one alone.
 */
void mysql_pairs_run(const struct mysql_pair *rows, enum mysql_server server);

#endif
