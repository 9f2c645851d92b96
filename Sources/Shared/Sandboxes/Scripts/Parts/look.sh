## `look` reads the index and the working tree once, with `$tables` of what is known by name. Leaves in `$seen` words:
## `broken` and `hidden` for an index that can't be read or hides files (assume-unchanged, skip-worktree), `dirty`
## where something differs from HEAD. Leaves paths, one a line, a newline in a name as \001, in files of `$scratch`:
## `links` of the index, `others` (repositories inside), `droppings`, `hidden`, and `ignored`, which no build explains.
survey='
function raw(name,   text, letter) {
  if (name !~ /^"/) return name
  name = substr(name, 2, length(name) - 2)
  text = ""
  while (match(name, /\\/)) {
    text = text substr(name, 1, RSTART - 1)
    letter = substr(name, RSTART + 1, 1)
    if (letter ~ /[0-7]/) {
      text = text sprintf("%c", 64 * letter + 8 * substr(name, RSTART + 2, 1) + substr(name, RSTART + 3, 1))
      name = substr(name, RSTART + 4)
      continue
    }
    text = text (letter in escaped ? escaped[letter] : letter)
    name = substr(name, RSTART + 2)
  }
  return text name
}
function folder_of(path) { return sub(/[^\/]*$/, "", path) ? path : "" }
function list(kind, path) { print path > (scratch "/" kind) }
function note(path,   name, ending) {
  name = path
  sub(/.*\//, "", name)
  if (name in marks) has[folder_of(path) name] = 1
  if (match(name, /[.][^.]*$/)) {
    ending = "*" substr(name, RSTART)
    if (ending in marks) has[folder_of(path) ending] = 1
  }
  if (path ~ dropping) list("droppings", path)
}
function is_known(name, above,   count, wanted, i, place) {
  if (!(name in known)) return 0
  if (known[name] == "") return 1
  count = split(known[name], wanted, " ")
  for (place = above; ; place = folder_of(substr(place, 1, length(place) - 1))) {
    for (i = 1; i <= count; i++) if ((place wanted[i]) in has) return 1
    if (place == "") return 0
  }
}
function is_explained(path,   count, parts, i, above, name) {
  if (path ~ dropping) return 1
  count = split(path, parts, "/")
  above = ""
  for (i = 1; i < count; i++) {
    if (is_known(parts[i], above)) return 1
    above = above parts[i] "/"
  }
  name = parts[count]
  if (name == "") return 0
  if (is_known(name, above)) return 1
  return match(name, /[.][^.]*$/) && (substr(name, RSTART) in endings)
}
BEGIN {
  scratch = ENVIRON["scratch"]
  escaped["n"] = "\001"; escaped["t"] = "\t"; escaped["r"] = "\r"; escaped["a"] = "\a"
  escaped["b"] = "\b"; escaped["f"] = "\f"; escaped["v"] = "\v"
  rows = split(ENVIRON["tables"], row, "\n")
  dropping = "^/$"
  for (i = 1; i <= rows; i++) {
    words = split(row[i], word, " ")
    if (word[1] == "ending") endings[word[2]] = 1
    if (word[1] == "dropping") dropping = word[2]
    if (word[1] != "folder") continue
    if (!(word[2] in known)) known[word[2]] = ""
    for (j = 3; j <= words; j++) {
      known[word[2]] = known[word[2]] " " word[j]
      marks[word[j]] = 1
    }
  }
}
ENVIRON["files"] != "" { if (!is_explained($0)) print; next }
$0 == "broken" { broken = 1; next }
$0 == "" { part = 1; next }
!part {
  name = raw(substr($0, index($0, "\t") + 1))
  if ($0 ~ /^[a-z] /) { hidden = 1; list("hidden", name) }
  if ($0 ~ /^[sS] /) { hidden = 1; list("skipped", name) }
  if (substr($0, 3, 6) == "160000") { dirty = 1; list("links", name) }
  note(name)
  next
}
{
  code = substr($0, 1, 2)
  name = raw(substr($0, 4))
  if (code == "!!") { if (!is_explained(name)) list("ignored", name); next }
  dirty = 1
  if (code != "??") next
  if (name ~ /\/$/) list("others", name)
  else note(name)
}
END { if (ENVIRON["files"] == "") print (broken ? "broken " : "") (hidden ? "hidden " : "") (dirty ? "dirty" : "") }'
look() {
  for list in hidden skipped links others droppings ignored; do : >"$scratch/$list"; done
  seen=$(
    {
      git ls-files -v -s || echo broken
      echo
      git status --porcelain --no-renames --untracked-files=all --ignored=matching --ignore-submodules=all ||
        echo broken
    } 2>/dev/null | awk "$survey"
  ) || fail "the clone can't be looked at"
}
# The names of a list as they are, each ended by NUL.
whole() { tr '\n\001' '\0\n' <"$scratch/$1"; }
# Whether what lies here is a worktree of this clone.
is_worktree='is_worktree() {
  line=
  [ ! -f "$1/.git" ] || read -r line <"$1/.git"
  case $line in "gitdir: "*/worktrees/*) [ -e "$GIT_DIR/worktrees/${line##*/}/gitdir" ] ;; *) return 1 ;; esac
}'
say_nested() {
  [ -s "$scratch/nested" ] || return 0
  xargs -0 sh -c "$is_worktree"'
    for path; do is_worktree "$path" || printf "%s\0" "$path"; done' sh <"$scratch/nested" |
    tr '\n\r\0' '??\n' | while IFS= read -r name; do say "nested $name"; done
}
# Lines for people of names that are ended by NUL: the first 20, and how many there are.
say_names() {
  count=$(tr -cd '\0' <"$scratch/$2" | wc -c)
  [ "$((count))" -gt 0 ] || return 0
  tr '\n\r\0' '??\n' <"$scratch/$2" | while IFS= read -r name; do say "$1 ${name#./}"; done | head -n 20
  say "$1-count $((count))"
}
