# tools/sizes.awk - functions and files that are too long
#
# awk -f tools/sizes.awk FILE...   limits: functions 70 lines, files 1,000;
# reported from 40 and 600 on.  Relies on the formatting: a function's braces
# stand in the first column.

function end_file() {
	if (!file)
		return
	if (lines > 1000) {
		print file ": " lines " lines (limit 1000)"
		bad = 1
	} else if (lines > 600) {
		print "  long file: " file ", " lines " lines"
	}
}

FNR == 1 {
	end_file()
	file = FILENAME
	inside = 0
}

{ lines = FNR }

/^[A-Za-z].*\(/ && !/;$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }

/^\{/ && name != "" { start = FNR; inside = 1 }

/^\}/ && inside {
	length_of = FNR - start - 1
	sizes[++count] = length_of
	if (length_of > 70) {
		print FILENAME ":" start ": " name " has " length_of " lines (limit 70)"
		bad = 1
	} else if (length_of > 40) {
		print "  long function: " name ", " length_of " lines (" FILENAME ":" start ")"
	}
	inside = 0
	name = ""
}

END {
	end_file()
	for (i = 1; i <= count; i++) {
		seen[sizes[i]]++
		if (sizes[i] > most)
			most = sizes[i]
	}
	for (i = 0; i <= most; i++) {
		sum += seen[i]
		if (median == "" && sum * 2 >= count)
			median = i
		if (ninth == "" && sum * 10 >= count * 9)
			ninth = i
	}
	print "  " count + 0 " functions: median " median + 0 " lines, nine in ten at most " ninth + 0 \
	    ", longest " most + 0
	exit bad
}
