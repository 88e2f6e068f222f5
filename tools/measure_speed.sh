#!/usr/bin/env bash
# How fast and in how much memory a build reads, as a table.
#
#   tools/measure_speed.sh GONGWEN [FOLDER]
#
# FOLDER, by default the corpus, is repeated to 50 MB first. One line of 50 MB and 200,000 small notices
# (tools/small_files.py) are made besides. Seconds are of the clock, best of three; it takes some minutes.
set -euo pipefail
gongwen=$(realpath "$1") from=$(realpath "${2:-corpus}") tools=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir once body
find "$from" -type f \( -name '*.txt' -o -name '*.md' \) -exec cp --backup=numbered {} once/ \;
size=$(du -sb once | cut -f1)
for n in $(seq $((50000000 / size + 1))); do cp -r once "body/$n"; done
mkdir line
# One line has one encoding.
for file in once/*; do
    if iconv -f utf-8 -t utf-8 "$file" >/dev/null 2>&1; then tr '\n' ' ' <"$file"; fi
done >piece
for _ in $(seq $((50000000 / $(wc -c <piece) + 1))); do cat piece; done >line/line.txt
python3 "$tools/small_files.py" small 200000
head -c 5000 "$(find once -name '*.txt' | sort | head -1)" >five.txt

measure() {
    local name=$1 path=$2 best='' peak=0 wall kib
    shift 2
    for _ in 1 2 3; do
        /usr/bin/time -f '%e %M' -o time "$gongwen" extract "$path" -q "$@" >/dev/null || true
        read -r wall kib < <(tail -1 time)
        best=$(printf '%s\n%s\n' "${best:-$wall}" "$wall" | sort -g | head -1)
        peak=$((kib > peak ? kib : peak))
    done
    awk -v n="$name" -v f="$(find "$path" -type f | wc -l)" -v b="$(find "$path" -type f -printf '%s\n' | awk '{s += $1} END {print s}')" \
        -v w="$best" -v p="$peak" 'BEGIN {
            printf "| %s | %d | %.1f | %.2f | %.1f | %.0f |\n", n, f, b / 1e6, w, b / 1e6 / (w > 0 ? w : 0.01), p / 1024 }'
}

echo '| input | files | MB | s | MB/s | peak MiB |'
echo '|---|---|---|---|---|---|'
measure 'one thread' body -j 1
measure 'two threads' body -j 2
measure 'one line, one thread' line -j 1
measure 'small notices, two threads' small -j 2
measure 'one document of 5 KB' five.txt -j 1
