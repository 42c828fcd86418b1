# tests/cli/test_stamp_from.sh - databases that other tools have migrated
. "$(dirname "$0")/../support/cli.sh"

# history: three imported revisions, 1 2 and 10
history() {
	mkdir old
	for n in 0001 0002 0010; do
		echo "CREATE TABLE t$n (a);" >old/${n}_t.up.sql
	done
	run init -q -u sqlite:///app.db
	run -q import old
}

# stamped TOOL CURRENT SQL: what is current after the tool's own table is read
stamped() {
	history
	sqlite3 app.db "$3"
	run stamp --from "$1"
	status 0
	run current
	if [ -n "$2" ]; then
		out_is "$2"
	else
		out_empty
	fi
	run -q stamp base
}

it "reads Alembic's table"
stamped alembic 0002 "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
	INSERT INTO alembic_version VALUES ('0002')"

it "reads Flyway's table"
stamped flyway 0002 "CREATE TABLE flyway_schema_history (installed_rank INT, version VARCHAR(50),
	description VARCHAR(200), type VARCHAR(20), success BOOL);
	INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 1), (2, '2', 'b', 'SQL', 1),
	(3, NULL, 'r', 'SQL', 1)"
sqlite3 app.db "UPDATE flyway_schema_history SET success = 0 WHERE installed_rank = 2"
run stamp --from flyway
status 3
err_has 'flyway left version "2" half done'

it "reads dbmate's table"
stamped dbmate "0010 (head)" "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY);
	INSERT INTO schema_migrations VALUES ('0001'), ('0002'), ('0010')"

it "reads the table of golang-migrate"
stamped golang-migrate "0010 (head)" "CREATE TABLE schema_migrations (version uint64, dirty bool);
	INSERT INTO schema_migrations VALUES (10, 0)"
sqlite3 app.db "UPDATE schema_migrations SET dirty = 1"
run stamp --from golang-migrate
status 3
err_has "half done"

it "reads goose's table"
stamped goose 0002 "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INT,
	is_applied INT, tstamp TEXT);
	INSERT INTO goose_db_version (version_id, is_applied) VALUES
	(0, 1), (1, 1), (2, 1), (10, 1), (10, 0)"

it "says what doesn't fit"
history
run stamp --from alembic
status 3
err_has "alembic_version"
sqlite3 app.db "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('ffff')"
run stamp --from alembic
status 3
err_has 'has applied "ffff", and no script has that id'
err_has "--rev-id ffff"
run stamp --from nobody
status 2
run stamp --from goose 0001
status 2
run stamp
status 2
sqlite3 app.db "DELETE FROM alembic_version"
run stamp --from alembic
status 0
run current
out_empty

finish
