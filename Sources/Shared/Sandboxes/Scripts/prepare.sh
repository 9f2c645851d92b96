## `$1` branch, `$2` commit to stand on, `$3` the ref of origin that has it, `$4` issue (or `review`), `$5` `$6` the
## identity for commits made in the clone, `$7` label of the ref that saves left-over work, `$8` where the host's
## repository may be readable.
##
## Prints `kept <HEAD>` when work of the same issue goes on where it stopped, else `ready <HEAD>`. Before that comes
## `nested <path>` for each repository that was moved, and what the clone holds of this call and of earlier ones, which
## may have been cut off before anybody heard of it: `saved <commit> <ref>`, and `aside <folder>` with repositories.
## Of work that is kept, `changes <count>` and the first of them, `change <letter> <tab> <path>`. For the same issue
## also `elsewhere <what>` of commits on other branches. First of all it ends what earlier sessions have left at work,
## and prints a `submodule <path>` for each that holds work of theirs.
branch=$1 commit=$2 origin_ref=$3 issue=$4 name=$5 email=$6 label=$7 source=$8
commit_id "$commit"
plain_name "$branch"
plain_name "$label"
read_state
end_left
# Nobody else works here now, so every lock was left by a process that is gone. What was put aside is not git's.
(cd "$GIT_DIR" && find . -path ./krutrimbox -prune -o -name '*.lock' -type f -exec rm -f {} +)
put_back

# An agent's setting of these would send every git in the clone elsewhere.
bare= has_name= has_email= worktree=
there=$(git config -f "$GIT_DIR/config" --get-regexp '^(user\.(name|email)|core\.(bare|worktree))$')
while read -r key value; do
  case $key in
  core.bare) bare=$value ;;
  core.worktree) worktree=yes ;;
  user.name) has_name=$value ;;
  user.email) has_email=$value ;;
  esac
done <<EOF
$there
EOF
set_to() { git config -f "$GIT_DIR/config" --replace-all "$1" "$2" || fail "the clone's config can't be written"; }
[ -z "$worktree" ] || git config -f "$GIT_DIR/config" --unset-all core.worktree
[ "$bare" = false ] || set_to core.bare false
[ "$has_name" = "$name" ] || set_to user.name "$name"
[ "$has_email" = "$email" ] || set_to user.email "$email"

# From the host's repository: the commit itself where what it is made of is here, as that of a session's own work is;
# else all of it. It needs neither network nor credential. `$wanted` is the commit's tree.
obtain() {
  for place in /run/sandbox/source "$source"; do
    [ "$place" != "$PWD" ] || continue
    for objects in "$place/.git/objects" "$place/objects"; do
      [ -d "$objects" ] || continue
      GIT_ALTERNATE_OBJECT_DIRECTORIES=$objects git cat-file commit "$commit" >"$scratch/commit" 2>/dev/null ||
        continue
      set --
      while read -r key value; do
        case $key in
        tree) wanted=$value && set -- "$@" "$value^{tree}" ;;
        parent) set -- "$@" "$value^{commit}" ;;
        *) break ;;
        esac
      done <"$scratch/commit"
      case $(ids "$@") in *-*) continue ;; esac
      [ "$(git hash-object -t commit -w --stdin <"$scratch/commit")" != "$commit" ] || return 0
    done
  done
  for place in /run/sandbox/source "$source"; do
    has "$commit" && break
    [ "$place" != "$PWD" ] && { [ -e "$place/.git" ] || [ -e "$place/HEAD" ]; } || continue
    git fetch -q --no-tags --no-write-fetch-head --upload-pack 'git -c safe.directory=* upload-pack' \
      -- "$place" "$commit" >&2
  done
  has "$commit" || git fetch -q --no-tags --no-write-fetch-head -- origin "$origin_ref" >&2
  has "$commit" || fail "commit $commit is neither here nor at origin"
  wanted=$(tree_of "$commit") || fail "commit $commit can't be read"
}
# shellcheck disable=SC2046 # Words are meant.
set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}' "refs/heads/$branch^{commit}" "refs/heads/$branch^{tree}" \
  "$commit^{commit}" "$commit^{tree}")
[ $# = 6 ] || fail "the clone's commits can't be read"
head=${1#-} head_tree=${2#-} tip=${3#-} tip_tree=${4#-} wanted=$6
[ "$5" != - ] || obtain

is_same=no
[ "$issue" = review ] || [ "$recorded" != "$issue" ] || is_same=yes
# The index is replaced anyway, but where work goes on.
[ $is_same = yes ] && capture "$commit" || capture "$commit" "$GIT_DIR/index"
say_strays "$commit"

# Left over is what the wanted commit does not have: files, commits of HEAD, commits of the branch (a rebase that
# was cut off), repositories inside. A tree that was published as it stands is no left-over, nor are the commits
# that a clone was made with.
ours() { [ -z "$recorded" ] || contains "$commit" "$1"; }
left=no
if [ "$tree" != "$wanted" ]; then
  [ -n "$head" ] && [ "$tree" = "$head_tree" ] && ours "$head" || left=yes
fi
if [ -n "$tip" ] && [ "$tip" != "$head" ] && [ "$tip_tree" != "$wanted" ] && ! ours "$tip"; then left=yes; fi

if [ $is_same = yes ]; then
  list_refs
  read_told
  new_refs | while read -r id what; do
    case "$told$head $commit " in *"$id "*) ;; *) say "elsewhere $what" ;; esac
  done | head -n 20
fi
if [ $is_same = yes ] && { [ $left = yes ] || [ -s "$scratch/nested" ]; } && [ -n "$head" ] && contains "$head" "$commit"; then
  write_state "$issue" "$commit"
  say_saved
  git -c core.quotePath=true diff-tree -r --name-status --no-renames "$commit" "$tree" >"$scratch/changes"
  say "changes $(($(wc -l <"$scratch/changes")))"
  head -n 40 "$scratch/changes" | while IFS= read -r change; do say "change $change"; done
  say "kept $head"
  exit 0
fi

keep_ignored >/dev/null
: >"$scratch/tips"
if has_worktrees; then
  list_refs
  good_trees="$wanted $tree"
  # shellcheck disable=SC2086 # Empty where there is none.
  keep_elsewhere refs "$commit" $head >/dev/null
fi
if [ $left = yes ]; then
  set --
  [ -z "$head" ] || set -- -p "$head"
  [ -z "$tip" ] || [ "$tip" = "$head" ] || set -- "$@" -p "$tip"
  saved=$(git commit-tree "$tree" "$@" -m "krutrimbox: work that was left over") || fail "nothing can be saved"
  keep "$saved"
fi
if [ -s "$scratch/nested" ]; then
  say_nested
  # Repositories inside don't fit into a commit: they are moved, whole. What worktrees have is kept by now.
  xargs -0 sh -c "$is_worktree"'
    aside=$1 worktrees=$2
    shift 2
    for path; do
      [ -e "$path" ] || continue
      to=$aside
      number=1
      ! is_worktree "$path" || to=$worktrees
      while [ -e "$to/$number" ]; do number=$((number + 1)); done
      mkdir -p "$to/$number" && mv "./$path" "$to/$number/" || exit 1
      [ "$to" = "$aside" ] || echo "$to/$number/${path##*/}/.git" >"$GIT_DIR/worktrees/${line##*/}/gitdir"
    done' krutrimbox "$memory/saved/$label" "$memory/worktrees/$label" <"$scratch/nested" ||
    fail "a repository can't be moved"
fi

if [ ! -e "$memory/given" ]; then
  git for-each-ref --format='%(objectname)' refs/heads refs/tags >"$memory/given" ||
    fail "the clone's state can't be written"
fi
[ -e "$memory/first" ] || echo >"$memory/first" || fail "the clone's state can't be written"
# What is newer than this is the next session's.
echo >"$memory/began" || fail "the clone's state can't be written"
for rest in rebase-merge rebase-apply sequencer AUTO_MERGE MERGE_HEAD MERGE_MODE MERGE_MSG MERGE_RR SQUASH_MSG \
  CHERRY_PICK_HEAD REVERT_HEAD REBASE_HEAD; do
  [ ! -e "$GIT_DIR/$rest" ] || rm -rf "${GIT_DIR:?}/$rest"
done
[ ! -e "$GIT_DIR/BISECT_LOG" ] || rm -f "$GIT_DIR"/BISECT_*
case $seen in *hidden* | *broken*) rm -f "$GIT_DIR/index" ;; esac
git checkout -q -f --no-track --ignore-other-worktrees -B "$branch" "$commit" -- >&2 ||
  fail "commit $commit can't be checked out"
# What was added to the index itself is gone with it.
if [ $is_same = yes ] || [ -s "$scratch/nested" ] || [ -s "$scratch/dropped" ] || [ "${seen% dirty}" != "$seen" ]; then
  git clean -ffdq >&2 || { chmod -R u+rwX . && git clean -ffdq >&2; } || fail "left-over files can't be removed"
fi
list_refs
at=
while read -r here type id ref; do [ "$here-$ref" != "*--refs/heads/$branch" ] || at=$id; done <"$scratch/refs"
[ "$at" = "$commit" ] || fail "HEAD is not at $commit"
[ $is_same = yes ] || {
  while read -r here type id ref; do echo "$id"; done <"$scratch/refs"
  while read -r id what; do echo "$id"; done <"$scratch/tips"
} >"$memory/told"
write_state "$issue" "$commit"
say_saved
say "ready $commit"
