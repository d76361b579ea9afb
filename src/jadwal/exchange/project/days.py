"""Days of ours as days of a project file: calendars, working days, the hours at which they begin and end.

In: the calendars of a timetable. Out: base calendars of a project file, and working days counted by them. The rule
this module owns: *a working day of ours is one day there*. It is written as eight hours, from 08:00 to 16:00; the
hours mean nothing. A milestone's instant, which ends a day, is 16:00 of that day.

A calendar of ours has weekly days off and closed periods. The closed periods are written twice, as Project itself
does: as days of type 0 among the weekdays (the older way, the one that ProjectLibre reads) and as exceptions. Project
refuses exceptions that overlap, so these are cut where they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jadwal.exchange.project.elements import Element, make
from jadwal.exchange.words import one_line
from jadwal.messages import stored
from jadwal.model.case import Calendar, Text

HOURS = 8
MORNING, EVENING = time(8), time(16)
EVERY_DAY = ""  # id of the calendar that is always there
DAY = timedelta(days=1)


def begins(day: date) -> datetime:
    """The hour at which work of ``day`` begins."""
    return datetime.combine(day, MORNING)


def ends(day: date) -> datetime:
    """The hour at which work of ``day`` ends: the instant of a milestone that is shown on that day."""
    return datetime.combine(day, EVENING)


def duration(days: int) -> str:
    """So many working days, as an XML Schema duration."""
    return f"PT{days * HOURS}H0M0S"


@dataclass(frozen=True)
class Period:
    """A closed period of a base calendar, both days included; disjoint from the others."""

    first: date
    last: date
    name: str


class Working:
    """The working days of one calendar."""

    def __init__(self, days_off: Iterable[int] = (), closed: Iterable[tuple[date, date]] = ()) -> None:
        self.days_off = frozenset(days_off)
        self.closed = tuple(sorted(closed))

    def open(self, day: date) -> bool:
        """True for a working day."""
        return day.weekday() not in self.days_off and not any(first <= day <= last for first, last in self.closed)

    def count(self, first: date, last: date) -> int:
        """Working days from ``first`` to ``last``, both included."""
        return sum(self.open(first + n * DAY) for n in range((last - first).days + 1))


def working(calendars: Iterable[Calendar]) -> dict[str, Working]:
    """Working days by calendar id; the calendar of every day has the id ``""``."""
    made = {c.id: Working(c.days_off, ((x.first, x.last) for x in c.closed)) for c in calendars}
    return made | {EVERY_DAY: Working()}


def elements(calendars: Iterable[Calendar], uids: Mapping[str, int], lang: str) -> Iterator[Element]:
    """The base calendars; ``uids`` by calendar id.  Their names are made different, as Project wants them."""
    taken: set[str] = set()
    every = Calendar(id=EVERY_DAY, known_from=date.min, name=_every_day())
    for c in (every, *calendars):
        name = one_line(c.name.of(lang), 200) or c.id
        name = f"{name} ({c.id})" if name in taken else name
        taken.add(name)
        yield _calendar(c, uids[c.id], name, lang)


def periods(calendar: Calendar, lang: str) -> tuple[Period, ...]:
    """The closed periods in order; where two overlap the later one is cut."""
    found: list[Period] = []
    for c in sorted(calendar.closed, key=lambda c: (c.first, c.last, c.name.en)):
        first = max(c.first, found[-1].last + DAY) if found else c.first
        if first <= c.last:
            found.append(Period(first, c.last, one_line(c.name.of(lang), 200)))
    return tuple(found)


def _every_day() -> Text:
    return Text(en=stored("exchange.every-day", "en"), ar=stored("exchange.every-day", "ar"))


def _calendar(c: Calendar, uid: int, name: str, lang: str) -> Element:
    week = []
    for day_type in range(1, 8):  # 1 is Sunday; of ours 0 is Monday
        works = (day_type + 5) % 7 not in c.days_off
        week.append(make("WeekDay", DayType=day_type, DayWorking=works, WorkingTimes=_times() if works else None))
    closed = periods(c, lang)
    week += [make("WeekDay", DayType=0, DayWorking=False, TimePeriod=_whole_days(p)) for p in closed]
    exceptions = [
        make(
            "Exception",
            EnteredByOccurrences=False,
            TimePeriod=_whole_days(p),
            Occurrences=(p.last - p.first).days + 1,
            Name=p.name or None,
            Type=1,
            DayWorking=False,
        )
        for p in closed
    ]
    return make(
        "Calendar",
        UID=uid,
        Name=name,
        IsBaseCalendar=True,
        BaseCalendarUID=-1,
        WeekDays=make("WeekDays", WeekDay=week),
        Exceptions=make("Exceptions", Exception=exceptions) if exceptions else None,
    )


def _times() -> Element:
    hours = make("WorkingTime", FromTime=MORNING.isoformat(), ToTime=EVENING.isoformat())
    return make("WorkingTimes", WorkingTime=hours)


def _whole_days(p: Period) -> Element:
    return make("TimePeriod", FromDate=datetime.combine(p.first, time()), ToDate=datetime.combine(p.last, time(23, 59)))
