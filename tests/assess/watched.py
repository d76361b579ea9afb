"""Small fictional conditions: what is observed of them, written in days after 1 March 2031."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from jadwal.model.case import (
    Case,
    Condition,
    Estimate,
    Event,
    Indicator,
    Observation,
    Progress,
    Row,
    Rule,
    Scenario,
    Tally,
    Text,
)

ORIGIN = date(2031, 3, 1)


def day(offset: int) -> date:
    """The date so many days after 1 March 2031."""
    return ORIGIN + timedelta(days=offset)


def named(name: str) -> Text:
    """A name that is the same in both languages."""
    return Text(en=name, ar=name)


def indicator(id: str, kind: str = "count", **rest: Any) -> Indicator:
    """An indicator; a count without a counter is of events of the kind that its id names."""
    if kind == "count" and "counter" not in rest:
        rest.setdefault("event_kinds", (id,))
    return Indicator(id=id, known_from=ORIGIN, name=named(id), kind=kind, **rest)  # type: ignore[arg-type]


def condition(id: str, of: str, comparator: str = "at_most", group: str = "threat", **rest: Any) -> Condition:
    """A condition over the indicator ``of``; scenarios and gates apart, the rest goes into its rule."""
    own = {name: rest.pop(name) for name in ("scenarios", "gates", "source") if name in rest}
    rule = Rule(indicator=of, comparator=comparator, **rest)  # type: ignore[arg-type]
    return Condition(id=id, known_from=ORIGIN, statement=named(id), group=group, rule=rule, **own)


def tally(id: str, of: str, first: int, last: int, comparator: str, value: int, **rest: Any) -> Tally:
    """A tally by the counter "Bureau" over days ``first`` … ``last``."""
    body: dict[str, Any] = {"counter": "Bureau", "scope": "North", **rest}
    return Tally(
        id=id,
        known_from=day(last),
        indicator=of,
        since=day(first),
        as_of=day(last),
        comparator=comparator,  # type: ignore[arg-type]
        value=value,
        **body,
    )


def event(id: str, on: int, kind: str, **rest: Any) -> Event:
    """An event row."""
    return Event(id=id, known_from=day(on), day=day(on), kind=kind, **rest)


def observation(id: str, of: str, on: int, value: str, known: int | None = None, **rest: Any) -> Observation:
    """An observation about day ``on``, known on the same day unless said otherwise."""
    known_from = day(on if known is None else known)
    return Observation(id=id, known_from=known_from, indicator=of, observed=day(on), value=value, **rest)


def scenario(first: int, likely: int, last: int, never: int = 0, **rest: Any) -> Scenario:
    """A declared scenario."""
    body: dict[str, Any] = {"basis": "assumed", "known_from": ORIGIN, **rest}
    return Scenario(
        first=day(first),
        likely=day(likely),
        last=day(last),
        never_percent=Estimate(low=never, likely=never, high=never),
        **body,
    )


def case(*rows: Row, as_of: int = 0, days: int = 200, **rest: Any) -> Case:
    """A case of these rows as on day ``as_of``; later ones are left out, as the reader leaves them out."""
    kinds: dict[str, type] = {
        "indicators": Indicator,
        "conditions": Condition,
        "observations": Observation,
        "tallies": Tally,
        "events": Event,
        "progress": Progress,
    }
    tables: dict[str, Any] = {
        name: tuple(r for r in rows if isinstance(r, kind) and r.known_from <= day(as_of))
        for name, kind in kinds.items()
    }
    return Case(
        id="watched",
        name=named("watched"),
        as_of=day(as_of),
        horizon=day(as_of + days - 1),
        confidence_ppm=800_000,
        parties=(),
        **tables,
        **rest,
    )


def changed(of: Case, **fields: Any) -> Case:
    """The same case with some fields replaced."""
    return msgspec.structs.replace(of, **fields)
