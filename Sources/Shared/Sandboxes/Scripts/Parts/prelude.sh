## Hooks, signing and the agent's own settings are off through the environment, which wins over every config file
## and reaches git in nested commands too. `GIT_DIR` is given, so that git neither looks further up nor follows a
## `core.worktree` that the agent has set.
set -u
tables=
LC_ALL=C GIT_TERMINAL_PROMPT=0 GIT_OPTIONAL_LOCKS=0
GIT_AUTHOR_NAME=krutrimbox GIT_AUTHOR_EMAIL=krutrimbox@localhost
GIT_COMMITTER_NAME=krutrimbox GIT_COMMITTER_EMAIL=krutrimbox@localhost
export LC_ALL GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
GIT_CONFIG_COUNT=0
setting() {
  export "GIT_CONFIG_KEY_$GIT_CONFIG_COUNT=$1" "GIT_CONFIG_VALUE_$GIT_CONFIG_COUNT=$2"
  GIT_CONFIG_COUNT=$((GIT_CONFIG_COUNT + 1))
}
setting core.hooksPath /dev/null
setting commit.gpgSign false
setting core.fsmonitor false
setting core.sparseCheckout false
setting core.safecrlf false
setting gc.auto 0
setting maintenance.auto false
setting submodule.recurse false
setting advice.addEmbeddedRepo false
setting core.quotePath false
export GIT_CONFIG_COUNT

say() { printf 'krutrimbox: %s\n' "$1"; }
fail() { printf 'krutrimbox: %s\n' "$1" >&2; exit 1; }
commit_id() { case $1 in '' | *[!0-9a-f]*) fail "this is not a commit id: $1" ;; esac; }
has() { git cat-file -e "$1^{commit}" 2>/dev/null; }
plain_name() {
  case $1 in
  '' | -* | .* | */.* | /* | */ | *//* | *..* | *.lock | *[!A-Za-z0-9._/-]*) fail "this is no plain name: $1" ;;
  esac
}
has_worktrees() {
  set -- "$GIT_DIR"/worktrees/*/gitdir
  [ -e "$1" ]
}
contains() { git merge-base --is-ancestor "$2" "$1" 2>/dev/null; }
tree_of() { git rev-parse -q --verify "$1^{tree}" 2>/dev/null; }

[ -d .git ] && [ ! -L .git ] || fail "there is no git repository in $PWD"
GIT_DIR=$PWD/.git GIT_WORK_TREE=$PWD
export GIT_DIR GIT_WORK_TREE
unset GIT_INDEX_FILE
memory=$GIT_DIR/krutrimbox
scratch=$memory/scratch
[ -d "$scratch" ] || mkdir -p "$scratch" || fail "no temporary folder can be made"
: >"$scratch/own-changes"
trap 'exit 1' HUP INT TERM
export scratch tables
