# Makes a manual page (mdoc) from a README.md of ours: headings, paragraphs, fenced code, bullets and tables, whose rows
# become a list with the first cell as term.  Variables: name, section, about, date.

# Text with its inline markup; roff's own signs are made harmless.
function text(line,   part, count, i, out) {
    gsub(/\\/, "\\e", line)
    line = links(line)
    gsub(/\*\*/, "`", line)
    count = split(line, part, "`")
    for (i = 1; i <= count; i++)
        out = out (i % 2 ? part[i] : "\\fB" part[i] "\\fR")
    return out ~ /^[.']/ ? "\\&" out : out
}
function links(line) {
    while (match(line, /\[[^]]*\]\([^)]*\)/)) {
        link = substr(line, RSTART + 1, RLENGTH - 1)
        sub(/\].*/, "", link)
        line = substr(line, 1, RSTART - 1) link substr(line, RSTART + RLENGTH)
    }
    return line
}
# One argument of a macro.
function argument(line) {
    line = text(line)
    gsub(/"/, "\\(dq", line)
    return "\"" line "\""
}
# Each sentence begins a line.
function sentences(line) {
    line = text(line)
    gsub(/\. +/, ".\n", line)
    gsub(/\n'/, "\n\\\\\\&'", line)
    return line
}
function end_list() {
    if (list != "")
        print ".El"
    list = ""
    paragraph = 1
}
function begin_list(kind) {
    if (list == "")
        print kind == "row" ? ".Bl -tag -width Ds" : ".Bl -bullet"
    list = kind
    paragraph = 0
}
# Cells are parted by |, but not by \|.
function row(line,   cell, count, i, term) {
    gsub(/\\\|/, "\001", line)
    count = split(line, cell, "|") - 1
    for (i = 2; i <= count; i++) {
        gsub(/^ +| +$/, "", cell[i])
        gsub(/\001/, "|", cell[i])
    }
    if (list != "row") {
        begin_list("row")
        required = cell[3] == "Required"
        return
    }
    if (line ~ /^\|[-|]*\|$/)
        return
    if (cell[2] != "")
        first = cell[2]
    term = first
    for (i = 3; i < count; i++)
        if (cell[i] != "")
            term = term (required ? " (required" (cell[i] == "yes" ? "" : " " cell[i]) ")" : " " cell[i])
    print ".It " argument(term)
    print sentences(cell[count])
}

BEGIN {
    print ".\\\" Made from README.md"
    print ".Dd " date
    print ".Dt " toupper(name) " " section
    print ".Os"
    print ".Sh NAME"
    print ".Nm " name
    print ".Nd " about
}
/^```/ {
    if (!code && list != "")
        end_list()
    print code ? ".Ed" : ".Bd -literal -offset indent"
    code = !code
    paragraph = 1
    next
}
code {
    gsub(/\\/, "\\e")
    print /^[.']/ ? "\\&" $0 : $0
    next
}
/^#/ {
    if (list != "")
        end_list()
    print ".Sh " (/^# / ? "DESCRIPTION" : toupper(substr($0, 4)))
    paragraph = 0
    next
}
/^\|/ {
    row($0)
    next
}
/^[-*] / {
    begin_list("bullet")
    print ".It"
    print sentences(substr($0, 3))
    next
}
/^$/ {
    if (list == "row")
        end_list()
    paragraph = list == "" && (paragraph || written)
    written = 0
    next
}
{
    if (list == "bullet" && /^ /)
        sub(/^ +/, "")
    else if (list != "")
        end_list()
    if (paragraph)
        print ".Pp"
    paragraph = 0
    written = 1
    print sentences($0)
}
END {
    if (list != "")
        end_list()
    print ".Sh SEE ALSO"
    print ".Xr connectspec 1"
}
