"""Rows about people and things that cannot be planned with."""

from __future__ import annotations

from collections.abc import Callable

from broken import CASE, Broken
from draft import Draft


def _floor(rest: str) -> Callable[[Draft], Draft]:
    return lambda d: d.add(CASE, f'\n[[floor]]\nid = "f"\nknown_from = 2025-01-10\nday = 2026-02-01\n{rest}\n')


def _bands(*threats: int) -> Callable[[Draft], Draft]:
    rows = "".join(f"[[protection.band]]\nthreat_from = {n}\npercent = 20\n" for n in threats)
    return lambda d: d.swap(CASE, "\n[[milestone]]\n", f"\n{rows}\n[[milestone]]\n")


def _shipped(d: Draft, **cells: str) -> Draft:
    """The generators are shipped instead of handed over."""
    for name, value in {"disposition": "ship", **{f"days{e}": "" for e in ("", "_low", "_high")}, **cells}.items():
        d.cell("equipment.csv", "east-generators", name, value)
    return d


def _stays(d: Draft) -> None:
    """The nation is to be gone by a day, but its guards go to the other camp and stay there."""
    d.cell("nations.csv", "northland", "departs", "2026-06-30")
    d.cell("units.csv", "east-guards", "disposition", "relocate")
    d.cell("units.csv", "east-guards", "to_site", "camp-west")


def _large_crew(d: Draft) -> None:
    d.cell("equipment.csv", "east-generators", "crew", "inspectors")
    d.cell("equipment.csv", "east-generators", "crew_need", "3")


PEOPLE = (
    Broken(
        "case.floor-above-headcount",
        _floor('scope = "site"\nof = "camp-east"\nleast = 90'),
        f"{CASE} floor[1].least",
        "asks for 90 people, but only 50 people are or come there",
        "at most 50 people",
    ),
    Broken(
        "case.floor-above-ceiling",
        _floor('scope = "mission"\nleast = 90'),
        f"{CASE} floor[1].least",
        "asks for 90 people until 2026-02-01, and the ceiling “after-east” allows at most 80 people from 2026-01-01 on",
        "before the ceiling begins",
    ),
    Broken(
        "case.ceiling-scope",
        _floor('scope = "nation"\nleast = 10'),
        f"{CASE} floor[1].of",
        "does not fit the scope nation",
        "Name the nation",
    ),
    Broken(
        "case.band-twice",
        _bands(120, 120),
        f"{CASE} protection[1].band[2].threat_from",
        "Two bands begin at the threat weight 120",
        "Keep one",
    ),
    Broken(
        "case.missing-value",
        lambda d: d.swap(
            CASE,
            "[[protection]]\npercent = { low = 10, likely = 15, high = 20 }",
            "[[protection]]\nband = [{ threat_from = 120, percent = { low = 10, likely = 20, high = 30 } }]",
        ),
        f"{CASE} protection[1].percent",
        "percent",
        "",
    ),
    Broken(
        "case.equipment-lane",
        lambda d: _shipped(d, lane="road-west"),
        "equipment.csv loads",
        "“east-generators” is to be shipped, but has no loads",
        "lane and the loads",
    ),
    Broken(
        "case.equipment-lane",
        lambda d: _shipped(d, loads="3", loads_low="3", loads_high="3"),
        "equipment.csv lane",
        "“east-generators” is to be shipped, but has no lane",
        "lane and the loads",
    ),
    Broken(
        "case.lane-no-cargo",
        lambda d: [
            _shipped(d, lane="other", loads="3", loads_low="3", loads_high="3"),
            d.again("lanes.csv", "road-west", id="other", loads_per_serial=""),
        ],
        "equipment.csv lane",
        "The lane “other” carries no loads",
        "loads_per_serial",
    ),
    Broken(
        "case.equipment-days",
        lambda d: [d.cell("equipment.csv", "east-generators", f"days{e}", "") for e in ("", "_low", "_high")],
        "equipment.csv days",
        "“east-generators” is not shipped, and nothing says how long",
        "days",
    ),
    Broken(
        "case.equipment-not-shipped",
        lambda d: d.cell("equipment.csv", "east-generators", "lane", "road-west"),
        "equipment.csv lane",
        "“east-generators” is not shipped, so it has no lane",
        "ship",
    ),
    Broken(
        "case.equipment-elsewhere",
        lambda d: d.cell("equipment.csv", "east-generators", "unit", "west-guards"),
        "equipment.csv unit",
        "is at camp-east, where its unit “west-guards” never is",
        "Correct the site or the unit",
    ),
    Broken(
        "case.dangling",
        lambda d: d.cell("equipment.csv", "east-generators", "site", "camp-eats"),
        "equipment.csv site",
        "camp-eats",
        "camp-east",
    ),
    Broken(
        "case.crew-too-small",
        _large_crew,
        "equipment.csv crew_need",
        "“east-generators” needs 3 of the crew “inspectors”, which has only 2",
        "at most 2",
    ),
    Broken(
        "case.departs-stays",
        _stays,
        "nations.csv departs",
        "Nation “northland” has announced to leave by 2026-06-30, but its unit “east-guards” relocates and stays",
        "empty departs",
    ),
    Broken(
        "case.date-outside",
        lambda d: d.cell("nations.csv", "northland", "departs", "2027-06-30"),
        "nations.csv departs",
        "2027-06-30",
        "horizon",
    ),
    Broken(
        "case.too-large",
        lambda d: d.swap(CASE, "gap_days = {", "step_percent = { low = 10, likely = 50, high = 120 }\ngap_days = {"),
        f"{CASE} reduction[1].step_percent.high",
        "120",
        "100",
    ),
)
