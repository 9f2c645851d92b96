/// Parts of `WorkspaceScripts` for what a session may leave beside files.
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
}
