## `$1` minutes, `$2` the sandbox's name, which everything that runs inside has in `KB_SANDBOX`. Status 0 where a file
## of the clone was changed within so many minutes (a commit changes files as well), or where all those processes
## together take a tenth of a processor, or want it or the disk at both looks, for a busy machine may keep them waiting.
## Their children that have ended count through their parents (proc(5)).
##
## Where there is no proc(5), in a local sandbox on macOS, `ps` is asked for what the program that called this has started.
## It knows neither environments nor children that have ended; its `time` is `[dd-]hh:mm:ss` (POSIX) or, on macOS,
## `mm:ss.cc`, and it calls one that waits for the disk U there.
set -u
session=$(sed 's/.*) //' /proc/self/stat 2>/dev/null | cut -d ' ' -f 4)
per_second=$(getconf CLK_TCK 2>/dev/null || echo 100)
# Time spent, and how many want the processor or the disk just now, this script aside.
look() {
  if [ -n "$session" ]; then
    grep -lszxF "KB_SANDBOX=$1" /proc/[0-9]*/environ | sed 's/environ$/stat/' | xargs cat 2>/dev/null |
      sed 's/.*) //' | awk -v probe="$session" '
        { spent += $12 + $13 + $14 + $15 }
        $4 != probe && $1 ~ /[RD]/ { wanting++ }
        END { print spent + 0, wanting + 0 }'
  else
    ps -A -o pid= -o ppid= -o state= -o time= | awk -v probe="$$" -v top="$PPID" -v per_second="$per_second" '
      { parent[$1] = $2; state[$1] = $3; time[$1] = $4 }
      END {
        for (p in parent) {
          steps = 0
          for (q = p; q != top && q != probe && q in parent && steps < 1000; q = parent[q]) steps++
          if (q != top || p == top) continue
          days = 0
          if (split(time[p], halves, "-") > 1) { days = halves[1]; time[p] = halves[2] }
          seconds = 0
          count = split(time[p], parts, ":")
          for (i = 1; i <= count; i++) seconds = seconds * 60 + parts[i]
          spent += (seconds + days * 86400) * per_second
          if (state[p] ~ /^[RDU]/) wanting++
        }
        printf "%d %d\n", spent, wanting
      }'
  fi
}
seconds=3
before=$(look "$2")
sleep "$seconds"
after=$(look "$2")
ticks=$((${after% *} - ${before% *}))
printf 'krutrimbox: busy %s ticks\n' "$ticks"
[ "$ticks" -lt $((seconds * per_second / 10)) ] || exit 0
[ "${before#* }" = 0 ] || [ "${after#* }" = 0 ] || exit 0
# The tree may be huge: that comes last.
changed=$(find . -type f -mmin "-$1" -print 2>/dev/null | head -n 1)
printf 'krutrimbox: changed %s\n' "$changed"
[ -n "$changed" ]
