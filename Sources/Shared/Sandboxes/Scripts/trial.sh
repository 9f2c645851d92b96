## `$1` a commit of the clone, `$2` a line of shell of a reviewer's. Runs it in a copy of the clone at that commit, with what
## builds have left, and ends with its status; with 125 where no copy can be made. Nothing that it does to the copy matters.
set -u
rm -rf "${TMPDIR:-/tmp}"/krutrimbox-trial.*
copy=$(mktemp -d "${TMPDIR:-/tmp}/krutrimbox-trial.XXXXXX") && cp -a . "$copy/tree" && cd "$copy/tree" || exit 125
git -c core.hooksPath=/dev/null reset -q --hard "$1" && git clean -fdq || exit 125
(sh -c "$2" </dev/null)
status=$?
cd / && rm -rf "$copy"
exit "$status"
