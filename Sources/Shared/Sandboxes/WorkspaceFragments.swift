/// Parts of `WorkspaceScripts` for what a session may leave beside files: processes, and work in submodules.
extension WorkspaceScripts {
  /// `end_left` ends what sessions have left at work: processes with the sandbox's name in `KB_SANDBOX` (in a local sandbox
  /// also its folder in `KB_SANDBOX_FOLDER`) that began after the clone was first made ready. Spared are this script, what
  /// it was called by, and what hooks have started, with its children. Leaves in `$since` the clock tick to remember, none
  /// where there is no proc(5). A tick that lies ahead is of before the machine's last start: nothing lives from then.
  static let endLeft = #"""
    list_left() {
      marked=$(grep -lszxF "KB_SANDBOX=$KB_SANDBOX" /proc/[0-9]*/environ)
      [ -z "$marked" ] || [ -z "${KB_SANDBOX_FOLDER-}" ] ||
        marked=$(grep -lszxF "KB_SANDBOX_FOLDER=$KB_SANDBOX_FOLDER" $marked)
      marked=$(printf '%s' "$marked" | tr -c 0-9 ' ')
      cat /proc/[0-9]*/stat 2>/dev/null | sed 's/ (.*) / /' | awk -v me=$$ -v since="$since" -v marked="$marked" '
        BEGIN { count = split(marked, list); for (i = 1; i <= count; i++) isMarked[list[i]] = 1 }
        { parent[$1] = $3; if ($2 !~ /[ZX]/) start[$1] = $21 }
        END {
          for (p = me; p > 0 && !(p in above); p = parent[p]) above[p] = 1
          for (p in isMarked) {
            if (!(p in start) || p in above) continue
            steps = 0
            for (q = p; q > 0 && q != me && steps++ < 1000; q = parent[q])
              if (q in isMarked && q in start && start[q] < since) break
            if (!(q > 0)) print p
          }
        }'
    }
    end_left() {
      since=
      [ -n "${KB_SANDBOX-}" ] && [ -r "/proc/$$/stat" ] || return 0
      born=$(sed 's/.*) //' "/proc/$$/stat" | cut -d ' ' -f 20)
      since=$(git config --get krutrimbox.since)
      case $since in '' | *[!0-9]*) since=$born && return 0 ;; esac
      [ "$since" -le "$born" ] || { since=$born && return 0; }
      looks=0
      while left=$(list_left) && [ -n "$left" ]; do
        [ "$looks" -lt 120 ] || fail "what a session has left at work can't be ended: $(echo $left)"
        [ "$looks" -lt 20 ] && signal=TERM || signal=KILL
        kill -s "$signal" $left 2>/dev/null
        looks=$((looks + 1))
        sleep 0.1
      done
    }

    """#

  /// `say_strays REFERENCE` prints `submodule <path>` for each submodule of `$tree` with work that is nowhere else: a commit
  /// that is not REFERENCE's and that no branch of a remote of the submodule has, or changes that are not committed; and
  /// `untracked <path>` for each that only has files which git does not track, as builds leave them. As far as `ignore` in
  /// REFERENCE's `.gitmodules` lets git look.
  static let sayStrays = #"""
    strays='
    base=$1 tab=$(printf "\t") top=$PWD
    shift
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
    for entry; do
      case $entry in "160000 "*) ;; *) continue ;; esac
      path=${entry#*"$tab"} link=${entry%%"$tab"*}
      link=${link##* }
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
    # macOS's grep takes -z for "compressed": the entries are told apart in the loop, and most trees have no such.
    say_strays() {
      [ -n "$(git ls-tree -r "$tree" | grep '^160000 ')" ] || return 0
      git ls-tree -r -z "$tree" | xargs -0 sh -c "$strays" krutrimbox "$1"
    }

    """#
}
