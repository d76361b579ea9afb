"""A file of the size and shape of UCDP GED: seeded rows, nothing copied.

In: a number of rows and a seed.  Out: a CSV file of 49 columns, about 780 bytes a row.  The rule this module owns:
*same rows and seed, same bytes*.  Most of a real row is text about its sources, and so it is here; places cluster, and
deaths are heavy-tailed, as they are there.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from jadwal.incidents.feeds.layouts import GED_49

ROWS, SEED = 385_000, 1
COUNTRIES, AREAS = 120, 1_500
_WORDS = (
    "agency", "army", "attack", "base", "bombing", "bridge", "camp", "checkpoint", "clash", "column", "convoy",
    "daily", "district", "drone", "fighters", "fire", "hills", "killed", "market", "near", "night", "north", "office",
    "patrol", "police", "post", "report", "road", "rocket", "shelling", "soldiers", "south", "state", "town", "village",
    "wounded",
)  # fmt: skip


def write(
    path: Path, rows: int = ROWS, seed: int = SEED, *, first: date = date(1989, 1, 1), days: int = 13_514
) -> None:
    """Write ``rows`` events of ``days`` days from ``first`` to ``path``; raises ``OSError``."""
    draw = np.random.default_rng(seed)
    country_of_area = draw.integers(0, COUNTRIES, AREAS)
    centre = np.column_stack([draw.uniform(-30, 45, AREAS), draw.uniform(-75, 120, AREAS)])
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(GED_49)
        for start in range(0, rows, 20_000):
            out.writerows(_block(draw, start, min(20_000, rows - start), centre, country_of_area, first, days))


def _block(
    draw: np.random.Generator,
    start: int,
    n: int,
    centre: np.ndarray,
    country_of_area: np.ndarray,
    first: date,
    days: int,
) -> list[list[object]]:
    area = (AREAS * draw.random(n) ** 3).astype(int)
    place = np.round(centre[area] + draw.normal(0, 0.4, (n, 2)), 6)
    day = draw.integers(0, days, n)
    precision = draw.choice([1, 2, 3, 4, 5], n, p=[0.78, 0.12, 0.05, 0.03, 0.02])
    length = np.array([1, 2, 7, 30, 180])[precision - 1] * draw.random(n)
    where = draw.choice([1, 2, 3, 4, 5, 6, 7], n, p=[0.4, 0.2, 0.15, 0.15, 0.05, 0.04, 0.01])
    kind = draw.choice([1, 2, 3], n, p=[0.6, 0.2, 0.2])
    clarity = draw.choice([1, 2], n, p=[0.97, 0.03])
    deaths = np.minimum((draw.pareto(1.2, (n, 4)) * 1.5).astype(int), 5_000)
    words = draw.integers(0, len(_WORDS), (n, 43))
    found: list[list[object]] = []
    for i in range(n):
        begin = first + timedelta(days=int(day[i]))
        end = begin + timedelta(days=int(length[i]))
        a, c = int(area[i]), int(country_of_area[area[i]])
        text = [_WORDS[w] for w in words[i]]
        best = int(deaths[i].sum())
        headline = " ".join(text[:9])
        latitude, longitude = float(place[i, 0]), float(place[i, 1])
        conflict = 300 + c
        found.append(
            [
                start + i + 1, f"SYN-{begin.year}-{c}-{start + i}", begin.year, 1, "Clear", int(kind[i]), conflict,
                11_000 + conflict, f"Country {c}: Government", conflict, 12_000 + conflict,
                f"Government of Country {c} - Front {c}", 100 + c, 100 + c, f"Government of Country {c}", 4_000 + c,
                4_000 + c, f"Front {c}", 1 + i % 4,
                f'"Agency {c},{begin},{headline}";"Office,{begin},{" ".join(text[9:28])}"', f"Agency {c};Office",
                f"{begin};{begin}", f"{headline};{' '.join(text[9:12])}", " ".join(text[28:31]), int(where[i]),
                f"{text[31]} {a} village", " ".join(text[32:43]), f"Province {a}", f"District {a}-{i % 7}",
                latitude, longitude, f"POINT ({longitude} {latitude})", 100_000 + a, f"Country {c}", c + 1,
                "Middle East", int(clarity[i]), int(precision[i]), f"{begin} 00:00:00.000", f"{end} 00:00:00.000",
                *(int(d) for d in deaths[i]), best, best + int(deaths[i, 0] // 3), best - int(deaths[i, 3] // 2),
                200 + c, "",
            ]
        )  # fmt: skip
    return found
