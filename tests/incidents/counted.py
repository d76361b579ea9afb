"""Small fictional counts: tallies and events of an invented indicator, days written as offsets from 1 March 2031."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jadwal.model.case import Case, Event, Indicator, Tally, Text

ORIGIN = date(2031, 3, 1)


def day(offset: int) -> date:
    """The date so many days after 1 March 2031."""
    return ORIGIN + timedelta(days=offset)


def indicator(**rest: Any) -> Indicator:
    """An indicator counted by "Bureau" in "North"; with ``event_...`` filters and no counter, from events."""
    body: dict[str, Any] = {"counter": "Bureau", "scope": "North", **rest}
    return Indicator(id="raids", known_from=ORIGIN, name=Text(en="Raids", ar="غارات"), kind="count", **body)


def tally(id: str, first: int, last: int, comparator: str, value: int, **rest: Any) -> Tally:
    """A tally over days ``first`` … ``last``."""
    body: dict[str, Any] = {"counter": "Bureau", "scope": "North", "indicator": "raids", **rest}
    return Tally(
        id=id,
        known_from=day(last),
        since=day(first),
        as_of=day(last),
        comparator=comparator,  # type: ignore[arg-type]
        value=value,
        **body,
    )


def event(id: str, on: int, kind: str = "raid", actor: str = "", **rest: Any) -> Event:
    """An event row."""
    return Event(id=id, known_from=day(on), day=day(on), kind=kind, actor=actor, **rest)


def case(*rows: Tally | Event, as_of: int = 60, of: Indicator | None = None) -> Case:
    """A case that holds these rows."""
    return Case(
        id="count",
        name=Text(en="Count", ar="عدّ"),
        as_of=day(as_of),
        horizon=day(as_of + 100),
        confidence_ppm=800_000,
        parties=(),
        indicators=(of or indicator(),),
        tallies=tuple(r for r in rows if isinstance(r, Tally)),
        events=tuple(r for r in rows if isinstance(r, Event)),
    )


def satisfied(total: int, comparator: str, value: int) -> bool:
    """What the words of a tally mean, read directly (nearly and about: within a tenth)."""
    return {
        "exactly": total == value,
        "at_least": total >= value,
        "more_than": total > value,
        "nearly": 0.9 * value - 1 < total < value,
        "approx": 0.9 * value - 1 < total < 1.1 * value + 1,
        "at_most": total <= value,
        "less_than": total < value,
    }[comparator]
