# tools/header-man.awk - a manual page of what a header says
#
#   awk -f tools/header-man.awk -v date="November 21, 2026" HEADER [EXAMPLE.c]
#
# The header's first comment is the page's description, the comment above a
# declaration, or several that follow each other, is what is said of it.  Lines of
# a comment that begin with a tab are code, those with "- " items of a list.  What
# has no comment is shown all the same.  A macro ORM_... that others are made of is
# left out, unless a comment names it.
# What only C++ reads is left out.
# The example is a program, shown without its first comment; tests run it.

function fail(text)
{
	print FILENAME ":" FNR ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

# ---- reading

# A comment's text, its lines without the stars.
function begin_comment(line)
{
	comment = ""
	sub(/^\/\*[ \t]?/, "", line)
	in_comment = 1
	add_comment(line)
}

function add_comment(line)
{
	if (line ~ /\*\/[ \t]*$/) {
		sub(/[ \t]*\*\/[ \t]*$/, "", line)
		in_comment = 0
	}
	comment = comment line "\n"
	if (!in_comment)
		end_comment()
}

function end_comment()
{
	gsub(/^\n+|\n+$/, "", comment)
	if (comment ~ /^clang-format/)
		return
	comments = comments comment
	if (!title)
		begin_page(comment)
	else {
		doc = comment
		group = 0
	}
}

function begin_page(text)
{
	title = text
	sub(/\n.*/, "", title)
	path = title
	sub(/ - .*/, "", path)
	sub(/^[^ ]* - /, "", title)
	about = index(text, "\n") ? substr(text, index(text, "\n") + 1) : ""
	sub(/^\n+/, "", about)
	name = path
	sub(/.*\//, "", name)
	sub(/\.h$/, "", name)
	name = "limbeck-" name
}

# A declaration; those that follow each other have one comment.
function declare(kind, text)
{
	if (!group) {
		group = ++groups
		docs[group] = doc
		doc = ""
	}
	if (kinds[group] != "" && kinds[group] != kind) {
		group = ++groups
		docs[group] = ""
	}
	kinds[group] = kind
	texts[group] = texts[group] (texts[group] == "" ? "" : "\001") text
	seen[kind]++
}

function end_declaration(text)
{
	gsub(/[ \t\n]+/, " ", text)
	sub(/ ?MUST_CHECK/, "", text)
	sub(/ ?PRINTF_LIKE\([^)]*\)/, "", text)
	sub(/^static inline /, "", text)
	sub(/ *[;{].*$/, "", text)
	declare("function", text)
}

# The left side of a #define.
function end_macro(text)
{
	sub(/^#define /, "", text)
	body = text
	if (text ~ /^[A-Za-z_0-9]*\(/)
		text = substr(text, 1, index(text, ")"))
	else
		sub(/[ \t].*/, "", text)
	bodies = bodies substr(body, length(text) + 1) "\n"
	if (text !~ /_H$/)
		declare("macro", text)
}

# Without those that others are made of.
function shown_macros(text,  n, i, macro, called, out)
{
	n = split(text, macro, "\001")
	for (i = 1; i <= n; i++) {
		called = macro[i]
		sub(/\(.*/, "", called)
		if (called ~ /^ORM_/ && bodies ~ ("[^A-Z_0-9]" called "[^A-Z_0-9]") && !index(comments, called "("))
			continue
		out = out (out == "" ? "" : "\001") macro[i]
	}
	return out
}

/^#ifdef __cplusplus/ { is_cpp = 1 }
is_cpp {
	is_cpp = !/^#(else|endif)/
	next
}
in_comment {
	line = $0
	if (line !~ /^[ \t]*\*\/$/)
		sub(/^ \*? ?/, "", line)
	add_comment(line)
	next
}
in_code {
	code = code "\n" $0
	if ($0 ~ /^}/) {
		in_code = 0
		if (!is_body)
			declare("type", code)
	}
	next
}
in_macro {
	bodies = bodies $0 "\n"
	in_macro = /\\$/
	next
}
in_prototype {
	prototype = prototype " " $0
	if (/[;{]/)
		end_prototype()
	next
}
function end_prototype()
{
	in_prototype = 0
	end_declaration(prototype)
	if (prototype ~ /\{/ && prototype !~ /\}/)
		in_code = is_body = 1
}

FNR == 1 && NR != 1 { exit }
/^\/\*/ {
	begin_comment($0)
	next
}
/^[ \t]*$/ {
	group = 0
	if (doc != "") {
		groups++
		docs[groups] = doc
		kinds[groups] = "remark"
		doc = ""
	}
	next
}
/^#define / {
	in_macro = /\\$/
	end_macro($0)
	next
}
/^#/ { next }
/^struct [a-z_]*;/ { next }
/^(enum|struct|union|extern|typedef).*\{/ || /^typedef/ || /^extern/ {
	if (/[};];?[ \t]*(\/\*.*)?$/ && !/\{[ \t]*(\/\*.*)?$/)
		declare("type", $0)
	else {
		in_code = 1
		is_body = 0
		code = $0
	}
	next
}
{
	in_prototype = 1
	prototype = $0
	if (/[;{]/)
		end_prototype()
}

# ---- writing

function escape(text)
{
	gsub(/\\/, "\\e", text)
	if (text ~ /^[.']/)
		text = "\\&" text
	return text
}

# Not -literal: that is what the tests take for an example.
function write_literal(text,  n, i, line)
{
	print ".Bd -unfilled -offset indent"
	n = split(text, line, "\n")
	for (i = 1; i <= n; i++)
		print escape(line[i])
	print ".Ed"
}

# Paragraphs, code and lists of a comment; `first`: nothing to be apart from.
function write_text(text, first,  n, i, line, mode, code, fresh)
{
	n = split(text, line, "\n")
	mode = ""
	fresh = first
	for (i = 1; i <= n; i++) {
		if (line[i] ~ /^\t/) {
			code = substr(line[i], 2)
			while (i < n && (line[i + 1] ~ /^\t/ || (line[i + 1] == "" && line[i + 2] ~ /^\t/)))
				code = code "\n" substr(line[++i], 2)
			end_list(mode)
			write_literal(code)
			mode = ""
			fresh = 0
		} else if (line[i] ~ /^- /) {
			if (mode != "list")
				print ".Bl -dash"
			mode = "list"
			print ".It"
			write_sentences(substr(line[i], 3))
		} else if (line[i] == "") {
			end_list(mode)
			mode = ""
			fresh = 0
		} else {
			if (mode == "list" && line[i] !~ /^ /) {
				end_list(mode)
				mode = ""
				fresh = 0
			}
			if (mode == "" && !fresh && line[i] !~ /^\t/)
				print ".Pp"
			if (mode == "")
				mode = "text"
			sub(/^ +/, "", line[i])
			write_sentences(line[i])
		}
	}
	end_list(mode)
}

function end_list(mode)
{
	if (mode == "list")
		print ".El"
}

# Two spaces end a sentence.
function write_sentences(text,  n, i, part)
{
	n = split(text, part, /  +/)
	for (i = 1; i <= n; i++)
		print emphasise(escape(part[i]))
}

# `name` is a member, a parameter, a word.
function emphasise(text,  out)
{
	while (match(text, /`[^`]*`/)) {
		out = out substr(text, 1, RSTART - 1) "\\fI" substr(text, RSTART + 1, RLENGTH - 2) "\\fR"
		text = substr(text, RSTART + RLENGTH)
	}
	return out text
}

# Splits a prototype into `type`, `called` and parameters in `param`; returns how many.
function take_apart(text,  inside, i, c, depth, n)
{
	type = text
	sub(/\(.*/, "", type)
	called = type
	sub(/.*[ *]/, "", called)
	inside = substr(text, length(type) + 1)
	type = substr(type, 1, length(type) - length(called))
	sub(/ $/, "", type)
	sub(/^ ?\(/, "", inside)
	sub(/\)$/, "", inside)
	delete param
	n = 1
	for (i = 1; i <= length(inside); i++) {
		c = substr(inside, i, 1)
		depth += (c == "(") - (c == ")")
		if (c == "," && depth == 0) {
			n++
			i++
		} else
			param[n] = param[n] c
	}
	return inside == "void" ? 0 : n
}

function param_name(text)
{
	if (match(text, /\(\*[a-z_0-9]+/))
		return substr(text, RSTART + 2, RLENGTH - 2)
	sub(/\[.*/, "", text)
	sub(/.*[ *]/, "", text)
	return text
}

function write_prototype(text,  n, i)
{
	n = take_apart(text)
	print ".Ft \"" type "\""
	print ".Fo " called
	for (i = 1; i <= n; i++)
		print ".Fa \"" param[i] "\""
	print ".Fc"
}

function write_item(text,  n, i, list)
{
	n = take_apart(text)
	list = ""
	for (i = 1; i <= n; i++)
		list = list " " param_name(param[i])
	print ".It Fn " called list
}

function write_synopsis(  g, n, i, text)
{
	print ".Sh SYNOPSIS"
	print ".In " path
	for (g = 1; g <= groups; g++) {
		if (kinds[g] != "function")
			continue
		n = split(texts[g], text, "\001")
		for (i = 1; i <= n; i++)
			write_prototype(text[i])
	}
}

function write_functions(  g, n, i, text)
{
	print ".Ss Functions"
	print ".Bl -tag -width Ds"
	for (g = 1; g <= groups; g++) {
		if (kinds[g] != "function")
			continue
		n = split(texts[g], text, "\001")
		for (i = 1; i <= n; i++)
			write_item(text[i])
		write_text(docs[g], 1)
	}
	print ".El"
}

# Types or macros, each group with its comment before it.
function write_groups(kind, heading,  g, text)
{
	print ".Ss " heading
	first = 1
	for (g = 1; g <= groups; g++) {
		if (kinds[g] != kind)
			continue
		text = kind == "macro" ? shown_macros(texts[g]) : texts[g]
		if (text == "")
			continue
		if (docs[g] != "")
			write_text(docs[g], first)
		gsub("\001", "\n", text)
		write_literal(text)
		first = 0
	}
}

function write_example(file,  line, inside)
{
	print ".Sh EXAMPLES"
	print ".\\\" file: example.c"
	print ".Bd -literal -offset indent"
	while ((getline line < file) > 0) {
		if (!inside && line !~ /^#/)
			continue
		inside = 1
		print escape(line)
	}
	print ".Ed"
	print ".\\\" $ run-example example.c"
}

END {
	if (failed)
		exit 1
	if (!title)
		fail("there is no comment that says what it is")
	print ".\\\" " path " - " title "; made of it by tools/header-man.awk"
	print ".Dd " date
	print ".Dt " toupper(name) " 3"
	print ".Os"
	print ".Sh NAME"
	print ".Nm " name
	print ".Nd " title
	write_synopsis()
	print ".Sh DESCRIPTION"
	whole = toupper(substr(title, 1, 1)) substr(title, 2) "."
	write_text(about == "" ? whole : about ~ /^\t/ ? whole "\n" about : about, 1)
	for (g = 1; g <= groups; g++)
		if (kinds[g] == "remark")
			write_text(docs[g], 0)
	if (seen["type"])
		write_groups("type", "Types")
	if (seen["function"])
		write_functions()
	if (seen["macro"])
		write_groups("macro", "Macros")
	if (ARGC > 2)
		write_example(ARGV[2])
	print ".Sh SEE ALSO"
	print ".Xr limbeck 3"
}
