/// Parts of `WorkspaceScripts` that look at what lies in a clone and write it into trees.
extension WorkspaceScripts {
  /// `look` reads the index and the working tree once, with `$tables` of what is known by name. Leaves in `$seen` words:
  /// `broken` and `hidden` for an index that can't be read or hides files (assume-unchanged, skip-worktree), `dirty`
  /// where something differs from HEAD. Leaves paths, one a line, a newline in a name as \001, in files of `$scratch`:
  /// `links` of the index, `others` (repositories inside), `droppings`, `hidden`, and `ignored`, which no build explains.
  static let look = #"""
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

    """#

  /// `capture REFERENCE [INDEX]` leaves the id of the whole working tree in `$tree`. What is left out of it lies in files of
  /// `$scratch`, each name ended by NUL: `nested`, repositories inside that are no submodules (git would store those as
  /// bare links, and refuses ones without a commit), and `dropped`, droppings that REFERENCE has not. Works in a copy of the
  /// index, or in INDEX. Files that the index hides are shown; those that a sparse checkout has not count as unchanged. A
  /// broken index is replaced by one of REFERENCE. The copy keeps its time: git tells by it which files may have
  /// changed in the very moment when they were recorded (git's Documentation/technical/racy-git.txt).
  static let capture = #"""
    strangers='
    kind=$1 reference=$2
    shift 2
    for path; do
      path=${path%/}
      case $(git ls-tree "$reference" -- "$path" 2>/dev/null) in 160000*) continue ;; esac
      git config -f .gitmodules --fixed-value --get-regexp "^submodule\..*\.path\$" "$path" >/dev/null 2>&1 && continue
      printf "%s\0" "$path"
    done'
    show_hidden() {
      whole hidden | git update-index -z --no-assume-unchanged --stdin &&
        whole skipped | xargs -0 sh -c '
          for path; do { [ ! -e "./$path" ] && [ ! -L "./$path" ]; } || printf "%s\0" "$path"; done' sh |
        git update-index -z --no-skip-worktree --stdin || fail "the index can't be written"
    }
    add_all() {
      [ -s "$scratch/nested" ] || { git add -A >&2; return; }
      {
        printf '.\0'
        xargs -0 sh -c 'for path; do printf ":(top,exclude,literal)%s\0" "$path"; done' sh <"$scratch/nested"
      } >"$scratch/paths"
      git add -A --pathspec-from-file="$scratch/paths" --pathspec-file-nul >&2
    }
    capture() {
      GIT_INDEX_FILE=${2:-$scratch/index}
      export GIT_INDEX_FILE
      [ ! -e "$scratch/index.lock" ] || rm -f "$scratch/index.lock"
      [ -n "${2-}" ] || cp -p "$GIT_DIR/index" "$scratch/index" 2>/dev/null || rm -f "$scratch/index"
      look
      [ -e "$GIT_INDEX_FILE" ] || seen="$seen broken"
      case $seen in
      *broken*)
        rm -f "$GIT_INDEX_FILE"
        git read-tree "$1" || rm -f "$GIT_INDEX_FILE"
        look
        seen="broken dirty"
        ;;
      *hidden*)
        show_hidden
        look
        seen="hidden dirty"
        ;;
      esac
      : >"$scratch/nested"
      : >"$scratch/dropped"
      [ ! -s "$scratch/others" ] || whole others | xargs -0 sh -c "$strangers" sh others "$1" >"$scratch/nested"
      [ ! -s "$scratch/links" ] || whole links | xargs -0 sh -c "$strangers" sh links "$1" >>"$scratch/nested"
      # What a session has committed itself differs from its HEAD in nothing.
      [ ! -s "$scratch/droppings" ] || seen="$seen dirty"
      case $seen in
      *dirty*)
        if ! add_all; then
          # What its owner may not read, nobody can take.
          find . -path ./.git -prune -o \( -type f -o -type d \) ! -perm -u+r -exec chmod u+rX {} + 2>/dev/null
          add_all || fail "the files can't be read"
        fi
        [ ! -s "$scratch/nested" ] || xargs -0 git update-index --force-remove -- <"$scratch/nested" ||
          fail "the index can't be written"
        [ ! -s "$scratch/droppings" ] || drop "$1"
        tree=$(git write-tree) || fail "the tree can't be written"
        ;;
      *)
        tree=${head_tree-}
        [ -n "$tree" ] || tree=$(tree_of HEAD) || fail "the tree can't be written"
        ;;
      esac
      unset GIT_INDEX_FILE
    }
    # Takes droppings out of the index that the reference has not.
    drop() {
      whole droppings | xargs -0 git --literal-pathspecs diff-index --cached --diff-filter=A --name-only -z "$1" -- |
        xargs -0 sh -c 'for path; do
          case ${path##*/} in core | core.[0-9]*)
            [ "$(head -c 4 "./$path" 2>/dev/null | tail -c 3)" = ELF ] || continue ;;
          esac
          printf "%s\0" "$path"
        done' sh >"$scratch/dropped"
      git update-index -z --force-remove --stdin <"$scratch/dropped" || fail "the index can't be written"
    }

    """#
}
