## `end_left` ends what sessions have left at work: processes with the sandbox's name in `KB_SANDBOX` (in a local sandbox
## also its folder in `KB_SANDBOX_FOLDER`) that began after the clone was first made ready. Spared are this script, what
## it was called by, and what hooks have started, with its children. Leaves in `$since` the clock tick to remember, none
## where there is no proc(5). A tick that lies ahead is of before the machine's last start: nothing lives from then.
# `$state`, `$parent` and `$start` of a process (proc(5)); its name may hold anything.
stat_of() {
  stat=
  [ -r "/proc/$1/stat" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do stat="$stat $line"; done 2>/dev/null <"/proc/$1/stat"
  [ -n "$stat" ] || return 1
  # shellcheck disable=SC2086 # Words are meant.
  set -- ${stat##*) }
  state=$1 parent=$2
  shift 19
  start=$1
}
list_left() {
  marked=$(grep -lszxF "KB_SANDBOX=$KB_SANDBOX" /proc/[0-9]*/environ)
  # shellcheck disable=SC2086 # Words are meant.
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
    # shellcheck disable=SC2086,SC2116 # Newlines become spaces.
    [ "$looks" -lt 120 ] || fail "what a session has left at work can't be ended: $(echo $left)"
    [ "$looks" -lt 20 ] && signal=TERM || signal=KILL
    # shellcheck disable=SC2086 # Words are meant.
    kill -s "$signal" $left 2>/dev/null
    looks=$((looks + 1))
    sleep 0.1
  done
}
