"""Event feeds at the size of UCDP GED: ``python benchmarks/ingest.py [--rows N] [--runs N] [--file CSV] --json OUT``.

Generates a file of 385,000 rows × 49 columns (about 320 MB, seeded), brings it into a case as ``jadwal ingest`` does
(typed, checked, two Parquet files), counts it to area × week from Parquet, and does the same work with DuckDB, Polars
and pandas alone, those that are installed: CSV to one Parquet file (zstd), then events by area and week from it.  Each
measurement is a process of its own; wall seconds and peak memory of each are the median and the most over the runs.
Processor seconds (the start of Python included) say what the work costs when others use the machine too.  A benchmark,
never a test.

The bare libraries do less: they type nothing, refuse nothing by row, spread nothing and write no digests.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ged_size

ASKED = {"ingest_seconds": 6.0, "count_seconds": 0.6, "peak_mib": 1536}

_START = "import sys, time; source, folder = sys.argv[1:3]; begun = time.perf_counter()\n"
_COUNTED = "\nprint('@', time.perf_counter() - begun, n)\n"
JOBS: dict[str, tuple[str, str]] = {
    "jadwal": (
        """
from datetime import date
from pathlib import Path
from jadwal.incidents.feeds import bring
made = bring(Path(folder), [Path(source)], date(2030, 1, 1))
n = made[0].batch.head.events
""",
        """
from datetime import date
from pathlib import Path
from jadwal.incidents.feeds import area_weeks, held
begun = time.perf_counter()
found = area_weeks(held(Path(folder), date(2030, 1, 1)))
n = round(float(found.counts.sum()), 6)
""",
    ),
    "duckdb": (
        """
import duckdb
base = duckdb.connect(config={"threads": "2"})
base.execute(f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true, header=true)) TO '{folder}/rows.parquet' "
             "(FORMAT parquet, COMPRESSION zstd)")
n = base.execute(f"SELECT count(*) FROM '{folder}/rows.parquet'").fetchall()[0][0]
""",
        """
import duckdb
begun = time.perf_counter()
base = duckdb.connect(config={"threads": "2"})
found = base.execute(f"SELECT country, adm_1, date_trunc('week', left(date_start, 10)::DATE) AS w, count(*) AS n "
                     f"FROM '{folder}/rows.parquet' GROUP BY ALL").fetchnumpy()
n = int(found["n"].sum())
""",
    ),
    "polars": (
        """
import polars as pl
rows = pl.read_csv(source, infer_schema=False)
rows.write_parquet(f"{folder}/rows.parquet", compression="zstd")
n = rows.height
""",
        """
import polars as pl
begun = time.perf_counter()
day = pl.col("date_start").str.slice(0, 10).str.to_date("%Y-%m-%d").dt.truncate("1w").alias("w")
found = pl.scan_parquet(f"{folder}/rows.parquet").group_by("country", "adm_1", day).len().collect()
n = int(found["len"].sum())
""",
    ),
    "pandas": (
        """
import pandas as pd
rows = pd.read_csv(source, dtype=str, keep_default_na=False)
rows.to_parquet(f"{folder}/rows.parquet", compression="zstd")
n = len(rows)
""",
        """
import pandas as pd
begun = time.perf_counter()
rows = pd.read_parquet(f"{folder}/rows.parquet", columns=["country", "adm_1", "date_start"])
rows["w"] = pd.to_datetime(rows["date_start"].str[:10], format="%Y-%m-%d").dt.to_period("W")
n = int(rows.groupby(["country", "adm_1", "w"], observed=True).size().sum())
""",
    ),
}
NEEDS = {"jadwal": ("duckdb",), "duckdb": ("duckdb",), "polars": ("polars",), "pandas": ("pandas", "pyarrow")}


def measure(script: str, source: Path, folder: Path) -> tuple[float, float, float, float]:
    """(seconds, processor seconds, peak resident MiB, what was counted) of one job in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(source), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"a job ended with {child.returncode}")
    _, seconds, count = next(line for line in said.splitlines() if line.startswith("@")).split()
    per_mib = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss: bytes on macOS, KiB on Linux (getrusage(2))
    return float(seconds), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / per_mib, float(count)


def job(name: str, source: Path, runs: int) -> dict[str, Any]:
    """Median and least seconds, and the most memory, of bringing in and of counting."""
    bringing, counting = (_START + part + _COUNTED for part in JOBS[name])
    read, counted = [], []
    for _ in range(runs):
        folder = Path(tempfile.mkdtemp(prefix="ingest-"))
        try:
            read.append(measure(bringing, source, folder))
            counted.append(measure(counting, source, folder))
            size = sum(p.stat().st_size for p in folder.rglob("*.parquet"))
        finally:
            shutil.rmtree(folder)
    return {
        "ingest_seconds": round(statistics.median(r[0] for r in read), 2),
        "ingest_least": round(min(r[0] for r in read), 2),
        "ingest_processor": round(min(r[1] for r in read), 2),
        "count_seconds": round(statistics.median(r[0] for r in counted), 3),
        "count_least": round(min(r[0] for r in counted), 3),
        "peak_mib": round(max(r[2] for r in [*read, *counted])),
        "parquet_mb": round(size / 1e6, 1),
        "rows": int(read[0][3]),
        "counted": counted[0][3],
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ged_size.ROWS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--file", type=Path, help="a GED file to read instead of a generated one")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ged-") as folder:
        source = asked.file or Path(folder) / "GEDEvent_v26_1.csv"
        if asked.file is None:
            ged_size.write(source, asked.rows)
        missing = {n: [m for m in needs if find_spec(m) is None] for n, needs in NEEDS.items()}
        found = {name: job(name, source, asked.runs) for name in JOBS if not missing[name]}
        about = {"file_mb": round(source.stat().st_size / 1e6), "runs": asked.runs, "cpus": os.cpu_count()}
    about |= {"load": round(os.getloadavg()[0], 1), "python": platform.python_version(), "machine": platform.machine()}
    absent = {n: lacking for n, lacking in missing.items() if lacking}
    print(f"{about}; asked for: {ASKED}")
    shown = (
        "ingest_seconds",
        "ingest_least",
        "ingest_processor",
        "count_seconds",
        "count_least",
        "peak_mib",
        "parquet_mb",
    )
    heads = ("ingest s", "least", "cpu s", "count s", "least", "peak MiB", "Parquet MB")
    print(f"{'':8} " + " ".join(f"{head:>10}" for head in heads))
    for name, r in found.items():
        print(f"{name:8} " + " ".join(f"{r[key]:>10}" for key in shown))
    for name, lacking in absent.items():
        print(f"{name:8} not measured: {', '.join(lacking)} not installed")
    if asked.json:
        asked.json.write_text(json.dumps({"about": about, "asked": ASKED, "jobs": found, "absent": absent}, indent=1))


if __name__ == "__main__":
    main()
