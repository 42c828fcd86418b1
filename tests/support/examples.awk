# tests/support/examples.awk - take a manual page's examples apart
#
#   awk -f tests/support/examples.awk -v dir=FOLDER man/limbeck.1
#
# A literal block is a session or a file, nothing else:
#
#   .Bd -literal              lines after "$ " are commands, those after "> "
#   $ limbeck current         continue one; what follows is what it prints
#   ae1027a6acf0 (head)
#   .Ed
#
#   .\" file: models.lua      the block holds this file
#   .\" also: models.lua      the block is added to it
#   .\" $ COMMAND             a command that the page doesn't show
#
# They become FOLDER/001.run with 001.want, or 001.file with 001.name (written
# anew) or 001.more (added to), in the order of the page.

function begin(kind)
{
	if (out)
		close(out)
	step++
	base = sprintf("%s/%03d", dir, step)
	out = base "." kind
	printf "" > out
}

function literal(line)
{
	sub(/^\\&/, "", line)
	gsub(/\\\(aq/, "'", line)
	gsub(/\\-/, "-", line)
	gsub(/\\\(->/, "→", line)
	gsub(/\\e/, "\\", line)
	return line
}

function problem(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text
	bad = 1
}

function one_line(name, text)
{
	printf "%s\n", text > (base "." name)
	close(base "." name)
}

/^\.\\" \$ / {
	begin("run")
	print substr($0, 7) > out
	one_line("hidden", "")
	next
}

/^\.\\" (file|also): / {
	mode = $2 == "file:" ? "name" : "more"
	name = $3
	next
}

/^\.Bd .*-literal/ {
	inside = 1
	if (name != "") {
		begin("file")
		one_line(mode, name)
		is_file = 1
	}
	next
}

/^\.Ed/ {
	if (inside && !is_file && !commands)
		problem("this block is neither a session nor a file")
	inside = is_file = commands = 0
	name = ""
	next
}

!inside { next }

is_file {
	print literal($0) > out
	next
}

/^\$ / {
	begin("run")
	commands++
	print literal(substr($0, 3)) > out
	more = 1
	next
}

/^> / && more {
	print literal(substr($0, 3)) > out
	next
}

{
	if (!commands) {
		problem("output before the first command")
		next
	}
	if (more)
		close(out)
	more = 0
	out = base ".want"
	print literal($0) > out
}

END {
	if (!step)
		problem("there are no examples")
	exit bad + 0
}
