"""Rows of small cases: each builder fills in what a test does not care about.  Day 0 is Monday 1 January 2024."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec

from jadwal.model.case import (
    Activity,
    Calendar,
    Condition,
    Estimate,
    Gate,
    Lane,
    Rule,
    Scenario,
    Site,
    SiteWork,
    Text,
    Unit,
)

AS_OF = date(2024, 1, 1)
Value = TypeVar("Value", bound=msgspec.Struct)
KNOWN: dict[str, Any] = {"known_from": date(2023, 12, 1)}


def day(n: int) -> date:
    """The date of day ``n``."""
    return AS_OF + timedelta(days=n)


def exactly(n: int) -> Estimate:
    """A figure without a range."""
    return Estimate(low=n, likely=n, high=n)


def named(en: str) -> Text:
    """A name whose Arabic differs from its English, so that a test can tell them apart."""
    return Text(en=en, ar=f"ال{en}")


def activity(id: str, kind: str = "other", days: int | Estimate = 1, **rest: Any) -> Activity:
    """A piece of work of the commission or anybody else."""
    estimate = exactly(days) if isinstance(days, int) else days
    return Activity(id=id, name=named(id), kind=kind, days=estimate, **KNOWN, **rest)  # type: ignore[arg-type]


def unit(id: str, headcount: int, role: str = "adviser", site: str = "k1", **rest: Any) -> Unit:
    """People who depart by road in the only phase, unless told otherwise."""
    row: dict[str, Any] = {"nation": "us", "disposition": "depart", "phase": "p1", "lane": "road", **KNOWN, **rest}
    return Unit(id=id, name=named(id), headcount=exactly(headcount), role=role, site=site, **row)  # type: ignore[arg-type]


def site(id: str, **rest: Any) -> Site:
    """A site with a named receiver, handed over in the only phase, unless told otherwise."""
    row: dict[str, Any] = {"receiver": named("army"), "closes_in": "p1", **KNOWN, **rest}
    return Site(id=id, name=named(id), **row)


def lane(id: str = "road", capacity: int = 1, days: int = 1, **rest: Any) -> Lane:
    """A road on which one serial of ten people or ten loads moves at once."""
    row: dict[str, Any] = {"people_per_serial": 10, "loads_per_serial": 10, **KNOWN, **rest}
    return Lane(id=id, name=named(id), kind="road", capacity=exactly(capacity), days=exactly(days), **row)


def condition(id: str = "calm", gate: Gate | None = None, scenario: bool = True) -> Condition:
    """A fact to be established, expected on day 20 when it has a declared scenario."""
    outlook = Scenario(
        first=day(10), likely=day(20), last=day(30), never_percent=exactly(0), basis="assumed", known_from=day(-9)
    )
    return Condition(
        id=id,
        statement=named(f"{id} holds"),
        group="threat",
        rule=Rule(indicator="fact", comparator="is_true"),
        gates=(gate,) if gate else (),
        scenarios=(outlook,) if scenario else (),
        **KNOWN,
    )


def work(**days: int) -> tuple[SiteWork, ...]:
    """Site work of so many days per kind."""
    return tuple(SiteWork(id=k, kind=k, days=exactly(n), **KNOWN) for k, n in sorted(days.items()))  # type: ignore[arg-type]


WORK = work(receiver=3, training=2, pack=1, cleanup=2, inspection=1, transfer=1, guard=1)
FRIDAY_SATURDAY = Calendar(id="week", name=named("week"), days_off=(4, 5), **KNOWN)


def but(value: Value, **changes: Any) -> Value:
    """The same value with some fields changed."""
    return msgspec.structs.replace(value, **changes)
