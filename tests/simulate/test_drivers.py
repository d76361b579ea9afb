"""What moves the end: each cause is taken away alone, on the same draws."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args, get_type_hints

import mission
import msgspec
import numpy as np
import pytest
from small import always, estimate, link, problem, task

from jadwal.assess import HoldingDays, Paths
from jadwal.messages import codes
from jadwal.model.case import Case, Risk
from jadwal.model.timetable import Driver
from jadwal.plan.problem import Problem, RiskSpec
from jadwal.plan.risks import stops
from jadwal.simulate import simulate
from jadwal.simulate.drivers import FUTURES, MOST_CAUSES, causes, drivers
from jadwal.simulate.paired import error_of_move, quantiles
from jadwal.simulate.world import draw

STARTS: dict[str, int | None] = {}


def calm_on(day: int, futures: int = 20, of: int = 0) -> HoldingDays:
    """Calm from this day on; never in the first ``of`` futures."""
    first = np.full(futures, day, np.int32)
    first[:of] = 80
    return HoldingDays(futures, 80, {"calm": Paths.from_day("scenario", first)})


def moved(*found: Driver) -> dict[str, tuple[int, int]]:
    """Cause → days and change of chance."""
    return {f"{d.kind}:{d.id}": (d.days, d.attainable_ppm) for d in found}


def test_each_cause_moves_the_end_by_what_only_it_holds_up() -> None:
    """Permission on day 36, then serials until day 52; the report, done on day 40, holds nothing up.

    Without the permission the strike of the first five days counts: serials until day 21, the report is last, day 40.
    """
    found = drivers(mission.case(), mission.body(), STARTS, calm_on(30), seed=1)
    assert moved(*found) == {
        "permission:pass": (-12, 0),
        "lane:air": (-8, 0),
        "condition:calm": (0, 0),
        "shock:strike": (0, 0),
    }
    assert [d.id for d in found] == ["pass", "air", "calm", "strike"]
    assert found[0].name == mission.named("pass")


def test_a_condition_that_often_never_comes_moves_the_chance_of_an_end() -> None:
    """Not calm in five of twenty futures: the end moves from beyond the horizon, counted as the day after it."""
    found = moved(*drivers(mission.case(), mission.body(), STARTS, calm_on(30, of=5), seed=1))
    assert found["condition:calm"] == (52 - 81, 250_000)


def test_uncertain_work_is_run_at_its_low() -> None:
    """A report of 10 to 40 days, the last thing that is done."""
    body = mission.body()
    report = msgspec.structs.replace(body.task("report"), days=estimate(10, 30, 40))
    body = msgspec.structs.replace(body, tasks=tuple(report if t.id == "report" else t for t in body.tasks))
    days = calm_on(30, futures=FUTURES)
    found = moved(*drivers(mission.case(), body, STARTS, days, seed=3))
    finishes = np.sort(simulate(body, STARTS, days, seed=3, futures=FUTURES).finish("end"))
    assert found["activity:report"] == (52 - int(finishes[FUTURES * 4 // 5 - 1]), 0)


def test_a_cause_that_nothing_depends_on_is_none() -> None:
    """A crew without work, a shock that pauses nothing, exact work."""
    case = mission.case(shocks=(), permissions=())
    body = msgspec.structs.replace(mission.body(), profiles=())
    assert [(c.kind, c.id) for c in causes(case, body, 1)] == [("condition", "calm")]


def test_there_are_at_most_forty_causes_and_the_widest_work_stays() -> None:
    """Fifty uncertain activities, some of a site: one cause for the site; the narrowest are left out."""
    body = mission.body()
    more = tuple(task(f"w{n:02}", estimate(1, 1, 2 + n), site="base" if n % 10 == 0 else "") for n in range(50))
    body = msgspec.structs.replace(body, tasks=tuple(sorted((*body.tasks, *more), key=lambda t: t.id)))
    found = [c.id for c in causes(mission.case(), body, 1)]
    assert len(found) == MOST_CAUSES
    assert {"calm", "pass", "strike", "air", "site:base", "w49"} <= set(found)
    assert "w01" not in found


def risky(*risks: RiskSpec, **rest: Any) -> tuple[Case, Problem]:
    """A case and a problem of ten days of work, then twenty, with these risks."""
    work = (
        task("a", 10),
        task("b", 20, shocks=tuple(f"risk:{r.id}" for r in risks if r.effect == "stop")),
        task("end"),
    )
    body = problem(*work, days=400, links=(link("a", "b"), link("b", "end")), risks=risks, shocks=stops(risks), **rest)
    rows = tuple(
        Risk(
            id=r.id,
            name=mission.named(r.id),
            effect=r.effect,
            on=r.tasks,
            chance_percent=r.chance_percent,
            impact=r.impact,
            mitigation=mission.named(f"against {r.id}") if r.mitigation else None,
            known_from=date(2024, 1, 1),
        )
        for r in risks
    )
    return mission.case(shocks=(), permissions=(), lanes=(), conditions=(), risks=rows), body


def flood(**rest: Any) -> RiskSpec:
    """Ten days more of the second piece of work in half of the futures; three with its mitigation."""
    body: dict[str, Any] = {"mitigation": (estimate(50), estimate(3)), "impact": estimate(10)} | rest
    return RiskSpec(id="flood", effect="delay", how="series", tasks=("b",), chance_percent=estimate(50), **body)


@pytest.mark.parametrize("counted", [False, True])
def test_a_risk_stands_with_and_without_its_mitigation(counted: bool) -> None:
    """P80 is day 40 with the flood, 33 with the mitigation, 30 without the flood: whatever the plan counts on."""
    case, body = risky(flood(mitigated=counted))
    found = {d.kind: d for d in drivers(case, body, STARTS, always(futures=FUTURES, days=400), seed=1)}
    assert (found["risk"].days, found["risk"].unmitigated_days, found["risk"].mitigated_days) == (
        -3 if counted else -10,
        -10,
        -3,
    )
    assert found["mitigation"].days == -7
    assert found["mitigation"].name == mission.named("against flood")
    assert found["risk"].error_milli == found["mitigation"].error_milli == 0  # in no round are fewer than 20 % flooded


def test_a_risk_that_is_taken_away_is_taken_away_whole() -> None:
    """Without the stop the run is the one of a case that never knew it, draw by draw; so is one without the delay."""
    strike = RiskSpec(
        id="strike", effect="stop", how="series", tasks=("b",), chance_percent=estimate(90),
        impact=estimate(5, 15, 40), window=(12, 20),
    )  # fmt: skip
    storm = flood(mitigation=None, impact=estimate(2, 6, 20))
    case, body = risky(storm, strike)
    days = always(futures=FUTURES, days=400)
    by_id = {c.id: c for c in causes(case, body, 9) if c.kind == "risk"}
    for id, left in (("strike", storm), ("flood", strike)):
        other, _, drawn = by_id[id].without((body, days, draw(body, 9, FUTURES)))
        plain = risky(left)[1]
        assert other == plain
        found = simulate(other, STARTS, days, seed=9, futures=FUTURES, drawn=drawn).finish("end")
        assert (found == simulate(plain, STARTS, days, seed=9, futures=FUTURES).finish("end")).all()


def test_work_at_its_low_keeps_what_risks_add() -> None:
    """The second piece of work at 5 instead of 5 to 35 days: the flood of ten days still comes."""
    case, body = risky(flood(mitigation=None))
    wide = msgspec.structs.replace(body.task("b"), days=estimate(5, 20, 35))
    body = msgspec.structs.replace(body, tasks=tuple(wide if t.id == "b" else t for t in body.tasks))
    days = always(futures=FUTURES, days=400)
    low = next(c for c in causes(case, body, 1) if c.id == "b")
    found = simulate(
        body, STARTS, days, seed=1, futures=FUTURES, drawn=low.without((body, days, draw(body, 1, 200)))[2]
    )
    assert set(found.finish("end").tolist()) == {15, 25}


def test_the_error_of_a_move_is_that_of_the_paired_difference() -> None:
    """A constant move has no error; that of a mean-like quantile is close to the spread over fresh runs."""
    rng = np.random.default_rng(3)
    before = rng.integers(0, 200, 200).astype(np.int32)
    assert error_of_move(before, before + 7, 800_000, 1) == 0

    def pair() -> tuple[np.ndarray[Any, np.dtype[np.int32]], np.ndarray[Any, np.dtype[np.int32]]]:
        first = rng.integers(100, 300, 200)
        return first.astype(np.int32), (first - rng.integers(0, 60, 200)).astype(np.int32)

    moves, errors = [], []
    for n in range(300):
        one, other = pair()
        moves.append(int(quantiles(other, 800_000) - quantiles(one, 800_000)))
        if n < 60:
            errors.append(error_of_move(one, other, 800_000, n) / 1000)
    assert np.mean(errors) == pytest.approx(np.std(moves), rel=0.2)


def test_every_kind_of_cause_has_its_words() -> None:
    """In the terminal, on the page and in the chart, in both languages."""
    for kind in get_args(get_type_hints(Driver)["kind"]):
        for lang in ("en", "ar"):
            assert {f"cli.word.driver-{kind}", f"page.driver-{kind}", f"chart.cause-{kind}"} <= set(codes(lang)), kind
