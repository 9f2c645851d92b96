## `keep_ignored` keeps what git ignores, no build explains and the session has made, and the droppings that were left
## out, under a ref, up to 2000 files and 16 MiB. Says `ignored <path>` and `dropped <path>` of the first of them, how
## many there are, `big` where they are too many, and `kept-ignored <ref>`. Safe to repeat.
# The names of ignored files that are newer than $1, a line each.
list_newer() {
  [ -s "$scratch/ignored" ] && [ -e "$1" ] || return 0
  whole ignored | xargs -0 sh -c '
    for path; do
      path=./${path%/}
      [ -e "$path/CACHEDIR.TAG" ] || [ -e "$path/pyvenv.cfg" ] || printf "%s\0" "$path"
    done' sh | xargs -0 sh -c '
      newer=$1
      shift
      [ $# = 0 ] || find "$@" \( -type f -o -type l -o -name .git \) -cnewer "$newer" -print0' sh "$1" \
    2>/dev/null | tr '\0\n' '\n\001' | sed 's,^\./,,' | files=yes awk "$survey"
}
# Writes the files of the list $1 into the tree $made.
tree_of_files() {
  GIT_INDEX_FILE=$scratch/kept-index
  export GIT_INDEX_FILE
  rm -f "$GIT_INDEX_FILE" "$GIT_INDEX_FILE.lock"
  git update-index -z --add --stdin <"$1" 2>/dev/null || {
    xargs -0 chmod -- u+r <"$1" 2>/dev/null
    git update-index -z --add --stdin <"$1" >&2
  }
  result=$?
  made=$(git write-tree) || result=1
  unset GIT_INDEX_FILE
  return $result
}
is_big() {
  say big
  head -n 20 "$scratch/newer" | tr '\001\r' '??' >>"$memory/big"
  echo >>"$memory/big"
}
keep_ignored() {
  [ -s "$scratch/ignored" ] || [ -s "$scratch/dropped" ] || return 0
  list_newer "$memory/began" >"$scratch/newer"
  grep -vE '(^|/)\.git(/|$)' "$scratch/newer" >"$scratch/mine"
  whole mine >"$scratch/files"
  say_names ignored files
  say_names dropped dropped
  ! grep -qE '(^|/)\.git(/|$)' "$scratch/newer" || is_big
  cat "$scratch/dropped" >>"$scratch/files"
  [ -s "$scratch/files" ] || return 0
  sizes=$(xargs -0 ls -dlnq -- <"$scratch/files" | awk '{ bytes += $5 } END { printf "%d %.0f", NR, bytes / 1024 }')
  if [ "${sizes% *}" -gt 2000 ] || [ "${sizes#* }" -gt 16384 ] || ! tree_of_files "$scratch/files"; then
    is_big
    return 0
  fi
  kept=$(git for-each-ref --format='%(tree) %(refname)' refs/krutrimbox/saved |
    while read -r tree_there ref; do [ "$tree_there" != "$made" ] || echo "$ref"; done | head -n 1)
  if [ -z "$kept" ]; then
    commit_there=$(git commit-tree "$made" -m "krutrimbox: files that git ignores, and droppings") &&
      keep "$commit_there" || fail "nothing can be saved"
  fi
  say "kept-ignored $kept"
}
