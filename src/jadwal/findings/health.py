"""Schedule health: is the network behind the dates sound?

In: a case, one planned reading, the entries of the baseline it follows (none: no baseline).  Out: one
:class:`HealthRow` per point, and findings for the points that fail.  The rule this module owns: *every point is told
with its figure and its threshold, also when it is passed*.

The points are those of the DCMA 14-Point Assessment and of GAO-16-89G, Schedule Assessment Guide (2015), as far as
they make sense for a drawdown; which are adapted and which left out is docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property

import msgspec

from jadwal.findings.floats import Network
from jadwal.findings.frame import Frame, finding, listed
from jadwal.model.case import Case, Link
from jadwal.model.timetable import Entry, Finding, HealthRow, ReadingResult

MILLION = 1_000_000
FEW_PPM = 50_000  # DCMA 1, 3, 5, 6, 8, 11: at most 5 %
FINISH_START_PPM = 900_000  # DCMA 4: at least 90 % of links
LONG_DAYS = 44  # working days, about two months: DCMA 6 and 8
HELD_UP_DAYS = 600  # DCMA 12: how long a critical task is held up
INDEX_PPM = 950_000  # DCMA 13 and 14
EXAMPLES = 3
SHARED = ("agreement", "recommendation")  # both parties' own, or all groups': they need no owner
SERIOUS = ("invalid-dates", "critical-path", "negative-float", "missed", "baseline-execution", "path-length")
POINTS = (
    "logic",
    "leads",
    "lags",
    "relationships",
    "hard-dates",
    "high-float",
    "negative-float",
    "long-work",
    "invalid-dates",
    "resources",
    "missed",
    "critical-path",
    "path-length",
    "baseline-execution",
)


def health(case: Case, result: ReadingResult, baseline: Iterable[Entry] = ()) -> tuple[HealthRow, ...]:
    """All points of one reading in the order of ``POINTS``; none where the timetable holds no entries."""
    if not result.schedule.entries:
        return ()
    found = _Health(case, result, tuple(baseline))
    rows = {row.point: row for row in found.rows()}
    return tuple(rows[point] for point in POINTS)


class _Health:
    """The points of one reading."""

    def __init__(self, case: Case, result: ReadingResult, baseline: tuple[Entry, ...]) -> None:
        self.case, self.result, self.as_of = case, result, result.schedule.as_of
        self.entries = result.schedule.entries
        self.by_id = {e.id: e for e in self.entries}
        self.baseline = [e for e in baseline if e.days and e.finish and e.id in self.by_id]
        self.open = [e for e in self.entries if e.actual_finish is None]
        self.work = [e for e in self.open if e.days]
        self.links: list[Link] = [k for e in self.open for k in e.after]
        self.end = case.objectives.end

    def rows(self) -> Iterator[HealthRow]:
        """Every point."""
        yield from self._logic()
        yield from self._floats()
        yield from self._work()
        yield from self._followed()
        yield self._critical_path()
        yield self._path_length()

    @cached_property
    def network(self) -> Network:
        """The dated entries."""
        return Network(self.entries, self.case.calendars, self.as_of)

    def _logic(self) -> Iterator[HealthRow]:
        waited_for = {k.before for e in self.entries for k in e.after}
        loose = [
            e.id
            for e in self.work
            if (not e.after and not e.gates and e.actual_start is None) or e.id not in waited_for | {self.end}
        ]
        yield _share("logic", loose, len(self.work))
        yield _count("leads", [k.before for k in self.links if k.lag < 0], len(self.links))
        yield _share("lags", [k.before for k in self.links if k.lag > 0], len(self.links))
        plain = sum(k.type == "FS" for k in self.links)
        odd = [e.id for e in self.open if any(k.type != "FS" for k in e.after)]
        yield _index("relationships", plain, len(self.links), FINISH_START_PPM, odd)
        chosen = {reading for _, reading in self.result.readings}
        fixed = {
            p.milestone
            for c in self.case.clauses
            for p in c.promises
            if p.kind == "not-before" and (not p.readings or chosen & set(p.readings))
        }
        yield _share("hard-dates", [e.id for e in self.open if e.id in fixed], len(self.open))

    def _floats(self) -> Iterator[HealthRow]:
        network = self.network
        ends = {self.end: network.finish(network.entries[self.end])} if self.end in network.entries else {}
        floats = network.floats(ends, network.last)
        dated = [e for e in self.work if e.id in floats]
        yield _share("high-float", [e.id for e in dated if floats[e.id] > LONG_DAYS], len(dated))
        agreed: dict[str, int] = {}
        for p in self.result.promises:
            if p.kind == "date" and p.milestone in network.entries:
                agreed[p.milestone] = min(p.day.toordinal() + 1, agreed.get(p.milestone, p.day.toordinal() + 1))
        short = network.floats(agreed)
        yield _count("negative-float", [e.id for e in dated if short.get(e.id, 0) < 0], len(dated))

    def _work(self) -> Iterator[HealthRow]:
        yield _share("long-work", [e.id for e in self.work if e.days > LONG_DAYS], len(self.work))
        wrong = [e.id for e in self.entries if self._invalid(e)]
        yield _count("invalid-dates", wrong, len(self.entries))
        nobody = [
            e.id for e in self.work if e.kind not in SHARED and not (e.lane or e.crew or e.owner or e.nation or e.unit)
        ]
        yield _share("resources", nobody, len(self.work), 0)

    def _invalid(self, e: Entry) -> bool:
        """Something that happened after the as-of date, or that is still to happen before it."""
        late = any(day is not None and day > self.as_of for day in (e.actual_start, e.actual_finish))
        gone = self.as_of if e.days else self.as_of - timedelta(days=1)  # a point on day 0 is shown as the day before
        early = e.actual_start is None and e.actual_finish is None and e.start is not None and e.start < gone
        over = e.actual_finish is None and e.finish is not None and e.finish < self.as_of - timedelta(days=1)
        return late or early or over

    def _followed(self) -> Iterator[HealthRow]:
        due = [e for e in self.baseline if e.actual_finish is None and e.finish and e.finish <= self.as_of]
        actual = {e.id: self.by_id[e.id].actual_finish for e in due}
        missed = [e.id for e in due if (done := actual[e.id]) is None or (e.finish is not None and done > e.finish)]
        yield _share("missed", missed, len(due))
        finished = sum(e.actual_finish is None and self.by_id[e.id].actual_finish is not None for e in self.baseline)
        waiting = [e.id for e in due if actual[e.id] is None]
        yield _index("baseline-execution", finished, len(due), INDEX_PPM, waiting)

    def _critical_path(self) -> HealthRow:
        """The first of the tasks with the least float is held up; the end has to move by as much, less that float."""
        network = self.network
        row = HealthRow(
            point="critical-path", value=0, unit="count", threshold=HELD_UP_DAYS, wanted="at-least", passed=None
        )
        if self.end not in network.entries or self.by_id[self.end].actual_finish is not None:
            return row
        late = network.latest({self.end: network.finish(network.entries[self.end])})
        slack = {e.id: late[e.id] - network.finish(e) for e in self.work if e.id in late and e.id in network.entries}
        if not slack:
            return _changed(row, passed=not self.work)
        least = min(slack.values())
        tight = [id for id, days in slack.items() if days == least]
        held = min(tight, key=lambda t: (network.start(network.entries[t]), t))
        moved = network.held_up(held, HELD_UP_DAYS, self.end) or 0
        wanted = HELD_UP_DAYS - max(least, 0)
        return _changed(row, value=moved, threshold=wanted, passed=moved >= wanted, examples=(held,))

    def _path_length(self) -> HealthRow:
        """CPLI: (working days to the end + those to spare before it is due) / working days to the end."""
        network = self.network
        due = min((p.day for p in self.result.promises if p.kind == "date" and p.milestone == self.end), default=None)
        if due is None or self.end not in network.entries or self.by_id[self.end].actual_finish is not None:
            return _index("path-length", 0, 0, INDEX_PPM, [])
        today, end = self.as_of.toordinal(), network.finish(network.entries[self.end])
        length = network.working_days(self.case.mission_calendar, today, end)
        spare = network.working_days(self.case.mission_calendar, end, min(due.toordinal() + 1, end + length))
        return _index("path-length", max(length + spare, 0), length, INDEX_PPM, [])


def _share(point: str, found: list[str], of: int, most: int = FEW_PPM) -> HealthRow:
    ppm = len(found) * MILLION // of if of else 0
    return HealthRow(
        point=point,
        value=ppm,
        of=of,
        unit="ppm",
        threshold=most,
        passed=ppm <= most if of else None,
        examples=tuple(found[:EXAMPLES]),
    )


def _count(point: str, found: list[str], of: int) -> HealthRow:
    return HealthRow(
        point=point,
        value=len(found),
        of=of,
        unit="count",
        threshold=0,
        passed=not found if of else None,
        examples=tuple(found[:EXAMPLES]),
    )


def _index(point: str, part: int, of: int, least: int, examples: list[str]) -> HealthRow:
    ppm = part * MILLION // of if of else 0
    return HealthRow(
        point=point,
        value=ppm,
        of=of,
        unit="ppm",
        threshold=least,
        wanted="at-least",
        passed=ppm >= least if of else None,
        examples=tuple(examples[:EXAMPLES]),
    )


def _changed(row: HealthRow, **changes: object) -> HealthRow:
    return msgspec.structs.replace(row, **changes)


def fails(f: Frame) -> Iterator[Finding]:
    """A point of schedule health is not passed; the reading in which it is furthest from its threshold is told."""
    worst: dict[str, tuple[int, HealthRow, dict[str, Entry]]] = {}
    for planned in f.planned:
        for row in planned.result.health:
            off = row.value - row.threshold if row.wanted == "at-most" else row.threshold - row.value
            if row.passed is False and (row.point not in worst or off > worst[row.point][0]):
                worst[row.point] = (off, row, planned.entries)
    for point, (_, row, entries) in worst.items():
        scale = 10_000 if row.unit == "ppm" else 1
        yield finding(
            f"health-{point}",
            point,
            severity="warning" if point in SERIOUS else "note",
            value=row.value // scale,
            threshold=row.threshold // scale,
            of=row.of,
            examples=listed(entries[id].name for id in row.examples if id in entries),
        )
