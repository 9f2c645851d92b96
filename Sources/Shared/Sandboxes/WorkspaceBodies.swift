/// What each of `WorkspaceScripts` does, on top of its shared parts.
extension WorkspaceScripts {
  static let prepareBody = #"""
    branch=$1 commit=$2 origin_ref=$3 issue=$4 name=$5 email=$6 label=$7 source=$8
    commit_id "$commit"
    plain_name "$branch"
    plain_name "$label"
    read_state
    end_left
    # Nobody else works here now, so every lock was left by a process that is gone. What was put aside is not git's.
    (cd "$GIT_DIR" && find . -path ./krutrimbox -prune -o -name '*.lock' -type f -exec rm -f {} +)
    put_back

    # An agent's setting of these would send every git in the clone elsewhere.
    bare= has_name= has_email= worktree=
    there=$(git config -f "$GIT_DIR/config" --get-regexp '^(user\.(name|email)|core\.(bare|worktree))$')
    while read -r key value; do
      case $key in
      core.bare) bare=$value ;;
      core.worktree) worktree=yes ;;
      user.name) has_name=$value ;;
      user.email) has_email=$value ;;
      esac
    done <<EOF
    $there
    EOF
    set_to() { git config -f "$GIT_DIR/config" --replace-all "$1" "$2" || fail "the clone's config can't be written"; }
    [ -z "$worktree" ] || git config -f "$GIT_DIR/config" --unset-all core.worktree
    [ "$bare" = false ] || set_to core.bare false
    [ "$has_name" = "$name" ] || set_to user.name "$name"
    [ "$has_email" = "$email" ] || set_to user.email "$email"

    # From the host's repository: the commit itself where what it is made of is here, as that of a session's own work is;
    # else all of it. It needs neither network nor credential. `$wanted` is the commit's tree.
    obtain() {
      for place in /run/sandbox/source "$source"; do
        [ "$place" != "$PWD" ] || continue
        for objects in "$place/.git/objects" "$place/objects"; do
          [ -d "$objects" ] || continue
          GIT_ALTERNATE_OBJECT_DIRECTORIES=$objects git cat-file commit "$commit" >"$scratch/commit" 2>/dev/null ||
            continue
          set --
          while read -r key value; do
            case $key in
            tree) wanted=$value && set -- "$@" "$value^{tree}" ;;
            parent) set -- "$@" "$value^{commit}" ;;
            *) break ;;
            esac
          done <"$scratch/commit"
          case $(ids "$@") in *-*) continue ;; esac
          [ "$(git hash-object -t commit -w --stdin <"$scratch/commit")" != "$commit" ] || return 0
        done
      done
      for place in /run/sandbox/source "$source"; do
        has "$commit" && break
        [ "$place" != "$PWD" ] && { [ -e "$place/.git" ] || [ -e "$place/HEAD" ]; } || continue
        git fetch -q --no-tags --no-write-fetch-head --upload-pack 'git -c safe.directory=* upload-pack' \
          -- "$place" "$commit" >&2
      done
      has "$commit" || git fetch -q --no-tags --no-write-fetch-head -- origin "$origin_ref" >&2
      has "$commit" || fail "commit $commit is neither here nor at origin"
      wanted=$(tree_of "$commit") || fail "commit $commit can't be read"
    }
    set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}' "refs/heads/$branch^{commit}" "refs/heads/$branch^{tree}" \
      "$commit^{commit}" "$commit^{tree}")
    [ $# = 6 ] || fail "the clone's commits can't be read"
    head=${1#-} head_tree=${2#-} tip=${3#-} tip_tree=${4#-} wanted=$6
    [ "$5" != - ] || obtain

    is_same=no
    [ "$issue" = review ] || [ "$recorded" != "$issue" ] || is_same=yes
    # The index is replaced anyway, but where work goes on.
    [ $is_same = yes ] && capture "$commit" || capture "$commit" "$GIT_DIR/index"
    say_strays "$commit"

    # Left over is what the wanted commit does not have: files, commits of HEAD, commits of the branch (a rebase that
    # was cut off), repositories inside. A tree that was published as it stands is no left-over, nor are the commits
    # that a clone was made with.
    ours() { [ -z "$recorded" ] || contains "$commit" "$1"; }
    left=no
    if [ "$tree" != "$wanted" ]; then
      [ -n "$head" ] && [ "$tree" = "$head_tree" ] && ours "$head" || left=yes
    fi
    if [ -n "$tip" ] && [ "$tip" != "$head" ] && [ "$tip_tree" != "$wanted" ] && ! ours "$tip"; then left=yes; fi

    if [ $is_same = yes ]; then
      list_refs
      read_told
      new_refs | while read -r id what; do
        case "$told$head $commit " in *"$id "*) ;; *) say "elsewhere $what" ;; esac
      done | head -n 20
    fi
    if [ $is_same = yes ] && { [ $left = yes ] || [ -s "$scratch/nested" ]; } && [ -n "$head" ] && contains "$head" "$commit"; then
      write_state "$issue" "$commit"
      say_saved
      git -c core.quotePath=true diff-tree -r --name-status --no-renames "$commit" "$tree" >"$scratch/changes"
      say "changes $(($(wc -l <"$scratch/changes")))"
      head -n 40 "$scratch/changes" | while IFS= read -r change; do say "change $change"; done
      say "kept $head"
      exit 0
    fi

    keep_ignored >/dev/null
    : >"$scratch/tips"
    if has_worktrees; then
      list_refs
      good_trees="$wanted $tree"
      keep_elsewhere refs "$commit" $head >/dev/null
    fi
    if [ $left = yes ]; then
      set --
      [ -z "$head" ] || set -- -p "$head"
      [ -z "$tip" ] || [ "$tip" = "$head" ] || set -- "$@" -p "$tip"
      saved=$(git commit-tree "$tree" "$@" -m "krutrimbox: work that was left over") || fail "nothing can be saved"
      keep "$saved"
    fi
    if [ -s "$scratch/nested" ]; then
      say_nested
      # Repositories inside don't fit into a commit: they are moved, whole. What worktrees have is kept by now.
      xargs -0 sh -c "$is_worktree"'
        aside=$1 worktrees=$2
        shift 2
        for path; do
          [ -e "$path" ] || continue
          to=$aside
          number=1
          ! is_worktree "$path" || to=$worktrees
          while [ -e "$to/$number" ]; do number=$((number + 1)); done
          mkdir -p "$to/$number" && mv "./$path" "$to/$number/" || exit 1
          [ "$to" = "$aside" ] || echo "$to/$number/${path##*/}/.git" >"$GIT_DIR/worktrees/${line##*/}/gitdir"
        done' krutrimbox "$memory/saved/$label" "$memory/worktrees/$label" <"$scratch/nested" ||
        fail "a repository can't be moved"
    fi

    if [ ! -e "$memory/given" ]; then
      git for-each-ref --format='%(objectname)' refs/heads refs/tags >"$memory/given" ||
        fail "the clone's state can't be written"
    fi
    [ -e "$memory/first" ] || echo >"$memory/first" || fail "the clone's state can't be written"
    # What is newer than this is the next session's.
    echo >"$memory/began" || fail "the clone's state can't be written"
    for rest in rebase-merge rebase-apply sequencer AUTO_MERGE MERGE_HEAD MERGE_MODE MERGE_MSG MERGE_RR SQUASH_MSG \
      CHERRY_PICK_HEAD REVERT_HEAD REBASE_HEAD; do
      [ ! -e "$GIT_DIR/$rest" ] || rm -rf "${GIT_DIR:?}/$rest"
    done
    [ ! -e "$GIT_DIR/BISECT_LOG" ] || rm -f "$GIT_DIR"/BISECT_*
    case $seen in *hidden* | *broken*) rm -f "$GIT_DIR/index" ;; esac
    git checkout -q -f --no-track --ignore-other-worktrees -B "$branch" "$commit" -- >&2 ||
      fail "commit $commit can't be checked out"
    # What was added to the index itself is gone with it.
    if [ $is_same = yes ] || [ -s "$scratch/nested" ] || [ -s "$scratch/dropped" ] || [ "${seen% dirty}" != "$seen" ]; then
      git clean -ffdq >&2 || { chmod -R u+rwX . && git clean -ffdq >&2; } || fail "left-over files can't be removed"
    fi
    list_refs
    at=
    while read -r here type id ref; do [ "$here-$ref" != "*--refs/heads/$branch" ] || at=$id; done <"$scratch/refs"
    [ "$at" = "$commit" ] || fail "HEAD is not at $commit"
    [ $is_same = yes ] || {
      while read -r here type id ref; do echo "$id"; done <"$scratch/refs"
      while read -r id what; do echo "$id"; done <"$scratch/tips"
    } >"$memory/told"
    write_state "$issue" "$commit"
    say_saved
    say "ready $commit"
    """#

  static let snapshotBody = #"""
    asked=$1 label=$2
    commit_id "$asked"
    plain_name "$label"
    read_state
    end_left
    put_back
    set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}' "$asked^{tree}" "${base:-$asked}^{commit}")
    [ $# = 4 ] && [ "$3" != - ] || fail "commit $asked is not here"
    head=${1#-} head_tree=${2#-} asked_tree=$3 from=${4#-}
    capture "$asked"
    # For the commit of a session that has committed the link itself, that would prove nothing.
    say_strays "${from:-$asked}"
    snapshot=$(git commit-tree "$tree" -p "$asked" -m "krutrimbox: snapshot") || fail "the snapshot can't be written"
    git update-ref refs/krutrimbox/snapshot "$snapshot" || fail "the snapshot's ref can't be written"
    kept=
    keep_ignored
    list_refs
    good_trees=$tree
    keep_elsewhere refs "$asked" $head
    [ -z "$kept" ] || { list_refs && say_saved; }
    say_nested
    [ ! -s "$scratch/ignored" ] && [ ! -s "$scratch/nested" ] && [ ! -s "$scratch/dropped" ] || say loose
    say "snapshot $snapshot $tree $asked_tree"
    """#

  static let restBody = #"""
    label=$1
    shift
    plain_name "$label"
    read_state
    end_left
    put_back
    goods=$*
    set -- $(ids 'HEAD^{commit}' 'HEAD^{tree}')
    [ $# = 2 ] || fail "the clone's commits can't be read"
    head=${1#-} head_tree=${2#-}
    capture "${head:-HEAD}"
    say_strays "${base:-${head:-HEAD}}"
    keep_ignored >/dev/null
    : >"$scratch/own-changes"
    [ "$tree" = "$head_tree" ] || {
      changed=$(lasting "$tree" ${head:+-p "$head"}) && echo "$changed changes" >"$scratch/own-changes"
    } || fail "the changes can't be saved"
    list_refs
    keep_elsewhere all $goods >/dev/null
    list_refs
    say_saved
    say_nested
    [ ! -s "$memory/big" ] || while IFS= read -r name; do [ -z "$name" ] || say "unsaved $name"; done <"$memory/big"
    say "rest ${head:--}"
    """#

  static let hookedBody = #"""
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
    """#

  static let asideBody = #"""
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
    """#

  static let backBody = #"""
    put_back
    say put-back
    """#

  static let bundleBody = #"""
    ref=$1
    read_state
    { [ -n "$base" ] && git bundle create -q "$scratch/bundle" "$ref" "^$base" >&2; } ||
      git bundle create -q "$scratch/bundle" "$ref" >&2 || fail "$ref can't be bundled"
    say "bundle $(($(wc -c <"$scratch/bundle")))"
    base64 <"$scratch/bundle" || fail "$ref can't be encoded"
    echo
    say bundle-end
    rm -f "$scratch/bundle"
    """#
}
