## `put_back` brings back what `aside` has put away for the checks. What has a place no more goes to what was saved.
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
