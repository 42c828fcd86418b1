#!/bin/sh
# tests/cli/test_mysql_names.sh - names of any kind, there and back on MariaDB and MySQL
#
# Whatever a name looks like, what has it comes back from SQL, models and JSON that
# limbeck writes, and a script that makes and drops it runs.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

silent() {
	run diff "$1" "$2"
	status 0
	[ ! -s "$OUT" ] || problem "diff $1 $2 isn't empty"
}

# The client has a line for each name: one with a line's end in it is left to the comparison.
picture() {
	case $name in "$odd") return ;; esac
	shows "$DATABASE" | sed "s/\`$DATABASE\`/\`DATABASE\`/g"
}

# A name for each: as it stands between backticks.  No server takes one that ends in a space.
long=$(printf '%064d' 7 | tr 0 n)
odd=$(printf 'a\tb\nc')

# MariaDB 10.11.18 shows a backtick in a foreign key's columns as it is, so that nobody can
# tell where the name ends; limbeck names such a key as left out.
shows_backticks() {
	echo 'CREATE TABLE p (`a``b` INT PRIMARY KEY);
CREATE TABLE c (`a``b` INT, FOREIGN KEY (`a``b`) REFERENCES p (`a``b`));
SHOW CREATE TABLE c; DROP TABLE c, p;' | client | grep -qF '(`a``b`) REFERENCES'
}

# schema NAME: one in every place that has a name
schema() {
	key=",
	CONSTRAINT \`$1\` FOREIGN KEY (\`$1\`) REFERENCES \`$1\` (\`$1\`) ON DELETE CASCADE"
	case $1 in *'``'*) shows_backticks || key= ;; esac
	cat <<EOF
CREATE TABLE \`$1\` (\`$1\` INT NOT NULL AUTO_INCREMENT, b VARCHAR(20) DEFAULT 'x',
	g INT AS (\`$1 2\` + 1) VIRTUAL, \`$1 2\` INT, PRIMARY KEY (\`$1\`), KEY \`$1\` (b, \`$1\`),
	CONSTRAINT \`$1\` CHECK (\`$1 2\` <> 7));
CREATE TABLE child (\`$1\` INT, KEY k (\`$1\`)$key);
CREATE TABLE parts (\`$1\` INT) PARTITION BY RANGE (\`$1\`)
	(PARTITION \`$1\` VALUES LESS THAN (10), PARTITION \`$1 2\` VALUES LESS THAN MAXVALUE);
CREATE VIEW \`$1 v\` AS SELECT \`$1\`, \`$1 2\` AS \`$1 3\` FROM \`$1\`;
CREATE TRIGGER \`$1\` BEFORE INSERT ON \`$1\` FOR EACH ROW SET NEW.\`$1 2\` = 1;
CREATE TRIGGER \`$1 2\` BEFORE INSERT ON \`$1\` FOR EACH ROW FOLLOWS \`$1\` SET NEW.\`$1 2\` = 2;
CREATE FUNCTION \`$1\`(\`$1\` INT) RETURNS INT DETERMINISTIC RETURN \`$1\` + 1;
CREATE PROCEDURE \`$1\`(\`$1\` INT) SELECT \`$1\`;
CREATE EVENT \`$1\` ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DISABLE DO SET @a = 1;
EOF
	[ $KIND = mysql ] || printf 'CREATE SEQUENCE `%s s` START WITH 5;\n' "$1"
}

# round_trip NAME: which is written between backticks
round_trip() {
	it "keeps the name $(printf %s "$1" | tr "\\n" " ") on $KIND"
	database
	empty=$DATABASE
	database
	schema "$1" >schema.sql
	client <schema.sql >load 2>&1 || { problem "it isn't taken: $(cat load)"; return; }
	origin=$URL
	picture >before
	run reflect "$origin" --format sql
	status 0
	! grep -q '^-- left out' "$OUT" || problem "something is left out"
	cp "$OUT" again.sql
	database
	# what isn't ASCII arrives whatever the client takes text for
	case $1 in *[öü]*) charset=latin1 ;; *) charset=utf8mb4 ;; esac
	client --default-character-set=$charset <again.sql >load 2>&1 || problem "the SQL doesn't run: $(cat load)"
	picture >after
	diff before after >differences || problem "it isn't the same: $(head -20 differences)"
	silent "$origin" "$URL"
	for format in lua json; do
		run reflect "$origin" --format $format
		status 0
		cp "$OUT" models.$format
		silent "$origin" models.$format
		silent models.$format "$origin"
	done
	migrate
}

# The models as a script, up and down.
migrate() {
	DATABASE=$empty URL=$(url_of "$empty")
	settings
	run revision --autogenerate -m all
	status 0
	run upgrade
	status 0
	silent "$origin" "$URL"
	run downgrade base
	status 0
	client_is "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
		AND TABLE_NAME NOT LIKE 'limbeck%'" 0
}

for server in $(servers); do
	use_server "$server"
	for name in "it's \"quoted\"" 'a``b\c\\' 'Größe 表 %s%d $1 ${x}' select ' a  b;--c /*d*/ #' 'a.b' 1st \
		"${long%????}ü" "$odd"; do
		round_trip "$name"
	done
done

finish
