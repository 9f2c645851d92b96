## `$1` the base of a snapshot. Puts away every file that is not in the snapshot and that no build explains, unless it
## is older than the first session, until `back` or any of the other scripts puts it back.
commit_id "$1"
put_back
head_tree=
capture "$1"
whole ignored | xargs -0 sh -c '
  first=$1
  shift
  for path; do
    path=./${path%/}
    [ -e "$first" ] && { [ -e "$path" ] || [ -L "$path" ]; } && [ ! -e "$path/CACHEDIR.TAG" ] && [ ! -e "$path/pyvenv.cfg" ] || continue
    if [ -z "$(find "$path" ! -type d ! -cnewer "$first" 2>/dev/null | head -n 1)" ]; then
      printf "%s\0" "$path"
    else
      find "$path" ! -type d -cnewer "$first" -print0 2>/dev/null
    fi
  done' sh "$memory/first" >"$scratch/away"
cat "$scratch/nested" "$scratch/dropped" >>"$scratch/away"
xargs -0 sh -c '
  to=$1
  shift
  for path; do
    path=${path#./}
    case $path in */*) folder=$to/${path%/*} ;; *) folder=$to ;; esac
    [ -d "$folder" ] || mkdir -p "$folder" || exit 1
    mv -f "./$path" "$folder/" || exit 1
  done' sh "$memory/aside" <"$scratch/away" || fail "files that are in no commit can't be put aside"
say "put-aside $(($(tr -cd '\0' <"$scratch/away" | wc -c)))"
