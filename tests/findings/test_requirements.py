"""Requirements: who covers what until when, by hand, and the departures that rest on a condition not met today."""

from __future__ import annotations

import planned as p

from jadwal.findings import find
from jadwal.findings.requirements import requirements
from jadwal.messages import text
from jadwal.model.case import Case, Function
from jadwal.model.timetable import BoardRow, Opening
from jadwal.publish.covered import rows, sentences


def case(need: int = 20, **rest: object) -> Case:
    """The battalion (30, in two serials on days 10 and 20) provides evacuation for the army until it is calm."""
    row: dict[str, object] = {"until_condition": "calm", "binding": "promised", "formation": "Army", **p.KNOWN, **rest}
    function = Function(id="medevac", name=p.named("medevac"), need=p.exactly(need), **row)  # type: ignore[arg-type]
    units = (p.unit("bat", 30, "big", function="medevac"), p.unit("com", 10, "small"))
    return p.case(units=units, functions=(function,))


def calm(n: int) -> tuple[Opening, ...]:
    """The condition holds from day ``n`` on in the aim."""
    return (Opening(condition="calm", first=p.day(n)),)


def board(state: str, *chances: tuple[int, int]) -> tuple[BoardRow, ...]:
    """The condition today, and its chances by days."""
    return (
        BoardRow(
            condition="calm", group="threat", statement=p.named("calm holds."), state=state, since=None, low=None,  # type: ignore[arg-type]
            high=None, figure="", coverage_ppm=0, last_observed=None, outlook="data" if chances else "none",
            outlook_basis="", sources=(), chances=tuple((p.day(n), ppm) for n, ppm in chances),
        ),
    )  # fmt: skip


def test_cover_is_counted_departure_by_departure() -> None:
    """15 of 30 leave on day 10 and 5 too few are left; the rest on day 20; it is needed until day 15."""
    (found,) = requirements(case(), p.reading(openings=calm(15)))
    assert (found.function, found.formation, found.need, found.people, found.covered) == (
        "medevac",
        "Army",
        20,
        30,
        True,
    )
    assert (found.until, found.last) == (p.day(15), p.day(10))
    assert [(d.day, d.left, d.short, d.needed) for d in found.departures] == [
        (p.day(10), 15, 5, True),
        (p.day(20), 0, 20, False),
    ]
    (provider,) = found.providers
    assert (provider.unit, provider.site, provider.last, provider.ending) == ("bat", "big", p.day(20), "departs")


def test_who_converts_goes_on_and_who_relocates_provides_from_elsewhere() -> None:
    """A conversion uncovers nothing; a relocation gives two places, one after the other."""
    goes_on = p.but(case(), units=(p.unit("bat", 30, "big", function="medevac", disposition="convert"),))
    entries = (p.entry("convert:bat", 12, unit="bat", site="big", people=30),)
    (found,) = requirements(goes_on, p.reading(entries))
    assert (found.departures, found.last, found.providers[0].ending) == ((), None, "converts")
    moved = p.unit("bat", 30, "big", function="medevac", disposition="relocate", to_site="small", then_phase="p1")
    moves = (
        p.entry("move:bat:1", 10, 11, unit="bat", site="big", to_site="small", people=30),
        p.entry("move:bat:2", 50, 51, unit="bat", site="small", people=30),
    )
    (found,) = requirements(p.but(case(), units=(moved,)), p.reading(moves))
    assert [(x.site, x.first, x.last, x.ending) for x in found.providers] == [
        ("big", None, p.day(10), "relocates"),
        ("small", p.day(11), p.day(50), "departs"),
    ]
    assert [(d.day, d.site, d.left) for d in found.departures] == [(p.day(50), "small", 0)]


def test_a_function_that_nobody_provides_has_a_row_and_is_not_covered() -> None:
    """No unit names it; a departure without a date says so."""
    alone = p.but(case(), units=(p.unit("com", 10, "small"),))
    (found,) = requirements(alone, p.reading())
    assert (found.people, found.covered, found.providers) == (0, False, ())
    (row,) = rows("", p.but(p.reading(), requirements=(found,)))
    assert (row[1], row[10], row[20]) == ("medevac", 0, 20)
    undated = p.reading(p.redated(move_bat_2=(None, None)))
    (found,) = requirements(case(), undated)
    assert found.providers[0].ending == "undated"


def test_a_departure_that_rests_on_a_condition_not_met_today_is_found() -> None:
    """It is calm from day 5 in the aim; today it is not, and by day 10 the chance is that told for day 9: 60 %."""
    (found,) = find(case(), board("not-met", (0, 0), (9, 600_000), (30, 990_000)), (p.reading(openings=calm(5)),))
    assert (found.code, found.severity, found.subject) == ("finding.departure-uncovers", "warning", "medevac")
    params = dict(found.params)
    assert (params["unit"], params["day"], params["left"]) == (p.named("bat"), p.day(10).isoformat(), 15)
    assert "60 %" in text(found.code, "en", **params)
    assert "60 %" in text(found.code, "ar", **params)
    (likely,) = find(case(), board("cannot-tell", (9, 800_000)), (p.reading(openings=calm(5)),))
    assert likely.severity == "note"
    (silent,) = find(case(), board("cannot-tell"), (p.reading(openings=calm(5)),))
    assert (silent.severity, "Nothing says" in text(silent.code, "en", **dict(silent.params))) == ("warning", True)


def test_no_finding_where_the_condition_is_met_or_a_substitute_stands() -> None:
    """Met today; a substitute on day 8; a need of 0."""
    reading = p.reading(openings=calm(5))
    codes = [f.code for f in find(case(), board("met"), (reading,))]
    assert "finding.departure-uncovers" not in codes
    entries = (*p.ENTRIES, p.entry("substitute", 8))
    with_one = case(until_activity="substitute")
    found = find(with_one, board("not-met"), (p.reading(entries, openings=calm(5)),))
    assert "finding.departure-uncovers" not in [f.code for f in found]
    found = find(case(need=0), board("not-met"), (reading,))
    assert "finding.departure-uncovers" not in [f.code for f in found]


def test_every_line_is_said_in_both_languages() -> None:
    """Providers and what departures leave, with dates and figures."""
    (found,) = requirements(case(), p.reading(openings=calm(15)))
    sites = {s.id: s.name for s in p.case().sites}
    english, arabic = (list(sentences(found, sites, lang)) for lang in ("en", "ar"))
    assert english[0] == f"bat, big: 30 people, until {p.day(20)}, departs."
    assert english[1] == f"bat leaves on {p.day(10)}: 15 are left, 5 too few, and it is still needed by the aim."
    assert len(arabic) == len(english) == 3
