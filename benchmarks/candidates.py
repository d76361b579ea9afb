"""What choosing for uncertainty gains: ``python benchmarks/candidates.py [--sites 10,50] [--case DIR] [--json OUT]``.

Plans synthetic missions (``missions.py``, one per seed) and a case folder (planned by each seed, each reading) as
``jadwal plan`` does up to the choice among candidates.  Prints what the winner gained over the deterministic optimum on
fresh futures, measure by measure with 95 % intervals, also where it gained nothing; and the processor seconds of the
search for the optimum and of the choice.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from missions import mission, write

FUTURES = 20_000
MEASURES = ("promises", "commit", "end", "exposure", "cost")


def measured(name: str, folder: Path, seed: int) -> Iterator[dict[str, Any]]:
    """Every reading of one case: who won, who was chosen, by what, and how long it took."""
    from jadwal.assess import assess
    from jadwal.case import read_case
    from jadwal.plan.build import build, choices
    from jadwal.publish.chosen import name_said
    from jadwal.simulate.candidates import Candidate
    from jadwal.workflow.aims import aim_dates
    from jadwal.workflow.candidates import MEDIAN, chosen_plan, opening_days

    case = read_case(folder)
    assessment = assess(case, seed=seed, futures=FUTURES)
    for choice in choices(case):
        problem = build(case, choice)
        opening = opening_days(problem, assessment, MEDIAN)
        searched: list[Any] = []
        begun = time.process_time()
        found = aim_dates(problem, opening, seed=seed, heard=searched.append)
        aimed = time.process_time()
        optimum = Candidate("optimum", 0, found.starts, found.finishes, opening)
        _, choosing = chosen_plan(
            case, problem, assessment, optimum, MEDIAN, [o for s in searched for o in s.orders], seed=seed
        )
        best = choosing.contenders[choosing.best]
        yield {
            "case": name,
            "seed": seed,
            "reading": " ".join(reading for _, reading in choice),
            "tasks": len(problem.tasks),
            "candidates": len(choosing.contenders),
            "refused": sum(not c.passed for c in choosing.contenders),
            "why": choosing.why,
            "best": [best.kind, best.number],
            "name": name_said(best, "en"),
            "measure": choosing.measure,
            "fresh": choosing.fresh,
            "gains": {g.measure: [g.gain_milli, g.low_milli, g.high_milli, g.optimum_milli] for g in choosing.gains},
            "aim_seconds": round(aimed - begun, 1),
            "choice_seconds": round(time.process_time() - aimed, 1),
        }


def line(row: dict[str, Any]) -> str:
    """One row of the table, in Markdown."""
    said = [
        row["case"],
        str(row["seed"]),
        row["reading"],
        f"{row['best'][0]} {row['best'][1] or ''}".strip(),
        row["why"],
    ]
    for measure in MEASURES:
        gain = row["gains"].get(measure)
        shares = measure in ("exposure", "cost")  # in percent of the optimum's
        scaled = interval([100 * g for g in gain[:3]], gain[3]) + " %" if gain and shares else ""
        said.append(interval(gain[:3], 1_000) if gain and not shares else scaled)
    return "| " + " | ".join([*said, f"{row['aim_seconds']}", f"{row['choice_seconds']}"]) + " |"


def interval(gain: list[int], unit: int) -> str:
    """A gain with its interval; bold where the interval does not hold 0."""
    value, low, high = (f"{round(g / unit, 3):g}" for g in gain)
    sure = gain[1] > 0 or gain[2] < 0
    return f"**{value}** ({low} … {high})" if sure else f"{value} ({low} … {high})"


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sites", default="10,50", help="numbers of sites, separated by commas; empty: none")
    parser.add_argument("--case", default="examples/iraq-2024", help="a case folder; empty: none")
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--json", metavar="OUT")
    wanted = parser.parse_args()
    seeds = [int(s) for s in wanted.seeds.split(",")]
    rows: list[dict[str, Any]] = []
    heads = ("case", "seed", "reading", "best", "outcome", *MEASURES, "aim s", "choice s")
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|", flush=True)

    def told(found: Iterator[dict[str, Any]]) -> None:
        for row in found:
            rows.append(row)
            print(line(row), flush=True)

    for seed in seeds if wanted.case else ():
        told(measured(Path(wanted.case).name, Path(wanted.case), seed))
    for sites in (int(n) for n in wanted.sites.split(",") if n):
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                write(mission(sites, seed), Path(folder))
                told(measured(f"{sites} sites", Path(folder), seed))
    gained = sum(row["why"] == "gained" for row in rows)
    print(f"\ngained in {gained} of {len(rows)}")
    if wanted.json:
        Path(wanted.json).write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
