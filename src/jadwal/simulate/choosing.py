"""The plan chosen for its uncertainty: candidates on common random numbers, the winner again on fresh futures.

In: a problem, the optimum, a maker of candidates, the days on which conditions hold twice over: drawn for the choice,
and drawn for the results.  Out: :class:`Chosen`.  The rules this module owns: *who is chosen on some futures is judged
on others*, and *the optimum stays unless another plan is surely better there*: the first measure up to the level of the
end whose 95 % interval lies beyond what is worth another plan decides, and where there is none, or it speaks for the
optimum, nothing was gained.

The futures of the choice come from :func:`selection_seed`, those of the judgement are the first ones of the results'
own.  All candidates run on ``FEW``, the ``FINALISTS`` best of them on ``MANY``, the best and the optimum on ``FRESH``
futures; fewer for large problems, so that the work is about the same (``PLACED``: tasks placed by one candidate).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from jadwal.assess import HISTORIES
from jadwal.assess.holding import HoldingDays
from jadwal.plan.problem import Problem
from jadwal.simulate.candidates import Candidate, Maker
from jadwal.simulate.futures import Futures, simulate
from jadwal.simulate.measures import Against, Difference, Measure, Sample, Sampler, deciding, first_decisive, resamples
from jadwal.simulate.results import end_share
from jadwal.simulate.world import draw

FEW, MANY, FRESH = 250, 2_000, 3_000  # futures
FINALISTS = 3
RESAMPLES, FRESH_RESAMPLES = 100, 200
PLACED = 480_000
FEWEST = 100


@dataclass(frozen=True, eq=False)
class Trial:
    """One candidate on ``futures.count`` futures of the choice; ``found`` is against the optimum on the same ones."""

    candidate: Candidate
    passed: bool  # the checker
    futures: Futures | None  # None: it did not pass
    found: tuple[Difference, ...]

    def key(self, wanted: Sequence[Measure]) -> tuple[float, ...]:
        """What it is chosen by, least first: gains surely worth another plan, measure by measure; then any gains."""
        found = [d for d in self.found if d.measure in wanted]
        return (*(-d.gain * (d.decides != 0) for d in found), *(-d.gain for d in found))


@dataclass(frozen=True, eq=False)
class Chosen:
    """``plan``: the one to go on with.  ``best``: who won the choice.  ``fresh``: that one against the optimum on so
    many fresh futures; empty when the optimum won the choice itself.  ``decided``: the measure that decided there.
    """

    plan: Candidate
    best: Candidate
    trials: tuple[Trial, ...]
    fresh: tuple[Difference, ...]
    decided: Measure | None
    counts: tuple[int, int, int]
    share_ppm: int


def selection_seed(seed: int) -> int:
    """The seed of the futures of the choice: no stream of theirs is one of the results'."""
    return int.from_bytes(hashlib.blake2b(f"{seed}\x1fcandidates".encode(), digest_size=6).digest(), "little")


def counts_for(problem: Problem, available: int) -> tuple[int, int, int]:
    """How many futures each round runs, where a result rests on so many as are ``available``."""
    share = min(1.0, PLACED / (FRESH * max(1, len(problem.tasks))))
    few, many, fresh = (_even(min(available, max(FEWEST, int(n * share)))) for n in (FEW, MANY, FRESH))
    return few, many, fresh


def _even(futures: int) -> int:
    """So many futures that each history of counts is in as many."""
    return futures if futures < HISTORIES else futures // HISTORIES * HISTORIES


def choose(
    problem: Problem,
    maker: Maker,
    selection: HoldingDays,
    days: HoldingDays,
    *,
    joint: Iterable[str],
    confidence_ppm: int,
    seed: int,
    passes: Callable[[Candidate], bool],
) -> Chosen:
    """Choose among the candidates of ``maker``; the milestones ``joint`` share the commit dates of ``confidence_ppm``.

    ``selection``: the days on which conditions hold, drawn from :func:`selection_seed` of ``seed``, for as many futures
    as :func:`counts_for` asks; ``days``: those of the results, drawn from ``seed``.  ``passes``: what the checker
    says of a candidate.
    """
    counts = few, many, fresh = counts_for(problem, days.futures)
    sampler = Sampler(problem, (t.id for t in problem.tasks), joint, confidence_ppm)
    rounds = _Rounds(maker, sampler, selection, selection_seed(seed), many, RESAMPLES)
    every, wanted = maker.all(rounds.optimum), deciding(problem)
    trials = rounds.run([c for c in every if passes(c)], few)
    first = [t.candidate for t in sorted(trials[1:], key=lambda t: t.key(wanted))[:FINALISTS]]
    finalists = rounds.run([maker.optimum, *first], many)
    best = min(finalists, key=lambda t: t.key(wanted)).candidate
    refused = [Trial(c, False, None, ()) for c in every if all(t.candidate is not c for t in trials)]
    by_name = {t.candidate.name: t for t in (*trials, *finalists, *refused)}
    shown = tuple(by_name[c.name] for c in every)
    if best is maker.optimum:
        return Chosen(best, best, shown, (), None, counts, rounds.share_ppm)
    judged = _Rounds(maker, sampler, days, seed, fresh, FRESH_RESAMPLES)
    found = judged.run([best], fresh)[0].found
    decisive = first_decisive(d for d in found if d.measure in wanted)
    better = decisive is not None and decisive.decides > 0
    plan = best if better else maker.optimum
    return Chosen(plan, best, shown, found, decisive.measure if decisive else None, counts, rounds.share_ppm)


class _Rounds:
    """Runs of candidates on the same draws."""

    def __init__(
        self, maker: Maker, sampler: Sampler, days: HoldingDays, seed: int, futures: int, resamples: int
    ) -> None:
        self.maker, self.sampler, self.days, self.seed, self.resamples = maker, sampler, days, seed, resamples
        self.drawn = draw(maker.problem, seed, futures)
        self.optimum = self._futures(maker.optimum, futures)
        self.share_ppm = end_share(self.optimum, maker.problem.end)

    def run(self, candidates: Sequence[Candidate], futures: int) -> list[Trial]:
        """Trials on the first ``futures`` futures."""
        optimum = _first(self.optimum, futures)
        reference = self._sample(optimum)
        weights = resamples(self.seed, self.resamples, futures, HISTORIES)
        against = Against(reference, self.sampler.measures, weights)
        found = []
        for c in candidates:
            ran = optimum if c is self.maker.optimum else self._futures(c, futures)
            found.append(Trial(c, True, ran, against.differences(reference if ran is optimum else self._sample(ran))))
        return found

    def _sample(self, futures: Futures) -> Sample:
        return self.sampler.of(futures, self.share_ppm)

    def _futures(self, candidate: Candidate, futures: int) -> Futures:
        return simulate(
            self.maker.problem,
            candidate.starts,
            self.days,
            seed=self.seed,
            futures=futures,
            drawn=self.drawn.first(futures),
            compiled=self.maker.compiled,
        )


def _first(futures: Futures, count: int) -> Futures:
    """The first futures of a run."""
    starts, finishes = futures.starts[:count], futures.finishes[:count]
    return replace(futures, starts=starts, finishes=finishes, drawn=futures.drawn.first(count))
