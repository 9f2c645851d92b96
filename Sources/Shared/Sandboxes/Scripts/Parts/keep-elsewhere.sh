## `keep_elsewhere ALL GOOD…` keeps commits of the clone that neither origin, nor the commits that it was made with, nor
## GOOD have: of branches, tags and stashes that are new and of worktrees, with the changes in those; for ALL = `all` of
## every ref and reflog. Commits with the tree of a good one, or one of `$good_trees`, count as had, and with them
## what they are built upon: the work is there. One ref gets them all. Says `elsewhere <what>` for each that was
## found. Safe to repeat. `list_refs` is in `$scratch/refs`.
# What is new among refs, as "<commit> <what>".
read_told() {
  told=" "
  [ ! -e "$memory/told" ] || told=" $(while read -r id; do printf '%s ' "$id"; done <"$memory/told")"
}
new_refs() {
  # shellcheck disable=SC2034 # Names the columns.
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
