## After the hooks of a new sandbox: what they have made is ignored from now on, `made <path>`; what they have changed
## of tracked files is told, `changed <path>`. The last line is `hooked`.
# Where a session may have been, what is found is not the hooks' own.
[ ! -e "$memory/state" ] && [ -z "$(git config -f "$GIT_DIR/config" --get krutrimbox.issue)" ] || {
  say hooked
  exit 0
}
git status --porcelain --no-renames --untracked-files=normal --ignore-submodules=untracked >"$scratch/changes" ||
  fail "what the hooks have left can't be read"
[ -d "$GIT_DIR/info" ] || mkdir "$GIT_DIR/info"
head -n 10000 "$scratch/changes" | awk -v exclude="$GIT_DIR/info/exclude" '
  { code = substr($0, 1, 2); name = substr($0, 4) }
  code == "??" && name ~ /^"/ && name ~ /\\/ { print "krutrimbox: changed " name; next }
  code == "??" {
    gsub(/^"|"$/, "", name)
    print "krutrimbox: made " name
    gsub(/[][*?\\]/, "\\\\&", name)
    if (name ~ / $/) name = substr(name, 1, length(name) - 1) "\\ "
    print "/" name >> exclude
    next
  }
  { print "krutrimbox: changed " name }' || fail "what the hooks have left can't be read"
say hooked
