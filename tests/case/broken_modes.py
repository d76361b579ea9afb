"""Other ways of doing work that cannot be planned with."""

from __future__ import annotations

from collections.abc import Callable

from broken import Broken
from draft import Draft

LINES = {"name_en": "by a firm", "name_ar": "على يد شركة"}


def _way(**cells: str) -> Callable[[Draft], Draft]:
    return lambda d: d.row("modes.csv", **{"id": "firm", "of": "cleanup:camp-east", **LINES, **cells})


def _empty_lane(d: Draft) -> None:
    d.again("lanes.csv", "road-west", id="pipe", people_per_serial="")
    d.row("modes.csv", id="by-pipe", of="east-guards", lane="pipe", **LINES)


def _done_by_nobody(d: Draft) -> None:
    d.row("modes.csv", id="firm", of="cleanup:camp-east", days="3", **LINES)
    d.row("progress.csv", id="cleanup:camp-east", started="2025-01-05", mode="frim")


MODES = (
    Broken(
        "case.mode-usual",
        _way(id="usual", days="3"),
        "modes.csv id",
        "“usual” is the name of the usual way",
        "another id",
    ),
    Broken(
        "case.mode-same",
        _way(),
        "modes.csv",
        "Nothing about the way “firm” of doing “cleanup:camp-east” differs from the usual one",
        "delete the row",
    ),
    Broken(
        "case.mode-crew",
        _way(crew="inspectors"),
        "modes.csv crew_need",
        "names a crew without how much of it is needed",
        "together",
    ),
    Broken(
        "case.mode-crew",
        _way(crew_need="2"),
        "modes.csv crew",
        "or a need without a crew",
        "none is needed",
    ),
    Broken(
        "case.crew-too-small",
        _way(crew="inspectors", crew_need="3"),
        "modes.csv crew_need",
        "“firm” needs 3 of the crew “inspectors”, which has only 2",
        "at most 2",
    ),
    Broken(
        "case.mode-unknown",
        _way(of="cleanup:camp-eats", days="3"),
        "modes.csv of",
        "“cleanup:camp-eats”, and there is neither such work",
        "cleanup:camp-east",
    ),
    Broken(
        "case.mode-unknown",
        _way(of="move:east-guards:1", days="3"),
        "modes.csv of",
        "“move:east-guards:1”, and there is neither such work",
        "move:east-guards",
    ),
    Broken(
        "case.mode-point",
        _way(of="closed:camp-east", days="3"),
        "modes.csv of",
        "“closed:camp-east”, which is a point or a conversion",
        "takes days",
    ),
    Broken(
        "case.mode-lane",
        _way(lane="road-west"),
        "modes.csv lane",
        "“cleanup:camp-east” does not go in serials",
        "shipped",
    ),
    Broken(
        "case.mode-crew-serial",
        _way(of="east-guards", crew="inspectors", crew_need="1"),
        "modes.csv crew",
        "“east-guards” goes in serials, which need none",
        "lanes.csv",
    ),
    Broken(
        "case.lane-empty",
        _empty_lane,
        "modes.csv lane",
        "The lane “pipe” carries nothing of this: its people_per_serial is 0",
        "lanes.csv",
    ),
    Broken(
        "case.dangling",
        _way(of="east-guards", lane="road-wset"),
        "modes.csv lane",
        "road-wset",
        "road-west",
    ),
    Broken(
        "case.mode-progress",
        _done_by_nobody,
        "progress.csv mode",
        "“cleanup:camp-east” cannot be done in the way “frim”",
        "usual, east-by-firm, firm",
    ),
)
