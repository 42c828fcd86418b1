# tests/cli/test_mysql_strangers.sh - what nobody manages and names what goes
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

start() {
	database
	run init
	settings
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"a", Integer}}
Table{"o", Column{"id", Integer, primary_key = true}}
END
	run revision -q --autogenerate -m one
	status 0
	run -q upgrade
	status 0
	client -e "CREATE VIEW uv AS SELECT id, a AS n FROM t; CREATE VIEW mine AS SELECT id FROM o;
		CREATE TRIGGER utg BEFORE INSERT ON o FOR EACH ROW INSERT INTO t (a) VALUES (1);
		CREATE TRIGGER own BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1;
		CREATE PROCEDURE up() SELECT a FROM t; CREATE PROCEDURE other() SELECT id FROM t" </dev/null ||
		problem "nothing to leave alone"
}

# says WHAT: on each of the three, and on none besides
says() {
	run check
	for o in 'view "uv"' 'trigger "utg"' 'procedure "up"'; do
		out_has "warning: $o names $1"
	done
	[ "$(grep -c "^warning" "$OUT")" -eq "${2-3}" ] || problem "not so many"
}

unmanaged() {
	it "names what is left alone and breaks ($KIND)"
	start
	run check
	status 0
	sed -i 's/, Column{"a", Integer}//' models.lua
	says 'column "t.a", which is dropped'
	run revision --autogenerate -m two
	status 4
	err_has 'warning: trigger "utg" names column "t.a", which is dropped'
	client -e "DROP VIEW uv; DROP TRIGGER utg; DROP PROCEDURE up" </dev/null
	run revision --autogenerate -m two
	status 0
	err_hasnt "warning"
}

excluded() {
	it "names what the settings leave out and breaks ($KIND)"
	start
	settings 'exclude = {"uv", "o"}'
	sed -i 's/{"a", Integer/{"b", Integer, renamed_from = "a"/; /"o"/d' models.lua
	says 'column "t.a", which becomes "b"'
	# all that has the table's name in it, but for what goes with it
	sed -i 's/"t",\(.*\)}$/"t2",\1, renamed_from = "t"}/; s/"b", Integer, renamed_from/"a", Integer, comment/' models.lua
	says 'table "t", which becomes "t2"' 4
}

for server in $(servers); do
	use_server "$server"
	unmanaged
	excluded
done

finish
