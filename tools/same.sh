#!/bin/sh
# Compares what two builds write, byte for byte: tools/same.sh OLD NEW PATH...
# For changes that must alter no record. Exit status 1 names the first path that differs.
set -eu
old=$1
new=$2
shift 2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for path in "$@"; do
    "$old" extract -q -j1 "$path" >"$out/old" || true
    "$new" extract -q -j2 "$path" >"$out/new" || true
    if ! cmp "$out/old" "$out/new"; then
        echo "differs: $path" >&2
        exit 1
    fi
    echo "same: $path ($(wc -l <"$out/old") rows)"
done
