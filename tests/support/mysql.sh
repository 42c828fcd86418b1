# tests/support/mysql.sh - databases for command-line tests; sourced after cli.sh
#
#   servers              URLs of the MariaDB and the MySQL that there are
#   use_server URL       the one for what follows; its kind is in $KIND
#   database [OPTIONS]   makes an empty one there; its name is in $DATABASE, its URL in $URL
#   settings [LINE]      writes a limbeck.lua for it
#   client [OPTION]      runs standard input there with the native client
#   client_is SQL EXPECTED
#   shows DATABASE       SHOW CREATE of all that is in it

CLIENT=$(command -v mariadb || command -v mysql) || CLIENT=
if [ -z "${LIMBECK_TEST_MARIADB_URL-}${LIMBECK_TEST_MYSQL_URL-}" ] || [ -z "$CLIENT" ]; then
	echo "left out: no MariaDB or MySQL server, or no client"
	echo "0 passed, 0 failed"
	exit 0
fi
DATABASES= DATABASE= URL= KIND=

servers() { printf '%s\n' ${LIMBECK_TEST_MARIADB_URL-} ${LIMBECK_TEST_MYSQL_URL-}; }

# part NAME: of the server's URL
part() {
	case $1 in
	user) echo "$SERVER" | sed -n 's#^[a-z]*://\([^:@/]*\).*@.*#\1#p' ;;
	password) echo "$SERVER" | sed -n 's#^[a-z]*://[^:@/]*:\([^@]*\)@.*#\1#p' ;;
	host) echo "$SERVER" | sed -n 's#^[a-z]*://\([^@/]*@\)\{0,1\}\([^:/?]*\).*#\2#p' ;;
	port) echo "$SERVER" | sed -n 's#^[a-z]*://[^/]*:\([0-9]*\)\([/?].*\)\{0,1\}$#\1#p' ;;
	*) echo "$SERVER" | sed -n "s#.*[?&]$1=\([^&]*\).*#\1#p" ;;
	esac
}

# The options go into a file: a password in a command line can be seen.
use_server() {
	SERVER=$1
	{
		echo "[client]"
		for name in user password host port; do
			value=$(part $name)
			[ -z "$value" ] || echo "$name = $value"
		done
		value=$(part unix_socket)
		[ -z "$value" ] || echo "socket = $value"
		echo "default-character-set = utf8mb4"
	} >"$WORK/client.cnf"
	case $(server -e "SELECT VERSION()") in
	*MariaDB*) KIND=mariadb ;;
	*) KIND=mysql ;;
	esac
}

server() { "$CLIENT" --defaults-file="$WORK/client.cnf" -N "$@" </dev/null; }
client() { "$CLIENT" --defaults-file="$WORK/client.cnf" -N "$@" "$DATABASE"; }

drop_databases() {
	echo "$DATABASES" | while read -r url made; do
		[ -n "$made" ] || continue
		use_server "$url"
		server -e "DROP DATABASE IF EXISTS $made" >/dev/null 2>&1
	done
	rm -rf "$WORK"
}
trap drop_databases EXIT

# url_of DATABASE
url_of() { echo "$SERVER" | sed "s#^\([a-z]*://[^/?]*\)/\{0,1\}[^?]*#\1/$1#"; }

database() {
	DATABASE=cli_$$_$(($(echo "$DATABASES" | wc -l)))
	server -e "CREATE DATABASE $DATABASE ${1-}" || exit 1
	DATABASES="$DATABASES
$SERVER $DATABASE"
	URL=$(url_of "$DATABASE")
}

settings() {
	mkdir -p migrations
	cat >limbeck.lua <<EOF
url = "$URL"
models = "models.lua"
migrations = "migrations"
${1-}
EOF
}

client_is() {
	got=$(client -e "$1" 2>&1 </dev/null)
	[ "$got" = "$2" ] || problem "$1 gave \"$got\", expected \"$2\""
}

# objects DATABASE: "TABLE `name`" and so on, a line each
objects() {
	server -re "SELECT CONCAT('TABLE \`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`')
		FROM information_schema.TABLES WHERE TABLE_SCHEMA = '$1' AND TABLE_NAME NOT LIKE 'limbeck%'
		UNION ALL SELECT CONCAT('TRIGGER \`', REPLACE(TRIGGER_NAME, '\`', '\`\`'), '\`')
		FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '$1'
		UNION ALL SELECT CONCAT(ROUTINE_TYPE, ' \`', REPLACE(ROUTINE_NAME, '\`', '\`\`'), '\`')
		FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '$1'
		UNION ALL SELECT CONCAT('EVENT \`', REPLACE(EVENT_NAME, '\`', '\`\`'), '\`')
		FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '$1' ORDER BY 1"
}

# When a trigger was made is nothing of its own.
shows() {
	objects "$1" | sed 's/.*/SHOW CREATE &\\G/' |
		"$CLIENT" --defaults-file="$WORK/client.cnf" -r "$1" | grep -v '^ *Created: '
}
