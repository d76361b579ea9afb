"""Schedule health: every point passes on a sound network and fails on one made to fail it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from planned import AS_OF, but, case, clause, codes, day, found, promise, promised, reading, said

from jadwal.findings.floats import Network
from jadwal.findings.health import POINTS, health
from jadwal.model.case import Calendar, Case, Link, Text
from jadwal.model.timetable import Entry, HealthRow

KNOWN: dict[str, Any] = {"known_from": day(-30)}
CHAIN = tuple(f"w{n}" for n in range(1, 11))


def work(id: str, first: int, last: int, *after: str, **rest: Any) -> Entry:
    """A piece of work that somebody owns, on every day from ``first`` to ``last``."""
    row: dict[str, Any] = {"days": last - first + 1, "owner": "host", "kind": "other", **rest}
    links = tuple(Link(before=b) for b in after)
    return Entry(id=id, name=Text(en=id, ar=f"ال{id}"), start=day(first), finish=day(last), after=links, **row)


def end(last: int, *after: str) -> Entry:
    """The end of the mission."""
    return work("over", last, last, *after, days=0, kind="milestone", owner="")


def chain(**changes: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Ten pieces of work of five days, one after another, then the end; some of them changed."""
    made = [
        work(id, 5 * n, 5 * n + 4, *((CHAIN[n - 1],) if n else ()), **({"gates": ("calm",)} if not n else {}))
        for n, id in enumerate(CHAIN)
    ]
    return tuple(but(e, **changes.get(e.id, {})) for e in (*made, end(49, "w10")))


def points(entries: tuple[Entry, ...], baseline: tuple[Entry, ...] = (), **rest: Any) -> dict[str, HealthRow]:
    """The rows of one reading by point."""
    of: Case = rest.pop("case", case())
    return {row.point: row for row in health(of, reading(entries, **rest), baseline)}


def test_every_point_is_told_for_a_sound_network_and_none_fails() -> None:
    """Three have nothing to compare with: there is no baseline and no agreed end."""
    rows = points(chain())
    assert tuple(rows) == POINTS
    assert [p for p, row in rows.items() if row.passed is False] == []
    assert {p for p, row in rows.items() if row.passed is None} == {"missed", "path-length", "baseline-execution"}


def test_a_timetable_without_entries_has_no_health() -> None:
    """As a public one may be."""
    assert health(case(), reading(())) == ()


def done(first: int, last: int) -> dict[str, Any]:
    """It truly started and finished."""
    return {"actual_start": day(first), "actual_finish": day(last), "start": day(first), "finish": day(last)}


LONG = (*chain()[:-1], work("long", 0, 44, days=45, gates=("calm",)), end(49, "w10", "long"))
LOOSE = (*chain()[:-1], work("loose", 0, 49), end(49, "w10"))
IDLE = (*chain()[:-1], work("idle", 0, 1, gates=("calm",)), end(200, "w10", "idle"))
LINKED: dict[str, Any] = {"after": (Link(before="w1", type="SS"),)}
LAGGED: dict[str, Any] = {"after": (Link(before="w1", lag=3),), "start": day(8), "finish": day(9)}


@pytest.mark.parametrize(
    ("point", "entries", "value", "examples"),
    [
        ("logic", LOOSE, 90_909, ("loose",)),
        ("leads", chain(w2={"after": (Link(before="w1", lag=-1),)}), 1, ("w1",)),
        ("lags", chain(w2=LAGGED), 100_000, ("w1",)),
        ("relationships", chain(w2=LINKED, w3=LINKED), 800_000, ("w2", "w3")),
        ("high-float", IDLE, 1_000_000, ("w1", "w2", "w3")),
        ("long-work", LONG, 90_909, ("long",)),
        ("resources", chain(w4={"owner": ""}), 100_000, ("w4",)),
        ("invalid-dates", chain(w1={"start": day(-3), "finish": day(1)}), 1, ("w1",)),
    ],
)
def test_a_point_fails_on_what_it_looks_for(
    point: str, entries: tuple[Entry, ...], value: int, examples: tuple[str, ...]
) -> None:
    """With the figure, and with what it found."""
    row = points(entries)[point]
    assert (row.passed, row.value, row.examples) == (False, value, examples)


def test_what_happened_after_the_as_of_date_is_an_invalid_date() -> None:
    """As is what is still to happen before it; what happened before it is not."""
    assert points(chain(w1=done(-5, 3)))["invalid-dates"].examples == ("w1",)
    assert points(chain(w1=done(-5, -1)))["invalid-dates"].passed
    started = {"actual_start": day(-5), "start": day(-5)}
    assert points(chain(w1=started))["invalid-dates"].passed


def test_an_agreed_not_before_day_is_a_hard_date() -> None:
    """One of eleven tasks and points; under a reading that does not hold it is none."""
    fixed = promise(30, kind="not-before")
    row = points(chain(), case=case(clauses=(clause(fixed),)))["hard-dates"]
    assert (row.passed, row.value, row.examples) == (False, 90_909, ("over",))
    other = promise(30, kind="not-before", readings=("strict",))
    assert points(chain(), case=case(clauses=(clause(other),)))["hard-dates"].passed


@pytest.mark.parametrize(("agreed", "value"), [(49, 0), (48, 10), (60, 0)])
def test_negative_float_is_counted_against_agreed_dates(agreed: int, value: int) -> None:
    """Ten tasks stand one day too late for an end agreed for the day before."""
    row = points(chain(), promises=(but(promised(), day=day(agreed)),))["negative-float"]
    assert (row.value, row.passed) == (value, value == 0)


@pytest.mark.parametrize(("agreed", "ppm"), [(49, 1_000_000), (44, 900_000), (54, 1_100_000)])
def test_the_path_length_index_is_the_length_and_what_is_to_spare_over_the_length(agreed: int, ppm: int) -> None:
    """Fifty days to the end, five too few or five to spare."""
    row = points(chain(), promises=(but(promised(), day=day(agreed)),))["path-length"]
    assert (row.value, row.of, row.passed) == (ppm, 50, ppm >= 950_000)


def test_a_critical_task_held_up_moves_the_end_by_as_much() -> None:
    """600 days; where the end waits for nothing it does not move and the point fails."""
    row = points(chain())["critical-path"]
    assert (row.value, row.threshold, row.passed, row.examples) == (600, 600, True, ("w1",))
    loose = (*chain()[:-1], end(49))
    assert points(loose)["critical-path"].passed is False
    assert points((*(but(e, **done(-9, -5)) for e in chain()[:-1]), end(1, "w10")))["critical-path"].passed is True


@pytest.mark.parametrize(
    ("change", "missed", "index"),
    [
        ({"w1": done(-20, -16), "w2": done(-15, -11)}, 0, 1_000_000),
        ({"w1": done(-20, -16), "w2": done(-15, -9)}, 500_000, 1_000_000),
        ({"w1": done(-20, -16)}, 500_000, 500_000),
        ({}, 1_000_000, 0),
    ],
)
def test_the_baseline_is_followed_or_not(change: dict[str, Any], missed: int, index: int) -> None:
    """Two tasks were due by the as-of date: in time, one late, one not at all, none at all."""
    before = chain()
    baseline = tuple(
        but(e, start=day(n), finish=day(n + 4)) if e.id in ("w1", "w2") else e
        for e, n in zip(before, (-20, -15, *(0 for _ in before[2:])), strict=True)
    )
    rows = points(chain(**change), baseline)
    assert (rows["missed"].value, rows["missed"].of) == (missed, 2)
    assert rows["baseline-execution"].value == index
    assert rows["missed"].passed == (missed <= 50_000)
    assert rows["baseline-execution"].passed == (index >= 950_000)


@pytest.mark.parametrize(("type", "late"), [("FS", 8), ("SS", 10), ("FF", 10), ("SF", 12)])
def test_the_latest_finish_follows_each_type_of_link(type: str, late: int) -> None:
    """Before (2 days) is linked to after (2 days), which has to finish by instant 10 of the plan; no days off."""
    before = work("before", 0, 1)
    after = but(work("after", 8, 9), after=(Link(before="before", type=type),))  # type: ignore[arg-type]
    network = Network((before, after), (), AS_OF)
    found = network.latest({"after": AS_OF.toordinal() + 10})
    assert found["before"] - AS_OF.toordinal() == late


def test_float_is_counted_in_working_days_of_the_tasks_own_calendar() -> None:
    """Fridays and Saturdays off: from Thursday 4 January to Thursday 11 January there are five working days."""
    week = Calendar(id="week", name=Text(en="w", ar="أ"), days_off=(4, 5), **KNOWN)
    entries = (work("a", 2, 3, calendar="week"), end(10, "a"))
    network = Network(entries, (week,), AS_OF)
    assert network.floats({"over": AS_OF.toordinal() + 11})["a"] == 5


def test_work_held_up_rests_on_closed_days_and_what_waits_moves_on() -> None:
    """A task of two days pushed onto a weekend finishes after it."""
    week = Calendar(id="week", name=Text(en="w", ar="أ"), days_off=(4, 5), **KNOWN)
    entries = (work("a", 0, 1), work("b", 2, 3, "a", calendar="week"), end(3, "b"))
    assert Network(entries, (week,), AS_OF).held_up("a", 1, "over") == 3


FAILING: dict[str, Callable[[], dict[str, HealthRow]]] = {
    "logic": lambda: points(LOOSE),
    "leads": lambda: points(chain(w2={"after": (Link(before="w1", lag=-1),)})),
    "lags": lambda: points(chain(w2=LAGGED)),
    "relationships": lambda: points(chain(w2=LINKED, w3=LINKED)),
    "hard-dates": lambda: points(chain(), case=case(clauses=(clause(promise(30, kind="not-before")),))),
    "high-float": lambda: points(IDLE),
    "negative-float": lambda: points(chain(), promises=(but(promised(), day=day(30)),)),
    "long-work": lambda: points(LONG),
    "invalid-dates": lambda: points(chain(w1=done(-5, 3))),
    "resources": lambda: points(chain(w4={"owner": ""})),
    "missed": lambda: points(chain(), (but(chain()[0], start=day(-9), finish=day(-5)),)),
    "critical-path": lambda: points((*chain()[:-1], end(49))),
    "path-length": lambda: points(chain(), promises=(but(promised(), day=day(30)),)),
    "baseline-execution": lambda: points(chain(), (but(chain()[0], start=day(-9), finish=day(-5)),)),
}


@pytest.mark.parametrize("point", POINTS)
def test_each_point_that_fails_is_a_finding_in_both_languages(point: str) -> None:
    """And only then; with its figures in the sentence."""
    row = FAILING[point]()[point]
    assert row.passed is False
    entries = LOOSE if point == "logic" else LONG if point == "long-work" else chain()
    held = reading(entries, health=(row,))
    (one,) = [f for f in found(case(), held) if f.code.startswith("finding.health-")]
    assert one.code == f"finding.health-{point}"
    for lang in ("en", "ar"):
        sentence, advice = said(one, lang)
        assert "{" not in sentence + advice
        assert sentence
        assert advice
    assert f"health-{point}" not in codes(case(), reading(entries, health=(but(row, passed=True),)))


def test_the_reading_that_is_furthest_from_the_threshold_is_told() -> None:
    """Of two readings that fail the same point."""
    near, far = (
        HealthRow(point="long-work", value=v, of=9, unit="ppm", threshold=50_000, passed=False)
        for v in (60_000, 900_000)
    )
    (one,) = [f for f in found(case(), reading(health=(near,)), reading(health=(far,))) if "health" in f.code]
    assert dict(one.params)["value"] == 90
