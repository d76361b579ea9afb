"""Planned against actual: earned schedule for the mission and for each phase, nation and site.

In: the entries of a baseline, what has started and finished since, two days.  Out: :class:`Earned` rows.  The rule this
module owns: *what cannot be forecast says why*: nothing earned is no infinite date.

Value.  *Work*: working days, half of them earned when a task starts and half when it finishes (the 50/50 rule:
``progress.csv`` holds no shares of unfinished work); *people*: everyone on a serial or conversion, earned when it
finishes (0/100).  The same rules make the planned value from the baseline's dates, so neither is favoured.  What had
finished on the baseline's own day counts nowhere, nor does what the case no longer holds (``dropped`` says how many).

Earned schedule (Lipke 2003, "Schedule is Different").  Day *t* counts from the scope's first planned day; PV(t) is
planned by the end of day *t*, EV earned by the as-of date, AT the days since then.  ES is the time at which EV was to
be earned, with Lipke's interpolation inside the day after it; where nothing was planned to be earned between then and
AT, ES = AT (neither early nor late).  SPI(t) = ES / AT; the forecast is PD / SPI(t) days after the first one (Henderson
2004), PD being the planned days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from jadwal.model.timetable import Earned, Entry

Actual = tuple[date | None, date | None]  # started, finished
Scope = Literal["mission", "phase", "nation", "site"]
Measure = Literal["work", "people"]
Steps = list[tuple[int, int]]  # (day number, value in halves earned on it), rising
SCOPES: tuple[Scope, ...] = ("mission", "phase", "nation", "site")
MEASURES: tuple[Measure, ...] = ("work", "people")
LEAVING = ("movement", "conversion")
MILLION, MILLI = 1_000_000, 1_000
TOO_FAR = 36_525  # days: a forecast of more than a century is none


def earned(baseline: Iterable[Entry], since: date, actuals: Mapping[str, Actual], as_of: date) -> tuple[Earned, ...]:
    """A row for each scope and measure of which the baseline has dated work; empty when nothing has started since.

    ``since``: the baseline's as-of date; ``actuals``: what has started and finished by ``as_of``, for every task that
    the case still holds.
    """
    dated = [e for e in baseline if e.start and e.finish and e.days and not _done(e, since)]
    known = [e for e in dated if e.id in actuals]
    if not any(_news(e, actuals[e.id], as_of) for e in known):
        return ()
    rows = []
    for measure in MEASURES:
        for scope in SCOPES:
            groups: dict[str, list[Entry]] = defaultdict(list)
            for e in dated:
                id = "" if scope == "mission" else str(getattr(e, scope))
                if (scope == "mission" or id) and _value(e, measure):
                    groups[id].append(e)
            rows += [
                _row(scope, id, measure, groups[id], since, actuals, as_of)
                for id in sorted(groups)
                if any(e.id in actuals for e in groups[id])
            ]
    return tuple(rows)


def _done(e: Entry, since: date) -> bool:
    return e.actual_finish is not None and e.actual_finish <= since


def _news(e: Entry, actual: Actual, as_of: date) -> bool:
    """True when something has started or finished that the baseline did not know."""
    known = (e.actual_start, e.actual_finish)
    return any(day is not None and day <= as_of and day != was for day, was in zip(actual, known, strict=True))


def _value(e: Entry, measure: Measure) -> int:
    """The value of a task in halves."""
    if measure == "work":
        return 2 * e.days
    return 2 * e.people if e.kind in LEAVING else 0


def _steps(
    entries: Iterable[Entry], measure: Measure, dates: Callable[[Entry], Actual], origin: date, until: int | None
) -> Steps:
    """What is earned on each day from ``origin`` on; earlier days count as the first; later than ``until`` not."""
    found: dict[int, int] = defaultdict(int)
    for e in entries:
        value, (start, finish) = _value(e, measure), dates(e)
        at_start = value // 2 if measure == "work" else 0
        for day, part in ((start, at_start), (finish, value - at_start)):
            if day is not None and part:
                number = max((day - origin).days, 0)
                if until is None or number <= until:
                    found[number] += part
    return sorted(found.items())


def _row(
    scope: Scope,
    id: str,
    measure: Measure,
    entries: list[Entry],
    since: date,
    actuals: Mapping[str, Actual],
    as_of: date,
) -> Earned:
    held = [e for e in entries if e.id in actuals]
    origin = max(since, min(e.start for e in held if e.start))
    plan = _steps(held, measure, lambda e: (e.start, e.finish), origin, None)
    today = (as_of - origin).days
    done = _steps(held, measure, lambda e: _told(actuals[e.id]), origin, today) if today >= 0 else []
    total = sum(_value(e, measure) for e in held)
    value = sum(part for _, part in done)
    elapsed = max(today + 1, 0)
    if value == total and done:
        elapsed = done[-1][0] + 1
    planned_days = plan[-1][0] + 1
    shares: dict[str, Any] = {
        "planned_ppm": _by(plan, today) * MILLION // total,
        "earned_ppm": value * MILLION // total,
    }
    drawn: dict[str, Any] = {
        "planned": _curve(plan, total, origin),
        "actual": (*_curve(done, total, origin), (as_of, shares["earned_ppm"])) if today >= 0 else (),
    }
    return Earned(
        scope=scope,
        id=id,
        measure=measure,
        total=total // 2,
        dropped=len(entries) - len(held),
        begin=origin,
        planned_end=origin + timedelta(days=planned_days - 1),
        elapsed=elapsed,
        planned_days=planned_days,
        **shares,
        **_forecast(plan, value, elapsed, origin, finished=value == total),
        **(drawn if scope == "mission" else {}),
    )


def _told(actual: Actual) -> Actual:
    """What has finished has started, whether or not anybody noted when."""
    started, finished = actual
    return started or finished, finished


def _by(steps: Steps, day: int) -> int:
    """The value by the end of a day."""
    return sum(part for at, part in steps if at <= day)


def _curve(steps: Steps, total: int, origin: date) -> tuple[tuple[date, int], ...]:
    value, points = 0, []
    for at, part in steps:
        value += part
        points.append((origin + timedelta(days=at), value * MILLION // total))
    return tuple(points)


def _forecast(plan: Steps, value: int, elapsed: int, origin: date, *, finished: bool) -> dict[str, Any]:
    """Earned schedule, its index and the day on which the work would be finished at that rate."""
    if elapsed <= 0:
        return {"why": "not-begun"}
    if not value:
        return {"schedule_milli": 0, "spi_ppm": 0, "why": "nothing-earned"}
    milli = schedule_milli(plan, value, elapsed)
    spi = {"schedule_milli": milli, "spi_ppm": milli * MILLI // elapsed}
    if finished:
        return {**spi, "forecast": origin + timedelta(days=elapsed - 1), "why": "finished"}
    days = -(-(plan[-1][0] + 1) * elapsed * MILLI // milli) if milli else TOO_FAR + 1
    if days > TOO_FAR or origin.toordinal() + days > date.max.toordinal():
        return {**spi, "why": "too-far"}
    return {**spi, "forecast": origin + timedelta(days=days - 1)}


def schedule_milli(plan: Steps, value: int, elapsed: int) -> int:
    """ES in thousandths of a day: when ``value`` was to be earned by ``plan``, looked at after ``elapsed`` days.

    ``plan``: (day, value planned for it), rising; a day's value is there at its end.
    """
    ends, sums, total = [], [], 0
    for day, part in plan:
        total += part
        ends.append(day + 1)
        sums.append(total)
    first = ends[bisect_left(sums, value)] if value <= total else ends[-1]
    after = bisect_right(sums, value)  # the first step that brings more than has been earned
    last = ends[-1] if after == len(ends) else ends[after] - 1
    if after and sums[after - 1] == value:  # nothing more was planned between ``first`` and ``last``
        return min(max(elapsed, first), last) * MILLI
    before = sums[after - 1] if after else 0
    return last * MILLI + (value - before) * MILLI // (sums[after] - before)
