"""Time, gap and memory as missions grow: ``python benchmarks/scale.py [--sites 10,50,150,350] [--modes] [--json OUT]``.

Plans synthetic missions (``missions.py``), each in a fresh process, and prints seconds per stage, from a case folder
to a first timetable that the independent checker passes, then what a search over orders and the optimiser add within
fixed work, then 1,000 futures.  For scale, in the same table: the timetable of the default order, and the bound that
the optimiser proves.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from missions import mission, write

Result = TypeVar("Result")
TARGETS = {50: 15.0, 150: 60.0}  # seconds to the first checked plan
WORK = 1.0  # deterministic time of the optimiser
EVALUATIONS = 400_000  # tasks placed by the search over orders


def measured(sites: int, seed: int, folder: Path, *, modes: bool = False) -> dict[str, Any]:
    """One mission, planned in this process; seconds per stage, what was found, and the peak memory."""
    write(mission(sites, seed, modes=modes), folder)
    taken: dict[str, float] = {}

    def timed(stage: str, call: Callable[[], Result]) -> Result:
        begun = time.perf_counter()
        result = call()
        taken[stage] = round(time.perf_counter() - begun, 2)
        return result

    def libraries() -> None:
        import jadwal.plan.cpsat
        import jadwal.plan.sgs.improve
        import jadwal.simulate  # noqa: F401

    timed("import", libraries)
    from jadwal.assess import assess
    from jadwal.case import read_case
    from jadwal.plan.build import build, choices
    from jadwal.plan.check import check, physical
    from jadwal.plan.cpsat import solve
    from jadwal.plan.dated import aim
    from jadwal.plan.modes import fixed
    from jadwal.plan.openings import openings
    from jadwal.plan.sgs import default_order, lay_out, list_schedule
    from jadwal.plan.sgs.improve import improve
    from jadwal.simulate import simulate

    case = timed("read", lambda: read_case(folder))
    assessment = timed("assess", lambda: assess(case, seed=seed, futures=1000))
    problem = timed("problem", lambda: build(case, choices(case)[0]))
    opens = openings(problem, assessment.days.median_first_day)
    order = timed("order", lambda: default_order(problem))
    compiled = timed("arrays", lambda: lay_out(problem))
    starts, finishes = timed("generate", lambda: list_schedule(problem, order, opens, compiled))
    broken = timed("check", lambda: physical(check(case, aim(fixed(problem, {}), starts, finishes, opens))))
    first = round(sum(taken.values()), 2)
    number = max(60, min(600, EVALUATIONS // len(problem.tasks)))
    better = timed("improve", lambda: improve(problem, opens, seed=seed, evaluations=number, compiled=compiled))
    hint = _dated(better.starts, better.finishes)
    how: dict[str, Any] = {"seed": seed, "deterministic_time": WORK, "hint": hint, "hint_modes": better.modes}
    solved = timed("optimise", lambda: solve(problem, opens, **how))
    chosen = fixed(problem, solved.modes)
    plan = aim(chosen, solved.starts, solved.finishes, opens)
    broken += timed("check again", lambda: physical(check(case, plan)))
    timed("futures", lambda: simulate(chosen, solved.starts, assessment.days, seed=seed, futures=1000))
    levels = {level.level: level for level in solved.run.levels}
    return {
        "sites": sites,
        "tasks": len(problem.tasks),
        "tasks_with_modes": sum(bool(t.modes) for t in problem.tasks),
        "people": sum(u.headcount.likely for u in case.units),
        "loads": sum(u.loads.likely for u in case.units if u.loads),
        "seconds": taken,
        "first_checked_plan_seconds": first,
        "broken_rules": len(broken),
        "end": {"default": finishes[problem.end], "improved": better.finishes[problem.end]},
        "evaluations": better.evaluations,
        "levels": {n: {"value": v.value, "bound": v.bound, "status": v.status} for n, v in levels.items()},
        "end_gap_percent": round(100 * levels["end"].gap / levels["end"].value, 1) if "end" in levels else None,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _dated(starts: Mapping[str, int | None], finishes: Mapping[str, int | None]) -> dict[str, tuple[int, int]]:
    return {id: (s, f) for id, s in starts.items() if s is not None and (f := finishes[id]) is not None}


def row(found: dict[str, Any]) -> str:
    """One line of the table."""
    end, seconds = found["levels"].get("end", {}), found["seconds"]
    cells = (
        found["sites"], found["tasks"], found["loads"], found["first_checked_plan_seconds"], found["end"]["default"],
        seconds["improve"], found["end"]["improved"], seconds["optimise"], end.get("value", "-"), end.get("bound", "-"),
        found["end_gap_percent"], seconds["futures"], found["peak_mib"],
    )  # fmt: skip
    return "".join(f"{cell!s:>10}" for cell in cells)


HEADS = (
    *("sites", "tasks", "loads", "first,s", "end", "improve,s", "end"),
    *("solve,s", "end", "bound", "gap,%", "1000f,s", "MiB"),
)


def main() -> None:
    """Print the table; exit code 1 when a target is missed or a rule is broken."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sites", default="10,50,150,350")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--modes", action="store_true", help="missions with several ways of doing things")
    options.add_argument("--json", type=Path)
    options.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(measured(int(given.sites), given.seed, given.one, modes=given.modes)))
        return
    import tempfile

    print("".join(f"{head:>10}" for head in HEADS), flush=True)
    results = []
    for sites in map(int, given.sites.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, "--sites", str(sites), "--seed", str(given.seed), "--one", folder]
            command += ["--modes"] if given.modes else []
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        results.append(json.loads(done.stdout))
        print(row(results[-1]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    late = [r for r in results if r["first_checked_plan_seconds"] > TARGETS.get(r["sites"], float("inf"))]
    sys.exit(1 if late or any(r["broken_rules"] for r in results) else 0)


if __name__ == "__main__":
    main()
