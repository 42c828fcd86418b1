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
	renamed
	unsaid
	programs
	none
done

finish
