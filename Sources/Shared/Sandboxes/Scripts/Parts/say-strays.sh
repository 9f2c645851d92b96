## `say_strays REFERENCE` prints, after `capture`, `submodule <path>` for each submodule of `$tree` with work that is
## nowhere else: a commit that is not REFERENCE's and that no branch of a remote of the submodule has, or changes that are
## not committed; and `untracked <path>` for each that only has files which git does not track, as builds leave them. As
## far as `ignore` in REFERENCE's `.gitmodules` lets git look.
strays='
base=$1 tree=$2 top=$PWD
shift 2
within() { (
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  GIT_CEILING_DIRECTORIES=$top
  export GIT_CEILING_DIRECTORIES
  cd "./$path" && git "$@"
); }
at_remote() { [ -n "$(within branch -r --contains "$1" 2>/dev/null)" ]; }
modules() { git config --blob "$base:.gitmodules" "$@" 2>/dev/null; }
changes() { [ -n "$(within status --porcelain --ignore-submodules=none "$1" 2>/dev/null)" ]; }
say() { printf "krutrimbox: %s %s\n" "$1" "$(printf %s "$path" | tr "\n\r" "??")"; }
is_stray() {
  head= ignored=all
  if [ -e "$path/.git" ]; then
    head=$(within rev-parse -q --verify "HEAD^{commit}" 2>/dev/null) || head=
    key=$(modules --fixed-value --get-regexp "^submodule\..*\.path\$" "$path") || key=
    ignored=$(modules --get "${key%.path *}.ignore") || ignored=none
    case $ignored in
    all | dirty) ;;
    *) changes -uno && return 0 ;;
    esac
  fi
  was=$(git rev-parse -q --verify "$base:$path" 2>/dev/null) || was=
  for commit in "$link" "$head"; do
    [ -n "$commit" ] && [ "$commit" != "$was" ] || continue
    [ -n "$head" ] || return 0
    at_remote "$commit" && continue
    within fetch -q --all >&2
    at_remote "$commit" || return 0
  done
  return 1
}
for path; do
  path=${path%/} ignored=all
  case $(git ls-tree "$tree" -- "$path") in 160000*) ;; *) continue ;; esac
  link=$(git rev-parse "$tree:$path")
  if is_stray; then
    say submodule
  else
    case $ignored in
    all | dirty | untracked) ;;
    *) changes -unormal && say untracked ;;
    esac
  fi
done
exit 0'
say_strays() {
  [ -s "$scratch/links" ] || [ -s "$scratch/others" ] || return 0
  { whole links && whole others; } | xargs -0 sh -c "$strays" krutrimbox "$1" "$tree"
}
