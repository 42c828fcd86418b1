/* tests/migrate/mutations_constraints.c - keys, foreign keys, checks, exclusions */
#include "base/arena.h"
#include "mutations.h"

#define T                                                                         \
	"CREATE TABLE t (id int NOT NULL, a int NOT NULL, b text, r int4range); " \
	"INSERT INTO t VALUES (1, 10, '7', '[1,2)'), (2, 20, '8', '[3,4)')"
/* A table that others lead to. */
#define P                                                                                         \
	"CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL UNIQUE, b int NOT NULL, UNIQUE (id, " \
	"a)); "                                                                                   \
	"INSERT INTO p VALUES (1, 10, 1), (2, 20, 2); "                                           \
	"CREATE TABLE q (id int PRIMARY KEY); INSERT INTO q VALUES (1), (2); " T
#define ADD(text) "ALTER TABLE t ADD CONSTRAINT c " text
#define FROM_TO(of, x, y)                      \
	{                                      \
		of, T, ADD(x), ADD(y), NULL, 0 \
	}
#define KEY(of, x, y)                                                        \
	{                                                                    \
		of, P, ADD("FOREIGN KEY " x), ADD("FOREIGN KEY " y), NULL, 0 \
	}

static const struct mutation rows[] = {
	{ "primary_key.name", T, "", ADD("PRIMARY KEY (id)"), NULL, 0 },
	FROM_TO("primary_key.columns", "PRIMARY KEY (id)", "PRIMARY KEY (a)"),
	FROM_TO("primary_key.columns", "PRIMARY KEY (id)", "PRIMARY KEY (id, a)"),
	FROM_TO("primary_key.columns", "PRIMARY KEY (a, id)", "PRIMARY KEY (id, a)"),
	FROM_TO("primary_key.deferrable", "PRIMARY KEY (id)", "PRIMARY KEY (id) DEFERRABLE"),
	FROM_TO("primary_key.initially", "PRIMARY KEY (id) DEFERRABLE",
	        "PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED"),
	FROM_TO("primary_key.include", "PRIMARY KEY (id)", "PRIMARY KEY (id) INCLUDE (b)"),
	FROM_TO("primary_key.with", "PRIMARY KEY (id)", "PRIMARY KEY (id) WITH (fillfactor = 70)"),
	{ "primary_key.name", T, "ALTER TABLE t ADD CONSTRAINT x PRIMARY KEY (id)",
	  "ALTER TABLE t ADD CONSTRAINT y PRIMARY KEY (id)", NULL, 0 },
	{ "primary_key.columns", P "; ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES q", "",
	  "ALTER TABLE t DROP CONSTRAINT t_id_fkey; ALTER TABLE q DROP CONSTRAINT q_pkey; ALTER "
	  "TABLE q ADD x int NOT NULL DEFAULT 0, ADD CONSTRAINT u UNIQUE (id), ADD CONSTRAINT "
	  "q_pkey "
	  "PRIMARY KEY (id, x); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES q (id)",
	  NULL, 0 },
	{ "primary_key.period", "CREATE TABLE t (id int4range, at int4range)",
	  "ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (id, at)",
	  "ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (id, at WITHOUT OVERLAPS)", NULL, 180000 },
	{ "unique.period", "CREATE TABLE t (id int4range, at int4range)",
	  "ALTER TABLE t ADD CONSTRAINT c UNIQUE (id, at)",
	  "ALTER TABLE t ADD CONSTRAINT c UNIQUE (id, at WITHOUT OVERLAPS)", NULL, 180000 },
	{ "primary_key.inherited",
	  "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE "
	  "TABLE u (id int NOT NULL)",
	  "CREATE TABLE t (id int NOT NULL, CONSTRAINT t_pkey PRIMARY KEY "
	  "(id)); INSERT INTO t VALUES (1)",
	  "CREATE TABLE t PARTITION OF p FOR VALUES IN (1)", NULL, 0 },
	{ "unique.name", T, "", ADD("UNIQUE (a)"), NULL, 0 },
	FROM_TO("unique.columns", "UNIQUE (a)", "UNIQUE (b)"),
	FROM_TO("unique.columns", "UNIQUE (a, b)", "UNIQUE (b, a)"),
	FROM_TO("unique.deferrable", "UNIQUE (a)", "UNIQUE (a) DEFERRABLE"),
	FROM_TO("unique.initially", "UNIQUE (a) DEFERRABLE", "UNIQUE (a) INITIALLY DEFERRED"),
	FROM_TO("unique.include", "UNIQUE (a)", "UNIQUE (a) INCLUDE (b, id)"),
	FROM_TO("unique.with", "UNIQUE (a) WITH (fillfactor = 80)",
	        "UNIQUE (a) WITH (fillfactor = 70)"),
	{ "unique.nulls_not_distinct", T, ADD("UNIQUE (b)"), ADD("UNIQUE NULLS NOT DISTINCT (b)"),
	  NULL, 150000 },
	{ "unique.inherited", "CREATE TABLE p (id int UNIQUE) PARTITION BY LIST (id)",
	  "CREATE TABLE t (id int, CONSTRAINT t_id_key UNIQUE (id)); INSERT INTO t VALUES (1)",
	  "CREATE TABLE t PARTITION OF p FOR VALUES IN (1)", NULL, 0 },
	{ "unique.name index.name", T, "CREATE UNIQUE INDEX c ON t (a)", ADD("UNIQUE (a)"), NULL,
	  0 },
	{ "foreign_key.name", P, "", ADD("FOREIGN KEY (id) REFERENCES p"), NULL, 0 },
	KEY("foreign_key.columns", "(id) REFERENCES q", "(id, a) REFERENCES p (id, a)"),
	{ "foreign_key.columns", P "; ALTER TABLE t ADD z int",
	  ADD("FOREIGN KEY (id) REFERENCES p"), ADD("FOREIGN KEY (z) REFERENCES p"), NULL, 0 },
	KEY("foreign_key.referred_table", "(id) REFERENCES p", "(id) REFERENCES q"),
	{ "foreign_key.referred_columns", P "; ALTER TABLE t ADD z int",
	  ADD("FOREIGN KEY (z) REFERENCES p"), ADD("FOREIGN KEY (z) REFERENCES p (a)"), NULL, 0 },
	{ "foreign_key.referred_schema foreign_key.referred_table",
	  P "; CREATE TABLE public.mfk (id int "
	    "PRIMARY KEY); INSERT INTO public.mfk VALUES (1), (2)",
	  ADD("FOREIGN KEY (id) REFERENCES p"), ADD("FOREIGN KEY (id) REFERENCES public.mfk"), NULL,
	  0 },
	KEY("foreign_key.ondelete", "(id) REFERENCES p", "(id) REFERENCES p ON DELETE CASCADE"),
	KEY("foreign_key.ondelete", "(id) REFERENCES p ON DELETE RESTRICT",
	    "(id) REFERENCES p ON DELETE SET NULL"),
	KEY("foreign_key.ondelete", "(id) REFERENCES p ON DELETE SET NULL",
	    "(id) REFERENCES p ON DELETE SET DEFAULT"),
	KEY("foreign_key.onupdate", "(id) REFERENCES p", "(id) REFERENCES p ON UPDATE CASCADE"),
	KEY("foreign_key.onupdate", "(id) REFERENCES p ON UPDATE SET NULL",
	    "(id) REFERENCES p ON UPDATE SET DEFAULT"),
	KEY("foreign_key.match", "(id, a) REFERENCES p (id, a)",
	    "(id, a) REFERENCES p (id, a) MATCH FULL"),
	KEY("foreign_key.deferrable", "(id) REFERENCES p", "(id) REFERENCES p DEFERRABLE"),
	KEY("foreign_key.initially", "(id) REFERENCES p DEFERRABLE",
	    "(id) REFERENCES p DEFERRABLE INITIALLY DEFERRED"),
	KEY("foreign_key.initially foreign_key.deferrable", "(id) REFERENCES p",
	    "(id) REFERENCES p DEFERRABLE INITIALLY DEFERRED"),
	KEY("foreign_key.not_valid", "(id) REFERENCES p", "(id) REFERENCES p NOT VALID"),
	{ "foreign_key.ondelete_columns", P,
	  ADD("FOREIGN KEY (id, a) REFERENCES p (id, a) ON DELETE SET NULL"),
	  ADD("FOREIGN KEY (id, a) REFERENCES p (id, a) ON DELETE SET NULL (a)"), NULL, 150000 },
	{ "foreign_key.ondelete_columns", P,
	  ADD("FOREIGN KEY (id, a) REFERENCES p (id, a) ON DELETE SET "
	      "DEFAULT (id)"),
	  ADD("FOREIGN KEY (id, a) REFERENCES p (id, a) ON DELETE SET DEFAULT (a)"), NULL, 150000 },
	{ "foreign_key.not_enforced", P, ADD("FOREIGN KEY (id) REFERENCES p"),
	  ADD("FOREIGN KEY (id) REFERENCES p NOT ENFORCED"), NULL, 180000 },
	{ "foreign_key.not_enforced foreign_key.ondelete", P,
	  ADD("FOREIGN KEY (id) REFERENCES p NOT ENFORCED"),
	  ADD("FOREIGN KEY (id) REFERENCES p ON DELETE CASCADE"), NULL, 180000 },
	{ "foreign_key.not_enforced foreign_key.not_valid", P,
	  ADD("FOREIGN KEY (id) REFERENCES p NOT ENFORCED"),
	  ADD("FOREIGN KEY (id) REFERENCES p NOT VALID"), NULL, 180000 },
	{ "foreign_key.not_valid",
	  P "; CREATE TABLE u (id int) PARTITION BY LIST (id); CREATE TABLE v PARTITION OF u "
	    "FOR VALUES IN (1); INSERT INTO u VALUES (1)",
	  "ALTER TABLE u ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES p",
	  "ALTER TABLE u ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES p NOT VALID", NULL, 180000 },
	{ "foreign_key.period primary_key.period",
	  "CREATE TABLE p (id int4range, at int4range, PRIMARY KEY (id, at WITHOUT OVERLAPS)); "
	  "CREATE TABLE t (id int4range, at int4range)",
	  "",
	  "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (id, at WITHOUT OVERLAPS), "
	  "ADD CONSTRAINT c FOREIGN KEY (id, PERIOD at) REFERENCES p",
	  NULL, 180000 },
	{ "foreign_key.period",
	  "CREATE TABLE p (id int4range, at int4range, PRIMARY KEY (id, at WITHOUT "
	  "OVERLAPS)); CREATE TABLE t (id int4range, at int4range)",
	  "",
	  ADD("FOREIGN KEY (id, PERIOD at) "
	      "REFERENCES p (id, PERIOD at)"),
	  NULL, 180000 },
	{ "foreign_key.inherited",
	  P "; CREATE TABLE pa (id int REFERENCES q) PARTITION BY LIST (id)",
	  "CREATE TABLE ch (id int, CONSTRAINT pa_id_fkey FOREIGN KEY (id) REFERENCES q); INSERT "
	  "INTO ch "
	  "VALUES (1)",
	  "CREATE TABLE ch PARTITION OF pa FOR VALUES IN (1)", NULL, 0 },
	{ "foreign_key.name",
	  "CREATE TABLE x (id int PRIMARY KEY, y int); CREATE TABLE y (id int PRIMARY KEY, "
	  "x int REFERENCES x)",
	  "", "ALTER TABLE x ADD FOREIGN KEY (y) REFERENCES y", NULL, 0 },
	{ "foreign_key.name table.name", "CREATE TABLE z ()", "",
	  "CREATE TABLE x (id int PRIMARY KEY, y int); "
	  "CREATE TABLE y (id int PRIMARY KEY, x int REFERENCES x); ALTER TABLE x ADD FOREIGN KEY "
	  "(y) "
	  "REFERENCES y, ADD FOREIGN KEY (id) REFERENCES x",
	  NULL, 0 },
	{ "check.name", T, "", ADD("CHECK (a > 0)"), NULL, 0 },
	{ "check.name", T, "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0)",
	  "ALTER TABLE t ADD CONSTRAINT y CHECK (a > 0)", NULL, 0 },
	FROM_TO("check.expr", "CHECK (a > 0)", "CHECK (a > 1)"),
	FROM_TO("check.expr", "CHECK (b <> 'x')", "CHECK (b <> 'X')"),
	FROM_TO("check.expr", "CHECK (b <> ')')", "CHECK (b <> '(' AND (a > 1 OR id < 9))"),
	FROM_TO("check.expr", "CHECK (a > 0)", "CHECK (a > 0 AND a IN (10, 20) AND b ~ '^\\d$')"),
	FROM_TO("check.no_inherit", "CHECK (a > 0)", "CHECK (a > 0) NO INHERIT"),
	FROM_TO("check.not_valid", "CHECK (a > 0)", "CHECK (a > 0) NOT VALID"),
	FROM_TO("check.not_valid", "CHECK (a > 0) NOT VALID", "CHECK (a > 0)"),
	{ "check.not_enforced", T, ADD("CHECK (a > 0)"), ADD("CHECK (a > 0) NOT ENFORCED"), NULL,
	  180000 },
	{ "check.not_enforced check.no_inherit", T, ADD("CHECK (a > 0) NO INHERIT NOT ENFORCED"),
	  ADD("CHECK (a > 0)"), NULL, 180000 },
	{ "check.inherited", "CREATE TABLE p (a int CONSTRAINT c CHECK (a > 0))", "",
	  "CREATE TABLE t () INHERITS (p)", NULL, 0 },
	{ "exclude.name", T, "", ADD("EXCLUDE USING gist (r WITH &&)"), NULL, 0 },
	FROM_TO("exclude.expr", "EXCLUDE USING gist (r WITH &&)", "EXCLUDE USING gist (r WITH =)"),
	FROM_TO("exclude.expr", "EXCLUDE USING gist (r WITH &&)",
	        "EXCLUDE USING gist (r WITH &&) WHERE (a > 3)"),
	FROM_TO("exclude.expr", "EXCLUDE (a WITH =)", "EXCLUDE USING hash (a WITH =)"),
	FROM_TO("exclude.deferrable", "EXCLUDE USING gist (r WITH &&)",
	        "EXCLUDE USING gist (r WITH &&) DEFERRABLE"),
	FROM_TO("exclude.initially", "EXCLUDE USING gist (r WITH &&) DEFERRABLE",
	        "EXCLUDE USING gist (r WITH &&) DEFERRABLE INITIALLY DEFERRED"),
	FROM_TO("exclude.with", "EXCLUDE USING gist (r WITH &&)",
	        "EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 60)"),
	{ "exclude.name",
	  "CREATE TABLE u (id int, a int) PARTITION BY LIST (id); CREATE TABLE v PARTITION OF u "
	  "FOR VALUES IN (1); INSERT INTO u VALUES (1, 2)",
	  "", "ALTER TABLE u ADD CONSTRAINT c EXCLUDE (id WITH =, a WITH =)", NULL, 170000 },
	{ "exclude.name table.name", "CREATE TABLE z ()", "",
	  T "; " ADD("EXCLUDE (a WITH =, b WITH =)"), NULL, 0 },
	{ "unique.deferrable", "CREATE TABLE c (id int NOT NULL)",
	  "ALTER TABLE c ADD CONSTRAINT cu UNIQUE (id); ALTER TABLE c CLUSTER ON cu",
	  "ALTER TABLE c ADD CONSTRAINT cu UNIQUE (id) DEFERRABLE; ALTER TABLE c CLUSTER ON cu",
	  NULL, 0 },
	{ "unique.include", "CREATE TABLE c (id int NOT NULL, a int)",
	  "ALTER TABLE c ADD CONSTRAINT cu UNIQUE (id); ALTER TABLE c REPLICA IDENTITY USING INDEX "
	  "cu",
	  "ALTER TABLE c ADD CONSTRAINT cu UNIQUE (id) INCLUDE (a); ALTER TABLE c REPLICA IDENTITY "
	  "USING INDEX cu",
	  NULL, 0 },
	{ "foreign_key.name primary_key.columns", "CREATE TABLE r (id int, x int)",
	  "ALTER TABLE r ADD PRIMARY KEY (id); CREATE TABLE p (k int) PARTITION BY RANGE (k); "
	  "CREATE "
	  "TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); ALTER TABLE p ADD FOREIGN KEY (k) "
	  "REFERENCES r (id)",
	  "ALTER TABLE r ADD PRIMARY KEY (id, x); CREATE TABLE p (k int) PARTITION BY RANGE (k); "
	  "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
	  NULL, 0 },
};

const struct mutations mutations_constraints = { "constraints", rows, COUNT(rows), 0 };
