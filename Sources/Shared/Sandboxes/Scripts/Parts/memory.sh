## What the scripts remember of a clone lies in files of `.git/krutrimbox`: `state` (issue, base and the clock tick of
## `end_left`), `given` (the commits of refs that the clone was made with), `told` (those of branches before
## the present issue), `first` and `began` (made before the first
## session, and before the session on the present issue: what is newer is a session's). An empty state is one that was
## cut off: nothing counts as known then.
recorded= base= since=
# shellcheck disable=SC2034 # Not every script uses all of them.
read_state() {
  if [ -e "$memory/state" ]; then
    { read -r recorded && read -r base && read -r since; } <"$memory/state"
    [ -n "$recorded" ] || recorded='?'
  else
    # As versions before wrote it.
    old=$(git config -f "$GIT_DIR/config" --get-regexp '^krutrimbox\.')
    while read -r key value; do
      case $key in
      krutrimbox.issue) recorded=$value ;;
      krutrimbox.base) base=$value ;;
      krutrimbox.since) since=$value ;;
      esac
    done <<EOF
$old
EOF
    [ -z "$recorded" ] || [ -e "$memory/given" ] || : >"$memory/given"
  fi
}
write_state() {
  printf '%s\n%s\n%s\n' "$1" "$2" "$since" >"$memory/state" || fail "the clone's state can't be written"
}
# The id of each object, or - where it is not here.
ids() {
  for id; do printf '%s\n' "$id"; done | git cat-file --batch-check='%(objectname)' 2>/dev/null |
    while read -r id rest; do [ -n "$rest" ] && echo - || echo "$id"; done
}
# Keeps a commit under a ref of its own.
keep() {
  # shellcheck disable=SC2154 # Scripts that keep something set it.
  kept=refs/krutrimbox/saved/$label
  number=1
  while git rev-parse -q --verify "$kept" >/dev/null; do
    number=$((number + 1))
    kept=refs/krutrimbox/saved/$label-$number
  done
  git update-ref "$kept" "$1" || fail "nothing can be saved"
}
say_saved() {
  # shellcheck disable=SC2034 # Names the columns.
  while read -r here type id ref; do
    [ "$type" != commit ] || [ "${ref#refs/krutrimbox/saved/}" = "$ref" ] || say "saved $id $ref"
  done <"$scratch/refs"
  set -- "$memory"/saved/*
  [ ! -e "$1" ] || say "aside .git/krutrimbox/saved"
}
list_refs() {
  git for-each-ref --format='%(HEAD)- %(objecttype) %(objectname) %(refname)' refs/heads refs/stash \
    refs/krutrimbox/saved >"$scratch/refs" || fail "the clone's refs can't be read"
}
