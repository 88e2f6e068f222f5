#!/usr/bin/env bash
# Throughput into each store against `--to jsonl:/dev/null`, and peak memory.
#
#   tools/measure_stores.sh GONGWEN COUNT [POSTGRES_URL]
#
# COUNT small notices (tools/small_files.py) are written to a temporary folder first. PostgreSQL is
# measured where a URL of an empty database is given.
set -euo pipefail
gongwen=$(realpath "$1") count=$2 postgres=${3:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$(dirname "$0")/small_files.py" "$folder/in" "$count"
cd "$folder"

measure() {
    # Wall-clock and CPU seconds, peak KiB.
    /usr/bin/time -f '%e %U %S %M' -o time "$gongwen" extract in --quiet --to "$1" || true
    read -r wall user system peak < <(tail -1 time)
    awk -v to="${1%%:*}" -v w="$wall" -v u="$user" -v s="$system" -v p="$peak" -v b="${base:-$wall}" \
        -v n="$count" 'BEGIN { printf "%-9s %8.2f s  %8.2f CPU-s  %5.0f files/s  %7.1f MiB  ratio %.2f\n",
            to, w, u + s, n / w, p / 1024, b / w }'
}

measure jsonl:/dev/null
base=$(cut -d' ' -f1 < <(tail -1 time))
measure jsonl:out.jsonl
measure csv:csv
measure sqlite:out.db
measure parquet:parquet
if [ -n "$postgres" ]; then measure "$postgres"; fi
echo "again, unchanged:"
measure sqlite:out.db
