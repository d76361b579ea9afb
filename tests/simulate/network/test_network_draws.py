"""Draws depend on seed, stream, future and number only, follow their laws, and agree with a NumPy reference."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
import reference
from hypothesis import given
from hypothesis import strategies as st
from small import always, estimate, permission, problem, shock, task

from jadwal.assess import HoldingDays
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import NEVER
from jadwal.simulate.network.chance import draw_block, mark
from jadwal.simulate.network.compiled import (
    ahead,
    back,
    chance_below,
    last_bit,
    next_bit,
    normal,
    stream,
    uniform,
    words,
)
from jadwal.simulate.network.kernel import Scratch
from jadwal.simulate.network.order import partial_order
from jadwal.simulate.network.tables import Factor, Risk, scratch, tables
from jadwal.simulate.world import draw

# Random123's known answers for philox4x32, ten rounds: counter, key, words.
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((2**32 - 1,) * 4, (2**32 - 1,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_the_generator_gives_the_known_answers(
    counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]
) -> None:
    """By the reference for any counter, and by the kernel where a future has that counter."""
    assert [int(x) for x in reference.philox(counter, key)] == list(answer)
    seed, of = np.uint64(key[0] | key[1] << 32), np.uint64(counter[2] | counter[3] << 32)
    group, lane = divmod(counter[0], 8)
    for word in range(4):
        k = group * 32 + word * 8 + lane
        assert uniform(seed, of, counter[1], k) == (answer[word] + 0.5) / 2**32


@given(st.integers(0, 2**64 - 1), st.text(max_size=8), st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_a_block_holds_what_each_future_draws_by_itself(seed: int, name: str, n: int, group: int) -> None:
    """Bit for bit as the reference has it, wherever the block begins."""
    expected = reference.numbers(seed, name, n, (group + 2) * 32)[group * 32 :]
    block = np.zeros(64, np.uint32)
    words(np.uint64(seed), stream(name), n, group * 32, block)
    assert block.tolist() == expected.tolist()
    single = [uniform(np.uint64(seed), stream(name), n, group * 32 + w) for w in range(64)]
    assert single == ((expected.astype(np.float64) + 0.5) / 2**32).tolist()


@given(st.floats(2.0**-33, 1 - 2.0**-33))
def test_the_normal_quantile_is_that_of_the_standard_library_and_comes_back(u: float) -> None:
    """AS 241 in both; the distribution function undoes it."""
    assert math.isclose(normal(u), NormalDist().inv_cdf(u), rel_tol=1e-14, abs_tol=1e-14)
    assert math.isclose(chance_below(normal(u)), u, rel_tol=1e-12, abs_tol=1e-14)


@given(st.sets(st.integers(0, 199)), st.integers(0, 199), st.integers(0, 80))
def test_days_as_bits_are_the_days(marked: set[int], day: int, n: int) -> None:
    """Next, last, n-th ahead and n-th back in two rows at once, against a sorted list; one row begins late."""
    bits, weeks = np.zeros(2 + 4, np.uint64), np.zeros(4, np.uint64)
    bits[:2] = np.uint64(2**64 - 1)
    for d in marked:
        mark(bits, 2, d, d + 1)
    for d in (d for d in range(200) if d % 7 < 5):
        mark(weeks, 0, d, d + 1)
    both = sorted(d for d in marked if d % 7 < 5)
    later, earlier = [d for d in both if d >= day], [d for d in reversed(both) if d <= day]
    assert next_bit(weeks, 0, bits, 2, 4, day) == (later[0] if later else NEVER)
    assert last_bit(weeks, 0, bits, 2, day) == (earlier[0] if earlier else -1)
    assert ahead(weeks, 0, bits, 2, 4, day, n) == (later[n] if n < len(later) else NEVER)
    assert back(weeks, 0, bits, 2, day, n) == (earlier[n] if n < len(earlier) else -1)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_run_of_days_is_marked_from_its_first_to_its_last(first: int, end: int) -> None:
    """Within a word and over several."""
    bits = np.zeros(4, np.uint64)
    mark(bits, 0, first, end)
    found = [d for d in range(256) if int(bits[d // 64]) >> (d % 64) & 1]
    assert found == list(range(first, end))


def drawn(
    body: Problem, futures: int = 32, days: HoldingDays | None = None, seed: int = 5, **causes: object
) -> list[Scratch]:
    """Blocks of 32 futures, drawn."""
    order = partial_order(body, {}, {}, {})
    laid = tables(order, days, **causes)  # type: ignore[arg-type]
    blocks = []
    for first in range(0, futures, 32):
        blocks.append(scratch(laid, 32))
        draw_block(laid.network, laid.chance, blocks[-1], np.uint64(seed), first, 32)
    return blocks


def durations(body: Problem, futures: int, **causes: object) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """(tasks, futures) working days drawn."""
    return np.concatenate([b.durations for b in drawn(body, futures, **causes)], axis=1)  # type: ignore[arg-type]


def test_durations_are_the_references() -> None:
    """Triangular, rounded; exact ones draw nothing."""
    ranges = (estimate(3, 10, 40), estimate(1, 1, 9), estimate(2, 9, 9), estimate(7))
    body = problem(*(task(f"t{i}", days) for i, days in enumerate(ranges)))
    found = durations(body, 320)
    for i, days in enumerate(ranges):
        u = reference.uniforms(5, f"days:t{i}", 0, 320)
        assert found[i].tolist() == np.rint(reference.quantiles(u, days.low, days.likely, days.high)).tolist()


def test_factors_are_shared_as_their_shares_say() -> None:
    """The reference's copula: one factor for all, one for two tasks, the rest each task's own."""
    body = problem(*(task(f"t{i}", estimate(10, 100, 400)) for i in range(3)))
    factors = (Factor("all", 300_000), Factor("two", 450_000, ("t0", "t1")))
    found = durations(body, 320, factors=factors)
    everywhere, shared = (reference.normals(reference.uniforms(5, f"factor:{f}", 0, 320)) for f in ("all", "two"))
    for i, (rest, of_two) in enumerate(((0.25, 0.45), (0.25, 0.45), (0.7, 0.0))):
        own = reference.normals(reference.uniforms(5, f"days:t{i}", 0, 320))
        z = np.sqrt(rest) * own + np.sqrt(0.3) * everywhere + np.sqrt(of_two) * shared
        u = np.array([NormalDist().cdf(x) for x in z])
        assert found[i].tolist() == np.rint(reference.quantiles(u, 10, 100, 400)).tolist()


def test_shares_of_more_than_the_whole_are_refused() -> None:
    """No task can owe more than all of its variance to others."""
    factors = (Factor("all", 600_000), Factor("more", 600_000, ("a",)))
    with pytest.raises(AssertionError, match="more than the whole"):
        durations(problem(task("a", estimate(1, 2, 3))), 32, factors=factors)


def test_risks_in_series_add_up_and_in_parallel_the_longest_counts() -> None:
    """Each comes or not, lasts as drawn once, and delays all its tasks by that."""
    body = problem(task("a", 5), task("b", 5), task("c", 5))
    risks = (
        Risk("one", 500_000, estimate(2, 5, 9), ("a", "b")),
        Risk("two", 250_000, estimate(10, 20, 30), ("a",)),
        Risk("p", 700_000, estimate(1, 4, 40), ("a",), "parallel"),
        Risk("q", 700_000, estimate(1, 4, 40), ("a",), "parallel"),
    )
    found = durations(body, 640, risks=risks)
    delay = {}
    for r in risks:
        comes = reference.uniforms(5, f"risk:{r.id}", 0, 640) < r.chance_ppm / 1e6
        u = reference.uniforms(5, f"risk:{r.id}", 1, 640)
        delay[r.id] = np.where(comes, np.rint(reference.quantiles(u, r.days.low, r.days.likely, r.days.high)), 0)
    assert found[0].tolist() == (5 + delay["one"] + delay["two"] + np.maximum(delay["p"], delay["q"])).tolist()
    assert found[1].tolist() == (5 + delay["one"]).tolist()
    assert found[2].tolist() == [5] * 640


def test_risks_that_slow_take_percent_of_what_was_drawn() -> None:
    """In series and in parallel, to the nearest day, before the days that others add."""
    body = problem(task("a", estimate(5, 20, 60)), task("b", 5))
    risks = (
        Risk("one", 500_000, estimate(10, 40, 90), ("a",), slows=True),
        Risk("p", 700_000, estimate(5, 30, 90), ("a",), "parallel", slows=True),
        Risk("q", 700_000, estimate(5, 30, 90), ("a",), "parallel", slows=True),
        Risk("days", 700_000, estimate(1, 4, 9), ("a",)),
    )
    plain, found = durations(body, 640), durations(body, 640, risks=risks)
    more = {}
    for r in risks:
        comes = reference.uniforms(5, f"risk:{r.id}", 0, 640) < r.chance_ppm / 1e6
        u = reference.uniforms(5, f"risk:{r.id}", 1, 640)
        more[r.id] = np.where(comes, np.rint(reference.quantiles(u, r.days.low, r.days.likely, r.days.high)), 0)
    percent = more["one"] + np.maximum(more["p"], more["q"])
    assert found[0].tolist() == (plain[0] + np.floor(plain[0] * percent / 100 + 0.5) + more["days"]).tolist()
    assert (found[1] == plain[1]).all()


def days_marked(
    rows: list[np.ndarray[tuple[int, ...], np.dtype[np.uint64]]], words: int, days: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """(futures, days) the bits of the only row of each lane."""
    bits = np.concatenate([r.reshape(32, words) for r in rows]).view(np.uint8)
    return np.unpackbits(bits, axis=1, count=days, bitorder="little").astype(np.bool_)


FUTURES = 6_400
SPECS = {
    "lasting": permission("p", lead=estimate(2, 10, 30), refusal=40),
    "expiring": permission("p", lead=estimate(2, 10, 30), refusal=20, valid_days=15),
    "granted": permission("p", lead=estimate(2, 10, 30), refusal=20, valid_days=25, granted=-5),
    "for good": permission("p", lead=10, granted=-5),
    "never": permission("p", lead=10, refusal=100),
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_permissions_are_valid_as_often_as_in_the_exact_simulation(spec: object) -> None:
    """On every day the share of futures with a valid permission, within four standard errors of the difference."""
    body = problem(task("a", 1, permissions=("p",)), permissions=[spec], days=100)
    found = days_marked([b.granted for b in drawn(body, FUTURES)], 2, 100)
    (grants,) = draw(body, 9, FUTURES).grants
    day, valid = np.arange(100), getattr(spec, "valid_days", 0)
    expected = np.zeros((FUTURES, 100), np.bool_)
    for g in grants.T.astype(np.int64):
        expected |= (day >= g[:, None]) & ((day < g[:, None] + valid) | (valid == 0))
    alike(found, expected)


SHOCKS = {
    "arrivals": shock("s", estimate(2, 5, 14), per_decade=120),
    "window": shock("s", estimate(2, 5, 14), window=(10, 40), chance_percent=60),
    "ongoing": shock("s", estimate(2, 25, 60), ongoing_since=-10),
    "ongoing and again": shock("s", estimate(2, 25, 60), ongoing_since=-10, per_decade=40),
}


@pytest.mark.parametrize("spec", SHOCKS.values(), ids=SHOCKS)
def test_shocks_pause_as_often_as_in_the_exact_simulation(spec: object) -> None:
    """On every day the share of futures in which work rests."""
    body = problem(task("a", 1, shocks=("s",)), shocks=[spec], days=100)
    blocks = drawn(body, FUTURES)
    found = ~days_marked([b.days for b in blocks], 2, 100)
    (pauses,) = draw(body, 9, FUTURES).pauses
    day = np.arange(100)
    expected = ((day >= pauses[:, :, 0, None]) & (day < pauses[:, :, 1, None])).any(axis=1)
    alike(found, np.asarray(expected))


def alike(
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], expected: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> None:
    """Shares by day, and the mean and spread of the number of days per future, agree within Monte-Carlo error."""
    p, q = found.mean(axis=0), expected.mean(axis=0)
    error = np.sqrt((p * (1 - p) + q * (1 - q)) / FUTURES)
    assert (np.abs(p - q) <= 4 * error).all()
    a, b = found.sum(axis=1), expected.sum(axis=1)
    assert abs(a.mean() - b.mean()) <= 4 * math.sqrt((a.var() + b.var()) / FUTURES)
    assert math.isclose(a.std(), b.std(), rel_tol=0.08)


def test_other_tasks_change_no_draw() -> None:
    """A plan with one task more draws the same for all others, wherever it stands in the order of ids."""
    one = durations(problem(task("b", estimate(1, 9, 40)), task("c", estimate(1, 9, 40))), 320)
    more = durations(problem(*(task(i, estimate(1, 9, 40)) for i in "abcd")), 320)
    assert np.array_equal(one, more[1:3])


def test_a_condition_that_holds_always_closes_no_day() -> None:
    """The row of days is full, and only up to the horizon."""
    body = problem(task("a", 3, continue_gates=("calm",)), days=70)
    (block,) = drawn(body, 32, always("calm", days=70))
    assert [int(x) for x in block.days[:2]] == [2**64 - 1, 2**6 - 1]
