"""The level of a counted series: how many a week, in which direction, since which break, and what may only look so.

In: nothing (pure types).  Out: the types of the levels on the board and in ``timetable.json``.  The rule this module
owns: *a quiet series and a silent feed are two things*: what nobody observed, and what is too quiet to be believed,
stands in fields of its own.

Figures per week are in thousandths of an event (``*_milli``); chances and relative changes in parts per million.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Text, Value

Verdict = Literal["far-more", "more", "alike", "fewer", "far-fewer", "silent", "unobserved", "short", "inexact"]


class LevelSpan(Value, frozen=True, kw_only=True):
    """One level, from the first day of its first week to the last day of its last, with its 80 % band.

    ``chance_ppm``, ``low_day`` … ``high_day``: how sure the break at its beginning is, and between which days it lies
    (none for the first span).  ``reporting``: at about the same time the make-up of the reports changed.
    """

    first: date
    last: date
    level_milli: int
    low_milli: int
    high_milli: int
    chance_ppm: int | None = None
    low_day: date | None = None
    high_day: date | None = None
    reporting: bool = False


class Trend(Value, frozen=True, kw_only=True):
    """Relative change in four weeks, with its 80 % band, over so many weeks of the present level."""

    weeks: int
    change_ppm: int
    low_ppm: int
    high_ppm: int
    direction: Literal["rising", "falling", "unclear"]


class Rate(Value, frozen=True, kw_only=True):
    """The last four weeks against the 48 before them: observed weeks, counts between bounds (None: open), the ratio.

    ``verdict``: see ``docs/method.md``, section 7; the ratio is None where it cannot be told.
    """

    recent_weeks: int
    recent_low: int
    recent_high: int | None
    year_weeks: int
    year_low: int
    year_high: int | None
    verdict: Verdict
    ratio_milli: int | None = None
    ratio_low_milli: int | None = None
    ratio_high_milli: int | None = None


class Gap(Value, frozen=True, kw_only=True):
    """Days about which nothing may be concluded.

    ``unobserved``: nobody observed; ``silent``: observed and nothing counted, which at the earlier rate has only the
    chance ``chance_ppm``; ``feed-stopped``: nothing at all from the feed since, with the chance of that.
    """

    kind: Literal["unobserved", "silent", "feed-stopped"]
    first: date
    last: date
    weeks: int
    chance_ppm: int | None = None
    earlier_milli: int | None = None  # the earlier rate, a week


class Shift(Value, frozen=True, kw_only=True):
    """The make-up of the reports changed abruptly: the class of which the share changed most."""

    of: Literal["kinds", "sources"]
    day: date
    low_day: date
    high_day: date
    chance_ppm: int
    name: str
    before_ppm: int
    after_ppm: int


class CountLevel(Value, frozen=True, kw_only=True):
    """A counted series: a whole indicator, or what it counts in one area or at one site.

    ``weeks``: first days with their counts, None where not observed in full or not known exactly.  ``spans`` is
    empty where no level is stated; ``why`` is then the message code of the reason, with its number.
    """

    indicator: str
    name: Text
    unit: str
    scope: Literal["all", "area", "site"]
    of: str = ""  # the area, or the id of the site
    of_name: Text | None = None
    weeks: tuple[tuple[date, int | None], ...] = ()
    spans: tuple[LevelSpan, ...] = ()
    dispersion_milli: int = 1000  # variance over that of Poisson counts
    trend: Trend | None = None
    rate: Rate | None = None
    gaps: tuple[Gap, ...] = ()
    shifts: tuple[Shift, ...] = ()
    why: str = ""
    number: int = 0
    left_out: int = 0  # of a whole indicator: areas and sites with too few events to be looked at
