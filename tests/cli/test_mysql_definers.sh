# tests/cli/test_mysql_definers.sh - whose rights views and programs have stays as it is
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

# models TABLE NUMBER: v, tg and p are of who runs limbeck, w, tj and q of somebody else
models() {
	cat >models.lua <<END
Table{"$1", Column{"id", Integer, primary_key = true}, Column{"a", Integer}${3-}}
View{"v", "SELECT id, $2 AS n FROM $1"}
View{"w", "SELECT id, $2 AS n FROM $1"}
Trigger{"tg", "$1", "BEFORE INSERT ON $1 FOR EACH ROW SET NEW.a = $2"}
Trigger{"tj", "$1", "BEFORE UPDATE ON $1 FOR EACH ROW SET NEW.a = $2"}
Procedure{"p", "", "SELECT $2"}
Procedure{"q", "", "SELECT $2"}
END
}

start() {
	database
	run init
	settings
	models t 1
	run revision -q --autogenerate -m one
	status 0
	run -q upgrade
	status 0
}

to_joe() {
	client -e "CREATE OR REPLACE DEFINER = limbeck_joe@'%' VIEW w AS SELECT id, 1 AS n FROM t;
		DROP TRIGGER tj; CREATE DEFINER = limbeck_joe@'%' TRIGGER tj BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 1;
		DROP PROCEDURE q; CREATE DEFINER = limbeck_joe@'%' PROCEDURE q() SELECT 1" </dev/null || problem "no other definer"
}

# Whose w, tj and q are; the others are whoever runs this.
joes_are() {
	client_is "SELECT GROUP_CONCAT(name ORDER BY name) FROM (
		SELECT TABLE_NAME AS name, DEFINER AS who FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
		UNION ALL SELECT TRIGGER_NAME, DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
		UNION ALL SELECT ROUTINE_NAME, DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()) x
		WHERE who LIKE 'limbeck_joe@%'" "$1"
}

changed() {
	it "says a definer in a script only where it is somebody else ($KIND)"
	start
	to_joe
	models t 2
	run revision -q --autogenerate -m two
	status 0
	grep -q "root" migrations/*two.lua && problem "it names who makes them anyway"
	[ "$(grep -c limbeck_joe migrations/*two.lua)" -eq 6 ] || problem "joe isn't there both ways"
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	run check
	status 0
	run -q downgrade -- -1
	status 0
	joes_are "q,tj,w"
}

status_of() {
	it "tells drift and what the models want from what it reads once ($KIND)"
	start
	to_joe
	client -e "ALTER TABLE t ADD COLUMN drifted int" </dev/null
	models t 1 ', Column{"wanted", Integer}'
	run status --echo
	status 0
	[ "$(grep -c "SHOW FULL TABLES FROM \`*$DATABASE" "$ERR")" -eq 1 ] || problem "it isn't read once"
	[ "$(sed -n '/^drift/,/^models/p' "$OUT" | grep -c -- "- column .drifted")" -eq 1 ] || problem "the drift isn't told"
	[ "$(sed -n '/^models/,$p' "$OUT" | grep -c "+ column .wanted")" -eq 1 ] || problem "what the models want isn't told"
}

renamed() {
	it "keeps the definers of what is made anew with its table ($KIND)"
	start
	to_joe
	models t2 1 ', renamed_from = "t"'
	run revision -q --autogenerate -m two
	status 0
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	run -q downgrade -- -1
	status 0
	joes_are "q,tj,w"
}

unsaid() {
	it "leaves a definer that the script doesn't know of ($KIND)"
	start
	models t 2
	run revision -q --autogenerate -m two
	status 0
	grep -q "definer" migrations/*two.lua && problem "whose rights it runs with is nobody's word"
	to_joe
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	run -q downgrade -- -1
	status 0
	joes_are "q,tj,w"
}

# Of which the script knows the names alone, too: a change makes them whoever's it is.
programs() {
	it "leaves the definers of functions and events, changed and renamed ($KIND)"
	database
	run init
	settings
	client -e "CREATE DEFINER = limbeck_joe@'%' FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;
		CREATE DEFINER = limbeck_joe@'%' EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SET @a = 1;
		CREATE DEFINER = limbeck_joe@'%' EVENT g ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SET @a = 1" </dev/null
	cat >migrations/a.lua <<'END'
revision = "a"
function upgrade()
  op.alter_function{Function{"f", "", "RETURNS int DETERMINISTIC RETURN 2"}}
  op.alter_event{Event{"e", "ON SCHEDULE EVERY 2 DAY STARTS '2030-01-01' DO SET @a = 2"}}
  op.rename_event("g", "h")
end
END
	run -q upgrade
	status 0
	client_is "SELECT GROUP_CONCAT(name ORDER BY name) FROM (
		SELECT ROUTINE_NAME AS name, DEFINER AS who FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
		UNION ALL SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()) x
		WHERE who LIKE 'limbeck_joe@%'" "e,f,h"
	client_is "SELECT ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()" "RETURN 2"
}

# twice NAME ID: a revision that drops w, tj, q and e and makes them again, each in an operation
twice() {
	cat >migrations/$1.lua <<END
revision = "$1"
down_revision = "$2"
function upgrade()
  op.drop_view("w")
  op.drop_trigger("tj")
  op.drop_procedure("q")
  op.drop_event("e")
  op.create_view{View{"w", "SELECT id, 3 AS n FROM t"}}
  op.create_trigger{Trigger{"tj", "t", "BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 3"}}
  op.create_procedure{Procedure{"q", "", "SELECT 3"}}
  op.create_event{Event{"e", "ON SCHEDULE EVERY 3 DAY STARTS '2030-01-01' DO SET @a = 3"}}
end
END
}

start_twice() {
	start
	to_joe
	client -e "CREATE DEFINER = limbeck_joe@'%' EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SET @a = 1" </dev/null
	twice two "$(sed -n 's/^revision *= *"\(.*\)"/\1/p' migrations/*one.lua)"
}

joes_event() {
	client_is "SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()" "limbeck_joe@%"
}

again() {
	it "keeps the definers of what one operation drops and another makes again ($KIND)"
	start_twice
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	joes_event
	client_is "SELECT n FROM v LIMIT 1" ""
	client_is "SELECT ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME = 'q'" "SELECT 3"
	it "knows them where a run was cut off between the two ($KIND)"
	start_twice
	client -e "CREATE TABLE gone (id int)" </dev/null
	sed -i 's/^  op.create_view.*/  op.execute("DROP TABLE gone")\n&/' migrations/two.lua
	client -e "DROP TABLE gone" </dev/null
	run -q upgrade
	status 3
	client -e "CREATE TABLE gone (id int)" </dev/null
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	joes_event
	it "takes the definer that the second one names ($KIND)"
	start_twice
	sed -i 's/3 AS n FROM t"/&, mysql_definer = "`root`@`localhost`"/' migrations/two.lua
	run -q upgrade
	status 0
	joes_are "q,tj"
}

# An account that may do all here, but make things for others; its name has an @ in it.
unable() {
	it "says whose it is, before anything is lost, where the account can't make it for them ($KIND)"
	start_twice
	server -e "CREATE USER 'li@$$'@'%' IDENTIFIED BY 'secret'; GRANT ALL PRIVILEGES ON \`$DATABASE\`.* TO 'li@$$'@'%';
		GRANT SHOW_ROUTINE ON *.* TO 'li@$$'@'%'" 2>/dev/null ||
		server -e "GRANT SELECT ON mysql.proc TO 'li@$$'@'%'"
	URL=$(echo "$URL" | sed "s#^\([a-z]*\)://\([^/@]*@\)\{0,1\}#\1://li%40$$:secret@#")
	sed -i "s#^url = .*#url = \"$URL\"#" limbeck.lua
	cp migrations/two.lua two
	sed -i 's/^  op.drop_view.*/  op.alter_procedure{Procedure{"q", "", "SELECT 4"}}/; /op.drop/d; /op.create/d' migrations/two.lua
	run -q upgrade
	status 4
	err_has "procedure \"q\" belongs to \`limbeck_joe\`@\`%\`, and this account makes nothing for others"
	joes_are "q,tj,w"
	cp two migrations/two.lua
	run -q upgrade
	status 4
	err_has "view \"w\" belongs to \`limbeck_joe\`@\`%\`"
	client_is "SELECT COUNT(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()" 1
	server -e "GRANT SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER ON *.* TO 'li@$$'@'%'" 2>/dev/null ||
		server -e "GRANT SET USER ON *.* TO 'li@$$'@'%'"
	run -q upgrade
	status 0
	joes_are "q,tj,w"
	server -e "DROP USER 'li@$$'@'%'"
}

none() {
	it "drops all definers where they don't count ($KIND)"
	start
	to_joe
	models t 2
	run revision -q --autogenerate --no-definers -m two
	status 0
	grep -q "definer" migrations/*two.lua && problem "a definer is in the script"
	# a model that names its own is heard
	sed -i 's/AS n FROM t"/&, mysql_definer = "`limbeck_joe`@`%`"/' models.lua
	run -q upgrade
	status 0
	run revision -q --autogenerate -m three
	status 0
	run -q upgrade
	status 0
	run check
	status 0
	client_is "SELECT COUNT(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
		AND DEFINER LIKE 'limbeck_joe@%'" 2
}

for server in $(servers); do
	use_server "$server"
	changed
	status_of
	renamed
	unsaid
	programs
	again
	unable
	none
done

finish
