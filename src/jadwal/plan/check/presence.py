"""Is everything there?  Every task the case requires once, every person and load on exactly one serial, nothing
invented.

In: a :class:`Record`.  Out: violations of the families ``completeness``, ``duration``, ``progress``, ``horizon`` and
``undated``.  The rule this module owns: *a timetable is checked whole before any of its dates is believed*.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.model.case import USUAL, Function
from jadwal.plan.check.order import waits
from jadwal.plan.check.reading import Carriage
from jadwal.plan.check.record import Record, Work
from jadwal.plan.check.risks import STOPS, with_risks
from jadwal.plan.check.violation import Violation, broken


def completeness(r: Record) -> Iterator[Violation]:
    """Each required task stands in the timetable exactly once, as the case describes it, and no other task does."""
    if r.schedule.as_of != r.case.as_of:
        yield broken(
            "completeness", r.case.id, "as-of", found=r.schedule.as_of.isoformat(), wanted=r.case.as_of.isoformat()
        )
    for id, need in r.reading.needs.items():
        if id not in r.entries:
            yield broken("completeness", id, "missing", name=need.name, id=id)
    for id, entries in r.entries.items():
        if id not in r.works:
            yield broken("completeness", id, "invented", name=entries[0].name, id=id)
        elif len(entries) > 1:
            yield broken("completeness", id, "twice", name=entries[0].name, id=id)
    for w in r.works.values():
        yield from _as_described(w, r.future)
    for c in r.reading.carriages:
        yield from _carried(r, c)
    yield from _known_world(r)


def _as_described(w: Work, future: bool) -> Iterator[Violation]:
    for field in ("kind", "site", "to_site", "unit", "phase", "lane", "crew"):
        found, wanted = getattr(w.entry, field), getattr(w.need, field)
        if found != wanted:
            yield broken(
                "completeness",
                w.id,
                "other-field",
                name=w.entry.name,
                field=field,
                found=found or "–",
                wanted=wanted or "–",
            )
    if w.need.kind != "movement" and w.entry.people != w.need.people:
        yield broken("completeness", w.id, "people", name=w.entry.name, found=w.entry.people, wanted=w.need.people)
    never_finishes = w.entry.start is not None and (w.has_started or future)
    if (w.entry.start is None) != (w.entry.finish is None) and not never_finishes:
        yield broken("completeness", w.id, "half-dated", name=w.entry.name)
    if w.start is not None and w.finish is not None and w.finish < w.start:
        yield broken("completeness", w.id, "reversed", w.start, name=w.entry.name)


def _carried(r: Record, c: Carriage) -> Iterator[Violation]:
    entries = [r.entries[id][0] for id in r.serials(c)]
    amounts = [e.loads if c.cargo else e.people for e in entries]
    kind = "loads" if c.cargo else "headcount"
    if sum(amounts) != c.total or any(n <= 0 for n in amounts):
        yield broken("completeness", c.stem, kind, name=c.name, found=sum(amounts), wanted=c.total)
    lane = r.reading.lanes[c.lane].name
    for e, n in zip(entries, amounts, strict=True):
        if n > c.most:
            yield broken("completeness", e.id, f"{kind}-serial", name=e.name, lane=lane, found=n, most=c.most)
        stray = e.people if c.cargo else e.loads
        if stray:
            yield broken("completeness", e.id, "people" if c.cargo else "loads", name=e.name, found=stray, wanted=0)


def _known_world(r: Record) -> Iterator[Violation]:
    named = (
        ("condition", {o.condition for o in r.schedule.openings}, {x.id for x in r.case.conditions}),
        ("permission", {g.permission for g in r.schedule.grants}, {x.id for x in r.case.permissions}),
        ("shock", {p.shock for p in r.schedule.pauses if not p.shock.startswith(STOPS)}, {x.id for x in r.case.shocks}),
    )
    for table, found, known in named:
        for id in found - known:
            yield broken("completeness", id, f"unknown-{table}", id=id)


def durations(r: Record) -> Iterator[Violation]:
    """Every task takes the days the case says: the most likely ones in the aim; in a future between low and high, with
    what the risks that come add."""
    for w in r.works.values():
        days = w.need.days
        low = with_risks(r, w.need, days.low) if r.future else days.likely
        high = with_risks(r, w.need, days.high) if r.future else days.likely
        if w.start is not None and not w.has_started and not low <= w.entry.days <= high:
            yield broken("duration", w.id, day=w.start, name=w.entry.name, found=w.entry.days, low=low, high=high)


def modes(r: Record) -> Iterator[Violation]:
    """Work that can be done in several ways is done in exactly one of them; what has begun, in the one that it was."""
    for w in r.works.values():
        ways, found = r.reading.ways_of(w.need), w.entry.mode
        if found not in ({USUAL, *ways} if ways else {""}):
            yield broken("mode", w.id, name=w.entry.name, found=found or "–", ways=", ".join([USUAL, *sorted(ways)]))
        done = r.progress.get(w.id)
        if done is not None and done.mode and found != done.mode:
            yield broken("mode", w.id, "mode-begun", name=w.entry.name, found=found or "–", wanted=done.mode)


def progress(r: Record) -> Iterator[Violation]:
    """What has started or finished keeps its actual dates; nothing else starts before the as-of date."""
    for w in r.works.values():
        done = r.progress.get(w.id)
        for field, actual in (("start", done.started if done else None), ("finish", done.finished if done else None)):
            found: date | None = getattr(w.entry, field)
            if found is None and w.finish is None:
                found = getattr(w.entry, f"actual_{field}")
            one_instant = field == "start" and w.entry.days == 0  # shown on the day that ends there: its finish says it
            if actual is not None and found != actual and not one_instant:
                yield broken(
                    "progress",
                    w.id,
                    "actual",
                    actual.toordinal(),
                    name=w.entry.name,
                    actual=actual.isoformat(),
                    found=found.isoformat() if found else "–",
                )
        as_of = r.case.as_of.isoformat()
        if w.start is not None and not w.has_started and w.start < r.first_day:
            yield broken("progress", w.id, "past-start", w.start, name=w.entry.name, as_of=as_of)
        elif w.finish is not None and not w.has_finished and w.finish < r.first_day + int(w.has_started):
            yield broken("progress", w.id, "past-finish", w.finish, name=w.entry.name, as_of=as_of)


def horizon(r: Record) -> Iterator[Violation]:
    """Nothing is dated beyond the horizon of the case."""
    for w in r.works.values():
        if max(w.start or 0, w.finish or 0) > r.last_day + 1:
            last = r.case.horizon.isoformat()
            yield broken("horizon", w.id, day=r.last_day, name=w.entry.name, horizon=last)


def undated(r: Record) -> Iterator[Violation]:
    """In the aim, a task has no dates only when it waits, at first or second hand, for a condition that never holds.

    In a future the horizon may cut a task off as well; that what waits for it has no dates either is checked as
    precedence.
    """
    if r.future or all(w.start is not None and w.finish is not None for w in r.works.values()):
        return
    explained = _explained(r)
    for w in r.works.values():
        if (w.start is None or w.finish is None) and w.id not in explained:
            yield broken("undated", w.id, name=w.entry.name)


def _explained(r: Record) -> set[str]:
    """Ids of the tasks whose missing dates something explains."""
    without = {w.id for w in r.works.values() if w.start is None or w.finish is None}
    never = {
        id
        for gates in (r.start_gates, r.continue_gates)
        for id, conditions in gates.items()
        if any(r.first_holds(c) is None for c in conditions)
    }
    edges = [(k.before, k.after) for k in waits(r)]
    for w in (r.works[id] for id in without):
        edges += [(before, w.id) for before in _held_back_by(r, w)]
        if any(_never_released(r, f, without) for f in r.case.functions if f.id == _function(r, w)):
            never.add(w.id)
    found = never & without
    while True:
        more = {after for before, after in edges if before in found and after in without} - found
        if not more:
            return found
        found |= more


def _function(r: Record, w: Work) -> str:
    unit = r.reading.units.get(w.need.unit)
    return unit.function if unit and w.need.people else ""


def _never_released(r: Record, f: Function, without: set[str]) -> bool:
    """True when nothing in this timetable ends the need for a function."""
    by_condition = bool(f.until_condition) and r.first_holds(f.until_condition) is not None
    by_activity = bool(f.until_activity) and r.reading.plan_id(f.until_activity) not in without
    return not by_condition and not by_activity


def _held_back_by(r: Record, w: Work) -> Iterator[str]:
    """What a task waits for without a link: guards for those they guard, arrivals for guards, a crew or lane for what
    holds it for ever, a permission for what it is asked after."""
    unit = r.reading.units.get(w.need.unit)
    if unit and w.need.people and r.case.protection:
        guard = unit.role == "protection"
        for other in r.works.values():
            other_guards = other.need.people > 0 and r.reading.units[other.need.unit].role == "protection"
            leaves_later = guard and other.need.people and not other_guards and other.need.site == w.need.site
            comes_first = not guard and other_guards and other.need.to_site == w.need.to_site != ""
            if leaves_later or comes_first:
                yield other.id
    for other in r.works.values():
        held = other.start is not None and other.finish is None and other.id != w.id
        if held and (other.need.crew == w.need.crew != "" or other.need.lane == w.need.lane != ""):
            yield other.id
    for p in r.case.permissions:
        own = bool(p.activity) and (r.reading.plan_id(p.activity) == w.id or w.id.startswith(f"ship:{p.activity}:"))
        if p.asked_after and (own or p.lane == w.need.lane != ""):
            yield r.reading.plan_id(p.asked_after)
