/// Parts of `WorkspaceScripts` for what a session may leave beside files: processes, and work in submodules.
extension WorkspaceScripts {
  /// `end_left` ends what sessions have left at work: processes with the sandbox's name in `KB_SANDBOX` (in a local sandbox
  /// also its folder in `KB_SANDBOX_FOLDER`) that began after the clone was first made ready. Spared are this script, what
  /// it was called by, and what hooks have started, with its children. Leaves in `$since` the clock tick to remember, none
  /// where there is no proc(5). A tick that lies ahead is of before the machine's last start: nothing lives from then.
  static let endLeft = #"""
    # `$state`, `$parent` and `$start` of a process (proc(5)); its name may hold anything.
    stat_of() {
      stat=
      [ -r "/proc/$1/stat" ] || return 1
      while IFS= read -r line || [ -n "$line" ]; do stat="$stat $line"; done 2>/dev/null <"/proc/$1/stat"
      [ -n "$stat" ] || return 1
      set -- ${stat##*) }
      state=$1 parent=$2
      shift 19
      start=$1
    }
    list_left() {
      marked=$(grep -lszxF "KB_SANDBOX=$KB_SANDBOX" /proc/[0-9]*/environ)
      [ -z "$marked" ] || [ -z "${KB_SANDBOX_FOLDER-}" ] ||
        marked=$(grep -lszxF "KB_SANDBOX_FOLDER=$KB_SANDBOX_FOLDER" $marked)
      above=" "
      at=$$
      while [ "$at" -gt 0 ] && stat_of "$at"; do above="$above$at " at=$parent; done
      starts=" "
      for at in $marked; do
        at=${at#/proc/} at=${at%/environ}
        stat_of "$at" && case $state in [ZX]) ;; *) starts="$starts$at=$start " ;; esac
      done
      for found in $starts; do
        case $above in *" ${found%=*} "*) continue ;; esac
        at=${found%=*}
        while :; do
          # Spared is what this script has started, and what began before the first session.
          [ "$at" != $$ ] || break
          case $starts in
          *" $at="*)
            began=${starts#*" $at="}
            [ "${began%% *}" -ge "$since" ] || break
            ;;
          esac
          if ! stat_of "$at" || [ "$parent" = 0 ]; then
            echo "${found%=*}"
            break
          fi
          at=$parent
        done
      done
    }
    end_left() {
      [ -n "${KB_SANDBOX-}" ] && [ -r "/proc/$$/stat" ] || { since= && return 0; }
      stat_of $$ || return 0
      born=$start
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

  /// `say_strays REFERENCE` prints, after `capture`, `submodule <path>` for each submodule of `$tree` with work that is
  /// nowhere else: a commit that is not REFERENCE's and that no branch of a remote of the submodule has, or changes that are
  /// not committed; and `untracked <path>` for each that only has files which git does not track, as builds leave them. As
  /// far as `ignore` in REFERENCE's `.gitmodules` lets git look.
  static let sayStrays = #"""
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

    """#

  /// `put_back` brings back what `aside` has put away for the checks. What has a place no more goes to what was saved.
  static let putBack = #"""
    put_back() {
      [ -d "$memory/aside" ] || return 0
      for path in "$memory/aside"/* "$memory/aside"/.[!.]* "$memory/aside"/..?*; do
        [ -e "$path" ] || [ -L "$path" ] || continue
        name=${path##*/}
        if [ ! -e "./$name" ] && [ ! -L "./$name" ]; then
          mv "$path" "./$name" || fail "what was put aside can't be put back"
        elif ! cp -pPR "$path" ./ >&2; then
          mkdir -p "$memory/saved/put-aside" && cp -pPR "$path" "$memory/saved/put-aside/" ||
            fail "what was put aside can't be put back"
        fi
      done
      rm -rf "$memory/aside"
    }

    """#
}
