"""Modes and stocks that cannot matter, left out before solving.

In: an :class:`~jadwal.plan.project.Instance`.  Out: a smaller one with the same least makespan, and the modes it kept.
The rule this module owns: *a schedule of the smaller instance is, its modes renumbered, one of the whole* (Sprecher,
Hartmann and Drexl 1997, OR Spektrum 19: 195-203): a mode goes that no day or stock can carry, or that another beats
in days and in every need; a stock goes that the most wasteful modes cannot exhaust.
"""

from __future__ import annotations

from itertools import chain

import msgspec

from jadwal.plan.project import Activity, Instance, Mode, Schedule


class Reduced(msgspec.Struct, frozen=True):
    """The smaller instance, and for each activity the modes of the whole that its modes are."""

    instance: Instance
    kept: tuple[tuple[int, ...], ...]

    def whole(self, schedule: Schedule) -> Schedule:
        """A schedule of the smaller instance as one of the whole."""
        return Schedule(schedule.starts, tuple(kept[m] for kept, m in zip(self.kept, schedule.modes, strict=True)))


def reduced(instance: Instance) -> Reduced | None:
    """The instance without what cannot matter; None when an activity is left without any mode."""
    kept = [list(range(len(a.modes))) for a in instance.activities]
    stocks = list(range(len(instance.nonrenewable)))
    while True:
        before = sum(map(len, kept)), len(stocks)
        stocks = [r for r in stocks if _exhaustible(instance, kept, r)]
        for activity, modes in zip(instance.activities, kept, strict=True):
            modes[:] = [m for m in modes if _fits(activity.modes[m], instance)]
        if not all(kept):
            return None
        for r in stocks:
            _afford(instance, kept, r)
        if not all(kept):
            return None
        for activity, modes in zip(instance.activities, kept, strict=True):
            modes[:] = _unbeaten(activity, modes, stocks)
        if before == (sum(map(len, kept)), len(stocks)):
            return _smaller(instance, kept, stocks)


def _smaller(instance: Instance, kept: list[list[int]], stocks: list[int]) -> Reduced:
    activities = tuple(
        Activity(tuple(_without(a.modes[m], stocks) for m in modes), a.successors)
        for a, modes in zip(instance.activities, kept, strict=True)
    )
    left = tuple(instance.nonrenewable[r] for r in stocks)
    return Reduced(Instance(instance.name, activities, instance.renewable, left), tuple(map(tuple, kept)))


def _without(mode: Mode, stocks: list[int]) -> Mode:
    return Mode(mode.days, mode.renewable, tuple(mode.nonrenewable[r] for r in stocks))


def _fits(mode: Mode, instance: Instance) -> bool:
    """A mode without days uses no renewable resource, whatever it asks for."""
    return mode.days == 0 or all(n <= c for n, c in zip(mode.renewable, instance.renewable, strict=True))


def _exhaustible(instance: Instance, kept: list[list[int]], stock: int) -> bool:
    pairs = zip(instance.activities, kept, strict=True)
    return sum(max(a.modes[m].nonrenewable[stock] for m in modes) for a, modes in pairs) > instance.nonrenewable[stock]


def _afford(instance: Instance, kept: list[list[int]], stock: int) -> None:
    """Leave out modes that overdraw a stock even when every other activity takes as little as it can."""
    pairs = list(zip(instance.activities, kept, strict=True))
    least = [min(a.modes[m].nonrenewable[stock] for m in modes) for a, modes in pairs]
    slack = instance.nonrenewable[stock] - sum(least)
    for (activity, modes), low in zip(pairs, least, strict=True):
        modes[:] = [m for m in modes if activity.modes[m].nonrenewable[stock] - low <= slack]


def _unbeaten(activity: Activity, modes: list[int], stocks: list[int]) -> list[int]:
    """Modes that no other mode beats; of equal ones the first stays."""
    needs = {m: _needs(activity.modes[m], stocks) for m in modes}
    return [
        m
        for m in modes
        if not any(
            o != m and all(x <= y for x, y in zip(needs[o], needs[m], strict=True)) and (needs[o] != needs[m] or o < m)
            for o in modes
        )
    ]


def _needs(mode: Mode, stocks: list[int]) -> tuple[int, ...]:
    a_day = mode.renewable if mode.days else (0,) * len(mode.renewable)
    return tuple(chain((mode.days,), a_day, (mode.nonrenewable[r] for r in stocks)))
