"""Reads a folder of Parquet files with DuckDB, pandas and pyarrow; compares them with the stream."""

import json
import sys
from decimal import Decimal

import duckdb
import pandas
import pyarrow.parquet

folder, stream = sys.argv[1:]
with open(stream, encoding="utf-8") as lines:
    rows = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]


def of(record):
    return {(r["path"], r["id"]): r for r in rows if r["record"] == record}


for record in ["document", "fact"]:
    file = f"{folder}/{record}.parquet"
    wanted = of(record)
    held = duckdb.sql(f"SELECT * FROM '{file}'")
    names = held.columns
    count = 0
    for cells in held.fetchall():
        count += 1
        row = dict(zip(names, cells))
        other = wanted[row["path"], row["id"]]
        if record == "fact" and row["value_date"] is not None:
            row["value"] = row["value_date"]
        for name, value in other.items():
            if name != "record":
                assert row[name] == value, (name, row[name], value)
        if record == "fact" and isinstance(other["value"], Decimal):
            assert row["value_text"] == str(other["value"]), row
    assert count == len(wanted) > 0, record
    assert len(pandas.read_parquet(file)) == count
    meta = pyarrow.parquet.ParquetFile(file)
    column = meta.metadata.row_group(0).column(names.index("path"))
    assert column.compression == "ZSTD" and column.statistics.has_min_max
    assert "RLE_DICTIONARY" in column.encodings, column.encodings
    assert meta.schema_arrow.field("path").metadata[b"comment"], record
for record in ["finding", "error", "run"]:
    pandas.read_parquet(f"{folder}/{record}.parquet")
total = duckdb.sql(
    f"SELECT sum(value) FROM '{folder}/fact.parquet' WHERE kind = 'funding' AND path LIKE '%x.txt'"
).fetchall()[0][0]
assert total == Decimal(1341000000), total
