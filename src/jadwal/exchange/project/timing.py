"""When a task is, in a project file's terms: hours, calendar, working days, how far it has come.

In: an entry of a timetable, working days by calendar, the as-of date.  Out: a :class:`Timing`.  The rules this module
owns: *the dates stay* and *done is what lies before the as-of date*.

A task lasts as many working days of its calendar as lie between its aim's two ends, so that nothing moves its finish;
one that is dated on a day off of its calendar (a fact can be) gets the calendar of every day. Percent complete is 100
for what is finished, 0 for what has not started; for what is under way the share of its working days that lie before
the as-of date, never more than 99.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jadwal.exchange.project.days import EVERY_DAY, Working, begins, ends
from jadwal.model.timetable import Entry


@dataclass(frozen=True)
class Timing:
    """The times of a dated task; ``done`` of its ``days`` are over."""

    start: datetime
    finish: datetime
    calendar: str
    days: int
    done: int
    percent: int
    actual_start: datetime | None
    actual_finish: datetime | None


def timing(
    e: Entry, first: date, last: date, calendars: Mapping[str, Working], as_of: date, *, reached: bool
) -> Timing:
    """The times of ``e``, which is planned from ``first`` to ``last``; ``reached``: a milestone that is behind us."""
    finished = e.actual_finish is not None or reached
    if e.days == 0:
        instant = ends(last)
        actual = instant if finished else None
        return Timing(instant, instant, EVERY_DAY, 0, 0, 100 if finished else 0, actual, actual)
    calendar = e.calendar if e.calendar in calendars else EVERY_DAY
    if not (calendars[calendar].open(first) and calendars[calendar].open(last)):
        calendar = EVERY_DAY
    count = calendars[calendar].count
    days = count(first, last)
    start, finish = begins(first), ends(last)
    if finished:
        return Timing(start, finish, calendar, days, days, 100, start, finish)
    if e.actual_start is None:
        return Timing(start, finish, calendar, days, 0, 0, None, None)
    until = min(as_of - timedelta(days=1), last)
    done = min(count(first, until), days - 1) if until >= first else 0
    return Timing(start, finish, calendar, days, done, min(done * 100 // days, 99), start, None)


def span(timings: tuple[Timing, ...]) -> tuple[datetime | None, datetime | None]:
    """First start and last finish."""
    return min((t.start for t in timings), default=None), max((t.finish for t in timings), default=None)
