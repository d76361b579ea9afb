"""What has begun is a fact: where it holds more than there is room for it goes on, and nothing else is added to it.

In: :class:`~jadwal.plan.cpsat.variables.Variables`, a profile.  Out: intervals and amounts that fit into its capacity.
The rule this module owns: *a fact leaves no plan impossible*: on days on which what has begun, and what is taken on
certain days, exceed the capacity together, they count as no more than it.

Most profiles are returned as they are.  The finish of a started task may still depend on others (by a link to its
finish); from the instant at which its own work is done its part is cut to the room of each day.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import Aims, Days
from jadwal.plan.cpsat.variables import Variables
from jadwal.plan.problem import Profile, Span

Held = tuple[cp_model.IntervalVar, int]


def held(v: Variables, profile: Profile) -> list[Held]:
    """Every interval that adds to a profile, with its amount."""
    spans = sorted(profile.spans, key=repr)
    begun = [s for s in spans if _begun(v.aims, s)]
    taken = _level(v, [s for s in spans if s.fixed])
    facts = taken + _level(v, begun, for_ever=True)
    if not begun or int(facts.max()) <= profile.capacity:
        return _intervals(v, spans)
    known = np.minimum(taken + _level(v, begun), profile.capacity)
    found = _intervals(v, [s for s in spans if not s.fixed and s not in begun])
    found += _intervals(v, _runs(known))
    for s in begun:
        found += _tail(v, s, profile.capacity - known)
    return found


def _begun(aims: Aims, s: Span) -> bool:
    """True for what a task that has begun, and not finished, holds until it finishes."""
    return s.begin is not None and s.begin in aims.facts and s.end == (s.begin[0], "finish") and s.end not in aims.facts


def _level(v: Variables, spans: list[Span], *, for_ever: bool = False) -> Days:
    """(horizon + 1,) the level of spans day by day; what has begun until its own work is done, or ``for_ever``."""
    level = np.zeros(v.for_ever, np.int64)
    for s in spans:
        first = s.first if s.begin is None else v.aims.facts[s.begin]
        end = s.first + s.length if s.fixed else v.for_ever if for_ever else _done(v, s)
        level[max(first, 0) : max(first, end, 0)] += s.amount
    return level


def _done(v: Variables, s: Span) -> int:
    """The instant at which the work of a started task is done; the end of the horizon when it never is."""
    assert s.begin is not None
    return v.aims.least.get(s.begin[0], v.for_ever) if s.end not in v.aims.never else v.for_ever


def _runs(level: Days) -> list[Span]:
    """A level as spans over certain days."""
    found, at = [], 0
    for amount, days in groupby(level.tolist()):
        length = len(list(days))
        if amount:
            found.append(Span(begin=None, first=at, length=length, amount=int(amount)))
        at += length
    return found


def _tail(v: Variables, s: Span, room: Days) -> list[Held]:
    """What a started task holds after its own work is done, cut to the room of each day."""
    done, found = _done(v, s), list[Held]()
    if done >= v.for_ever:
        return found
    at = 0
    for amount, days in groupby(np.minimum(room, s.amount).tolist()):
        first, at = at, at + len(list(days))
        if amount and at > done and s.end is not None:
            interval = v.while_on(max(first, done), at, s.end)
            found += [(interval, int(amount))] if interval is not None else []
    return found


def _intervals(v: Variables, spans: list[Span]) -> list[Held]:
    return [(interval, s.amount) for s in spans if (interval := v.span(s)) is not None]
