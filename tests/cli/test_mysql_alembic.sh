# tests/cli/test_mysql_alembic.sh - what goes wrong in Alembic on MySQL and MariaDB and doesn't here
#
# Rows in the way are in test_mysql_full_tables.sh, renames in test_mysql_rename.sh, what is
# seen of each attribute in tests/migrate/mysql_mutations_*.c.
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/mysql.sh"

for url in $(servers); do
	use_server "$url"

	it "L and 4.3: defaults are compared, and none is run: $KIND"
	database
	settings
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"b", Boolean, server_default = true},
  Column{"d", Numeric(5, 2), server_default = 0}, Column{"at", DateTime, server_default = func.now()}}
END
	run -q apply --yes
	status 0
	run check
	status 0
	sed -i 's/server_default = 0/server_default = "0.00"/' models.lua
	run check
	status 0
	sed -i 's/"0.00"/"0.01"/' models.lua
	run check
	status 1
	out_has 'column "d"'
	if [ "$KIND" = mariadb ]; then
		client -e "CREATE SEQUENCE s; CREATE TABLE n (id int DEFAULT (NEXT VALUE FOR s), m int)" </dev/null
		run reflect "$URL" --format sql
		sed 's/DEFAULT nextval([^)]*)/DEFAULT (1 + nextval(s))/' "$OUT" >other.sql
		run diff "$URL" other.sql --exit-code
		status 1
		out_has 'column "id"'
		client_is "SELECT next_not_cached_value FROM s" 1
	fi

	it "N and 4.5: checks without a name are known by what they say: $KIND"
	database
	settings
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"a", Integer}, CheckConstraint{"a > 0"}, CheckConstraint{"a<100"}}
END
	for checks in "CHECK ((a < 100)), CHECK (a > 0)" "CHECK (a > 0), CHECK ((a < 100))"; do
		echo "DROP TABLE IF EXISTS t; CREATE TABLE t (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, a integer, $checks)" | client
		run diff "$URL" models.lua
		out_empty
	done
	sed -i 's/a > 0/a > 1/' models.lua
	run diff "$URL" models.lua --exit-code
	status 1
	[ "$(grep -c 'check constraint' "$OUT")" = 2 ] || problem "more than one check"
	run apply models.lua --yes
	status 0
	run diff "$URL" models.lua
	out_empty

	it "4.7: a primary key changes under foreign keys, and counts on: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE p (id int NOT NULL AUTO_INCREMENT, k int NOT NULL DEFAULT 1, PRIMARY KEY (id));
CREATE TABLE c (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
INSERT INTO p (id) VALUES (7); INSERT INTO c VALUES (1, 7); ALTER TABLE p AUTO_INCREMENT = 50;
END
	cat >want.sql <<'END'
CREATE TABLE p (id int NOT NULL AUTO_INCREMENT, k int NOT NULL DEFAULT 1, PRIMARY KEY (k, id), UNIQUE KEY u (id));
CREATE TABLE c (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
END
	run apply want.sql --yes
	status 0
	client_is "INSERT INTO p (k) VALUES (3); SELECT MAX(id) FROM p" 50
	client_is "SELECT p FROM c" 7
	run diff "$URL" want.sql --exit-code
	status 0

	it "T and 4.21: tables that lead to each other come and go, in the same order each time: $KIND"
	database
	settings
	for t in a b c d e f; do
		parent=$(echo $t | tr a-f fabcde)
		echo "Table{\"$t\", Column{\"id\", Integer, primary_key = true}, Column{\"up\", Integer, ForeignKey{\"$parent.id\"}}}"
	done >models.lua
	run -q revision -a --rev-id a1
	status 0
	run -q upgrade
	status 0
	run check
	status 0
	echo 'Table{"kept", Column{"id", Integer}}' >models.lua
	SOURCE_DATE_EPOCH=1 run -q revision -a --rev-id b1
	mv migrations/19*b1* first
	SOURCE_DATE_EPOCH=1 run -q revision -a --rev-id b1
	ok cmp -s migrations/19*b1* first
	run -q upgrade --allow-data-loss
	status 0
	client_is "SHOW TABLES LIKE '_'" ""
	run -q downgrade a1
	status 0
	client_is "SELECT COUNT(*) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = '$DATABASE'" 6
done

finish
