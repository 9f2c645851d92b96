## `$1` label of refs, then commits that the host has. Everything else in the clone comes under refs: `saved <commit>
## <ref>`. What does not fit there is named: `nested`, `aside`, `submodule`, `untracked` and `unsaved <path>`. The last
## line is `rest <HEAD>`. Changes nothing beside.
label=$1
shift
plain_name "$label"
read_state
end_left
put_back
goods=$*
# shellcheck disable=SC2046 # Words are meant.
set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}')
[ $# = 2 ] || fail "the clone's commits can't be read"
head=${1#-} head_tree=${2#-}
capture "${head:-HEAD}"
say_strays "${base:-${head:-HEAD}}"
keep_ignored >/dev/null
: >"$scratch/own-changes"
[ "$tree" = "$head_tree" ] || {
  changed=$(lasting "$tree" ${head:+-p "$head"}) && echo "$changed changes" >"$scratch/own-changes"
} || fail "the changes can't be saved"
list_refs
# shellcheck disable=SC2086 # Words are meant.
keep_elsewhere all $goods >/dev/null
list_refs
say_saved
say_nested
[ ! -s "$memory/big" ] || while IFS= read -r name; do [ -z "$name" ] || say "unsaved $name"; done <"$memory/big"
say "rest ${head:--}"
