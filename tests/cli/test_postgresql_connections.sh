# tests/cli/test_postgresql_connections.sh - every way into a PostgreSQL server, and no secret out
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

# Special in a URL, in a service file, and for a shell.
PASSWORD='s3cr:t/w@rd%?#&'
ENCODED='s3cr%3At%2Fw%40rd%25%3F%23%26'

unset PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE PGSSLMODE PGSSLROOTCERT PGHOST PGPORT PGUSER PGDATABASE
export HOME=$WORK

# A port that is free now.
free_port() {
	port=$((20000 + $$ % 20000))
	until psql -XqAt -d "postgresql://127.0.0.1:$port/" -c "" 2>&1 | grep -q "refused"; do
		port=$((port + 1))
		[ $port -lt 41000 ] || break
	done
	echo $port
}

certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
		-addext "subjectAltName = DNS:localhost" -keyout "$WORK/server.key" -out "$WORK/server.crt" \
		>/dev/null 2>&1 || return 1
	cp "$WORK/server.key" "$WORK/server.crt" "$DATA" || return 1
	chown "$(stat -c %U "$DATA")" "$DATA/server.key" "$DATA/server.crt"
	chmod 600 "$DATA/server.key"
}

own_server
SOCKET=${DATA%/data} PORT=$(free_port) TLS=
! command -v openssl >/dev/null 2>&1 || ! certificate || TLS=1
psql_run <<END
SET password_encryption = 'scram-sha-256';
CREATE ROLE alice LOGIN PASSWORD '$PASSWORD';
CREATE DATABASE shop OWNER alice;
ALTER SYSTEM SET listen_addresses = '127.0.0.1';
ALTER SYSTEM SET port = $PORT;
END
[ -z "$TLS" ] || psql_run -c "ALTER SYSTEM SET ssl = on"
cat >"$DATA/pg_hba.conf" <<END
local all postgres trust
local all alice scram-sha-256
hostssl shop alice 127.0.0.1/32 scram-sha-256
END
[ -n "$TLS" ] || echo "host shop alice 127.0.0.1/32 scram-sha-256" >>"$DATA/pg_hba.conf"
STATUS=
control restart
ADMIN="postgresql://postgres@/shop?host=$SOCKET&port=$PORT"
URL=$ADMIN

# Nothing that was printed, kept or logged has the password in it.
no_secret() {
	for file in "$OUT" "$ERR"; do
		! grep -qF -e "$PASSWORD" -e "$ENCODED" "$file" || problem "the password is in the output"
	done
}

# gets_in [ARGUMENT...]: the database is alice's
gets_in() {
	run -v --echo status "$@"
	status 0
	out_has "current"
	no_secret
}

it "takes a password from the URL, in whatever it is written"
gets_in -u "postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop"
gets_in -u "postgres://alice:$ENCODED@/shop?host=$SOCKET&port=$PORT"
gets_in -u "postgresql://127.0.0.1:$PORT/shop?user=alice&password=$ENCODED"
gets_in -u "postgresql+psycopg2://alice:$ENCODED@localhost:$PORT/shop?connect_timeout=10"
LIMBECK_URL="postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop" run status
status 0
out_has "alice"
no_secret
run -u "postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop" --json status
status 0
no_secret

it "keeps the password to itself when it fails"
for wrong in "postgresql://alice:$ENCODED@127.0.0.1:$PORT/nowhere" \
	"postgresql://bob:$ENCODED@127.0.0.1:$PORT/shop" \
	"postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop?no_such=1" \
	"postgresql://alice:$ENCODED@127.0.0.1:1/shop" \
	"postgresql://alice:$ENCODED@[::1/shop" \
	"postgresql://127.0.0.1:1/shop?user=alice&password=$ENCODED"; do
	for option in --color=never --json; do
		run -u "$wrong" --echo -v $option status
		[ $STATUS -ne 0 ] || problem "it got in: $wrong"
		no_secret
	done
done
run -u "postgresql://alice:wrong_one@127.0.0.1:$PORT/shop" status
status 3
err_has "password authentication failed for user \"alice\""
err_hasnt "wrong_one"
run -u "postgresql://alice@127.0.0.1:$PORT/shop" status
status 3
err_has "no password supplied"
err_has "PGPASSWORD"

it "leaves no password in the database or in the list of processes"
script a1 "" "CREATE TABLE seen AS SELECT query, application_name FROM pg_stat_activity WHERE usename = 'alice';
SELECT pg_sleep(0.5);" "DROP TABLE seen;"
LIMBECK_URL="postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop" "$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
pid=$!
sleep 0.2
ps -p $pid -o args= >args
wait $pid
STATUS=$?
status 0
no_secret
! grep -qF -e "$PASSWORD" -e "$ENCODED" args || problem "ps shows it: $(cat args)"
psql_run -c "SELECT * FROM seen" -c "SELECT * FROM limbeck_version" >rows
! grep -qF -e "$PASSWORD" -e "$ENCODED" rows || problem "it is in the database"
psql_is "SELECT count(*) FROM limbeck_version" 1
LIMBECK_URL="postgresql://alice:$ENCODED@127.0.0.1:$PORT/shop" run -q downgrade base
status 0

it "takes a password from the environment or a file that nobody else can read"
PGPASSWORD=$PASSWORD gets_in -u "postgresql://alice@127.0.0.1:$PORT/shop"
PGHOST=127.0.0.1 PGPORT=$PORT PGUSER=alice PGDATABASE=shop PGPASSWORD=$PASSWORD gets_in -u postgresql://
printf '127.0.0.1:%s:*:alice:%s\n' "$PORT" "$(echo "$PASSWORD" | sed 's/:/\\:/g')" >"$HOME/.pgpass"
chmod 600 "$HOME/.pgpass"
gets_in -u "postgresql://alice@127.0.0.1:$PORT/shop"
chmod 644 "$HOME/.pgpass"
run -u "postgresql://alice@127.0.0.1:$PORT/shop" status
status 3
err_has "permissions should be"
no_secret
mv "$HOME/.pgpass" pass
chmod 600 pass
PGPASSFILE=$PWD/pass gets_in -u "postgresql://alice@127.0.0.1:$PORT/shop"
gets_in -u "postgresql://alice@127.0.0.1:$PORT/shop?passfile=$PWD/pass"

it "takes all of it from a service file"
cat >services <<END
[shop]
host=127.0.0.1
port=$PORT
user=alice
dbname=shop
password=$PASSWORD
END
PGSERVICEFILE=$PWD/services gets_in -u "postgresql:///?service=shop"
PGSERVICEFILE=$PWD/services PGSERVICE=shop gets_in -u "postgresql://"
PGSERVICEFILE=$PWD/services run -u "postgresql:///?service=other" status
status 3
err_has "definition of service \"other\" not found"

it "tries several hosts, and finds the one that can be written to"
PGPASSWORD=$PASSWORD gets_in -u "postgresql://alice@127.0.0.1:1,127.0.0.1:$PORT/shop?target_session_attrs=read-write"
PGPASSWORD=$PASSWORD gets_in -u "postgresql://alice@/shop?host=127.0.0.1,localhost&port=1,$PORT"
PGPASSWORD=$PASSWORD run -u "postgresql://alice@127.0.0.1:1,127.0.0.1:$PORT/shop?target_session_attrs=read-only" status
status 3
err_has "port 1 failed"
err_has "session is not read-only"
psql_run -c "ALTER ROLE alice SET default_transaction_read_only = on"
PGPASSWORD=$PASSWORD run -u "postgresql://alice@127.0.0.1:$PORT/shop?target_session_attrs=read-write" status
status 3
err_has "session is read-only"
psql_run -c "ALTER ROLE alice RESET default_transaction_read_only"

it "speaks TLS as far as it is told to"
if [ -n "$TLS" ]; then
	export PGPASSWORD=$PASSWORD
	to="postgresql://alice@127.0.0.1:$PORT/shop"
	by_name="postgresql://alice@localhost:$PORT/shop?hostaddr=127.0.0.1"
	for mode in allow prefer require; do
		gets_in -u "$to?sslmode=$mode"
	done
	gets_in -u "$to?sslmode=verify-ca&sslrootcert=$WORK/server.crt"
	gets_in -u "$by_name&sslmode=verify-full&sslrootcert=$WORK/server.crt"
	PGSSLMODE=verify-full PGSSLROOTCERT=$WORK/server.crt gets_in -u "$by_name"
	run -u "$to?sslmode=disable" status
	status 3
	err_has "no pg_hba.conf entry for host \"127.0.0.1\", user \"alice\", database \"shop\""
	run -u "$to?sslmode=verify-full&sslrootcert=$WORK/server.crt" status
	status 3
	err_has "does not match host name"
	run -u "$to?sslmode=verify-ca" status
	status 3
	err_has "root certificate file"
	run -u "$to?sslmode=sometimes" status
	status 3
	err_has "invalid sslmode value: \"sometimes\""
	# A scratch database, and the second connection that looks after it, use it as well.
	script a1 "" "CREATE TABLE t (a int);" "DROP TABLE t;"
	run -q -u "$by_name&sslmode=verify-full&sslrootcert=$WORK/server.crt" upgrade
	status 0
	run -q -u "$by_name&sslmode=verify-full&sslrootcert=$WORK/server.crt" downgrade base
	status 0
	unset PGPASSWORD
else
	echo "left out: no openssl makes a certificate"
fi

it "says which parameter it doesn't know, and what was meant"
run -u "postgresql://127.0.0.1/x?sslmod=require" status
status 2
err_has "unknown parameter \"sslmod\""
err_has "\"sslmode\""

end_own_server
finish
