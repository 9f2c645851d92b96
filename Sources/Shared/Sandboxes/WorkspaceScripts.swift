import KBDomain

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
  /// Of work that is kept, `changes <count>` and the first of them, `change <letter> <tab> <path>`. For the same issue
  /// also `elsewhere <what>` of commits on other branches. First of all it ends what earlier sessions have left at work,
  /// and prints a `submodule <path>` for each that holds work of theirs.
  static let prepare = shared + keepIgnored + keepElsewhere + prepareBody

  /// `$1` the commit that the snapshot is based on, `$2` label of refs for what is not in it. Prints `snapshot <commit>
  /// <tree> <tree of the base>` and what was left out: `nested <path>` for every repository inside the tree, `submodule
  /// <path>` for each with work that is nowhere else, `ignored <path>`, `dropped <path>` and `elsewhere <what>` of the
  /// session, the first 20 of each (the first two with their count), `big` where that could not be kept, and `saved
  /// <commit> <ref>` where it was. `loose` says that files lie in the tree which the snapshot has not. The clone's index
  /// and files stay as they are; what the session has left at work is ended first.
  static let snapshot = shared + keepIgnored + keepElsewhere + snapshotBody

  /// `$1` label of refs, then commits that the host has. Everything else in the clone comes under refs: `saved <commit>
  /// <ref>`. What does not fit there is named: `nested`, `aside`, `submodule`, `untracked` and `unsaved <path>`. The last
  /// line is `rest <HEAD>`. Changes nothing beside.
  static let rest = shared + keepIgnored + keepElsewhere + restBody

  /// After the hooks of a new sandbox: what they have made is ignored from now on, `made <path>`; what they have changed
  /// of tracked files is told, `changed <path>`. The last line is `hooked`.
  static let hooked = prelude + memory + hookedBody

  /// `$1` the base of a snapshot. Puts away every file that is not in the snapshot and that no build explains, unless it
  /// is older than the first session, until `back` or any of the other scripts puts it back.
  static let aside = shared + keepIgnored + asideBody

  /// Puts back what `aside` has put away.
  static let back = prelude + putBack + backBody

  /// Prints `ruined` where there is no repository that git can use, else `whole`.
  static let condition = #"""
    if [ -d .git ] && [ ! -L .git ] && GIT_DIR=$PWD/.git git rev-parse --git-dir >/dev/null 2>&1; then
      echo 'krutrimbox: whole'
    else
      echo 'krutrimbox: ruined'
    fi
    """#

  /// `$1` a ref. Prints `bundle <bytes>`, the bundle in base64, and `bundle-end`. Commits that the host gave are left
  /// out. Text, because a sandbox's output is not a channel for raw bytes.
  static let bundle = prelude + memory + bundleBody

  private static let shared =
    prelude + memory + endLeft + putBack + "tables='\(BuildLeavings.argument)'\n" + look + capture + sayStrays

  /// Hooks, signing and the agent's own settings are off through the environment, which wins over every config file
  /// and reaches git in nested commands too. `GIT_DIR` is given, so that git neither looks further up nor follows a
  /// `core.worktree` that the agent has set.
  static let prelude = #"""
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

    """#
}
