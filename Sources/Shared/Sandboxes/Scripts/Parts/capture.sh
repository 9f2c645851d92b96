## `capture REFERENCE [INDEX]` leaves the id of the whole working tree in `$tree`. What is left out of it lies in files of
## `$scratch`, each name ended by NUL: `nested`, repositories inside that are no submodules (git would store those as
## bare links, and refuses ones without a commit), and `dropped`, droppings that REFERENCE has not. Works in a copy of the
## index, or in INDEX. Files that the index hides are shown; those that a sparse checkout has not count as unchanged. A
## broken index is replaced by one of REFERENCE. The copy keeps its time: git tells by it which files may have
## changed in the very moment when they were recorded (git's Documentation/technical/racy-git.txt).
strangers='
kind=$1 reference=$2
shift 2
for path; do
  path=${path%/}
  case $(git ls-tree "$reference" -- "$path" 2>/dev/null) in 160000*) continue ;; esac
  git config -f .gitmodules --fixed-value --get-regexp "^submodule\..*\.path\$" "$path" >/dev/null 2>&1 && continue
  printf "%s\0" "$path"
done'
show_hidden() {
  whole hidden | git update-index -z --no-assume-unchanged --stdin &&
    whole skipped | xargs -0 sh -c '
      for path; do { [ ! -e "./$path" ] && [ ! -L "./$path" ]; } || printf "%s\0" "$path"; done' sh |
    git update-index -z --no-skip-worktree --stdin || fail "the index can't be written"
}
add_all() {
  [ -s "$scratch/nested" ] || { git add -A >&2; return; }
  {
    printf '.\0'
    xargs -0 sh -c 'for path; do printf ":(top,exclude,literal)%s\0" "$path"; done' sh <"$scratch/nested"
  } >"$scratch/paths"
  git add -A --pathspec-from-file="$scratch/paths" --pathspec-file-nul >&2
}
capture() {
  GIT_INDEX_FILE=${2:-$scratch/index}
  export GIT_INDEX_FILE
  [ ! -e "$scratch/index.lock" ] || rm -f "$scratch/index.lock"
  [ -n "${2-}" ] || cp -p "$GIT_DIR/index" "$scratch/index" 2>/dev/null || rm -f "$scratch/index"
  look
  [ -e "$GIT_INDEX_FILE" ] || seen="$seen broken"
  case $seen in
  *broken*)
    rm -f "$GIT_INDEX_FILE"
    git read-tree "$1" || rm -f "$GIT_INDEX_FILE"
    look
    seen="broken dirty"
    ;;
  *hidden*)
    show_hidden
    look
    seen="hidden dirty"
    ;;
  esac
  : >"$scratch/nested"
  : >"$scratch/dropped"
  [ ! -s "$scratch/others" ] || whole others | xargs -0 sh -c "$strangers" sh others "$1" >"$scratch/nested"
  [ ! -s "$scratch/links" ] || whole links | xargs -0 sh -c "$strangers" sh links "$1" >>"$scratch/nested"
  # What a session has committed itself differs from its HEAD in nothing.
  [ ! -s "$scratch/droppings" ] || seen="$seen dirty"
  case $seen in
  *dirty*)
    if ! add_all; then
      # What its owner may not read, nobody can take.
      find . -path ./.git -prune -o \( -type f -o -type d \) ! -perm -u+r -exec chmod u+rX {} + 2>/dev/null
      add_all || fail "the files can't be read"
    fi
    [ ! -s "$scratch/nested" ] || xargs -0 git update-index --force-remove -- <"$scratch/nested" ||
      fail "the index can't be written"
    [ ! -s "$scratch/droppings" ] || drop "$1"
    tree=$(git write-tree) || fail "the tree can't be written"
    ;;
  *)
    tree=${head_tree-}
    [ -n "$tree" ] || tree=$(tree_of HEAD) || fail "the tree can't be written"
    ;;
  esac
  unset GIT_INDEX_FILE
}
# Takes droppings out of the index that the reference has not.
drop() {
  whole droppings | xargs -0 git --literal-pathspecs diff-index --cached --diff-filter=A --name-only -z "$1" -- |
    xargs -0 sh -c 'for path; do
      case ${path##*/} in core | core.[0-9]*)
        [ "$(head -c 4 "./$path" 2>/dev/null | tail -c 3)" = ELF ] || continue ;;
      esac
      printf "%s\0" "$path"
    done' sh >"$scratch/dropped"
  git update-index -z --force-remove --stdin <"$scratch/dropped" || fail "the index can't be written"
}
