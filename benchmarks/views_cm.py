"""The ViEWS prediction challenge, country-months: ``python benchmarks/views_cm.py FILE [--json OUT]``.

FILE: ``month_id,country_id,ged_sb`` (month 1 is January 1980): state-based fatalities.  For each year whose months and
the twelve before its October are all there: trained on what was known to the end of October of the year before, twelve
months forecast from January on (three to fourteen months ahead), scored by mean CRPS over countries and months, as the
challenge does (Hegre et al. 2025).  The years are those with all of it in the file.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.assess.model.backtest import model
from jadwal.assess.model.plain import Forecaster, bootstrap, conflictology, last_poisson, negative_binomial
from jadwal.assess.model.scores import covered, crps

YEAR = 12
GAP = 2  # November and December
WAYS: dict[str, Forecaster] = {
    "model": model(YEAR),
    "conflictology-12": conflictology(12),
    "negative binomial 6": negative_binomial(6),
    "negative binomial 12": negative_binomial(12),
    "last-historical Poisson": last_poisson,
    "bootstrap": bootstrap(12),
}


class UnreadableError(Exception):
    """A file that is no challenge file, and why."""


def read(path: Path) -> tuple[int, npt.NDArray[np.int64]]:
    """First month and counts (countries, months); raises UnreadableError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"month_id", "country_id", "ged_sb"} <= set(rows.fieldnames or ()):
            raise UnreadableError(f"{path.name}: needs month_id, country_id and ged_sb")
        cells = {(int(r["country_id"]), int(r["month_id"])): round(float(r["ged_sb"])) for r in rows}
    if not cells:
        raise UnreadableError(f"{path.name}: no rows")
    countries, months = sorted({c for c, _ in cells}), sorted({m for _, m in cells})
    missing = [(c, m) for c in countries for m in range(months[0], months[-1] + 1) if (c, m) not in cells]
    if missing:
        raise UnreadableError(f"{path.name}: country {missing[0][0]} has no month {missing[0][1]}")
    table = [[cells[c, m] for m in range(months[0], months[-1] + 1)] for c in countries]
    return months[0], np.array(table, np.int64)


def windows(first: int, months: int) -> dict[int, int]:
    """Year -> column of its January, for each year with enough before and after it."""
    ends = first + months
    found = {}
    for year in range(1980, 1980 + ends // 12 + 1):
        at = (year - 1980) * 12 + 1 - first
        if at >= YEAR + GAP and at + 12 <= months:
            found[year] = at
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("file", type=Path)
    asked.add_argument("--futures", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args(argv)
    try:
        first, counts = read(given.file)
    except (UnreadableError, OSError, ValueError) as why:
        print(why, file=sys.stderr)
        return 2
    years = windows(first, counts.shape[1])
    if not years:
        print(f"{given.file.name}: no year with twelve months before its last October", file=sys.stderr)
        return 2
    rows: dict[str, dict[str, Any]] = {}
    for name, way in WAYS.items():
        begun, scores, inside = time.perf_counter(), {}, []
        for year, at in years.items():
            drawn = way(counts[:, : at - GAP], GAP + 12, given.futures, given.seed)[:, GAP:]
            came = counts[:, at : at + 12]
            scores[str(year)] = round(float(crps(drawn, came).mean()), 3)
            inside.append(covered(drawn, came)[came.sum(axis=1) > 0].mean())
        rows[name] = {
            "crps": round(float(np.mean(list(scores.values()))), 3),
            "by_year": scores,
            "covers_80_where_any": round(float(np.mean(inside)), 3),
            "seconds": round(time.perf_counter() - begun, 1),
        }
    print(f"{len(counts)} countries, years {', '.join(map(str, years))}, {given.futures} draws")
    print(f"{'':26}{'CRPS':>8}" + "".join(f"{year:>9}" for year in years) + f"{'80% covers':>12}")
    for name, row in rows.items():
        by = "".join(f"{v:>9.2f}" for v in row["by_year"].values())
        print(f"{name:26}{row['crps']:>8.2f}{by}{100 * row['covers_80_where_any']:>11.0f}%")
    print("80% covers: months of countries with any fatality that year")
    if given.json:
        result = {"years": list(years), "countries": len(counts), "futures": given.futures, "forecasters": rows}
        given.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
