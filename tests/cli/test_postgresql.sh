# tests/cli/test_postgresql.sh - the way of a user on PostgreSQL
#
# Needs the servers that tests/support/servers starts; left out without them.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

models() {
	cat >models.lua <<'EOF'
local status = Enum{"draft", "paid", "void", name = "order_status"}

Table{"customers",
  Column{"id", BigInteger, primary_key = true, identity = true},
  Column{"email", String(255), nullable = false, unique = true},
  Column{"created_at", DateTime{timezone = true}, nullable = false, server_default = func.now()},
  comment = "people who buy",
}

Table{"orders",
  Column{"id", BigInteger, primary_key = true, identity = true},
  Column{"customer_id", BigInteger, ForeignKey{"customers.id", ondelete = "CASCADE"}, nullable = false, index = true},
  Column{"status", status, nullable = false, server_default = "draft"},
  Column{"total", Numeric(12, 2), nullable = false},
  CheckConstraint{"total >= 0", name = "ck_orders_total"},
  Index{"ix_orders_open", "customer_id", postgresql_where = "status <> 'void'"},
}
EOF
}

it "goes from nothing to a schema and back"
database
run init
status 0
settings
models
run -q check
status 1
run revision --autogenerate -m "first"
status 0
run upgrade
status 0
err_has "first"
run check
status 0
run diff models.lua "$URL"
status 0
out_empty
run upgrade
status 0
err_has "nothing to do"
dump >up
run downgrade base
status 0
psql_is "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" 1
run upgrade
status 0
dump | cmp -s - up || problem "another schema after going down and up"
run current
status 0
out_has "(head)"
run status
status 0
out_has "agree with the database"
# The same as SQL, by psql.
run upgrade --sql
status 0
status 0
cp "$OUT" all.sql
database
settings
psql_run <all.sql >psql.out 2>&1 || problem "psql: $(cat psql.out)"
run current
out_has "(head)"
run check
status 0
dump | cmp -s - up || problem "the SQL makes another schema"

it "gives an enum type a value, and takes it back from under an index and a view"
database
settings
cat >models.lua <<'EOF'
Table{"o", Column{"id", Integer, primary_key = true},
  Column{"s", Enum{"a", "b", name = "state"}, nullable = false, server_default = "a"},
  Index{"ix_o", "id", postgresql_where = "s <> 'b'"}}
View{"v", "SELECT id FROM o WHERE s > 'a'"}
EOF
run -q revision --autogenerate -m one
run -q upgrade
status 0
dump >before
sed -i 's/"b", name/"b", "c", name/' models.lua
run revision --autogenerate
status 0
out_has "as_the_models_say"
run -q upgrade
status 0
run check
status 0
run -q downgrade -1
status 0
dump | cmp -s - before || problem "the way back leads elsewhere"

it "renames what the server called after a table, too"
database
settings
cat >models.lua <<'EOF'
Domain{"d", "integer", nullable = false}
Table{"a", Column{"id", Integer, primary_key = true}, Column{"n", Integer, nullable = false},
  Column{"k", Integer, identity = true}}
EOF
run revision --autogenerate -m one
status 0
run upgrade
status 0
dump >before
cat >models.lua <<'EOF'
Domain{"e", "integer", nullable = false, renamed_from = "d"}
Table{"x", Column{"id", Integer, primary_key = true}, Column{"m", Integer, nullable = false, renamed_from = "n"},
  Column{"k", Integer, identity = true}, renamed_from = "a"}
EOF
run revision --autogenerate -m two
status 0
run upgrade
status 0
run check
status 0
run reflect --format sql "$URL"
cp "$OUT" renamed.sql
! grep -E "CONSTRAINT [a-z_]*not_null|_k_seq" renamed.sql >old || problem "old names: $(cat old)"
run downgrade -1
status 0
dump | cmp -s - before || problem "the way back leads elsewhere"
it "takes postgres:// for postgresql://, as libpq does"
database
psql -XqAt -d "$URL" -c "CREATE TABLE t (a integer)"
run reflect "postgres${URL#postgresql}" --format sql
status 0
out_has "a integer"

it "needs no scratch for what the server spells in its own way, and one for what may differ"
database
cat >models.lua <<'END'
Table{"a",
  Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"parent", Integer, ForeignKey{"a.id"}},
  Column{"name", String(50), nullable = false, unique = true, server_default = "x"},
  Column{"total", Numeric(12, 2)}, Column{"day", Date},
  CheckConstraint{"total >= 0 AND name IN ('a', 'b')"},
  CheckConstraint{"day != '2020-01-01' or total between 1 and 2.5", name = "a_day"},
  Index{"a_open", "parent", postgresql_where = "name LIKE 'a%' AND total IS NOT NULL"},
}
END
run apply models.lua -u "$URL" -y -q --no-verify
status 0
nowhere="postgresql://u@localhost:1/x"
run --scratch $nowhere diff "$URL" models.lua
status 0
out_empty
run --scratch $nowhere diff models.lua "$URL"
status 0
out_empty
sed 's/total >= 0/total >= 0::bigint/' models.lua >other.lua
run --scratch $nowhere diff "$URL" other.lua
status 3
run diff "$URL" other.lua
status 0
out_has "a_check"
psql_run -c 'ALTER TABLE a RENAME CONSTRAINT a_pkey TO k'
run diff "$URL" models.lua
status 0
out_has '"k"'

it "carries out conditions that the server spells in yet another way once it reads its own words"
database
cat >models.lua <<'END'
Table{"a", Column{"n", Integer}, Column{"b", Boolean},
  CheckConstraint{"n BETWEEN 1 AND 5 AND b AND n % 2 = 1", name = "c"},
  CheckConstraint{"length(b::text) > 0 AND (n NOT BETWEEN 1 AND 5 OR b)", name = "d"},
  Index{"i", "n", postgresql_where = "n BETWEEN 1 AND 5 AND b"}}
View{"v", "SELECT n FROM a WHERE n BETWEEN 1 AND 5 AND b"}
END
run apply models.lua -u "$URL" -y
status 0
run diff "$URL" models.lua
status 0
out_empty

it "writes the defaults of models as one would, for the same columns"
database
psql_run <<'END'
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TABLE t (a varchar(20) DEFAULT '', b text DEFAULT 'x''y\', c boolean DEFAULT false, d mood DEFAULT 'calm',
	e varchar(9) DEFAULT NULL, f bigint DEFAULT -1, g smallint DEFAULT '0', h jsonb DEFAULT '{}',
	i char(3) DEFAULT 'abc', j integer DEFAULT '-2147483648', k text DEFAULT 'x'::varchar, l text[] DEFAULT '{}',
	m bigint DEFAULT '-1', n text DEFAULT lower('X'::text));
END
dump >before
run reflect "$URL" -o models.lua
while read -r line; do
	grep -qF "$line" models.lua || problem "no $line in $(cat models.lua)"
done <<'END'
Column{"a", String(20), server_default = ""},
Column{"b", Text, server_default = "x'y\\"},
Column{"c", Boolean, server_default = false},
Column{"d", Type"public.mood", server_default = "calm"},
Column{"e", String(9), server_default = null},
Column{"f", BigInteger, server_default = -1},
Column{"g", SmallInteger, server_default = "0"},
Column{"h", Type"jsonb", server_default = "{}"},
Column{"i", Type"character(3)", server_default = "abc"},
Column{"j", Integer, server_default = "-2147483648"},
Column{"k", Text, server_default = text"'x'::character varying"},
Column{"l", ARRAY(Text), server_default = text"'{}'::text[]"},
Column{"m", BigInteger, server_default = "-1"},
Column{"n", Text, server_default = text"lower('X'::text)"},
END
run --scratch postgresql://u@localhost:1/x diff "$URL" models.lua
status 0
out_empty
database
run apply models.lua -u "$URL" -y -q --no-verify
status 0
dump | cmp -s - before || problem "other columns: $(dump | diff before -)"

it "needs no scratch for serial columns, types of its own and usual functions, and misses nothing of them"
database
cat >models.lua <<'END'
local mood, odd = Enum{"ok", "bad", name = "mood"}, Enum{"a", name = "Odd One"}
Domain{"email", "varchar(50)", CheckConstraint{"VALUE <> '' AND lower(VALUE) = VALUE"}}
Schema{"app"}
Table{"a",
  Column{"id", Integer, primary_key = true}, Column{"m", mood, server_default = "ok"}, Column{"ms", ARRAY(mood)},
  Column{"o", odd}, Column{"e", Type"email"}, Column{"v", String(20), server_default = "1"},
  Column{"t", DateTime, server_default = text"timezone('utc', now())"}, Column{"f", Boolean, server_default = "true"},
  CheckConstraint{"m <> 'bad'", name = "a_m"}, Index{"a_v", text"lower(v)"}, Index{"a_id", "id", postgresql_where = "m = 'ok'"}}
Table{"B", Column{"Id", BigInteger, primary_key = true}, Column{"m", mood}, schema = "app"}
END
run apply models.lua -u "$URL" -y -q --no-verify
status 0
run --scratch $nowhere diff "$URL" models.lua
status 0
out_empty
# differs SQL WORD: once SQL was run, WORD is in what a comparison tells
differs() {
	psql_run -c "$1"
	run diff "$URL" models.lua
	status 0
	out_has "$2"
}
differs "ALTER SEQUENCE a_id_seq INCREMENT 2" a_id_seq
psql_run -c "ALTER SEQUENCE a_id_seq INCREMENT 1"
differs "ALTER TABLE a ALTER id DROP DEFAULT; ALTER TABLE a ALTER v SET DEFAULT '1.0'" '"id"'
out_has '"v"'
psql_run -c "ALTER TABLE a ALTER id SET DEFAULT nextval('a_id_seq')" -c "ALTER TABLE a ALTER v SET DEFAULT '1'"
differs "ALTER DOMAIN email DROP CONSTRAINT email_check; ALTER DOMAIN email ADD CHECK (VALUE <> '')" email
differs "CREATE TYPE app.mood AS ENUM ('ok', 'bad'); ALTER TABLE app.\"B\" ALTER m TYPE app.mood USING NULL" app.mood

it "takes the schema public that was made anew for the one that it was"
database
echo "CREATE DOMAIN d AS int; CREATE TABLE t (id int, c d);" >schema.sql
psql_run -c "DROP SCHEMA public CASCADE; CREATE SCHEMA public" -f schema.sql
run diff "$URL" schema.sql
status 0
out_empty
psql_run -c "COMMENT ON SCHEMA public IS 'mine'"
run diff "$URL" schema.sql
out_has '~ schema "public": comment'
out_hasnt '"d"'
run diff "$URL" schema.sql --format sql
psql_run <"$OUT"
psql_is "SELECT obj_description('public'::regnamespace)" "standard public schema"

it "a snapshot's index without a name is another one, also of a materialized view"
database
psql_run -c "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a" -c "CREATE INDEX i ON m (a)"
run reflect "$URL" -f json
sed '/"name": "i"/d' "$OUT" >unnamed.json
run diff "$URL" unnamed.json
status 0
out_has '- index "i"'
out_has "1 to add, 1 to drop"

finish
