/* tests/migrate/mysql_pairs.c - what changes on MySQL and MariaDB: from one schema to another */
#include "mysql_pairs.h"

const struct mysql_pair mysql_pairs[] = {
	{ "add middle", BOTH, "create table t(a int, b int);",
	  "create table t(a int, m int, b int, z int);", 0, 0 },
	{ "add first", BOTH, "create table t(a int, b int);",
	  "create table t(f int, a int, b int);", 0, 0 },
	{ "reorder", BOTH, "create table t(a int, b int, c int, d int);",
	  "create table t(d int, a int, c int, b int);", 0, 0 },
	{ "reorder+add+drop", BOTH, "create table t(a int, b int, c int, d int);",
	  "create table t(n1 int, d int, a int, n2 int, b int, n3 int);", 1, 0 },
	{ "type keeps all", BOTH,
	  "create table t(a varchar(10) not null default 'x' comment 'co', "
	  "b int);",
	  "create table t(a varchar(40) not null default 'x' comment 'co', "
	  "b int);",
	  0, 0 },
	{ "attrs", BOTH, "create table t(a int, b timestamp null default null);",
	  "create table t(a int not null default 3 comment 'x', b "
	  "timestamp(3) not null default current_timestamp(3) on update "
	  "current_timestamp(3));",
	  0, 1 },
	{ "enum append", BOTH, "create table t(e enum('a','b'));",
	  "create table t(e enum('a','b','c'));", 0, 0 },
	{ "enum reorder", BOTH, "create table t(e enum('a','b','c') not null default 'b');",
	  "create table t(e enum('c','x','b','a') not null default 'a');", 1, 0 },
	{ "set", BOTH, "create table t(e set('a','b','c'));",
	  "create table t(e set('c','b','a','d'));", 0, 0 },
	{ "pk ai", BOTH,
	  "create table t(id int auto_increment primary key, b int not "
	  "null);",
	  "create table t(id int not null, b int auto_increment, primary "
	  "key(b,id));",
	  1, 0 },
	{ "pk add", BOTH, "create table t(id int not null, b int not null);",
	  "create table t(id int not null, b int not null, primary key "
	  "(b));",
	  0, 0 },
	{ "pk drop", BOTH,
	  "create table t(id int not null, b int not null, primary "
	  "key(id));",
	  "create table t(id int not null, b int not null);", 0, 0 },
	{ "ai on index", BOTH, "create table t(id int not null, b int not null);",
	  "create table t(id int not null auto_increment, b int not null, "
	  "key(id));",
	  0, 0 },
	{ "index kinds", BOTH, "create table t(a varchar(100), b int, c text);",
	  "create table t(a varchar(100), b int, c text, key k1(a(10), b "
	  "desc), unique key u1(b), fulltext key f1(c), key k2 using "
	  "btree(a) comment \"x\");",
	  1, 0 },
	{ "index change", BOTH, "create table t(a varchar(100), b int, key k(a), key k3(b));",
	  "create table t(a varchar(100), b int, key k(a,b), key k4(b));", 0, 0 },
	{ "index says more, MyISAM", BOTH,
	  "create table t(a int, b int, key k(a), unique u(a, b), key z(b)) engine=myisam;",
	  "create table t(a int, b int, key k(a) comment 'x', unique u(a, b) using btree, "
	  "key z(b)) engine=myisam;",
	  0, 0 },
	{ "fk simple", BOTH, "create table p(id int primary key); create table t(a int);",
	  "create table p(id int primary key); create table t(a int, "
	  "constraint f foreign key(a) references p(id) on delete "
	  "cascade);",
	  0, 0 },
	{ "fk action", BOTH,
	  "create table p(id int primary key); create table t(a int, "
	  "constraint f foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(a int, "
	  "constraint f foreign key(a) references p(id) on delete set null "
	  "on update cascade);",
	  2, 0 },
	{ "fk type", BOTH,
	  "create table p(id int primary key); create table t(a int, b "
	  "int, constraint f foreign key(a) references p(id));",
	  "create table p(id bigint primary key); create table t(a bigint, "
	  "b int, constraint f foreign key(a) references p(id));",
	  0, 0 },
	{ "fk drop with index", BOTH,
	  "create table p(id int primary key); create table t(a int, key "
	  "ka(a), constraint f foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(a int);", 1, 0 },
	{ "fk index replaced", BOTH,
	  "create table p(id int primary key); create table t(a int, b "
	  "int, key ka(a), constraint f foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(a int, b "
	  "int, key kb(a,b), constraint f foreign key(a) references "
	  "p(id));",
	  1, 0 },
	{ "fk implicit", BOTH,
	  "create table p(id int primary key); create table t(a int, b "
	  "int, constraint f foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(a int, b "
	  "int, key kb(a,b), constraint f foreign key(a) references "
	  "p(id));",
	  0, 0 },
	{ "fk cycle", BOTH, "create table x(i int);",
	  "create table x(i int); create table p(id int primary key, t "
	  "int); create table t(id int primary key, p int, constraint tp "
	  "foreign key(p) references p(id)); alter table p add constraint "
	  "pt foreign key(t) references t(id);",
	  0, 0 },
	{ "fk new table", BOTH, "create table t(a int);",
	  "create table p(id int primary key); create table t(a int, b "
	  "int, constraint f foreign key(a) references p(id), key kb(b));",
	  0, 0 },
	{ "fk self", BOTH, "create table t(a int primary key, b int);",
	  "create table t(a int primary key, b int, constraint f foreign "
	  "key(b) references t(a));",
	  0, 0 },
	{ "check", BOTH, "create table t(a int, b int, constraint k1 check (a>0));",
	  "create table t(a int, b int, constraint k1 check (a>1), "
	  "constraint k2 check (b<>a));",
	  1, 0 },
	{ "check drop col", BOTH, "create table t(a int, b int, constraint k1 check (a>0));",
	  "create table t(b int);", 0, 0 },
	{ "check enforced", MYSQL, "create table t(a int, constraint k1 check (a>0));",
	  "create table t(a int, constraint k1 check (a>0) not enforced);", 0, 0 },
	{ "gen expr", BOTH,
	  "create table t(a int, g int as (a+1) virtual, s int as (a+2) "
	  "stored);",
	  "create table t(a int, g int as (a+10) virtual, s int as (a+20) "
	  "stored);",
	  0, 0 },
	{ "gen kind", BOTH,
	  "create table t(a int, g int as (a+1) virtual, s int as (a+2) "
	  "stored, key kg(g), z int);",
	  "create table t(a int, g int as (a+1) stored, s int as (a+2) "
	  "virtual, key kg(g), z int);",
	  1, 0 },
	{ "gen to base", BOTH,
	  "create table t(a int, g int as (a+1) virtual, s int as (a+2) "
	  "stored);",
	  "create table t(a int, g int, s int);", 0, 0 },
	{ "base to gen", BOTH, "create table t(a int, g int, s int, z int);",
	  "create table t(a int, g int as (a+1) virtual, s int as (a+2) "
	  "stored, z int);",
	  0, 0 },
	{ "gen base type", BOTH,
	  "create table t(a int, g int as (a+1) virtual, s int as (a+2) "
	  "stored);",
	  "create table t(a bigint, g int as (a+1) virtual, s int as (a+2) "
	  "stored);",
	  0, 0 },
	{ "gen base dropped", BOTH,
	  "create table t(a int, b int, g int as (a+1) virtual, s int as "
	  "(a+2) stored);",
	  "create table t(b int, g int as (b+1) virtual, s int as (b+2) "
	  "stored);",
	  0, 0 },
	{ "charset default only", BOTH,
	  "create table t(a varchar(10) character set latin1, b int) "
	  "default charset latin1;",
	  "create table t(a varchar(10) character set latin1, b int) "
	  "default charset utf8mb4;",
	  0, 0 },
	{ "charset convert", BOTH,
	  "create table t(a varchar(10), b int, c text) default charset "
	  "latin1;",
	  "create table t(a varchar(10), b int, c text) default charset "
	  "utf8mb4;",
	  1, 0 },
	/* MySQL remembers that the collation was said */
	{ "charset and type, of a view", MARIADB,
	  "create table t(a varchar(10), b int) default charset latin1;"
	  "create view v as select b, a from t;",
	  "create table t(a bit(8), b int) default charset utf8mb4;"
	  "create view v as select b from t;",
	  0, 1 },
	{ "column collation", BOTH, "create table t(a varchar(10), b int);",
	  "create table t(a varchar(10) collate utf8mb4_bin, b int);", 0, 0 },
	{ "table options", BOTH, "create table t(a int);",
	  "create table t(a int) comment='x''y' row_format=dynamic "
	  "stats_persistent=1 avg_row_length=50;",
	  0, 0 },
	{ "table options away", BOTH,
	  "create table t(a int) comment='x' row_format=dynamic "
	  "stats_persistent=1 min_rows=5;",
	  "create table t(a int);", 0, 0 },
	{ "engine", BOTH, "create table t(a int);", "create table t(a int) engine=myisam;", 0, 0 },
	{ "part add", BOTH,
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10));",
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p1 values less than (20), "
	  "partition pm values less than maxvalue);",
	  0, 0 },
	{ "part split", BOTH,
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition pm values less than maxvalue);",
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p1 values less than (20), "
	  "partition pm values less than maxvalue);",
	  1, 0 },
	{ "part merge", BOTH,
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p1 values less than (20), "
	  "partition pm values less than maxvalue);",
	  "create table t(a int) partition by range(a) (partition p1 "
	  "values less than (20), partition pm values less than maxvalue);",
	  0, 0 },
	{ "part apart", BOTH,
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p1 values less than (20), "
	  "partition p2 values less than (30), partition p3 values less than (40));",
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p2 values less than (30));",
	  0, 0 },
	{ "part end", BOTH,
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition pm values less than maxvalue);",
	  "create table t(a int) partition by range(a) (partition p0 "
	  "values less than (10), partition p1 values less than (20));",
	  0, 0 },
	{ "part list", BOTH,
	  "create table t(a int) partition by list(a) (partition p0 values "
	  "in (1,2), partition p1 values in (3));",
	  "create table t(a int) partition by list(a) (partition p0 values "
	  "in (1,2,9), partition p1 values in (3), partition p2 values in "
	  "(4));",
	  0, 0 },
	{ "part hash", BOTH, "create table t(a int) partition by hash(a) partitions 4;",
	  "create table t(a int) partition by hash(a) partitions 6;", 0, 0 },
	{ "part new", BOTH, "create table t(a int, b int);",
	  "create table t(a int, b int, c int) partition by key(a) "
	  "partitions 3;",
	  0, 0 },
	{ "part scheme", BOTH, "create table t(a int, b int) partition by hash(a) partitions 3;",
	  "create table t(a int, b int) partition by range(b) (partition "
	  "p0 values less than (5), partition p1 values less than "
	  "maxvalue);",
	  0, 0 },
	{ "part remove", BOTH, "create table t(a int, b int) partition by hash(a) partitions 3;",
	  "create table t(a int);", 0, 0 },
	{ "invisible col", BOTH, "create table t(a int, b int);",
	  "create table t(a int, b int invisible default 3);", 0, 0 },
	{ "index hidden", MYSQL, "create table t(a int, key k(a));",
	  "create table t(a int, key k(a) invisible);", 0, 0 },
	{ "index ignored", MARIADB, "create table t(a int, key k(a));",
	  "create table t(a int, key k(a) ignored);", 0, 0 },
	{ "functional", MYSQL, "create table t(a int, key k((a+1)));",
	  "create table t(a int, key k((a+2)), b json);", 0, 0 },
	{ "sysver", MARIADB, "create table t(a int);",
	  "create table t(a int, b int) with system versioning;", 0, 0 },
	{ "sysver alter", MARIADB, "create table t(a int) with system versioning;",
	  "create table t(a bigint, b int) with system versioning;", 0, 0 },
	{ "sysver cols", MARIADB, "create table t(a int);",
	  "create table t(a int, rs timestamp(6) generated always as row "
	  "start, re timestamp(6) generated always as row end, period for "
	  "system_time(rs,re)) with system versioning;",
	  0, 0 },
	{ "period", MARIADB, "create table t(a int, s date not null, e date not null);",
	  "create table t(a int, s date not null, e date not null, period "
	  "for p(s,e), unique key u(a, p without overlaps));",
	  0, 0 },
	{ "col check", MARIADB, "create table t(a int, b int);",
	  "create table t(a int check (a>0), b int);", 0, 0 },
	{ "uuid", MARIADB, "create table t(a char(36));", "create table t(a uuid, i inet6);", 0,
	  0 },
	{ "json", BOTH, "create table t(a text);", "create table t(a text, j json);", 0, 0 },
	{ "seq", MARIADB, "create table t(a int);",
	  "create table t(a int); create sequence s start with 5 increment "
	  "by 2;",
	  0, 0 },
	{ "seq change", MARIADB, "create sequence s start with 5 increment by 2;",
	  "create sequence s start with 5 increment by 3 maxvalue 1000 "
	  "cycle cache 5;",
	  0, 0 },
	{ "view", BOTH, "create table t(a int, b int); create view v as select a from t;",
	  "create table t(a int, b int); create algorithm=merge sql "
	  "security invoker view v as select a, b from t where a > 0 with "
	  "check option;",
	  0, 0 },
	{ "view+col", BOTH, "create table t(a int); create view v as select a from t;",
	  "create table t(a int, c int); create view v as select a, c from "
	  "t; create view w as select c from v;",
	  0, 0 },
	{ "trigger", BOTH,
	  "create table t(a int); create trigger t1 before insert on t for "
	  "each row set new.a=1; create trigger t2 before insert on t for "
	  "each row follows t1 set new.a=2;",
	  "create table t(a int); create trigger t1 before insert on t for "
	  "each row set new.a=11; create trigger t2 before insert on t for "
	  "each row follows t1 set new.a=2;",
	  0, 0 },
	{ "trigger new", BOTH, "create table t(a int);",
	  "create table t(a int, b int); create trigger t1 before insert "
	  "on t for each row set new.a=1; create trigger t3 before insert "
	  "on t for each row precedes t1 set new.b=2;",
	  0, 0 },
	{ "trigger before another goes", BOTH,
	  "create table t(a int); create trigger t2 before insert on t for each row set new.a=1; "
	  "create trigger t1 before insert on t for each row precedes t2 set new.a=2;",
	  "create table t(a int) collate utf8mb4_bin; create trigger t2 before insert on t for "
	  "each row set new.a=1;",
	  0, 0 },
	{ "view of what can be compared only then", MARIADB,
	  "create table t(a float); create table u(a uuid); create view v as select a from t; "
	  "create view w as select a from v; create view x as select w.a from w, t where w.a = "
	  "t.a;",
	  "create table t(a varchar(40)); create table u(a uuid); create view v as select a from "
	  "t; create view w as select a from v; create view x as select w.a from w, u where w.a = "
	  "u.a;",
	  2, 1 },
	{ "routine", BOTH, "create function f(a int) returns int deterministic return a+1;",
	  "create function f(a int, b int) returns bigint deterministic "
	  "comment 'x' return a+b; create procedure p(in x int) select x;",
	  0, 0 },
	{ "event", BOTH,
	  "create event e on schedule every 1 day starts '2030-01-01' "
	  "disable comment 'x' do set @a=1;",
	  "create event e on schedule every 2 day starts '2030-01-01' on "
	  "completion preserve disable do set @a=2;",
	  0, 0 },
	{ "drop table fk", BOTH,
	  "create table p(id int primary key); create table t(a int, "
	  "constraint f foreign key(a) references p(id));",
	  "create table t(a int);", 0, 0 },
	{ "swap fk", BOTH,
	  "create table p(id int primary key); create table q(id int "
	  "primary key); create table t(a int, constraint f foreign key(a) "
	  "references p(id));",
	  "create table p(id int primary key); create table q(id int "
	  "primary key); create table t(a int, constraint f foreign key(a) "
	  "references q(id));",
	  0, 0 },
	{ "default expr", BOTH, "create table t(a int, b varchar(40));",
	  "create table t(a int default (1+2), b varchar(40) default "
	  "(uuid()));",
	  0, 0 },
	{ "defaults that are no day", BOTH,
	  "set sql_mode = ''; create table t(a int, d date not null default '0000-00-00', s "
	  "datetime null default '2020-01-00');",
	  "set sql_mode = ''; create table t(a int, n int, d date not null default '0000-00-00', s "
	  "datetime null); create table u(a datetime default 0);",
	  0, 1 },
	{ "ref unique", BOTH,
	  "create table p(id int, u int, unique key pu(u)); create table "
	  "t(a int, constraint f foreign key(a) references p(u));",
	  "create table p(id int, u int, unique key pu2(u)); create table "
	  "t(a int, constraint f foreign key(a) references p(u));",
	  0, 0 },
	{ "srid", MYSQL, "create table t(a int);",
	  "create table t(a int, p point not null srid 4326, spatial key "
	  "sp(p));",
	  0, 1 },
	{ "many", BOTH,
	  "create table t(a int, b int, c int, d varchar(10), key k1(a), "
	  "key k2(b), constraint c1 check (a>0));",
	  "create table t(a bigint not null, x int, c int, b int default "
	  "4, d varchar(20) comment 'z', key k1(a,c), unique key k3(x), "
	  "constraint c2 check (a>0), primary key(a)) comment 'tt';",
	  1, 1 },
	{ "key and what led to it", BOTH,
	  "create table `T 1`(id int primary key); create table t(id int primary key, a int, "
	  "constraint f foreign key(a) references `T 1`(id));",
	  "create table `T 1`(id int not null); create table t(id int primary key);", 0, 1 },
	{ "view of a column made anew", BOTH,
	  "create table t(a point, b int); create view v as select a, 0 as n from t;",
	  "create table t(a double, b int); create view v as select a, 1 as n from t;", 0, 1 },
	{ "key that leads to itself", BOTH, "create table t(id int not null, a int);",
	  "create table t(id int primary key auto_increment, a int, constraint f foreign key(a) "
	  "references t(id));",
	  0, 1 },
	{ "key that leads to what it wasn't", BOTH, "create table t(id int primary key, a int);",
	  "create table t(id bigint primary key, a bigint, constraint f foreign key(a) references "
	  "t(id));",
	  0, 1 },
	{ "fk changes on the server's index", BOTH,
	  "create table p(id int primary key); create table t(a int); alter table t add foreign "
	  "key(a) "
	  "references p(id);",
	  "create table p(id int primary key); create table t(a int); alter table t add foreign "
	  "key(a) "
	  "references p(id) on delete cascade;",
	  0, 0 },
	{ "fk to itself goes with its key", MARIADB,
	  "create table t(id int primary key, a int, key k(a), constraint f foreign key(id) "
	  "references t(a));",
	  "create table t(id int primary key, a int);", 2, 0 },
	{ "not null of a foreign key in a table that is copied", BOTH,
	  "create table p(id int primary key); create table t(id int primary key, a int default "
	  "0, b varchar(3), e char(3), constraint f foreign key(a) references p(id)) collate "
	  "utf8mb4_bin;",
	  "create table p(id int primary key); create table t(id int primary key, a int not null "
	  "default 0, b varchar(3), e char(3), constraint f foreign key(a) references p(id), "
	  "constraint c check(e in ('x', 'y'))) collate utf8mb4_general_ci;",
	  0, 1 },
	{ "not null of a foreign key", BOTH,
	  "create table p(id int primary key); create table t(a int default 0, constraint f "
	  "foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(a int not null default 1, b int, "
	  "constraint f foreign key(a) references p(id));",
	  1, 1 },
	{ "not null of a foreign key that moves in a table that is copied", BOTH,
	  "create table p(id int primary key); create table t(id int primary key, a int default "
	  "0, b int, c varchar(3), constraint f foreign key(a) references p(id));",
	  "create table p(id int primary key); create table t(id int primary key, b bigint, c "
	  "varchar(3), a int not null default 0 comment 'x', constraint f foreign key(a) "
	  "references p(id));",
	  0, 1 },
	{ "check of a column made anew", BOTH,
	  "create table t(id int primary key, f varchar(40), constraint c check(length(f) <> 91));",
	  "create table t(id int primary key, f bigint as (id * 3) virtual, constraint c "
	  "check(length(f) <> 91));",
	  0, 1 },
	{ "format with shorter keys", MARIADB,
	  "create table t(id int primary key, a text, key k(a)) row_format=dynamic;",
	  "create table t(id int primary key, a text, key k(a(100))) row_format=compact;", 3, 0 },
	{ "block size of a key that counts", BOTH,
	  "create table t(id int primary key auto_increment, n int) engine=myisam "
	  "row_format=compressed key_block_size=8;",
	  "create table t(id int primary key auto_increment, n int) engine=myisam;", 0, 0 },
	{ "block size of a key that comes to count", BOTH,
	  "create table t(id int primary key, n int) engine=myisam key_block_size=8;",
	  "create table t(id int primary key auto_increment, n int) engine=myisam comment='x';", 0,
	  1 },
	{ "vectors, which only bytes become", MYSQL,
	  "create table t(a timestamp default '2021-01-01 10:00:00', b varbinary(8) default 0x00, "
	  "c "
	  "int);",
	  "create table t(a vector(4), b vector(2), c vector(1));", 0, 1 },
	{ "types that nothing else becomes", MARIADB,
	  "create table t(a int, b uuid, c inet6, d char(36), e inet4);",
	  "create table t(a uuid, b time, c inet4, d uuid, e varchar(20));", 0, 1 },
	{ 0 },
};
