"""Commit dates hold together with the chosen confidence, and no earlier common quantile does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from small import link, patterns, permission, problem, task

from jadwal.assess import HoldingDays, Paths
from jadwal.plan.problem import Profile, Span
from jadwal.plan.sgs import NEVER
from jadwal.simulate.commit import MILLION, commit, without_outlook

I32 = npt.NDArray[np.int32]


@st.composite
def finishes(draw: st.DrawFn) -> dict[str, I32]:
    """Finish instants of one to three milestones over some futures, some not reached."""
    count = draw(st.integers(1, 30))
    one = st.one_of(st.integers(0, 12), st.just(NEVER))
    rows = draw(st.lists(st.lists(one, min_size=count, max_size=count), min_size=1, max_size=3))
    return {f"m{i}": np.array(row, np.int32) for i, row in enumerate(rows)}


confidences = st.integers(1, MILLION)


def joint(at: dict[str, I32], dates: dict[str, int]) -> float:
    """Share of the futures in which every milestone is reached by its date."""
    return float(np.logical_and.reduce([at[id] <= dates[id] for id in at]).mean())


def quantiles(at: dict[str, I32], rank: int) -> dict[str, int]:
    """The date of each milestone at one rank, no later than its latest finish reached."""
    return {id: int(min(np.sort(x)[rank - 1], x[x < NEVER].max(initial=-1))) for id, x in at.items()}


@given(finishes(), confidences)
def test_the_dates_are_kept_together_with_the_confidence(at: dict[str, I32], confidence: int) -> None:
    """And the joint chance that is reported is that of the dates."""
    found = commit(at, confidence)
    if found.dates:
        assert joint(at, dict(found.dates)) >= confidence / MILLION
        assert found.joint_ppm == int(joint(at, dict(found.dates)) * MILLION + 1e-6)


@given(finishes(), confidences)
def test_no_smaller_common_quantile_is_enough(at: dict[str, I32], confidence: int) -> None:
    """All smaller ranks are tried; where there are no dates, all ranks."""
    found, count = commit(at, confidence), len(next(iter(at.values())))
    rank = -(-found.q_ppm * count // MILLION) if found.dates else count + 1
    assert all(joint(at, quantiles(at, r)) < confidence / MILLION for r in range(1, rank))
    if found.dates:
        assert dict(found.dates) == quantiles(at, rank)


@given(finishes(), confidences)
def test_without_dates_the_highest_joint_chance_is_below_the_confidence(at: dict[str, I32], confidence: int) -> None:
    """It is the chance that every milestone is reached at all, and it is said with dates too."""
    found = commit(at, confidence)
    reached = float(np.logical_and.reduce([x < NEVER for x in at.values()]).mean())
    assert found.reached_ppm == int(reached * MILLION + 1e-6)
    assert bool(found.dates) == (reached >= confidence / MILLION)


@given(finishes(), confidences, confidences)
def test_more_confidence_never_means_an_earlier_date(at: dict[str, I32], one: int, other: int) -> None:
    """Each date at the higher confidence is no earlier, or there is none."""
    low, high = commit(at, min(one, other)).dates, commit(at, max(one, other)).dates
    assert all(low[id] <= high[id] for id in high)
    assert not high or low


def test_one_milestone_gets_its_own_quantile() -> None:
    """Reached on days 1 to 10 with equal chance: kept in eight of ten futures by day 8."""
    found = commit({"m": np.arange(1, 11, dtype=np.int32)}, 800_000)
    assert (found.dates, found.q_ppm, found.joint_ppm) == ({"m": 8}, 800_000, 800_000)


def test_two_opposed_milestones_need_later_dates_than_each_alone() -> None:
    """What is early in one is late in the other: 80 % together takes the 90 % date of each."""
    up = np.arange(1, 11, dtype=np.int32)
    assert commit({"a": up, "b": up[::-1].copy()}, 800_000).dates == {"a": 9, "b": 9}
    assert commit({"a": up, "b": up.copy()}, 800_000).dates == {"a": 8, "b": 8}


def blind(**outlooks: str) -> HoldingDays:
    """Conditions with these outlooks that do not hold today, in ten futures of sixty days."""
    paths = {c: Paths.from_day(o, np.full(10, 60, np.int32)) for c, o in outlooks.items()}  # type: ignore[arg-type]
    return HoldingDays(10, 60, paths)


def test_no_outlook_follows_the_links_and_the_permissions() -> None:
    """What comes after the blind gate has none; what comes before it, or beside it, has one."""
    body = problem(
        task("before", 2),
        task("gated", 2, start_gates=("blind",)),
        task("after"),
        task("asked-late", 2, permissions=("p",)),
        task("beside", 2, continue_gates=("seen",)),
        task("end"),
        links=[link("before", "gated"), link("gated", "after", "SF"), link("asked-late", "end")],
        permissions=[permission("p", "after")],
    )
    found = without_outlook(body, blind(blind="none", seen="scenario"))
    assert found == dict.fromkeys(("after", "asked-late", "end", "gated"), ("blind",))


def test_a_function_without_outlook_holds_those_who_provide_it() -> None:
    """Cover of 10 of 30 people until a condition that nobody can foresee: not all of them can leave."""
    leaving = [Span(begin=(id, "start"), amount=15) for id in ("a", "b")]
    need = Span(begin=None, end_condition="blind", amount=10)
    tasks = (task("a", 1), task("b", 1), task("c", 1))
    cover = Profile(id="cover:f", capacity=30, spans=(*leaving, need), rule="cover:f")
    assert set(without_outlook(problem(*tasks, profiles=[cover]), blind(blind="none"))) == {"a", "b"}
    roomy = Profile(id="cover:f", capacity=40, spans=(*leaving, need), rule="cover:f")
    assert without_outlook(problem(*tasks, profiles=[roomy]), blind(blind="none")) == {}


def test_what_holds_already_needs_no_outlook() -> None:
    """A condition that is met today, of which nothing more is known, blocks nothing."""
    body = problem(task("gated", 2, start_gates=("met",)))
    assert without_outlook(body, patterns(met=np.ones((10, 60)))) == {}
    met = HoldingDays(10, 60, {"met": Paths.from_day("none", np.zeros(10, np.int32))})
    assert without_outlook(body, met) == {}
