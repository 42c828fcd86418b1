/* tests/reflect/test_postgresql_objects.c - every kind of object with every attribute */
#include <criterion/criterion.h>

#include "postgresql.h"
#include "tests/support/server.h"

/* What SQL makes, and what is read of it. */
struct object {
	const char *sql;
	const char *key;
	const char *is; /* NULL = the object is not there */
};

static void check(const struct object *objects, size_t count, int from_version)
{
	struct arena a = { 0 };
	struct orm_conn *c = server_connect(server_postgresql(&a));
	struct orm_metadata *m;

	if (orm_conn_version(c) >= from_version) {
		for (size_t i = 0; i < count; i++)
			if (objects[i].sql)
				catalog_run(&a, c, objects[i].sql);
		m = catalog_reflect(&a, c, NULL);
		for (size_t i = 0; i < count; i++) {
			const struct orm_object *o = catalog_find(&a, m, objects[i].key);
			const char *is = o ? catalog_describe(&a, o) : NULL;

			cr_expect(o ? objects[i].is && !strcmp(is, objects[i].is) : !objects[i].is,
			          "%s\n  is        %s\n  should be %s", objects[i].key,
			          is ? is : "not there",
			          objects[i].is ? objects[i].is : "not there");
		}
	}
	orm_close(c);
	arena_release(&a);
}

#define CHECK(objects) check(objects, COUNT(objects), 0)

TestSuite(postgresql_objects, .timeout = 60);

Test(postgresql_objects, tables)
{
	static const struct object objects[] = {
		{ "CREATE SCHEMA s; CREATE TABLE plain (a int); COMMENT ON TABLE plain IS 'it''s'; "
		  "COMMENT ON COLUMN plain.a IS E'new\\nline'",
		  "table plain", "comment=it's" },
		{ NULL, "column plain.a", "type=integer nullable=yes comment=new\nline" },
		{ "CREATE UNLOGGED TABLE un (a int)", "table un", "unlogged:true" },
		{ "CREATE TABLE w (a text) WITH (fillfactor = 70, toast.autovacuum_enabled = off)",
		  "table w", "with:fillfactor=70, toast.autovacuum_enabled=off" },
		{ "CREATE TABLE s.rls (a int); ALTER TABLE s.rls ENABLE ROW LEVEL SECURITY, FORCE "
		  "ROW "
		  "LEVEL SECURITY",
		  "table s.rls", "force_row_security:true row_security:true" },
		{ "CREATE TABLE ri (a int NOT NULL); CREATE UNIQUE INDEX \"ri X\" ON ri (a); ALTER "
		  "TABLE ri REPLICA IDENTITY USING INDEX \"ri X\", CLUSTER ON \"ri X\"",
		  "table ri", "cluster_on:ri X replica_identity:USING INDEX \"ri X\"" },
		{ "CREATE TABLE rf (a int); ALTER TABLE rf REPLICA IDENTITY FULL", "table rf",
		  "replica_identity:FULL" },
		{ "CREATE TABLE rn (a int); ALTER TABLE rn REPLICA IDENTITY NOTHING", "table rn",
		  "replica_identity:NOTHING" },
		{ "CREATE TABLE child (b int) INHERITS (plain, s.rls)", "table child",
		  "inherits=plain,s.rls" },
		{ NULL, "column child.a", "type=integer nullable=yes inherited=yes" },
		{ NULL, "column child.b", "type=integer nullable=yes" },
		{ "CREATE TYPE addr AS (street text); CREATE TABLE typed OF addr", "table typed",
		  "of_type:public.addr" },
		{ "CREATE TABLE limbeck_version (a int)", "table limbeck_version", NULL },
	};

	CHECK(objects);
}

Test(postgresql_objects, partitions)
{
	static const struct object objects[] = {
		{ "CREATE TABLE p (id int NOT NULL, d date NOT NULL, v text DEFAULT 'x', "
		  "CONSTRAINT pk "
		  "PRIMARY KEY (id, d)) PARTITION BY RANGE (d)",
		  "table p", "partition_by=RANGE (d)" },
		{ "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
		  "table p1",
		  "partition_of=p bound=FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')" },
		{ "CREATE SCHEMA s; CREATE TABLE s.p2 PARTITION OF p DEFAULT PARTITION BY LIST "
		  "(id)",
		  "table s.p2", "partition_by=LIST (id) partition_of=p bound=DEFAULT" },
		{ "CREATE TABLE p3 PARTITION OF s.p2 FOR VALUES IN (1, 2)", "table p3",
		  "partition_of=s.p2 bound=FOR VALUES IN (1, 2)" },
		{ "CREATE INDEX ix ON p (v); CREATE INDEX own ON p1 (v DESC)", "index p.ix",
		  "columns=[v]" },
		{ NULL, "index p1.p1_v_idx", "columns=[v] inherited=yes" },
		{ NULL, "index p1.own", "columns=[v desc]" },
		{ NULL, "primary_key p1.p1_pkey", "columns=[id][d] inherited=yes" },
		{ "CREATE TABLE r (i int, d date, FOREIGN KEY (i, d) REFERENCES p)",
		  "foreign_key r.r_i_d_fkey",
		  "columns=[i][d] referred_table=p referred_columns=id,d" },
		/* what leads to p's partitions is the server's own affair */
		{ NULL, "foreign_key r.r_i_d_fkey1", NULL },
		{ NULL, "foreign_key r.r_i_d_fkey_1", NULL },
	};

	CHECK(objects);
}

Test(postgresql_objects, columns)
{
	static const struct object objects[] = {
		{ "CREATE TYPE mood AS ENUM ('sad'); CREATE COLLATION german (provider = libc, "
		  "locale "
		  "= 'C'); CREATE SCHEMA \"S\"; CREATE COLLATION \"S\".c FROM \"C\"; "
		  "CREATE TABLE t (i int DEFAULT 1 NOT NULL, n numeric(10,2), v varchar(5), c "
		  "char(3), "
		  "iv interval day to second(3), tz timestamp(3) with time zone DEFAULT "
		  "'2020-01-01 00:00+01', b bit(5), vb bit varying, m mood DEFAULT 'sad', a "
		  "text[][], "
		  "cl text COLLATE \"C\", cg text COLLATE german, cs text COLLATE \"S\".c, g int "
		  "GENERATED ALWAYS AS (i * 2) STORED, ch \"char\", r int4range, \"per%cent\" int)",
		  "column t.i", "type=integer nullable=no server_default=1" },
		{ NULL, "column t.n", "type=numeric(10,2) nullable=yes" },
		{ NULL, "column t.v", "type=character varying(5) nullable=yes" },
		{ NULL, "column t.c", "type=character(3) nullable=yes" },
		{ NULL, "column t.iv", "type=interval day to second(3) nullable=yes" },
		{ NULL, "column t.tz",
		  "type=timestamp(3) with time zone nullable=yes server_default='2019-12-31 "
		  "23:00:00+00'::timestamp with time zone" },
		{ NULL, "column t.b", "type=bit(5) nullable=yes" },
		{ NULL, "column t.vb", "type=bit varying nullable=yes" },
		{ NULL, "column t.m",
		  "type=public.mood nullable=yes server_default='sad'::public.mood" },
		{ NULL, "column t.a", "type=text[] nullable=yes" },
		{ NULL, "column t.cl", "type=text nullable=yes collation=C" },
		{ NULL, "column t.cg", "type=text nullable=yes collation=german" },
		{ NULL, "column t.cs", "type=text nullable=yes collation=\"S\".c" },
		{ NULL, "column t.g", "type=integer nullable=yes computed=i * 2 persisted=yes" },
		{ NULL, "column t.ch", "type=\"char\" nullable=yes" },
		{ NULL, "column t.r", "type=int4range nullable=yes" },
		{ NULL, "column t.per%cent", "type=integer nullable=yes" },
		{ "CREATE TABLE d (gone int, a int GENERATED ALWAYS AS IDENTITY, b int GENERATED "
		  "BY "
		  "DEFAULT AS IDENTITY (SEQUENCE NAME other START 5 INCREMENT 2 MINVALUE 3 "
		  "MAXVALUE 99 "
		  "CACHE 4 CYCLE), s serial); ALTER TABLE d DROP gone",
		  "column d.a", "type=integer nullable=no identity=always" },
		{ NULL, "column d.b",
		  "type=integer nullable=no identity=default,start 5,increment 2,minvalue "
		  "3,maxvalue "
		  "99,cache 4,cycle sequence:other" },
		{ NULL, "column d.s",
		  "type=integer nullable=no server_default=nextval('public.d_s_seq'::regclass)" },
		{ NULL, "sequence d_s_seq", "owned_by=d.s data_type:integer" },
		{ NULL, "sequence d_a_seq", NULL },
		{ NULL, "sequence other", NULL },
		{ "CREATE TABLE st (a text, b text); ALTER TABLE st ALTER a SET STORAGE EXTERNAL, "
		  "ALTER "
		  "a SET STATISTICS 77, ALTER b SET (n_distinct = 5)",
		  "column st.a", "type=text nullable=yes statistics:77 storage:EXTERNAL" },
		{ NULL, "column st.b", "type=text nullable=yes with:n_distinct=5" },
	};

	CHECK(objects);
}

Test(postgresql_objects, constraints)
{
	static const struct object objects[] = {
		{ "CREATE TABLE t (a int PRIMARY KEY, b int, c int, d text, CONSTRAINT u UNIQUE "
		  "(b, a) "
		  "INCLUDE (c) DEFERRABLE INITIALLY DEFERRED, UNIQUE (c) WITH (fillfactor = 80), "
		  "CONSTRAINT ck CHECK (((a > 0) OR (b > 0)) AND c > 0) NO INHERIT, CHECK (d <> "
		  "')'), "
		  "EXCLUDE USING gist (box(point(a, b), point(a, b)) WITH &&) WHERE (a > 5) "
		  "DEFERRABLE)",
		  "primary_key t.t_pkey", "columns=[a]" },
		{ NULL, "unique t.u",
		  "columns=[b][a] deferrable=yes initially=DEFERRED include=c" },
		{ NULL, "unique t.t_c_key", "columns=[c] with:fillfactor=80" },
		{ NULL, "check t.ck", "expr=((a > 0) OR (b > 0)) AND (c > 0) no_inherit=yes" },
		{ NULL, "check t.t_d_check", "expr=d <> ')'::text" },
		{ NULL, "exclude t.t_box_excl",
		  "expr=USING gist (box(point((a)::double precision, (b)::double precision), "
		  "point((a)"
		  "::double precision, (b)::double precision)) WITH &&) WHERE ((a > 5)) "
		  "deferrable=yes" },
		{ "CREATE SCHEMA s; CREATE TABLE s.r (x int, y int, CONSTRAINT f1 FOREIGN KEY (x) "
		  "REFERENCES t ON DELETE CASCADE ON UPDATE SET NULL, CONSTRAINT f2 FOREIGN KEY "
		  "(x) "
		  "REFERENCES t MATCH FULL ON DELETE RESTRICT ON UPDATE SET DEFAULT DEFERRABLE)",
		  "foreign_key s.r.f1",
		  "columns=[x] referred_table=t referred_columns=a ondelete=CASCADE onupdate=SET "
		  "NULL" },
		{ NULL, "foreign_key s.r.f2",
		  "columns=[x] referred_table=t referred_columns=a ondelete=RESTRICT onupdate=SET "
		  "DEFAULT match=FULL deferrable=yes" },
		{ "ALTER TABLE s.r ADD CONSTRAINT f3 FOREIGN KEY (y) REFERENCES t NOT VALID",
		  "foreign_key s.r.f3",
		  "columns=[y] referred_table=t referred_columns=a not_valid=yes" },
		{ "ALTER TABLE s.r ADD PRIMARY KEY (x); ALTER TABLE t ADD CONSTRAINT f4 FOREIGN "
		  "KEY (b) "
		  "REFERENCES s.r",
		  "foreign_key t.f4",
		  "columns=[b] referred_schema=s referred_table=r referred_columns=x" },
		{ "ALTER TABLE t ADD CONSTRAINT nv CHECK (b < 9) NOT VALID; COMMENT ON CONSTRAINT "
		  "nv ON "
		  "t IS 'later'",
		  "check t.nv", "expr=b < 9 not_valid=yes comment=later" },
	};
	static const struct object of_15[] = {
		{ "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))", "table t", "" },
		{ "CREATE TABLE r (a int, b int, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES t ON "
		  "DELETE "
		  "SET NULL (b), CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a))",
		  "foreign_key r.f",
		  "columns=[a][b] referred_table=t referred_columns=a,b ondelete=SET NULL "
		  "ondelete_columns=b" },
		{ NULL, "unique r.u", "columns=[a] nulls_not_distinct=yes" },
	};

	CHECK(objects);
	check(of_15, COUNT(of_15), 150000);
}

Test(postgresql_objects, since_18)
{
	static const struct object objects[] = {
		{ "CREATE TABLE t (id int4range CONSTRAINT nn NOT NULL, at int4range, b int, v int "
		  "GENERATED ALWAYS AS (b * 2) VIRTUAL, c int NOT NULL NO INHERIT, PRIMARY KEY "
		  "(id, at "
		  "WITHOUT OVERLAPS)); ALTER TABLE t ADD CONSTRAINT late NOT NULL b NOT VALID",
		  "column t.id", "type=int4range nullable=no not_null_name=nn" },
		{ NULL, "column t.b",
		  "type=integer nullable=no not_null_name=late not_null_not_valid:true" },
		{ NULL, "column t.c", "type=integer nullable=no not_null_no_inherit:true" },
		{ NULL, "column t.v", "type=integer nullable=yes computed=b * 2 persisted=no" },
		{ NULL, "primary_key t.t_pkey", "columns=[id][at] period=yes" },
		{ "CREATE TABLE r (id int4range, at int4range, FOREIGN KEY (id, PERIOD at) "
		  "REFERENCES t "
		  "(id, PERIOD at), CHECK (id <> 'empty') NOT ENFORCED)",
		  "foreign_key r.r_id_at_fkey",
		  "columns=[id][at] referred_table=t referred_columns=id,at period=yes" },
		{ NULL, "check r.r_id_check", "expr=id <> 'empty'::int4range not_enforced=yes" },
	};

	check(objects, COUNT(objects), 180000);
}

Test(postgresql_objects, indexes)
{
	static const struct object objects[] = {
		{ "CREATE TABLE t (a int, b text, c text COLLATE \"C\", \"d\"\"q, x\" text, e "
		  "tsvector)",
		  "table t", "" },
		{ "CREATE UNIQUE INDEX i1 ON t (a)", "index t.i1", "columns=[a] unique=yes" },
		{ "CREATE INDEX i2 ON t (b text_pattern_ops DESC, a DESC NULLS LAST, \"d\"\"q, x\" "
		  "NULLS "
		  "FIRST)",
		  "index t.i2",
		  "columns=[b text_pattern_ops desc][a desc nulls LAST][d\"q, x nulls "
		  "FIRST]" },
		{ "CREATE INDEX i3 ON t (lower(b) COLLATE \"C\", (a + 1) DESC, coalesce(b, ')'))",
		  "index t.i3",
		  "columns=[expr lower(b) collate C][expr ((a + 1)) desc][expr COALESCE(b, "
		  "')'::text)]" },
		{ "CREATE INDEX i4 ON t USING gin (e) WITH (fastupdate = off) WHERE a > 3 AND b <> "
		  "'x)'",
		  "index t.i4",
		  "columns=[e] where=(a > 3) AND (b <> 'x)'::text) using=gin with:fastupdate=off" },
		{ "CREATE INDEX \"i 5\" ON t (a) INCLUDE (b, \"d\"\"q, x\"); COMMENT ON INDEX \"i "
		  "5\" IS "
		  "'five'",
		  "index t.i 5", "columns=[a] include=b,d\"q, x comment=five" },
		{ "CREATE INDEX i6 ON t (b COLLATE \"C\", c COLLATE \"default\")", "index t.i6",
		  "columns=[b collate C][c collate default]" },
		{ "CREATE INDEX i7 ON t ((a + 1)); ALTER INDEX i7 ALTER COLUMN 1 SET STATISTICS 50",
		  "index t.i7", "columns=[expr ((a + 1))] statistics:1 50" },
		{ "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x; CREATE UNIQUE INDEX mi ON m (x)",
		  "index mi", "columns=[x] unique=yes" },
	};

	CHECK(objects);
}
