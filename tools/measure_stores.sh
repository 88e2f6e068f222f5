#!/usr/bin/env bash
# Throughput into each store against `--to jsonl:/dev/null`, and peak memory.
#
#   tools/measure_stores.sh GONGWEN COUNT [POSTGRES_URL]
#
# COUNT small notices (tools/small_files.py) are written to a temporary folder first. The targets are run in
# turn, for a machine's speed drifts, in ROUNDS rounds (3); the best seconds of each are compared.
# PostgreSQL is measured where a URL is given, in the schema `gongwen_measured`, which is dropped; it needs psql.
set -euo pipefail
gongwen=$(realpath "$1") count=$2 postgres=${3:-} tools=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 "$tools/small_files.py" in "$count"

schema=gongwen_measured
new_schema() { psql -qX "$postgres" -c "SET client_min_messages = error; DROP SCHEMA IF EXISTS $schema CASCADE; $1"; }

measure() {
    # Wall-clock, user and system seconds, peak KiB.
    /usr/bin/time -f "${1%%:*} %e %U %S %M" -a -o times "$gongwen" extract in --quiet --to "$1"
}

for _ in $(seq "${ROUNDS:-3}"); do
    rm -rf csv parquet out.*
    measure jsonl:/dev/null
    for target in csv:csv parquet:parquet sqlite:out.db; do measure "$target"; done
    if [ -n "$postgres" ]; then
        new_schema "CREATE SCHEMA $schema"
        case $postgres in *\?*) and='&' ;; *) and='?' ;; esac
        measure "$postgres${and}options=-csearch_path%3D$schema"
    fi
done
if [ -n "$postgres" ]; then new_schema ''; fi

awk -v count="$count" '
    !($1 in wall) || $2 < wall[$1] { wall[$1] = $2; cpu[$1] = $3 + $4 }
    !($1 in peak) { order[++targets] = $1 }
    $5 > peak[$1] { peak[$1] = $5 }
    END {
        for (n = 1; n <= targets; n++) {
            to = order[n]
            printf "%-9s %8.2f s  %8.2f CPU-s  %6.0f files/s  %6.1f MiB  ratio %.2f\n",
                to, wall[to], cpu[to], count / wall[to], peak[to] / 1024, wall["jsonl"] / wall[to]
        }
    }' times
/usr/bin/time -f 'sqlite again, unchanged: %e s, %M KiB' "$gongwen" extract in --quiet --to sqlite:out.db
