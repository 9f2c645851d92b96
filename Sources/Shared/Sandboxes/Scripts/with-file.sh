## `$1` a text, then a program with its arguments. Puts the text into a file of its own, and becomes the program with the
## file's path as its last argument.
set -u
file=$(mktemp "${TMPDIR:-/tmp}/krutrimbox-file.XXXXXX") && printf '%s' "$1" >"$file" || exit 125
shift
exec "$@" "$file"
