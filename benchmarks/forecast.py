"""How good forecasts have been: ``python benchmarks/forecast.py FILE [--train-weeks 60] [--step 4] [--horizon 26]``.

Rolling origins over a file of events or a table of areas and weeks (``benchmarks/series.py`` says which): at each
origin every forecaster gets the counts before it and nothing else, and its paths are scored on what came.  Prints
mean CRPS, coverage of 80 % intervals (weekly counts, 13-week totals, totals over all areas) and the Brier score of "at
most 3 in 28 days, held 13 weekly checks, within 39 weeks" (areas that do not meet it already and had ten events in the
year before); ``--json OUT`` writes all of it, ``--out FOLDER`` the calibration as SVG, PNG and CSV.

    python benchmarks/forecast.py --speed        (no file: seconds to fit and sample 50 and 200 areas)

A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import resvg_py
from series import Series, UnreadableError, read

from jadwal.assess.model import BackTest, Plan, back_test, fit, sample
from jadwal.assess.model.backtest import LEVELS_CHECKED
from jadwal.assess.model.scores import brier
from jadwal.publish.charts.measure import FAMILY, REGULAR, font_file

BINS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0))
COLOURS = ("#1b5e9b", "#b3541e", "#3f7d3a", "#7a4b94", "#8a7a1f", "#a23b58", "#4a6b78")


def found(series: Series, test: BackTest, plan: Plan) -> dict[str, Any]:
    """Everything measured, for JSON."""
    condition = plan.condition
    assert condition is not None
    kinds = kinds_of(series, test, plan.block)
    rows = {}
    for name, score in test.scores.items():
        chances = score.chances
        rows[name] = {
            "crps": round(float(score.crps.mean()), 4),
            "covers_weekly": round(float(score.weekly.mean()), 4),
            "covers_blocks": [round(float(v), 4) for v in score.blocks.mean(axis=(0, 1))],
            "covers_total_weekly": round(float(score.whole.mean()), 4),
            "covers_total_block": round(float(score.whole_block.mean()), 4),
            "total_error_over_variance": round(float(score.whole_far.mean()), 3),
            "calibration": {
                str(p): round(float(v), 4) for p, v in zip(LEVELS_CHECKED, score.calibration.mean(axis=0), strict=True)
            },
            "where": {
                kind: {
                    "crps": round(float(score.crps[there].mean()), 3),
                    "covers_weekly": round(float(score.weekly[there].mean()), 3),
                    "covers_first_block": round(float(score.blocks[there][:, 0].mean()), 3),
                }
                for kind, there in kinds.items()
                if there.any() and score.blocks.shape[2]
            },
            "brier": round(brier(chances, test.came), 4) if len(chances) else None,
            "brier_abstaining": round(brier(test.abstaining(name), test.came), 4) if len(chances) else None,
            "reliability": [
                {
                    "from": low,
                    "to": high,
                    "cases": int(inside.sum()),
                    "said": round(float(chances[inside].mean()), 3),
                    "came": round(float(test.came[inside].mean()), 3),
                }
                for low, high in BINS
                if (inside := (chances >= low) & ((chances < high) | (high == 1.0))).any()
            ],
        }
    return {
        "areas": list(series.areas),
        "first_week": series.first.isoformat(),
        "weeks": int(series.counts.shape[1]),
        "events": int(series.counts.sum()),
        "rows_set_aside": series.aside,
        "train_weeks": plan.train,
        "step": plan.step,
        "horizon": plan.horizon,
        "futures": plan.futures,
        "seed": plan.seed,
        "origins": list(test.origins),
        "condition": {
            "most": condition.most,
            "window_weeks": condition.window,
            "held_checks": condition.held,
            "within_weeks": condition.within,
            "cases": len(test.cases),
            "met": int(test.came.sum()),
            "abstentions": int(test.fresh.sum()),
            "brier_climatology": round(brier(test.base, test.came), 4) if test.cases else None,
        },
        "area_origins": {kind: int(there.sum()) for kind, there in kinds.items()},
        "forecasters": rows,
    }


def kinds_of(series: Series, test: BackTest, block: int) -> dict[str, npt.NDArray[np.bool_]]:
    """(origins, areas) by what was known at the origin, and by what came that nobody knew.

    Few: under ten events in 52 weeks.  Fresh break: the mean of the last 8 weeks at least twice, or at most half, that
    of the 26 before.  Break to come: the same of the block after the origin against the block before it.
    """
    rows: dict[str, list[Any]] = {"few events": [], "fresh break": [], "neither": [], "break to come": []}
    for origin in test.origins:
        before, after = series.counts[:, :origin], series.counts[:, origin : origin + block]
        few = before[:, -52:].sum(axis=1) < 10
        fresh = ~few & _broken(before[:, -8:], before[:, -34:-8])
        rows["few events"].append(few)
        rows["fresh break"].append(fresh)
        rows["neither"].append(~few & ~fresh)
        rows["break to come"].append(~few & _broken(after, before[:, -block:]))
    return {kind: np.array(row, np.bool_) for kind, row in rows.items()}


def _broken(now: npt.NDArray[np.int64], then: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    new, old = now.mean(axis=1), then.mean(axis=1) if then.shape[1] else now.mean(axis=1)
    broken: npt.NDArray[np.bool_] = (np.maximum(new, old) > 0) & ((new >= 2 * old) | (2 * new <= old))
    return broken


def table(result: dict[str, Any]) -> str:
    """The printed table."""
    asked = result["condition"]
    lines = [
        f"{len(result['areas'])} areas, {result['weeks']} weeks from {result['first_week']}, {result['events']} events",
        f"{result['rows_set_aside']} rows set aside; {len(result['origins'])} origins, {result['futures']} futures",
        f"condition: {asked['cases']} cases, {asked['met']} met; climatology Brier {asked['brier_climatology']}",
        f"{asked['abstentions']} of them within 8 weeks of a break: who abstains there scores as climatology",
        "",
        f"{'':24}{'CRPS':>8}{'weekly':>9}{'blocks of 13':>16}{'all areas':>11}{'its 13w':>9}"
        f"{'err/var':>9}{'Brier':>8}{'abstaining':>12}",
    ]
    for name, row in result["forecasters"].items():
        blocks = " ".join(f"{100 * v:.0f}%" for v in row["covers_blocks"])
        score, sparing = ("-" if row[k] is None else f"{row[k]:.3f}" for k in ("brier", "brier_abstaining"))
        lines.append(
            f"{name:24}{row['crps']:>8.3f}{100 * row['covers_weekly']:>8.1f}%{blocks:>16}"
            f"{100 * row['covers_total_weekly']:>10.0f}%{100 * row['covers_total_block']:>8.0f}%"
            f"{row['total_error_over_variance']:>9.2f}{score:>8}{sparing:>12}"
        )
    heads = "".join(f"{kind + ' ' + str(n):>26}" for kind, n in result["area_origins"].items())
    lines += ["", f"{'CRPS / weekly / first block':32}{heads}"]
    for name, row in result["forecasters"].items():
        cells = [
            f"{w['crps']:.2f} / {100 * w['covers_weekly']:.0f}% / {100 * w['covers_first_block']:.0f}%"
            if (w := row["where"].get(kind))
            else "-"
            for kind in result["area_origins"]
        ]
        lines.append(f"{name:32}" + "".join(f"{c:>26}" for c in cells))
    return "\n".join(lines)


def picture(result: dict[str, Any]) -> str:
    """Calibration as SVG: how often counts lay in the central intervals, against how often they should have."""
    size, left, top, wide = 420, 60, 50, 760

    def at(said: float, came: float) -> tuple[float, float]:
        return left + said * size, top + (1 - came) * size

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {top + size + 60}" role="img" '
        'font-family="sans-serif" font-size="13">',
        "<title>Calibration of weekly counts</title>",
        "<desc>Share of weekly counts inside central forecast intervals, against the share the interval promises; on "
        "the diagonal the forecast is calibrated. The numbers stand in calibration.csv.</desc>",
        f'<rect width="{wide}" height="{top + size + 60}" fill="#fff"/>',
        f'<text x="{left}" y="24" font-size="15">Counts inside the interval, against what it promises</text>',
    ]
    for tick in range(0, 101, 20):
        x, y = at(tick / 100, tick / 100)
        parts += [
            f'<path d="M{x} {top}V{top + size}M{left} {y}H{left + size}" stroke="#ddd" fill="none"/>',
            f'<text x="{x}" y="{top + size + 20}" text-anchor="middle">{tick}%</text>',
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{tick}%</text>',
        ]
    parts.append(f'<text x="{left + size / 2}" y="{top + size + 44}" text-anchor="middle">promised</text>')
    parts.append(
        f'<path d="M{left} {top + size}L{left + size} {top}" stroke="#888" stroke-dasharray="4 4" fill="none"/>'
    )
    ends = []
    for n, (name, row) in enumerate(result["forecasters"].items()):
        points = [at(int(p) / 100, v) for p, v in row["calibration"].items()]
        dashes = f' stroke-dasharray="{9 - n} {n + 1}"'
        colour, thick = COLOURS[n % len(COLOURS)], 3 if n == 0 else 1.5
        parts.append(
            f'<path d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}" stroke="{colour}" stroke-width="{thick}" '
            f'fill="none"{"" if n == 0 else dashes}/>'
        )
        ends.append((points[-1][1], name, colour))
    below = 0.0
    for y, name, colour in sorted(ends):
        below = max(y, below + 17)
        parts.append(f'<text x="{left + size * 0.9 + 60}" y="{below + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def write(folder: Path, result: dict[str, Any]) -> None:
    """Calibration as SVG, PNG and CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    svg = picture(result)
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=2, skip_system_fonts=True, font_files=[font_file(REGULAR)], sans_serif_family=FAMILY
    )
    (folder / "calibration.svg").write_text(svg, encoding="utf-8")
    (folder / "calibration.png").write_bytes(bytes(drawn))
    with (folder / "calibration.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["promised_percent", *result["forecasters"]])
        for p in LEVELS_CHECKED:
            rows.writerow([p, *(row["calibration"][str(p)] for row in result["forecasters"].values())])


def speed(repeats: int = 3) -> dict[str, Any]:
    """Seconds to fit and to sample 10,000 futures of 104 weeks, the best of the repeats, compiled beforehand."""
    rng, seen = np.random.default_rng(1), {}
    for areas in (4, 50, 200):
        rate = 3 / (3 + rng.gamma(1, 6, areas)[:, None])
        counts = rng.negative_binomial(3, rate, (areas, 156))
        best: dict[str, float] = {}
        for _ in range(1 if areas == 4 else repeats):
            begun, used = time.perf_counter(), time.process_time()
            fitted = fit(counts)
            between = time.perf_counter()
            sample(fitted, ahead=104, futures=10_000, seed=1)
            ended = time.perf_counter()
            one = {"fit": between - begun, "sample": ended - between, "processor": time.process_time() - used}
            best = {k: min(v, best.get(k, v)) for k, v in one.items()}
        if areas > 4:
            seen[str(areas)] = {k: round(v, 2) for k, v in best.items()}
            print(
                f"{areas} areas: fit {best['fit']:.2f} s, sample {best['sample']:.2f} s, "
                f"processor {best['processor']:.2f} s"
            )
    return seen


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("file", type=Path, nargs="?")
    asked.add_argument("--train-weeks", type=int, default=60)
    asked.add_argument("--step", type=int, default=4)
    asked.add_argument("--horizon", type=int, default=26)
    asked.add_argument("--futures", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", type=Path)
    asked.add_argument("--out", type=Path)
    asked.add_argument("--speed", action="store_true")
    given = asked.parse_args(argv)
    if given.speed:
        result: dict[str, Any] = {"seconds": speed()}
    elif given.file is None:
        asked.error("a FILE, or --speed")
    else:
        if min(given.train_weeks, given.step, given.horizon, given.futures) < 1:
            asked.error("weeks, step and futures are at least 1")
        plan = Plan(given.train_weeks, given.step, given.horizon, futures=given.futures, seed=given.seed)
        try:
            series = read(given.file)
            begun = time.perf_counter()
            test = back_test(
                series.counts, plan, told=lambda done, of: print(f"\r{done}/{of}", end="", file=sys.stderr, flush=True)
            )
        except (UnreadableError, OSError, ValueError) as why:
            print(why, file=sys.stderr)
            return 2
        print(file=sys.stderr)
        result = found(series, test, plan) | {"seconds": round(time.perf_counter() - begun, 1)}
        print(table(result))
        if given.out:
            write(given.out, result)
    if given.json:
        given.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
