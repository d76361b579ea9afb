"""What is known about an indicator's past counts: from its tallies, or from event rows.

In: a case, an indicator of kind count.  Out: a record that says which days were observed, between which bounds any
period's count lies, and draws daily histories.  The rule this module owns: *a day outside every tally and feed is
not observed*, and nothing is known of it.

Events.  An event enters an indicator only when every filter the indicator has (kind, actor, area, site) names it;
an indicator without a counter and without a filter counts nothing.  An event without an actor enters no indicator
with an actor filter; how many there are is said.  The feed's span is its first to its last known event day, where
the feed is all events of the indicator's kinds: an event of the same kinds shows that the feed was still kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jadwal.incidents.histories import daily_histories
from jadwal.incidents.intervals import OtherCount, figure, interval, sums, tallies
from jadwal.incidents.system import OPEN, Longs, System, closed, system
from jadwal.model.case import Case, Event, Indicator, Tally


class CountRecord(Protocol):
    """Past counts of one indicator; days are date ordinals, ``observed`` (days,) begins at ``first``."""

    @property
    def first(self) -> int:
        """The first day known of."""

    @property
    def observed(self) -> npt.NDArray[np.bool_]:
        """Whether each day from ``first`` to the as-of date was observed."""

    def bounds(self, first: Longs, last: Longs) -> tuple[Longs, Longs]:
        """Smallest and largest count on the observed days of each period; ``OPEN``: no upper end."""

    def histories(self, seed: int, histories: int) -> npt.NDArray[np.int32]:
        """(at most ``histories``, days) daily counts, 0 on days not observed; one row when nothing is uncertain."""

    def figure(self, first: int, last: int) -> str:
        """The latest figure as the sources give it."""

    def sources(self, first: int, last: int) -> tuple[str, ...]:
        """Ids of the sources that bear on the period."""


@dataclass(frozen=True, eq=False)
class TallyRecord:
    """Counts known from tallies of one counter, scope and definition; ``assumed``: tallies closed by assumption."""

    indicator: str
    rows: tuple[Tally, ...]
    known: System
    drawn: System
    first: int
    observed: npt.NDArray[np.bool_]

    @property
    def assumed(self) -> tuple[str, ...]:
        """Ids of tallies whose open end was closed at twice the value, for the draws only."""
        return self.drawn.assumed

    def bounds(self, first: Longs, last: Longs) -> tuple[Longs, Longs]:
        """As in :class:`CountRecord`; assumed ends are not used."""
        return self.known.bounds(first, last)

    def histories(self, seed: int, histories: int) -> npt.NDArray[np.int32]:
        """As in :class:`CountRecord`."""
        drawn = daily_histories(self.drawn, key=self.indicator, seed=seed, histories=histories)
        missing = len(self.observed) - drawn.shape[1]
        return np.pad(drawn, ((0, 0), (0, missing)))

    def figure(self, first: int, last: int) -> str:
        """The latest tally."""
        return figure(self.rows[-1])

    def sources(self, first: int, last: int) -> tuple[str, ...]:
        """Sources of tallies whose period touches the days ``first`` … ``last``."""
        return _sources(t for t in self.rows if t.as_of.toordinal() >= first and t.since.toordinal() <= last)


@dataclass(frozen=True, eq=False)
class EventRecord:
    """Counts of event rows; ``unattributed``: events that only lack an actor."""

    rows: tuple[Event, ...]
    unattributed: int
    first: int
    observed: npt.NDArray[np.bool_]
    daily: npt.NDArray[np.int32]

    def bounds(self, first: Longs, last: Longs) -> tuple[Longs, Longs]:
        """As in :class:`CountRecord`: both bounds are the count."""
        before = np.concatenate([[0], np.cumsum(self.daily, dtype=np.int64)])
        begin = np.clip(np.asarray(first) - self.first, 0, len(self.daily))
        end = np.clip(np.asarray(last) + 1 - self.first, 0, len(self.daily))
        count = before[np.maximum(begin, end)] - before[begin]
        return count, count

    def histories(self, seed: int, histories: int) -> npt.NDArray[np.int32]:
        """As in :class:`CountRecord`: one row."""
        return self.daily[None, :]

    def figure(self, first: int, last: int) -> str:
        """The count in the period."""
        return str(int(self.bounds(np.array([first]), np.array([last]))[0][0]))

    def sources(self, first: int, last: int) -> tuple[str, ...]:
        """Sources of the counted events in the period."""
        return _sources(e for e in self.rows if first <= e.day.toordinal() <= last)


def count_record(case: Case, indicator: Indicator) -> CountRecord | tuple[str, ...] | None:
    """The record of a count indicator; the ids of contradicting tallies; or None when nothing is known."""
    if indicator.counter:
        return _from_tallies(case, indicator)
    return _from_events(case, indicator)


def other_counts(case: Case, indicator: Indicator, record: CountRecord | None) -> tuple[OtherCount, ...]:
    """Tallies of other counters, scopes or definitions: listed with what the own record says, never averaged in."""
    found = []
    for t in tallies(case, indicator)[1]:
        low, high, covered = 0, OPEN, False
        if record is not None:
            first, last = t.since.toordinal(), t.as_of.toordinal()
            lows, highs = record.bounds(np.array([first]), np.array([last]))
            low, high = int(lows[0]), int(highs[0])
            seen = record.observed[max(0, first - record.first) : max(0, last + 1 - record.first)]
            covered = int(seen.sum()) == last - first + 1
        most = high if covered and high < OPEN else None
        theirs, theirs_most = interval(t.comparator, t.value)
        apart = (theirs_most is not None and theirs_most < low) or (most is not None and theirs > most)
        how = "elsewhere" if t.scope != indicator.scope else ("disagrees" if apart else "agrees")
        found.append(OtherCount(tally=t, low=low, high=most, how=how))  # type: ignore[arg-type]
    return tuple(found)


def matches(event: Event, indicator: Indicator, *, actor: bool = True) -> bool:
    """True when every filter of the indicator names the event (``actor=False``: leaving its actor aside)."""
    pairs = [
        (indicator.event_kinds, event.kind),
        (indicator.event_areas, event.area),
        (indicator.event_sites, event.site),
        (indicator.event_actors if actor else (), event.actor),
    ]
    return all(not wanted or value in wanted for wanted, value in pairs)


def _from_tallies(case: Case, indicator: Indicator) -> TallyRecord | tuple[str, ...] | None:
    rows = tallies(case, indicator)[0]
    if not rows:
        return None
    constraints = sums(rows)
    known = system(constraints)
    if isinstance(known, tuple):
        return known
    first = int(known.points[0])
    observed = np.zeros(case.as_of.toordinal() - first + 1, np.bool_)
    for t in rows:
        observed[t.since.toordinal() - first : t.as_of.toordinal() - first + 1] = True
    return TallyRecord(indicator.id, rows, known, closed(known, constraints), first, observed)


def _from_events(case: Case, indicator: Indicator) -> EventRecord | None:
    filters = (indicator.event_kinds, indicator.event_actors, indicator.event_areas, indicator.event_sites)
    events = sorted((e for e in case.events if e.day <= case.as_of), key=lambda e: (e.day, e.id))
    feed = [e.day.toordinal() for e in events if not indicator.event_kinds or e.kind in indicator.event_kinds]
    if not any(filters) or not feed:
        return None
    rows = tuple(e for e in events if matches(e, indicator))
    first = feed[0]
    daily = np.zeros(case.as_of.toordinal() - first + 1, np.int32)
    for e in rows:
        daily[e.day.toordinal() - first] += e.count
    observed = np.arange(len(daily)) <= feed[-1] - first
    nameless = sum(e.count for e in events if not e.actor and matches(e, indicator, actor=False))
    return EventRecord(rows, nameless if indicator.event_actors else 0, first, observed, daily)


def _sources(rows: Iterable[Tally | Event]) -> tuple[str, ...]:
    return tuple(sorted({s for row in rows for s in row.source}))
