"""How often breaks are found where there are none, and where there are: ``python benchmarks/breaks.py [--series 200]``.

Simulates weekly counts of four years (208 weeks), seeded: steady ones (Poisson and negative binomial), ones that wander
(Poisson about a logarithm that follows an AR(1)), and ones with a single break in the middle or twelve weeks before
the end.  Prints, for jadwal's exact partition and for PELT of ``ruptures`` where that is installed (least squares on
√(y + 3/8), levels of at least four weeks, penalty ¾ ln n, the variance of that transform being ¼): false breaks per
series, the share of true breaks found within four weeks, how often the 90 % range of days holds the true one, and the
milliseconds per series.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.assess.changes import breaks

WEEKS, NEAR = 208, 4
Counts = npt.NDArray[np.int64]
Finder = Callable[[Counts], list[tuple[int, int, int]]]  # place, least, most


def own(y: Counts) -> list[tuple[int, int, int]]:
    """jadwal's."""
    return [(b.at, b.low, b.high) for b in breaks(y)]


def pelt(y: Counts) -> list[tuple[int, int, int]]:
    """PELT of ruptures."""
    import ruptures

    signal = np.sqrt(y + 0.375)
    found = ruptures.Pelt(model="l2", min_size=4).fit(signal).predict(pen=0.75 * np.log(len(y)))[:-1]
    return [(int(at), int(at), int(at)) for at in found]


def wandering(rng: np.random.Generator, n: int, rho: float, spread: float) -> Counts:
    """Poisson counts about 5 a week whose logarithm is an AR(1) with this innovation."""
    logs = np.empty((n, WEEKS))
    x = rng.normal(0, spread / np.sqrt(1 - rho**2), n)
    for t in range(WEEKS):
        x = rho * x + rng.normal(0, spread, n)
        logs[:, t] = x
    return rng.poisson(5 * np.exp(logs - spread**2 / (1 - rho**2) / 2))


def simulated(n: int, seed: int) -> dict[str, tuple[Counts, int | None]]:
    """Series by name, and where their one break is (None: nowhere)."""
    rng = np.random.default_rng(seed)
    half, late = np.arange(WEEKS) < WEEKS // 2, np.arange(WEEKS) < WEEKS - 12
    doubled, halved, tripled = np.where(half, 5, 10), np.where(half, 5, 2.5), np.where(late, 5, 15)
    size = (n, WEEKS)
    return {
        "steady, Poisson 5": (rng.poisson(5, size), None),
        "steady, Poisson 0.3": (rng.poisson(0.3, size), None),
        "steady, NB mean 5, r 3": (rng.negative_binomial(3, 3 / 8, size), None),
        "steady, NB mean 5, r 1": (rng.negative_binomial(1, 1 / 6, size), None),
        "wandering, AR 0.5": (wandering(rng, n, 0.5, 0.3), None),
        "wandering, AR 0.8": (wandering(rng, n, 0.8, 0.3), None),
        "Poisson 5 to 10": (rng.poisson(doubled, size), WEEKS // 2),
        "Poisson 5 to 2.5": (rng.poisson(halved, size), WEEKS // 2),
        "NB r 3, 5 to 10": (rng.negative_binomial(3, 3 / (3 + doubled), size), WEEKS // 2),
        "Poisson 5 to 15, last 12": (rng.poisson(tripled, size), WEEKS - 12),
    }


def measured(find: Finder, series: Counts, true: int | None) -> dict[str, Any]:
    """What a method finds in some series."""
    begun = time.perf_counter()
    found = [find(y) for y in series]
    took = (time.perf_counter() - begun) / len(series) * 1_000
    near = [[abs(at - true) <= NEAR for at, _, _ in each] if true is not None else [] for each in found]
    false = sum(len(each) - min(1, sum(hits)) for each, hits in zip(found, near, strict=True)) / len(series)
    row: dict[str, Any] = {"false_per_series": round(false, 4), "ms_per_series": round(took, 2)}
    if true is not None:
        row["found"] = round(sum(map(any, near)) / len(series), 4)
        if find is own:  # PELT gives no range
            held = sum(any(low <= true <= high for _, low, high in each) for each in found)
            row["range_holds"] = round(held / len(series), 4)
    return row


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--series", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    methods: dict[str, Finder] = {"jadwal": own}
    try:
        import ruptures

        methods[f"ruptures {ruptures.__version__} PELT"] = pelt
    except ImportError:
        print("ruptures is not installed: no peer in this run")
    rows = []
    print(f"{'series':26}{'method':24}{'false/series':>13}{'found':>8}{'in range':>10}{'ms':>8}")
    for name, (series, true) in simulated(given.series, given.seed).items():
        for method, find in methods.items():
            row = measured(find, series, true)
            rows.append({"series": name, "method": method, **row})
            shares = "".join(
                f"{row[k]:>{w}.3f}" if k in row else " " * w for k, w in (("found", 8), ("range_holds", 10))
            )
            print(f"{name:26}{method:24}{row['false_per_series']:>13.3f}{shares}{row['ms_per_series']:>8.1f}")
    if given.json:
        given.json.write_text(json.dumps({"weeks": WEEKS, "series": given.series, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
