"""Scales and their ticks: numbers and days onto pixels, with labels that never run into one another.

In: a range and the pixels it has.  Out: positions and ticks.  The rule this module owns: *the finest ticks whose
measured labels keep apart* are the ones drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from jadwal.publish.charts.measure import REGULAR, SEMIBOLD, width
from jadwal.publish.charts.words import dated, month, month_year, number

TICK_SIZE = 12  # pixels, as in charts.css
GAP = 10  # pixels kept free between two labels


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis in pixels, with its label; ``strong`` at the beginning of a year."""

    at: float
    label: str
    half: float  # of the label's width
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Linear:
    """Numbers ``low … high`` onto pixels ``start … end`` (either may be the greater)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a number."""
        share = (value - self.low) / (self.high - self.low) if self.high != self.low else 0.0
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 5) -> tuple[Tick, ...]:
        """At most ``most`` + 1 whole numbers in steps of 1, 2 or 5 times a power of ten, from ``low`` on."""
        step = nice_step(self.high - self.low, most)
        first = -(-self.low // step) * step
        count = int((self.high - first) // step) + 1
        values = (int(first + k * step) for k in range(count))
        return tuple(Tick(self.at(v), said := number(v), width(said, TICK_SIZE) / 2) for v in values)


def nice_step(length: float, most: int) -> int:
    """The least of 1, 2, 5, 10, 20, … that divides ``length`` into at most ``most`` steps."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if length <= digit * power * most:
                return digit * power
        power *= 10


def rounded_up(value: float, most: int = 5) -> int:
    """``value`` or the next number above it at which a scale from 0 ends with a tick."""
    step = nice_step(max(value, 1), most)
    return int(-(-max(value, 1) // step) * step)


@dataclass(frozen=True, slots=True)
class Time:
    """Days ``first … last``, both included, onto pixels ``start … end``, left to right in both languages."""

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """The pixel at which a day begins; days outside are put at the nearer end."""
        return self.moment(day.toordinal())

    def moment(self, ordinal: float) -> float:
        """The pixel of a moment: a day's number (proleptic ordinal) and the part of it that is over."""
        share = (ordinal - self.first.toordinal()) / ((self.last - self.first).days + 1)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def after(self, day: date) -> float:
        """The pixel at which a day is over."""
        return self.at(day + timedelta(days=1)) if day < date.max else self.end

    def holds(self, day: date) -> bool:
        """True when the day is on the axis."""
        return self.first <= day <= self.last

    def ticks(self, lang: str) -> tuple[Tick, ...]:
        """The finest of days, weeks, months, quarters, half years, years, … whose labels keep ``GAP`` apart."""
        for unit in UNITS:
            if self._too_many(unit):
                continue
            found = tuple(self._ticks(unit, lang))
            if _apart(found):
                return found
        return ()

    def _too_many(self, unit: Unit) -> bool:
        return (self.last - self.first).days / unit.days > (self.end - self.start) / GAP

    def _ticks(self, unit: Unit, lang: str) -> Iterator[Tick]:
        year = 0
        for day in unit.days_between(self.first, self.last):
            new, year = day.year != year, day.year
            at = self.at(day)
            label = unit.label(day, new, lang)
            strong = day.month == 1 and day.day == 1
            half = width(label, TICK_SIZE, SEMIBOLD if strong else REGULAR) / 2
            if self.start - half <= at and at + half <= self.end + GAP:
                yield Tick(at, label, half, strong)


@dataclass(frozen=True, slots=True)
class Unit:
    """A way to divide time: every so many days from a Monday, or every so many months from a January."""

    step: int
    months: bool

    @property
    def days(self) -> int:
        """About how many days one step takes."""
        return self.step * 30 if self.months else self.step

    def days_between(self, first: date, last: date) -> Iterator[date]:
        """The beginnings that lie in ``first … last``."""
        if not self.months:
            day = first + timedelta(days=-first.weekday() % 7 if self.step == 7 else 0)
            while day <= last:
                yield day
                day += timedelta(days=self.step)
            return
        count = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // self.step) * self.step
        while count // 12 <= last.year and (day := date(count // 12, count % 12 + 1, 1)) <= last:
            yield day
            count += self.step

    def label(self, day: date, new_year: bool, lang: str) -> str:
        """What is written at a beginning; the year once, at the first one in it."""
        if self.months and self.step >= 12:
            return str(day.year)
        if self.months:
            return month_year(day, lang) if new_year else month(day.month, lang)
        return dated(day, lang) if new_year else f"{day.day} {month(day.month, lang)}"


UNITS = tuple(Unit(step, months=False) for step in (1, 7)) + tuple(
    Unit(step, months=True) for step in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
)


def _apart(ticks: Sequence[Tick]) -> bool:
    """True when no two labels, centred on their ticks, come nearer than ``GAP``."""
    return all(b.at - a.at >= a.half + b.half + GAP for a, b in pairwise(ticks))
