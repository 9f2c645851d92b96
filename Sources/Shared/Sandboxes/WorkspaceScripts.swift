/// The only shell that krutrimbox runs: fixed POSIX scripts for the clone inside a sandbox. Data comes in as positional
/// arguments alone; nothing is ever pasted into the text. Each is run in the clone's top folder, in one call.
///
/// What they print is for `WorkspaceReport`: lines that begin with `krutrimbox: `. Everything else is noise, since a
/// sandbox may mix its own messages and the error stream into the output.
enum WorkspaceScripts {
  /// argv that runs `script` with `arguments` as `$1`, `$2`, ….
  static func argv(_ script: String, _ arguments: [String]) -> [String] {
    ["sh", "-c", script, "krutrimbox"] + arguments
  }

  /// `$1` branch, `$2` commit to stand on, `$3` the ref of origin that has it, `$4` issue (or `review`), `$5` `$6` the
  /// identity for commits made in the clone, `$7` label of the ref that saves left-over work, `$8` where the host's
  /// repository may be readable.
  ///
  /// Prints `kept <HEAD>` when work of the same issue goes on where it stopped, else `ready <HEAD>`. Before that comes
  /// `nested <path>` for each repository that was moved, and what the clone holds of this call and of earlier ones, which
  /// may have been cut off before anybody heard of it: `saved <commit> <ref>`, and `aside <folder>` with repositories.
  /// Of work that is kept, `changes <count>` and the first of them, `change <letter> <tab> <path>`. First of all it ends
  /// what earlier sessions have left at work, and prints a `submodule <path>` for each that holds work of theirs.
  static let prepare = prelude + endLeft + capture + sayStrays + prepareBody

  /// `$1` the commit that the snapshot is based on. Prints `snapshot <commit> <tree> <tree of the base>` and a
  /// `nested <path>` for every repository inside the tree that was left out, and a `submodule <path>` for each with work
  /// that is nowhere else. The clone's index and files stay as they are; what the session has left at work is ended first.
  static let snapshot = prelude + endLeft + capture + sayStrays + snapshotBody

  /// `$1` a ref. Prints `bundle <bytes>`, the bundle in base64, and `bundle-end`. Commits that the host gave are left
  /// out. Text, because a sandbox's output is not a channel for raw bytes.
  static let bundle = prelude + bundleBody

  /// Hooks, signing and the agent's own settings are off through the environment, which wins over every config file
  /// and reaches git in nested commands too. `GIT_DIR` is given, so that git neither looks further up nor follows a
  /// `core.worktree` that the agent has set.
  private static let prelude = #"""
    set -u
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
    export GIT_CONFIG_COUNT

    say() { printf 'krutrimbox: %s\n' "$1"; }
    fail() { printf 'krutrimbox: %s\n' "$1" >&2; exit 1; }
    commit_id() { case $1 in '' | *[!0-9a-f]*) fail "this is not a commit id: $1" ;; esac; }
    has() { git cat-file -e "$1^{commit}" 2>/dev/null; }
    contains() { git merge-base --is-ancestor "$2" "$1" 2>/dev/null; }
    tree_of() { git rev-parse -q --verify "$1^{tree}" 2>/dev/null; }

    [ -d .git ] && [ ! -L .git ] || fail "there is no git repository in $PWD"
    GIT_DIR=$PWD/.git GIT_WORK_TREE=$PWD
    export GIT_DIR GIT_WORK_TREE
    unset GIT_INDEX_FILE
    # Without a template, macOS takes its own folder in spite of TMPDIR (mktemp(1) there).
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/krutrimbox-XXXXXX") || fail "no temporary folder can be made"
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 1' HUP INT TERM

    """#

  /// `capture REFERENCE` leaves the id of the whole working tree in `$tree` and the repositories inside it that are no
  /// submodules, NUL-terminated, in `$scratch/nested`: git would store those as bare links (and refuses ones without a
  /// commit), so they are left out. Works in a copy of the index; an index that is missing, broken or hides files
  /// (assume-unchanged, skip-worktree) is replaced by one of REFERENCE. The copy keeps its time: git tells by it which
  /// files may have changed in the very moment when they were recorded (git's Documentation/technical/racy-git.txt).
  private static let capture = #"""
    honest_index() {
      [ -f "${GIT_INDEX_FILE:-$GIT_DIR/index}" ] && git ls-files >/dev/null 2>&1 || return 1
      ! git ls-files -v | grep -q '^[a-zS]'
    }
    strangers='
    kind=$1 reference=$2 tab=$(printf "\t")
    shift 2
    for entry; do
      case $kind in
      others) case $entry in */) path=${entry%/} ;; *) continue ;; esac ;;
      links) case $entry in "160000 "*) path=${entry#*"$tab"} ;; *) continue ;; esac ;;
      esac
      case $(git ls-tree "$reference" -- "$path" 2>/dev/null) in 160000*) continue ;; esac
      git config -f .gitmodules --fixed-value --get-regexp "^submodule\..*\.path\$" "$path" >/dev/null 2>&1 && continue
      printf "%s\0" "$path"
    done'
    list_nested() {
      git ls-files -z -o --exclude-standard | xargs -0 sh -c "$strangers" krutrimbox others "$1"
      if git ls-files -s | grep -q '^160000 '; then
        git ls-files -z -s | xargs -0 sh -c "$strangers" krutrimbox links "$1"
      fi
    }
    say_nested() {
      xargs -0 sh -c 'for path; do
        printf "krutrimbox: nested %s\n" "$(printf %s "$path" | tr "\n\r" "??")"
      done' krutrimbox <"$scratch/nested"
    }
    capture() {
      GIT_INDEX_FILE=$scratch/index
      export GIT_INDEX_FILE
      cp -p "$GIT_DIR/index" "$scratch/index" 2>/dev/null
      if ! honest_index; then
        rm -f "$scratch/index"
        git read-tree "$1" || rm -f "$scratch/index"
      fi
      list_nested "$1" >"$scratch/nested"
      {
        printf '.\0'
        xargs -0 sh -c 'for path; do printf ":(top,exclude,literal)%s\0" "$path"; done' krutrimbox <"$scratch/nested"
      } >"$scratch/paths"
      git add -A --pathspec-from-file="$scratch/paths" --pathspec-file-nul >&2 || fail "the files can't be read"
      xargs -0 git update-index --force-remove -- <"$scratch/nested" || fail "the index can't be written"
      tree=$(git write-tree) || fail "the tree can't be written"
      unset GIT_INDEX_FILE
    }

    """#

  private static let prepareBody = #"""
    branch=$1 commit=$2 origin_ref=$3 issue=$4 name=$5 email=$6 label=$7 source=$8
    commit_id "$commit"
    git check-ref-format "refs/heads/$branch" || fail "this is not a branch name: $branch"
    git check-ref-format "refs/krutrimbox/saved/$label" || fail "this is not a ref name: $label"

    end_left
    # Nobody else works here now, so every lock was left by a process that is gone. What was put aside is not git's.
    (cd "$GIT_DIR" && find . -path ./krutrimbox -prune -o -name '*.lock' -type f -exec rm -f {} +)

    # The host's repository first: it has the commit, and needs neither network nor credential.
    for place in /run/sandbox/source "$source"; do
      has "$commit" && break
      [ "$place" != "$PWD" ] && { [ -e "$place/.git" ] || [ -e "$place/HEAD" ]; } || continue
      git fetch -q --no-tags --no-write-fetch-head --upload-pack 'git -c safe.directory=* upload-pack' \
        -- "$place" "$commit" >&2
    done
    has "$commit" || git fetch -q --no-tags --no-write-fetch-head -- origin "$origin_ref" >&2
    has "$commit" || fail "commit $commit is neither here nor at origin"

    # An agent's setting of these would send every git in the clone elsewhere.
    git config -f "$GIT_DIR/config" --unset-all core.worktree
    git config -f "$GIT_DIR/config" core.bare false
    [ -z "$since" ] || git config krutrimbox.since "$since" || fail "the clone's config can't be written"
    git config user.name "$name" && git config user.email "$email" || fail "the clone's config can't be written"

    say_saved() {
      git for-each-ref --format='%(objecttype) %(objectname) %(refname)' refs/krutrimbox/saved |
        while read -r type id ref; do [ "$type" != commit ] || say "saved $id $ref"; done
      [ -z "$(ls -A "$GIT_DIR/krutrimbox/saved" 2>/dev/null)" ] || say "aside .git/krutrimbox/saved"
    }

    head=$(git rev-parse -q --verify 'HEAD^{commit}' 2>/dev/null) || head=
    tip=$(git rev-parse -q --verify "refs/heads/$branch^{commit}" 2>/dev/null) || tip=
    recorded=$(git config --get krutrimbox.issue) || recorded=
    wanted=$(tree_of "$commit") || fail "commit $commit can't be read"
    capture "$commit"
    say_strays "$commit"

    # Left over is what the wanted commit does not have: files, commits of HEAD, commits of the branch (a rebase that
    # was cut off), repositories inside. A tree that was published as it stands is no left-over, nor are the commits
    # that a clone was made with.
    ours() { [ -z "$recorded" ] || contains "$commit" "$1"; }
    left=no
    if [ "$tree" != "$wanted" ]; then
      [ -n "$head" ] && ours "$head" && [ "$tree" = "$(tree_of "$head")" ] || left=yes
    fi
    if [ -n "$tip" ] && [ "$tip" != "$head" ] && ! ours "$tip"; then
      [ "$(tree_of "$tip")" = "$wanted" ] || left=yes
    fi
    [ ! -s "$scratch/nested" ] || left=yes

    if [ $left = yes ]; then
      if [ "$issue" != review ] && [ "$recorded" = "$issue" ] && [ -n "$head" ] && contains "$head" "$commit"; then
        git config krutrimbox.base "$commit" || fail "the clone's config can't be written"
        say_saved
        git -c core.quotePath=true diff-tree -r --name-status --no-renames "$commit" "$tree" >"$scratch/changes"
        say "changes $(($(wc -l <"$scratch/changes")))"
        head -n 40 "$scratch/changes" | while IFS= read -r change; do say "change $change"; done
        say "kept $head"
        exit 0
      fi
      set --
      [ -z "$head" ] || set -- -p "$head"
      [ -z "$tip" ] || [ "$tip" = "$head" ] || set -- "$@" -p "$tip"
      saved=$(git commit-tree "$tree" "$@" -m "krutrimbox: work that was left over") || fail "nothing can be saved"
      ref=refs/krutrimbox/saved/$label
      count=1
      while git rev-parse -q --verify "$ref" >/dev/null; do
        count=$((count + 1))
        ref=refs/krutrimbox/saved/$label-$count
      done
      git update-ref "$ref" "$saved" || fail "nothing can be saved"
      say_nested
      # Repositories inside don't fit into a commit: they are moved, whole.
      xargs -0 sh -c 'aside=$1
        shift
        for path; do
          [ -e "$path" ] || continue
          number=1
          while [ -e "$aside/$number" ]; do number=$((number + 1)); done
          mkdir -p "$aside/$number" && mv "./$path" "$aside/$number/" || exit 1
        done' krutrimbox "$GIT_DIR/krutrimbox/saved/$label" <"$scratch/nested" || fail "a repository can't be moved"
    fi

    rm -rf "$GIT_DIR/rebase-merge" "$GIT_DIR/rebase-apply" "$GIT_DIR/sequencer" "$GIT_DIR/AUTO_MERGE"
    rm -f "$GIT_DIR/MERGE_HEAD" "$GIT_DIR/MERGE_MODE" "$GIT_DIR/MERGE_MSG" "$GIT_DIR/MERGE_RR" "$GIT_DIR/SQUASH_MSG" \
      "$GIT_DIR/CHERRY_PICK_HEAD" "$GIT_DIR/REVERT_HEAD" "$GIT_DIR/REBASE_HEAD" "$GIT_DIR"/BISECT_*
    honest_index || rm -f "$GIT_DIR/index"
    git checkout -q -f --no-track --ignore-other-worktrees -B "$branch" "$commit" -- >&2 ||
      fail "commit $commit can't be checked out"
    git clean -ffdq >&2 || { chmod -R u+rwX . && git clean -ffdq >&2; } || fail "left-over files can't be removed"
    [ "$(git rev-parse HEAD)" = "$commit" ] || fail "HEAD is not at $commit"
    git config krutrimbox.issue "$issue" && git config krutrimbox.base "$commit" ||
      fail "the clone's config can't be written"
    say_saved
    say "ready $commit"
    """#

  private static let snapshotBody = #"""
    base=$1
    commit_id "$base"
    has "$base" || fail "commit $base is not here"
    end_left
    capture "$base"
    # For the commit of a session that has committed the link itself, that would prove nothing.
    from=$(git config --get krutrimbox.base) && has "$from" || from=$base
    say_strays "$from"
    snapshot=$(git commit-tree "$tree" -p "$base" -m "krutrimbox: snapshot") || fail "the snapshot can't be written"
    git update-ref refs/krutrimbox/snapshot "$snapshot" || fail "the snapshot's ref can't be written"
    say_nested
    say "snapshot $snapshot $tree $(tree_of "$base")"
    """#

  private static let bundleBody = #"""
    ref=$1
    base=$(git config --get krutrimbox.base) || base=
    { [ -n "$base" ] && git bundle create -q "$scratch/bundle" "$ref" "^$base" >&2; } ||
      git bundle create -q "$scratch/bundle" "$ref" >&2 || fail "$ref can't be bundled"
    say "bundle $(($(wc -c <"$scratch/bundle")))"
    base64 <"$scratch/bundle" || fail "$ref can't be encoded"
    echo
    say bundle-end
    """#
}
