"""Time to write and to read a project file: ``python benchmarks/project_file.py [--tasks N] [--runs N]``.

Makes a plan of N tasks in a chain of links (every tenth one undated, five sites, two calendars), writes it as MS
Project XML and reads it back, several times in this process; prints the median CPU time, and for scale the time that
the standard library takes to parse the same bytes.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from jadwal.exchange.project import project, read
from jadwal.model.case import Calendar, Closure, Link, Phase, Site, Text
from jadwal.model.timetable import (
    SCHEMA,
    Context,
    Entry,
    InputCount,
    Quantiles,
    ReadingResult,
    Schedule,
    SolverRun,
    Span,
    Timetable,
)

FIRST = date(2031, 1, 1)


def named(word: str) -> Text:
    """A name in both languages."""
    return Text(en=word, ar=word)


def plan(tasks: int) -> Timetable:
    """A timetable of so many tasks."""
    known = FIRST - timedelta(days=99)
    entries = []
    for n in range(tasks):
        start = None if n % 10 == 9 else FIRST + timedelta(days=n)
        after = tuple(Link(before=f"t{m}", lag=m % 3) for m in (n - 1, n - 7) if m >= 0)
        entries.append(
            Entry(
                id=f"t{n}", kind="other", name=named(f"Task {n}"), start=start, days=4, phase="p", site=f"s{n % 5}",
                finish=start and start + timedelta(days=5), calendar="week", after=after,
            )
        )  # fmt: skip
    q = Quantiles(p10=FIRST, p50=FIRST, p80=FIRST, p90=FIRST + timedelta(days=9), reached_ppm=900_000)
    closed = tuple(
        Closure(first=day, last=day + timedelta(days=3), name=named("Feast"), known_from=known)
        for day in (FIRST + timedelta(days=180 * n) for n in range(10))
    )
    run = SolverRun(
        solver="", version="", seed=1, workers=1, deterministic_time_milli=1, parameters=(), status="optimal",
        reproducible=True, levels=(),
    )  # fmt: skip
    result = ReadingResult(
        readings=(), solver=run, schedule=Schedule(as_of=FIRST, readings=(), entries=tuple(entries)), milestones=(),
        joint_confidence_ppm=800_000, joint_reached_ppm=0, promises=(), headcount=(), drivers=(), sensitivities=(),
        spans=tuple(Span(id=e.id, start=q, finish=q) for e in entries),
    )  # fmt: skip
    return Timetable(
        schema=SCHEMA, version="0", case="bench", name=named("Bench"), as_of=FIRST, horizon=FIRST, release="parties",
        seed=1, futures=100, inputs_digest="", inputs=InputCount(reported=0, assumed=0, entered=0), agreed=False,
        end_agreed=False, board=(), readings=(result,), findings=(),
        context=Context(
            calendars=(Calendar(id="week", name=named("Week"), days_off=(4, 5), closed=closed, known_from=known),),
            sites=tuple(Site(id=f"s{n}", name=named(f"Site {n}"), known_from=known) for n in range(5)),
            phases=(Phase(id="p", name=named("Phase"), order=1, known_from=known),),
        ),
    )  # fmt: skip


def median(work: Callable[[], object], runs: int) -> float:
    """Median CPU seconds of ``work`` (a shared machine tells nothing by the clock on the wall)."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, default=1_000)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    made = plan(asked.tasks)
    data = project(made, made.readings[0], "en")
    works: dict[str, Callable[[], object]] = {
        "write, English": lambda: project(made, made.readings[0], "en"),
        "write, Arabic": lambda: project(made, made.readings[0], "ar"),
        "read back": lambda: read(data),
        "xml.etree parses the same bytes": lambda: ET.fromstring(data),
    }
    python = sys.version.split()[0]
    print(f"{asked.tasks} tasks, {len(data) // 1024} KiB, median CPU time of {asked.runs}, Python {python}")
    for name, work in works.items():
        print(f"{median(work, asked.runs):8.3f} s  {name}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    main()
