"""Event rows: only what the indicator names is counted, and only days on which the feed was kept are observed."""

from __future__ import annotations

import counted
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jadwal.incidents import EventRecord, count_record
from jadwal.model.case import Event, Indicator

ACTORS = ("Red Band", "Blue Band", "")
OF = counted.indicator(counter="", scope="", event_kinds=("raid",), event_actors=("Red Band",))


def record(*rows: Event, of: Indicator = OF, as_of: int = 60) -> EventRecord:
    """The record of a case that holds these events."""
    found = count_record(counted.case(*rows, of=of, as_of=as_of), of)
    assert isinstance(found, EventRecord)
    return found


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(ACTORS), st.integers(1, 4)), min_size=1))
def test_no_event_of_another_actor_ever_enters(rows: list[tuple[int, str, int]]) -> None:
    """With an actor filter the count is that actor's events and no other, on every day."""
    of = record(*(counted.event(f"e{n}", d, actor=a, count=c) for n, (d, a, c) in enumerate(rows)))
    for offset, count in enumerate(of.daily):
        day = of.first - counted.ORIGIN.toordinal() + offset
        assert count == sum(c for d, a, c in rows if d == day and a == "Red Band")
    assert of.unattributed == sum(c for _, a, c in rows if a == "")


def test_every_filter_must_name_the_event() -> None:
    """Kind, area and site as well as actor."""
    of = counted.indicator(
        counter="", event_kinds=("raid",), event_actors=("Red Band",), event_areas=("North",), event_sites=("k1",)
    )
    wanted = {"actor": "Red Band", "area": "North", "site": "k1"}
    rows = [counted.event("all", 3, **wanted)]
    rows += [counted.event(f"no-{f}", 3, **{**wanted, f: "other"}) for f in ("actor", "area", "site")]
    rows += [counted.event("no-kind", 3, kind="march", **wanted)]
    assert record(*rows, of=of).daily[0] == 1


def test_an_indicator_that_names_nothing_counts_nothing() -> None:
    """Without a counter and without a filter no event is taken to be meant."""
    of = counted.indicator(counter="")
    assert count_record(counted.case(counted.event("e", 3, actor="Red Band"), of=of), of) is None


def test_outside_the_feed_nothing_is_observed() -> None:
    """The span is the first to the last event of the same kinds, whoever acted; other kinds do not stretch it."""
    of = record(
        counted.event("first", 5, actor="Blue Band"),
        counted.event("one", 9, actor="Red Band"),
        counted.event("last", 20, actor="Blue Band"),
        counted.event("march", 40, kind="march", actor="Red Band"),
    )
    seen = [of.first + int(d) - counted.ORIGIN.toordinal() for d in np.flatnonzero(of.observed)]
    assert (seen[0], seen[-1], len(seen)) == (5, 20, 16)


def test_events_after_the_as_of_date_are_not_known() -> None:
    """Replaying an earlier day sees only what had happened."""
    of = record(counted.event("a", 1, actor="Red Band"), counted.event("b", 30, actor="Red Band"), as_of=10)
    assert of.daily.sum() == 1
    assert len(of.daily) == 10


def test_sources_are_those_of_the_period() -> None:
    """A row of the board cites what bears on it."""
    of = record(
        counted.event("a", 1, actor="Red Band", source=("s1",)),
        counted.event("b", 30, actor="Red Band", source=("s2",)),
    )
    start = counted.ORIGIN.toordinal()
    assert of.sources(start + 20, start + 60) == ("s2",)
    assert of.figure(start, start + 60) == "2"
