# tests/cli/test_mysql_batch.sh - tables that refer to each other change in few statements
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

# becomes FROM TO COUNT: FROM becomes TO in COUNT statements, with rows if there are any
becomes() {
	database
	{
		echo "SET FOREIGN_KEY_CHECKS = 0;"
		echo "$1"
	} | client || problem "not made: $1"
	from=$URL name=$DATABASE
	database
	{
		echo "SET FOREIGN_KEY_CHECKS = 0;"
		echo "$2"
	} | client || problem "not made: $2"
	run diff "$from" "$URL" --format sql
	status 0
	count=$(grep -c "^[A-RT-Z]" "$OUT")
	[ "$count" -eq "$3" ] || problem "$count statements, not $3, to $2"
	cp "$OUT" it.sql
	to=$URL DATABASE=$name
	client <it.sql >client.out 2>&1 || problem "to $2: $(cat client.out it.sql)"
	run diff "$from" "$to"
	status 0
	out_empty
}

# both FROM TO COUNT BACK
both() {
	becomes "$1" "$2" "$3"
	becomes "$2" "$1" "$4"
}

types() {
	it "changes the type of both ends of a foreign key ($KIND)"
	becomes "CREATE TABLE p (id int PRIMARY KEY, a int); CREATE TABLE c (id int PRIMARY KEY, pid int, x int,
		CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)); INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (2, 1, 1);" \
		"CREATE TABLE p (id bigint PRIMARY KEY, a bigint, b int); CREATE TABLE c (id bigint PRIMARY KEY, pid bigint, x int,
		y int, CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id));" 3
	becomes "CREATE TABLE c (id int PRIMARY KEY, pid int, CONSTRAINT f FOREIGN KEY (pid) REFERENCES c (id));
		INSERT INTO c VALUES (1, NULL), (2, 1);" \
		"CREATE TABLE c (id bigint PRIMARY KEY, pid bigint, CONSTRAINT f FOREIGN KEY (pid) REFERENCES c (id));" 2
}

targets() {
	it "makes what a foreign key refers to before it ($KIND)"
	becomes "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, x int);" \
		"CREATE TABLE p (id int PRIMARY KEY, k int, UNIQUE KEY uk (k)); CREATE TABLE c (id int PRIMARY KEY, x int,
		kk int, CONSTRAINT f FOREIGN KEY (kk) REFERENCES p (k));" 2
	becomes "CREATE TABLE a (id int PRIMARY KEY, k int, UNIQUE KEY uk (k)); CREATE TABLE z (id int PRIMARY KEY, x int,
		kk int, CONSTRAINT f FOREIGN KEY (kk) REFERENCES a (k));" \
		"CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE z (id int PRIMARY KEY, x int);" 2
	both "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, aid int, x int,
		CONSTRAINT f FOREIGN KEY (aid) REFERENCES a (id));" "CREATE TABLE c (id int PRIMARY KEY, aid int, y int);" 2 2
}

circles() {
	it "changes tables that refer to each other ($KIND)"
	both "CREATE TABLE a (id int PRIMARY KEY, bid int); CREATE TABLE b (id int PRIMARY KEY, aid int);" \
		"CREATE TABLE a (id int PRIMARY KEY, bid int, x int, CONSTRAINT fa FOREIGN KEY (bid) REFERENCES b (id));
		CREATE TABLE b (id int PRIMARY KEY, aid int, x int, CONSTRAINT fb FOREIGN KEY (aid) REFERENCES a (id));" 2 2
	becomes "CREATE TABLE a (id int PRIMARY KEY, bid int, CONSTRAINT fa FOREIGN KEY (bid) REFERENCES b (id));
		CREATE TABLE b (id int PRIMARY KEY, aid int, CONSTRAINT fb FOREIGN KEY (aid) REFERENCES a (id));
		INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (2, 1);" \
		"CREATE TABLE a (id bigint PRIMARY KEY, bid bigint, CONSTRAINT fa FOREIGN KEY (bid) REFERENCES b (id));
		CREATE TABLE b (id bigint PRIMARY KEY, aid bigint, CONSTRAINT fb FOREIGN KEY (aid) REFERENCES a (id));" 4
}

for server in $(servers); do
	use_server "$server"
	types
	targets
	circles
done

finish
