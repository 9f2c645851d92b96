## `$1` the commit that the snapshot is based on, `$2` label of refs for what is not in it. Prints `snapshot <commit>
## <tree> <tree of the base>` and what was left out: `nested <path>` for every repository inside the tree, `submodule
## <path>` for each with work that is nowhere else, `ignored <path>`, `dropped <path>` and `elsewhere <what>` of the
## session, the first 20 of each (the first two with their count), `big` where that could not be kept, and `saved
## <commit> <ref>` where it was. `loose` says that files lie in the tree which the snapshot has not. The clone's index
## and files stay as they are; what the session has left at work is ended first.
asked=$1 label=$2
commit_id "$asked"
plain_name "$label"
read_state
end_left
put_back
# shellcheck disable=SC2046 # Words are meant.
set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}' "$asked^{tree}" "${base:-$asked}^{commit}")
[ $# = 4 ] && [ "$3" != - ] || fail "commit $asked is not here"
head=${1#-} head_tree=${2#-} asked_tree=$3 from=${4#-}
capture "$asked"
# For the commit of a session that has committed the link itself, that would prove nothing.
say_strays "${from:-$asked}"
snapshot=$(git commit-tree "$tree" -p "$asked" -m "krutrimbox: snapshot") || fail "the snapshot can't be written"
git update-ref refs/krutrimbox/snapshot "$snapshot" || fail "the snapshot's ref can't be written"
kept=
keep_ignored
list_refs
good_trees=$tree
# shellcheck disable=SC2086 # Empty where there is none.
keep_elsewhere refs "$asked" $head
[ -z "$kept" ] || { list_refs && say_saved; }
say_nested
[ ! -s "$scratch/ignored" ] && [ ! -s "$scratch/nested" ] && [ ! -s "$scratch/dropped" ] || say loose
say "snapshot $snapshot $tree $asked_tree"
