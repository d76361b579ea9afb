"""Durations fitted to what was observed: the fit, its place in the plan, its draws (docs/method.md section 5)."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from statistics import NormalDist, median

import msgspec
import numpy as np
import pytest

from jadwal.assess import assess
from jadwal.case import assumed_values, read_case
from jadwal.case.skeleton import write_skeleton
from jadwal.model.case import Activity, Case, Estimate, FittedDays, ObservedDays, Text
from jadwal.model.fitting import LEAST, fit, fits
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.dated import aim
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.simulate.factors import durations_of
from jadwal.simulate.network.order import partial_order
from jadwal.simulate.network.run import SQUARES, SUM, run
from jadwal.simulate.network.tables import tables

KNOWN = date(2025, 1, 10)
CLEANUPS = (6, 8, 9, 11, 14, 21, 25)
LIMIT = 1.95  # Kolmogorov's distance times root(n), exceeded once in a thousand times
LAW = NormalDist()


def seen(kind: str, *days: int, site: str = "") -> tuple[ObservedDays, ...]:
    """Observed durations."""
    rows = enumerate(days)
    return tuple(
        ObservedDays(id=f"{kind}-{site or 'any'}-{n}", kind=kind, site=site, days=d, known_from=KNOWN)  # type: ignore[arg-type]
        for n, d in rows
    )


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case that a newcomer gets, everything done in the usual way."""
    folder: Path = tmp_path_factory.mktemp("new") / "case"
    write_skeleton(folder)
    return msgspec.structs.replace(read_case(folder), modes=())


def made(case: Case, *observed: ObservedDays, **changes: object) -> Problem:
    """The problem of the case with these durations observed."""
    case = msgspec.structs.replace(case, durations=observed, **changes)
    return build(case, choices(case)[0])


def test_the_fit_is_the_closed_form_of_maximum_likelihood() -> None:
    """Mean and spread of the logarithms; no other lognormal makes the same days likelier."""
    found = fit(CLEANUPS)
    logs = np.log(CLEANUPS)
    assert found.count == 7
    assert math.isclose(found.log_mean, logs.mean())
    assert math.isclose(found.log_sigma, logs.std(ddof=0))

    def likelihood(mean: float, sigma: float) -> float:
        return sum(math.log(NormalDist(mean, sigma).pdf(x)) for x in logs)

    best = likelihood(found.log_mean, found.log_sigma)
    for step in (-0.01, 0.01):
        assert likelihood(found.log_mean + step, found.log_sigma) < best
        assert likelihood(found.log_mean, found.log_sigma + step) < best


def test_the_plan_counts_on_the_median_and_the_ends_are_percentiles() -> None:
    """By hand: logs of 2, 4, 8, 16, 32 have mean ln 8 and sigma root(2) ln 2; all equal days are one day exactly."""
    found = fit((2, 4, 8, 16, 32))
    far = 2.3263478740408408 * math.sqrt(2) * math.log(2)
    assert (found.low, found.likely, found.high) == (1, 8, round(8 * math.exp(far))) == (1, 8, 78)
    assert fit((6,) * 5).exact
    assert fit((6,) * 5).likely == 6


def test_fewer_than_five_say_nothing(skeleton: Case) -> None:
    """Of a kind, and of a kind at a site: then the kind's own fit holds there, then the range of the case."""
    assert LEAST == 5
    few = made(skeleton, *seen("cleanup", 6, 8, 9, 11))
    assert few.task("cleanup:camp-east").days == Estimate(low=5, likely=8, high=20)
    here, there = seen("cleanup", 30, 32, 34, 36, 38, site="camp-east"), seen("cleanup", 6, 8, 9, 11, site="camp-west")
    body = made(skeleton, *here, *there)
    assert body.task("cleanup:camp-east").days == fit((30, 32, 34, 36, 38))
    assert body.task("cleanup:camp-west").days == fit((30, 32, 34, 36, 38, 6, 8, 9, 11))
    assert body.task("inspection:camp-west").days == Estimate(low=1, likely=2, high=5)
    assert set(fits((*here, *there))) == {("cleanup", ""), ("cleanup", "camp-east")}


def test_what_a_site_has_of_its_own_comes_first(skeleton: Case) -> None:
    """A row of activities.csv is about that site, and holds against what was observed."""
    own = Activity(
        id="east-cleanup",
        name=Text(en="x", ar="x"),
        kind="cleanup",
        site="camp-east",
        days=Estimate(low=3, likely=4, high=5),
        known_from=KNOWN,
    )
    body = made(skeleton, *seen("cleanup", *CLEANUPS), activities=(*skeleton.activities, own))
    assert body.task("cleanup:camp-east").days == own.days
    assert body.task("cleanup:camp-west").days == fit(CLEANUPS)


def test_packing_is_observed_where_the_unit_is(skeleton: Case) -> None:
    """Of a unit at the site observed, not of one elsewhere."""
    body = made(skeleton, *seen("pack", 1, 2, 2, 2, 3, site="camp-east"), *seen("pack", 20, 30))
    assert body.task("pack:east-guards").days == fit((1, 2, 2, 2, 3))
    assert body.task("pack:west-guards").days == fit((1, 2, 2, 2, 3, 20, 30))


def test_the_checker_wants_the_observed_days_too(skeleton: Case) -> None:
    """A timetable of the median passes; one of the range that no longer holds is refused, and the other way round."""
    rows = (*seen("cleanup", *CLEANUPS), *seen("training", 21, 22, 23, 24, 25, site="camp-west"))
    case = msgspec.structs.replace(skeleton, durations=rows)
    for body, held in ((build(case, choices(case)[0]), case), (build(skeleton, choices(case)[0]), skeleton)):
        opened = openings(body, assess(case, seed=1, futures=50).days.median_first_day)
        starts, finishes = list_schedule(body, default_order(body), opened)
        dated = aim(body, starts, finishes, opened)
        other = skeleton if held is case else case
        assert physical(check(held, dated)) == ()
        wrong = {v.subject for v in check(other, dated) if v.family == "duration"}
        assert wrong == {f"{kind}:{site}" for kind in ("cleanup", "training") for site in ("camp-east", "camp-west")}


def test_futures_follow_the_fitted_law_between_its_percentiles(skeleton: Case) -> None:
    """In the world by Kolmogorov's distance of the whole days; in the partial order by mean and variance."""
    n, days = 20_000, fit(CLEANUPS)
    body = made(skeleton, *seen("cleanup", *CLEANUPS))
    column = [t.id for t in body.tasks].index("cleanup:camp-west")
    drawn = durations_of(body, 5, n)[:, column]
    assert (drawn.min(), median(drawn.tolist()), drawn.max()) == (days.low, days.likely, days.high)
    chance = {day: _below(days, day + 0.5) - _below(days, day - 0.5) for day in range(days.low, days.high + 1)}
    assert math.isclose(sum(chance.values()), 1)
    for day in chance:
        assert abs((drawn <= day).mean() - sum(p for d, p in chance.items() if d <= day)) < LIMIT / math.sqrt(n)

    mean = sum(d * p for d, p in chance.items())
    second = sum(d * d * p for d, p in chance.items())
    fourth = sum(d**4 * p for d, p in chance.items())
    plain = _alone(days)
    found = run(tables(partial_order(plain, {}, {}, {}), None), seed=5, futures=n)
    sums = found.sums[found.tasks.index("work")] / n
    assert abs(sums[SUM] - mean) < 4 * math.sqrt((second - mean**2) / n)
    assert abs(sums[SQUARES] - second) < 4 * math.sqrt((fourth - second**2) / n)


def _below(days: FittedDays, x: float) -> float:
    """The distribution function: the share of the part between the 1st and the 99th percentile."""
    u = LAW.cdf((math.log(x) - days.log_mean) / days.log_sigma) if x > 0 else 0.0
    return min(max((u - 0.01) / 0.98, 0.0), 1.0)


def _alone(days: Estimate) -> Problem:
    """One piece of work, then the end."""
    from small import link, problem, task

    return problem(task("work", days), task("end"), days=400, links=[link("work", "end")])


def test_a_range_that_observations_replace_is_assumed_no_more(skeleton: Case) -> None:
    """Its low and high are not run: nothing hangs on them."""
    place = ("site_work", "cleanup", "days")
    observed = msgspec.structs.replace(skeleton, durations=seen("cleanup", *CLEANUPS))
    assert place in {v[:3] for v in assumed_values(skeleton)}
    assert place not in {v[:3] for v in assumed_values(observed)}


def test_only_what_was_known_is_fitted(tmp_path: Path) -> None:
    """Five rows in the folder, of which one became known later: a replay of the day before has four."""
    write_skeleton(tmp_path / "case")
    sheet = tmp_path / "case" / "durations.csv"
    days = [(d, "2025-01-11" if n else "2025-01-14") for n, d in enumerate((6, 8, 9, 11, 14))]
    rows = "".join(f"c{n},cleanup,camp-west,{d},{known}\n" for n, (d, known) in enumerate(days))
    sheet.write_text(f"id,kind,site,days,known_from\n{rows}", "utf-8")
    later, earlier = read_case(tmp_path / "case"), read_case(tmp_path / "case", date(2025, 1, 13))
    assert build(later, choices(later)[0]).task("cleanup:camp-west").days == fit((6, 8, 9, 11, 14))
    assert build(earlier, choices(earlier)[0]).task("cleanup:camp-west").days == Estimate(low=5, likely=8, high=20)
    assert fixed(build(later, choices(later)[0]), {}).task("cleanup:camp-west").days == fit((6, 8, 9, 11, 14))
