"""Schedule risk on a thousand activities: ``python benchmarks/simulate.py [--peer PYTHON] [--json OUT]``.

Makes a layered network (seeded; about 2.2 links into each activity, as in schedules of that size) and runs it three
ways: *plain* (links, triangular durations, criticality, cruciality), *full* (the same with working weeks, gates to
start and to continue that open and close, a permission, shocks that pause, durations correlated by common factors),
and, with ``--peer``, plain in pmcontrols (PyPI), in the same run: it draws from beta distributions instead, gives
criticality too, and keeps every draw, so that it runs fewer futures (``--peer-futures``) and its time is scaled, which
is said.  Prints wall and processor seconds, best of the
repeats; what the first call adds, once with an empty cache of compiled code and once with a full one; and the peak
memory of each way's own process.  A benchmark, never a test.

The peer is no dependency of jadwal: put it into an environment of its own and name its Python,

    python -m venv /tmp/peer && /tmp/peer/bin/python -m pip install pmcontrols
    python benchmarks/simulate.py --peer /tmp/peer/bin/python
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SEED = 20_240_126
DAYS = 4_000  # horizon
CONDITIONS, PATHS = 6, 1_000
GROUPS = 12
PEER = """
import json, sys, time
import pmcontrols
from resource import RUSAGE_SELF, getrusage
work = json.load(open(sys.argv[1]))
futures, best = int(sys.argv[2]), float("inf")
pmcontrols.pert(work, n_sim=10, seed=1)
for _ in range(int(sys.argv[3])):
    begun = time.perf_counter()
    found = pmcontrols.pert(work, n_sim=futures, seed=1)
    best = min(best, time.perf_counter() - begun)
peak = getrusage(RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"wall": best, "peak_mib": round(peak), "p80": found.stats["mc_p80"]}))
"""


def network(activities: int) -> list[dict[str, Any]]:
    """Activities with low, likely and high days and those each waits for, the last one the end of all."""
    rng = random.Random(SEED)
    made: list[dict[str, Any]] = []
    followed: set[int] = set()
    for j in range(activities):
        likely = rng.randint(3, 29)
        first, before = max(0, j - 60), set[int]()
        while (j and len(before) < min(j, 1)) or (j > 5 and rng.random() < 0.55 and len(before) < 5):
            before.add(rng.randrange(first, j))
        followed |= before
        days = {"low": max(1, round(likely * 0.8)), "likely": likely, "high": round(likely * 1.5)}
        made.append({"id": f"a{j:05}", "before": [f"a{i:05}" for i in sorted(before)], **days})
    last = [f"a{i:05}" for i in range(activities) if i not in followed]
    return [*made, {"id": "end", "before": last, "low": 0, "likely": 0, "high": 0}]


def problem(rows: list[dict[str, Any]], *, full: bool) -> Any:
    """The network as a planning problem; full: with calendars, gates, a permission and shocks."""
    from jadwal.model.case import Estimate, Text
    from jadwal.plan.problem import Calendar, Link, PermissionSpec, Problem, ShockSpec, Task

    rng = random.Random(SEED + 1)

    def task(row: dict[str, Any]) -> Task:
        days = Estimate(low=row["low"], likely=row["likely"], high=row["high"])
        kind = "other" if days.high else "milestone"
        rest: dict[str, Any] = {}
        if full and days.high:
            rest["calendar"] = rng.choice(("west", "west", "north", ""))
            rest["shocks"] = ("everywhere",) if rng.random() < 0.5 else ("site",) if rng.random() < 0.3 else ()
            if rng.random() < 0.2:
                rest["continue_gates"] = (f"c{rng.randrange(CONDITIONS)}",)
            if rng.random() < 0.05:
                rest["start_gates"] = (f"c{rng.randrange(CONDITIONS)}",)
            if rng.random() < 0.02:
                rest["permissions"] = ("pass",)
        return Task(id=row["id"], name=Text(en=row["id"], ar=row["id"]), kind=kind, days=days, **rest)

    def shock(id: str, low: int, high: int, per_decade: int) -> ShockSpec:
        return ShockSpec(
            id=id, days=Estimate(low=low, likely=low, high=high), window=None, chance_percent=None, ongoing_since=None,
            per_decade=Estimate(low=per_decade, likely=per_decade, high=per_decade),
        )  # fmt: skip

    ten = Estimate(low=5, likely=10, high=30)
    weeks = {"west": (4, 5), "north": (5, 6)}
    calendars = tuple(
        Calendar(id=id, open=bytes(int(d % 7 not in off) for d in range(DAYS))) for id, off in sorted(weeks.items())
    )
    permission = PermissionSpec(
        id="pass", asked_after="", lead=ten, refusal_percent=Estimate(low=20, likely=20, high=20), valid_days=180,
        granted=None, rule="permission:pass",
    )  # fmt: skip
    return Problem(
        case="benchmark", reading=(), origin=738_000, days=DAYS, end="end",
        tasks=tuple(sorted((task(row) for row in rows), key=lambda t: t.id)),
        links=tuple(Link(before=b, after=r["id"], rule="precedence:p") for r in rows for b in r["before"]),
        permissions=(permission,) if full else (),
        shocks=(shock("everywhere", 5, 30, 6), shock("site", 3, 20, 12)) if full else (),
        calendars=calendars if full else (),
        profiles=(), promises=(), ceilings=(), rules=(), levels=(), exposure=(), costs=(), headline=(),
    )  # fmt: skip


def holding() -> Any:
    """Paths on which conditions open after a while, close, and open again."""
    import numpy as np

    from jadwal.assess import HoldingDays, Paths

    rng = np.random.default_rng(SEED)
    paths = {}
    for c in range(CONDITIONS):
        holds = np.zeros((PATHS, DAYS), np.bool_)
        for row in holds:
            day = int(rng.exponential(120))
            while day < DAYS:
                end = day + int(rng.exponential(400))
                row[day:end] = True
                day = end + 1 + int(rng.exponential(20))
        paths[f"c{c}"] = Paths.from_days("data", holds)
    return HoldingDays(PATHS, DAYS, paths)


def measured(way: str, activities: int, futures: int, repeats: int, threads: int) -> dict[str, Any]:
    """One way in this process: seconds of the first call and of the best repeat, and this process's peak memory."""
    from jadwal.simulate.network import Factor, partial_order, result, run, run_plain, tables

    rows = network(activities)
    body = problem(rows, full=way == "full")
    if way == "full":
        names = [r["id"] for r in rows[:-1]]
        groups = [Factor(f"group{g}", 200_000, tuple(names[g::GROUPS])) for g in range(GROUPS)]
        openings = dict.fromkeys((f"c{c}" for c in range(CONDITIONS)), 0)
        laid = tables(partial_order(body, {}, {}, openings), holding(), (Factor("mission", 300_000), *groups))

    def once(count: int) -> Any:
        if way == "full":
            return run(laid, seed=SEED, futures=count, threads=threads)
        return run_plain(body, seed=SEED, futures=count, threads=threads)

    begun = time.perf_counter()
    once(64)
    first = time.perf_counter() - begun
    best, busy = float("inf"), 0.0
    for _ in range(repeats):
        begun, worked = time.perf_counter(), time.process_time()
        found = once(futures)
        if time.perf_counter() - begun < best:
            best, busy = time.perf_counter() - begun, time.process_time() - worked
    said = result(found)
    per_mib = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss: bytes on macOS, KiB on Linux (getrusage(2))
    return {
        "first": round(first, 2),
        "wall": round(best, 3),
        "processor": round(busy, 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mib),
        "links": sum(len(r["before"]) for r in rows),
        "p50": (said.milestones[0].p50.at or 0) / said.per_day,
        "p80": (said.milestones[0].p80.at or 0) / said.per_day,
        "reached": said.reached,
        "critical_somewhere": sum(t.criticality_ppm > 0 for t in said.tasks),
    }


def in_own_process(way: str, asked: argparse.Namespace, cache: str = "") -> dict[str, Any]:
    """One way in a process of its own, with its own peak memory; ``cache`` is a folder for compiled code."""
    command = [sys.executable, __file__, "--way", way]
    for name in ("activities", "futures", "repeats", "threads"):
        command += [f"--{name}", str(getattr(asked, name))]
    env = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        sys.exit(f"{way} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def peer(python: str, rows: list[dict[str, Any]], futures: int, repeats: int) -> dict[str, Any] | None:
    """pmcontrols on the same network; None when that Python does not have it."""
    if subprocess.run([python, "-c", "import pmcontrols"], capture_output=True, check=False).returncode:
        return None
    work = [{"id": r["id"], "predecessors": r["before"], "a": r["low"], "m": r["likely"], "b": r["high"]} for r in rows]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.json"
        file.write_text(json.dumps(work), "utf-8")
        done = subprocess.run(
            [python, "-c", PEER, str(file), str(futures), str(repeats)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        sys.exit(f"pmcontrols failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def whole(asked: argparse.Namespace) -> dict[str, Any]:
    """Every way, each in its own process; prints as it goes."""
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        **{name: getattr(asked, name) for name in ("activities", "futures", "repeats", "threads")},
        "jadwal": {},
    }
    size = f"{asked.activities} activities, {asked.futures} futures"
    print(f"{size}, {asked.threads} threads; best of {asked.repeats}")
    heads = ("wall s", "processor s", "first, cached", "first, compiled", "peak MiB", "P80")
    print(f"{'':14}" + "".join(f"{head:>{w}}" for head, w in zip(heads, (10, 14, 16, 17, 10, 9), strict=True)))
    for way in ("plain", "full"):
        with tempfile.TemporaryDirectory() as empty:
            compiling = in_own_process(way, argparse.Namespace(**vars(asked) | {"futures": 64, "repeats": 1}), empty)
        row = in_own_process(way, asked) | {"compiling": compiling["first"]}
        found["jadwal"][way] = row
        print(
            f"{way:14}{row['wall']:10.3f}{row['processor']:14.3f}{row['first']:16.2f}{row['compiling']:17.2f}"
            f"{row['peak_mib']:10}{row['p80']:9.1f}",
            flush=True,
        )
    print(
        f"{found['jadwal']['plain']['links']} links; full: the end is reached in {found['jadwal']['full']['reached']}"
    )
    if asked.peer:
        other = peer(asked.peer, network(asked.activities), asked.peer_futures, asked.repeats)
        if other is None:
            print(f"{asked.peer} has no pmcontrols; install it there:  {asked.peer} -m pip install pmcontrols")
        else:
            scaled = other["wall"] * asked.futures / asked.peer_futures
            ratio = scaled / found["jadwal"]["plain"]["wall"]
            found["pmcontrols"] = other | {"futures": asked.peer_futures, "scaled": scaled, "ratio": round(ratio, 1)}
            print(
                f"{'pmcontrols':14}{scaled:10.3f}{'':47}{other['peak_mib']:10}{other['p80']:9.1f}\n"
                f"pmcontrols ran {asked.peer_futures} futures in {other['wall']:.3f} s; scaled to {asked.futures}, "
                f"jadwal's plain way is {ratio:.1f} times as fast"
            )
    return found


def main() -> None:
    """Measure, print a table, and write it as JSON when asked."""
    parser = argparse.ArgumentParser(description="Time and memory of schedule risk on a network.")
    parser.add_argument("--activities", type=int, default=1_000)
    parser.add_argument("--futures", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer", nargs="?", const=sys.executable, metavar="PYTHON", help="a Python with pmcontrols")
    parser.add_argument("--peer-futures", type=int, default=10_000, help="futures of the peer (default 10000)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file too")
    parser.add_argument("--way", choices=("plain", "full"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(measured(asked.way, asked.activities, asked.futures, asked.repeats, asked.threads)))
        return
    found = whole(asked)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
