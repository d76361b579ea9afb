"""Rows about limits that hold for some days only and that cannot be planned with."""

from __future__ import annotations

from collections.abc import Callable

from broken import CASE, Broken
from draft import Draft

CAPACITIES = "capacities.csv"


def _capacities(*rows: dict[str, str]) -> Callable[[Draft], object]:
    def change(d: Draft) -> None:
        for row in rows:
            d.row(
                CAPACITIES, **{"of": "road-west", "first": "2025-06-01", "last": "2025-06-30", "capacity": "1", **row}
            )

    return change


def _inspectors_by_road(d: Draft) -> None:
    """A crew is called like the road."""
    d.row("crews.csv", id="road-west", name_en="Road inspectors", name_ar="مفتشو الطريق", capacity="2")
    _capacities({"id": "summer"})(d)


def _blackout(**cells: str) -> Callable[[Draft], object]:
    row = {"id": "vote", "name_en": "Election", "name_ar": "انتخابات", "scope": "site", "of": "camp-east"}
    return lambda d: d.row("blackouts.csv", **{**row, "first": "2025-06-01", "last": "2025-06-02", **cells})


def _later_week(d: Draft) -> None:
    """The host keeps to a calendar that nobody knew of on the day of the plan."""
    d.swap(CASE, 'side = "host"', 'side = "host"\ncalendar = "host-week"')
    week = (
        '\n[[calendar]]\nid = "host-week"\nname = { en = "Host week", ar = "أسبوع المضيف" }\nknown_from = 2025-02-01\n'
    )
    d.add(CASE, week)


def _budget(rest: str) -> Callable[[Draft], object]:
    name = 'name = { en = "Budget", ar = "ميزانية" }'
    return lambda d: d.add(CASE, f'\n[[budget]]\nid = "b"\nknown_from = 2025-01-10\n{name}\n{rest}\n')


LIMITS = (
    Broken(
        "case.reversed",
        _budget("first = 2025-12-31\nlast = 2025-01-01\nmost = 9"),
        f"{CASE} budget[1].last",
        "2025-12-31",
        "",
    ),
    Broken(
        "case.too-small",
        _budget("first = 2025-01-01\nlast = 2025-12-31\nmost = -9"),
        f"{CASE} budget[1].most",
        "-9",
        "",
    ),
    Broken(
        "case.date-outside",
        _budget("first = 2025-01-01\nlast = 2027-12-31\nmost = 9"),
        f"{CASE} budget[1].last",
        "2027-12-31",
        "move the horizon",
    ),
    Broken(
        "case.lag-order",
        lambda d: d.cell("activities.csv", "agreement", "after", "recommendation FS+10..2"),
        "activities.csv after",
        "“recommendation FS+10..2”",
        "the shortest first",
    ),
    Broken(
        "case.blackout-scope", _blackout(scope="lane"), "blackouts.csv of", "does not fit the scope lane", "or the lane"
    ),
    Broken("case.blackout-scope", _blackout(of=""), "blackouts.csv of", "does not fit the scope site", "or the lane"),
    Broken("case.dangling", _blackout(of="camp-north"), "blackouts.csv of", "“camp-north”", ""),
    Broken("case.reversed", _blackout(last="2025-05-31"), "blackouts.csv last", "2025-05-31", ""),
    Broken("case.missing-value", _blackout(name_ar=""), "blackouts.csv name_ar", "name_ar", ""),
    Broken(
        "case.calendar-later",
        _later_week,
        f"{CASE} party[1].calendar",
        "“host-week” was not yet known on 2025-01-15",
        "",
    ),
    Broken(
        "case.capacities-overlap",
        _capacities({"id": "summer"}, {"id": "works", "first": "2025-06-30", "last": "2025-07-09", "capacity": "2"}),
        f"{CAPACITIES} first",
        "“works” and “summer” say different things about “road-west” for 2025-06-30",
        "Keep one of them for that day",
    ),
    Broken(
        "case.capacity-of-two",
        _inspectors_by_road,
        f"{CAPACITIES} of",
        "“road-west” is a lane and a crew",
        "another id",
    ),
    Broken(
        "case.dangling",
        _capacities({"id": "summer", "of": "east-road"}),
        f"{CAPACITIES} of",
        "“east-road”",
        "",
    ),
    Broken(
        "case.reversed",
        _capacities({"id": "summer", "last": "2025-05-31"}),
        f"{CAPACITIES} last",
        "2025-05-31",
        "",
    ),
    Broken(
        "case.date-outside",
        _capacities({"id": "summer", "last": "2027-01-01"}),
        f"{CAPACITIES} last",
        "2027-01-01",
        "move the horizon",
    ),
)
