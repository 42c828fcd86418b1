#!/bin/sh
# bench/sqlalchemy.sh - how many times faster than SQLAlchemy, on SQLite in memory
#
# Both time themselves from inside: what starting Python costs isn't counted.  Where
# Debian's python3-sqlalchemy isn't installed nothing is compared.
set -u

python=/usr/bin/python3
rows=${ROWS:-100000}
version=$("$python" -c 'import sqlalchemy; print(sqlalchemy.__version__)' 2>/dev/null) || {
	echo "SQLAlchemy: not installed, so nothing is compared (Debian: python3-sqlalchemy)"
	exit 0
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$B/bench/orm" "$rows" >"$work/ours" || exit 1
"$python" "$(dirname "$0")/sqlalchemy_orm.py" "$rows" >"$work/theirs" || exit 1
echo "$rows rows on SQLite, beside SQLAlchemy $version"
awk '
	{ title = substr($0, 1, 30); split(substr($0, 31), word, " ") }
	NR == FNR { ours[title] = word[1]; next }
	{
		if (!(title in ours) || !(ours[title] > 0)) {
			print "not measured: " title
			bad = 1
			next
		}
		printf "%s %8.1f ms, SQLAlchemy %8.1f ms: %.0f times faster\n", title, ours[title], word[1], word[1] / ours[title]
	}
	END { exit bad }' "$work/ours" "$work/theirs"
