# tests/support/matches.awk - is this the output that was expected?
#
#   awk -f tests/support/matches.awk WANT GOT
#
# A line "..." in WANT stands for any number of lines.  What differs from run to
# run is the same to both: new ids, checksums, times, dates in file names,
# how long it took and in how many statements, the database's version.

# Without intervals such as {12}, which not every awk knows.
BEGIN {
	h = "[0-9a-f]"
	id = h h h h h h h h h h h h
	d = "[0-9]"
	stamp = d d d d d d d d "T" d d d d
	time = d d d d "-" d d "-" d d "T" d d ":" d d ":" d d "Z"
}

function plain(line)
{
	gsub(id "[0-9a-f]+", "CHECKSUM", line)
	gsub(id, "ID", line)
	gsub(stamp, "DATE", line)
	gsub(time, "TIME", line)
	gsub("[0-9]+ ms", "N ms", line)
	gsub("a scratch [A-Za-z]+ [0-9.]+", "a scratch DATABASE", line)
	gsub("[0-9]+ statements?", "N statements", line)
	sub(/[ \t]+$/, "", line)
	return line
}

NR == FNR { want[++wants] = plain($0); next }
{ got[++gots] = plain($0) }

END {
	i = j = 1
	while (i <= wants) {
		if (want[i] == "...") {
			while (want[i] == "...")
				i++
			if (i > wants)
				exit 0
			while (j <= gots && got[j] != want[i])
				j++
		}
		if (j > gots || got[j] != want[i]) {
			printf "  expected: %s\n  there is: %s\n", want[i], (j > gots ? "(nothing more)" : got[j])
			exit 1
		}
		i++
		j++
	}
	if (j <= gots) {
		printf "  not expected: %s\n", got[j]
		exit 1
	}
}
