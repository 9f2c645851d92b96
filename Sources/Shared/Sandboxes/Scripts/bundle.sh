## `$1` a ref. Prints `bundle <bytes>`, the bundle in base64, and `bundle-end`. Commits that the host gave are left
## out. Text, because a sandbox's output is not a channel for raw bytes.
ref=$1
read_state
{ [ -n "$base" ] && git bundle create -q "$scratch/bundle" "$ref" "^$base" >&2; } ||
  git bundle create -q "$scratch/bundle" "$ref" >&2 || fail "$ref can't be bundled"
say "bundle $(($(wc -c <"$scratch/bundle")))"
base64 <"$scratch/bundle" || fail "$ref can't be encoded"
echo
say bundle-end
rm -f "$scratch/bundle"
