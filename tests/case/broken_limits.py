"""Rows about limits that hold for some days only and that cannot be planned with."""

from __future__ import annotations

from collections.abc import Callable

from broken import Broken
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


LIMITS = (
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
