"""Requirements: which function is covered by whom, where, until when, and what each departure would leave uncovered.

In: nothing (pure types).  Out: a part of the shape of ``timetable.json``.  The rule this module owns: *a departure is
told with what it leaves*, whether or not the plan lets it happen in time.

Days are those of the aim; people are the likely headcounts.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Text, Value


class Provider(Value, frozen=True, kw_only=True):
    """A unit that provides a function at a site, from ``first`` (None: it is there) until ``last`` (None: it stays).

    ``ending``: what ends it there; a unit that converts goes on providing under another arrangement.  ``gone``: its
    departure has no aim date.
    """

    unit: str
    name: Text
    nation: str
    site: str
    people: int
    first: date | None = None
    last: date | None = None
    ending: Literal["stays", "departs", "relocates", "converts", "passes", "undated"] = "stays"


class Leaving(Value, frozen=True, kw_only=True):
    """Who provides a function leaves the mission: on ``day``, so many, and how many provide it afterwards."""

    day: date
    unit: str
    name: Text
    site: str
    people: int
    left: int
    short: int  # of the need, were it still needed
    needed: bool  # is it still needed on that day, by the aim?


class Cover(Value, frozen=True, kw_only=True):
    """One function for one formation: its need, until when, who provides it, what each departure leaves.

    ``until`` None: nothing in the aim says when it is needed no more; ``condition`` and ``activity``: what would.
    ``last``: the last day on which enough provide it (None: enough stay); ``covered``: are there enough now?
    """

    function: str
    name: Text
    formation: str
    need: int
    people: int
    covered: bool
    condition: str = ""
    activity: str = ""
    until: date | None = None
    last: date | None = None
    providers: tuple[Provider, ...] = ()
    departures: tuple[Leaving, ...] = ()
