/// Parts of `WorkspaceScripts` that keep what is not in a snapshot: what git ignores, and commits that lie elsewhere.
extension WorkspaceScripts {
  /// What the scripts remember of a clone lies in files of `.git/krutrimbox`: `state` (issue, base and the clock tick of
  /// `endLeft`), `given` (the commits of refs that the clone was made with), `told` (those of branches before
  /// the present issue), `first` and `began` (made before the first
  /// session, and before the session on the present issue: what is newer is a session's). An empty state is one that was
  /// cut off: nothing counts as known then.
  static let memory = #"""
    recorded= base= since=
    read_state() {
      if [ -e "$memory/state" ]; then
        { read -r recorded && read -r base && read -r since; } <"$memory/state"
        [ -n "$recorded" ] || recorded='?'
      else
        # As versions before wrote it.
        old=$(git config -f "$GIT_DIR/config" --get-regexp '^krutrimbox\.')
        while read -r key value; do
          case $key in
          krutrimbox.issue) recorded=$value ;;
          krutrimbox.base) base=$value ;;
          krutrimbox.since) since=$value ;;
          esac
        done <<EOF
    $old
    EOF
        [ -z "$recorded" ] || [ -e "$memory/given" ] || : >"$memory/given"
      fi
    }
    write_state() {
      printf '%s\n%s\n%s\n' "$1" "$2" "$since" >"$memory/state" || fail "the clone's state can't be written"
    }
    # The id of each object, or - where it is not here.
    ids() {
      for id; do printf '%s\n' "$id"; done | git cat-file --batch-check='%(objectname)' 2>/dev/null |
        while read -r id rest; do [ -n "$rest" ] && echo - || echo "$id"; done
    }
    # Keeps a commit under a ref of its own.
    keep() {
      kept=refs/krutrimbox/saved/$label
      number=1
      while git rev-parse -q --verify "$kept" >/dev/null; do
        number=$((number + 1))
        kept=refs/krutrimbox/saved/$label-$number
      done
      git update-ref "$kept" "$1" || fail "nothing can be saved"
    }
    say_saved() {
      while read -r here type id ref; do
        [ "$type" != commit ] || [ "${ref#refs/krutrimbox/saved/}" = "$ref" ] || say "saved $id $ref"
      done <"$scratch/refs"
      set -- "$memory"/saved/*
      [ ! -e "$1" ] || say "aside .git/krutrimbox/saved"
    }
    list_refs() {
      git for-each-ref --format='%(HEAD)- %(objecttype) %(objectname) %(refname)' refs/heads refs/stash \
        refs/krutrimbox/saved >"$scratch/refs" || fail "the clone's refs can't be read"
    }

    """#

  /// `keep_ignored` keeps what git ignores, no build explains and the session has made, and the droppings that were left
  /// out, under a ref, up to 2000 files and 16 MiB. Says `ignored <path>` and `dropped <path>` of the first of them, how
  /// many there are, `big` where they are too many, and `kept-ignored <ref>`. Safe to repeat.
  static let keepIgnored = #"""
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

    """#

  /// `keep_elsewhere ALL GOOD…` keeps commits of the clone that neither origin, nor the commits that it was made with, nor
  /// GOOD have: of branches, tags and stashes that are new and of worktrees, with the changes in those; for ALL = `all` of
  /// every ref and reflog. Commits with the tree of a good one, or one of `$good_trees`, count as had, and with them
  /// what they are built upon: the work is there. One ref gets them all. Says `elsewhere <what>` for each that was
  /// found. Safe to repeat. `list_refs` is in `$scratch/refs`.
  static let keepElsewhere = #"""
    # What is new among refs, as "<commit> <what>".
    read_told() {
      told=" "
      [ ! -e "$memory/told" ] || told=" $(while read -r id; do printf '%s ' "$id"; done <"$memory/told")"
    }
    new_refs() {
      while read -r here type id ref; do
        case $type-$ref in
        commit-refs/heads/*) what="branch ${ref#refs/heads/}" ;;
        commit-refs/stash) what=stash ;;
        *) continue ;;
        esac
        echo "$id $what"
      done <"$scratch/refs"
    }
    # HEADs of worktrees, and a commit of the changes in each.
    worktrees() {
      number=0
      for place in "$GIT_DIR"/worktrees/*; do
        [ -e "$place/gitdir" ] || continue
        number=$((number + 1))
        read -r folder <"$place/gitdir"
        case $folder in /*) ;; *) folder=$place/$folder ;; esac
        folder=${folder%/.git}
        shown=${folder#"$PWD"/}
        id=$(GIT_DIR=$place git rev-parse -q --verify 'HEAD^{commit}' 2>/dev/null) || id=
        [ -z "$id" ] || echo "$id worktree $shown"
        [ -e "$folder/.git" ] || continue
        changed=$(
          GIT_DIR=$place GIT_WORK_TREE=$folder scratch=$scratch/worktree-$number head_tree=
          export GIT_DIR GIT_WORK_TREE scratch
          [ -d "$scratch" ] || mkdir -p "$scratch"
          cd "$folder" && capture HEAD || exit 1
          if [ -s "$scratch/ignored" ]; then
            list_newer "$memory/began" >"$scratch/mine"
            whole mine >"$scratch/files"
            [ ! -s "$scratch/mine" ] || [ "$(wc -l <"$scratch/mine")" -gt 2000 ] ||
              { GIT_INDEX_FILE=$scratch/index git update-index -z --add --stdin <"$scratch/files" >&2 &&
                tree=$(GIT_INDEX_FILE=$scratch/index git write-tree); }
          fi
          [ "$tree" = "$(tree_of HEAD)" ] || lasting "$tree" ${id:+-p "$id"}
        ) || [ "$all" != all ] || fail "the worktree $shown can't be read"
        [ -z "$changed" ] || echo "$changed worktree $shown"
      done
    }
    # A commit that is the same whenever it is made.
    lasting() {
      GIT_AUTHOR_DATE='2000-01-01T00:00:00Z' GIT_COMMITTER_DATE='2000-01-01T00:00:00Z' \
        git commit-tree "$@" -m "krutrimbox: changes that were not committed"
    }
    keep_elsewhere() {
      all=$1
      shift
      read_told
      {
        new_refs
        worktrees
      } | while read -r id what; do
        case "$told $* " in *" $id "*) ;; *) echo "$id $what" ;; esac
      done >"$scratch/tips"
      {
        while read -r tip; do echo "$tip"; done <"$scratch/own-changes"
      } >>"$scratch/tips"
      [ -s "$scratch/tips" ] || [ "$all" = all ] || return 0
      {
        while read -r id what; do echo "$id"; done <"$scratch/tips"
        for good; do echo "$good"; done
        [ ! -e "$memory/given" ] || while read -r id; do echo "^$id"; done <"$memory/given"
      } >"$scratch/revisions"
      good=$*
      set --
      [ "$all" != all ] || set -- --exclude=refs/krutrimbox/snapshot --all --reflog --not --glob=refs/krutrimbox/saved
      [ "$all" = all ] || set -- --not
      found=$(git log --topo-order --ignore-missing --format='%H %T %P' --stdin "$@" \
        --remotes=origin <"$scratch/revisions" |
        good="$good" good_trees="${good_trees-}" awk '
        BEGIN {
          n = split(ENVIRON["good"], list, " "); for (i = 1; i <= n; i++) had[list[i]] = 1
          n = split(ENVIRON["good_trees"], list, " "); for (i = 1; i <= n; i++) fine[list[i]] = 1
        }
        {
          id[NR] = $1; tree[NR] = $2; rest[NR] = $0
          if ($1 in had) { fine[$2] = 1; for (i = 3; i <= NF; i++) had[$i] = 1 }
        }
        END {
          for (r = 1; r <= NR; r++) {
            n = split(rest[r], word, " ")
            if (id[r] in had || tree[r] in fine) {
              for (i = 3; i <= n; i++) had[word[i]] = 1
              continue
            }
            if (!(id[r] in below)) print id[r]
            for (i = 3; i <= n; i++) below[word[i]] = 1
          }
        }') || fail "the clone's commits can't be read"
      [ -n "$found" ] || return 0
      set --
      names=
      for tip in $found; do
        set -- "$@" -p "$tip"
        what=$(while read -r id what; do [ "$id" != "$tip" ] || { echo "$what"; break; }; done <"$scratch/tips")
        names="$names
    ${what:-commit $tip}"
      done
      [ $# = 2 ] || found=$(lasting "$(tree_of "$2")" "$@" -m "$names") || fail "nothing can be saved"
      kept=$(while read -r here type id ref; do
        case $id-$ref in "$found"-refs/krutrimbox/saved/*) echo "$ref" && break ;; esac
      done <"$scratch/refs")
      [ -n "$kept" ] || keep "$found"
      printf '%s\n' "$names" | while IFS= read -r what; do [ -z "$what" ] || say "elsewhere $what"; done | head -n 20
      say "kept-elsewhere $kept"
    }

    """#
}
