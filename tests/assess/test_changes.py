"""Change points: the exact recursions against every partition, closed forms, and how often they cry wolf."""

from __future__ import annotations

from itertools import pairwise
from math import exp, factorial, lgamma, log

import numpy as np
import pytest

from jadwal.assess import changes
from jadwal.assess.changes import CHANCE, LEAST, SHAPE
from jadwal.assess.gamma import log_gamma, lower, quantile


def partitions(n: int, begin: int = 0) -> list[tuple[int, ...]]:
    """All ways to cut weeks ``begin`` … n-1 into stretches of at least four, as the beginnings of later stretches."""
    found: list[tuple[int, ...]] = [()] if n - begin >= LEAST else []
    for cut in range(begin + LEAST, n - LEAST + 1):
        found += [(cut, *rest) for rest in partitions(n, cut)]
    return found


def weight(counts: list[int], cuts: tuple[int, ...]) -> float:
    """Prior times evidence of one partition, written out: gamma-Poisson stretches, geometric lengths."""
    mean = sum(counts) / len(counts)
    a, b = SHAPE, SHAPE / mean
    total = len(cuts) * log(CHANCE)
    for first, last in pairwise((0, *cuts, len(counts))):
        s, k = sum(counts[first:last]), last - first
        total += (k - LEAST) * log(1 - CHANCE)
        total += a * log(b) - lgamma(a) + lgamma(a + s) - (a + s) * log(b + k)
    return exp(total)


def test_the_recursions_weigh_every_partition() -> None:
    """Fourteen weeks, 3 a week and then 12: chance and place of the break are those of all partitions added up."""
    counts = [3, 2, 4, 3, 3, 2, 3, 12, 11, 13, 12, 12, 13, 11]
    weights = {cuts: weight(counts, cuts) for cuts in partitions(14)}
    whole = sum(weights.values())
    best = max(weights, key=lambda c: weights[c])
    (found,) = changes.partition(changes.level_evidence(np.array(counts, float), 1.0))
    there = sum(w for cuts, w in weights.items() if any(found.low <= c <= found.high for c in cuts))
    assert best == (7,)
    assert (found.at, found.low, found.high) == (7, 7, 7)
    assert found.chance == pytest.approx(there / whole, rel=1e-9)
    assert 0.9 < found.chance < 1


def test_the_place_of_a_break_is_as_wide_as_the_weeks_leave_it() -> None:
    """2 a week and then 6, with weeks of 4 between: 90 % of the place, added up by hand over single breaks."""
    counts = [2] * 10 + [4] * 3 + [7] * 10
    (found,) = changes.partition(changes.level_evidence(np.array(counts, float), 1.0))
    single = {cut: weight(counts, (cut,)) for cut in range(LEAST, len(counts) - LEAST + 1)}
    shares = np.cumsum([w / sum(single.values()) for w in single.values()])
    cuts = list(single)
    assert found.low == cuts[int(np.searchsorted(shares, 0.05))]
    assert found.high == cuts[int(np.searchsorted(shares, 0.95))]
    assert found.low <= 10 <= found.high <= 13
    assert found.low < found.high


def test_a_level_that_stays_has_no_break() -> None:
    """Equal counts, no counts, and fewer weeks than two levels take."""
    for counts in ([5] * 60, [0] * 60, [5, 50] * 3 + [5]):
        assert changes.breaks(np.array(counts)) == ()


def test_two_breaks_are_found_in_order() -> None:
    """A flare of ten weeks stands between two breaks."""
    counts = np.array([2] * 30 + [20] * 10 + [2] * 30)
    assert [b.at for b in changes.breaks(counts)] == [30, 40]


def test_false_breaks_are_rare_and_true_ones_are_found() -> None:
    """Forty four-year series each, seeded: at most one false break among 80; a doubling is found in 38 of 40."""
    rng = np.random.default_rng(20)
    steady = [*rng.poisson(5, (40, 208)), *rng.negative_binomial(3, 3 / 8, (40, 208))]
    assert sum(len(changes.breaks(y)) for y in steady) <= 1
    means = np.where(np.arange(208) < 104, 5, 10)
    doubled = [changes.breaks(y) for y in rng.poisson(means, (40, 208))]
    assert sum(len(found) == 1 for found in doubled) >= 38
    assert sum(found[0].low <= 104 <= found[0].high for found in doubled if found) >= 32  # 90 % of 40, less its error


def test_dispersion_is_that_of_differences() -> None:
    """0 4 0 4 …: one week apart 16 / 4 = 4, two weeks apart nothing; Poisson or less counts as 1."""
    assert changes.dispersion(np.array([0, 4] * 10)) == 4.0
    assert changes.dispersion(np.array([3] * 10)) == 1.0
    assert changes.dispersion(np.array([0] * 10)) == 1.0


def test_shares_break_where_their_make_up_changes_though_the_total_does_not() -> None:
    """Ten a week: nine of one kind and one of another, from week 20 on three and seven."""
    classes = np.array([[9, 1]] * 20 + [[3, 7]] * 20)
    (found,) = changes.share_breaks(classes)
    assert (found.at, found.low, found.high) == (20, 20, 20)
    assert changes.breaks(classes.sum(axis=1)) == ()
    assert changes.share_breaks(np.array([[9, 1]] * 40)) == ()


def test_share_evidence_is_that_of_a_dirichlet_prior() -> None:
    """Four weeks of (2, 1) with weights 1/2 and 1/2: B(8.5, 4.5) / B(0.5, 0.5)."""
    found = changes.share_evidence(np.array([[2.0, 1.0]] * 4), 1.0)[0, 4]
    assert found == pytest.approx(lgamma(8.5) + lgamma(4.5) - lgamma(13) - 2 * lgamma(0.5) + lgamma(1))


def test_log_gamma_is_that_of_the_standard_library() -> None:
    """Small, middle and large arguments."""
    x = np.array([1e-3, 0.25, 0.5, 1.0, 1.5, 2.0, 7.9, 8.0, 30.5, 1e3, 1e6])
    assert np.allclose(log_gamma(x), [lgamma(v) for v in x], rtol=1e-11, atol=1e-11)


def test_gamma_quantiles_have_their_closed_forms() -> None:
    """Shape 1 is exponential; with a whole shape the chance is a sum of Poisson terms; the median of shape 2."""
    assert quantile(0.8, 1.0, 2.0) == pytest.approx(-log(0.2) / 2)
    for shape, x in ((3, 0.5), (3, 9.0), (40, 38.0)):
        assert lower(shape, x) == pytest.approx(1 - sum(exp(-x) * x**k / factorial(k) for k in range(shape)))
    assert quantile(0.5, 2.0, 1.0) == pytest.approx(1.6783469900166605)
