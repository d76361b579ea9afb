"""The resource-constrained project scheduling problem, with one or several modes per activity.

In: numbers.  Out: frozen :class:`Instance` and :class:`Schedule`.  The rule this module owns: *the scheduler's own word
about a schedule counts for nothing*: :func:`breaches` recomputes every constraint from the instance alone, day by day.

The problem (Pritsker, Watters and Wolfe 1969; modes after Talbot 1982; benchmark sets of Kolisch and Sprecher 1996,
EJOR 96: 205-216): each activity is done without a break in one of its modes and begins after all its predecessors have
finished; a renewable resource has so much a day, a nonrenewable one so much for the whole project; the makespan is
least.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Mode(msgspec.Struct, frozen=True):
    """One way of doing an activity: whole days, units a day of each renewable, units in all of each nonrenewable."""

    days: int
    renewable: tuple[int, ...] = ()
    nonrenewable: tuple[int, ...] = ()


class Activity(msgspec.Struct, frozen=True):
    """An activity: its modes, and the activities (by index) that begin when it has finished."""

    modes: tuple[Mode, ...]
    successors: tuple[int, ...] = ()


class Instance(msgspec.Struct, frozen=True):
    """A project whose links form no circle; ``renewable`` is per day, ``nonrenewable`` for the project."""

    name: str
    activities: tuple[Activity, ...]
    renewable: tuple[int, ...] = ()
    nonrenewable: tuple[int, ...] = ()

    @property
    def several_modes(self) -> bool:
        """True when some activity has a choice of modes or there is a nonrenewable resource."""
        return bool(self.nonrenewable) or any(len(a.modes) > 1 for a in self.activities)


class Schedule(msgspec.Struct, frozen=True):
    """Start day and mode (index) of every activity."""

    starts: tuple[int, ...]
    modes: tuple[int, ...]

    def makespan(self, instance: Instance) -> int:
        """The day on which the last activity has finished."""
        return max(
            (s + a.modes[m].days for s, m, a in zip(self.starts, self.modes, instance.activities, strict=True)),
            default=0,
        )


def order(instance: Instance) -> tuple[int, ...]:
    """Activities so that each comes after those it waits for; those on a circle, or behind one, are left out."""
    waiting = [0] * len(instance.activities)
    for activity in instance.activities:
        for after in activity.successors:
            waiting[after] += 1
    found = [i for i, n in enumerate(waiting) if n == 0]
    for i in found:  # grows while it is read
        for after in instance.activities[i].successors:
            waiting[after] -= 1
            if waiting[after] == 0:
                found.append(after)
    return tuple(found)


def heads_and_tails(instance: Instance) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For each activity the fewest days before its start, and from its start to the end, by links alone."""
    heads, tails = [0] * len(instance.activities), [0] * len(instance.activities)
    topological = order(instance)
    shortest = [min(m.days for m in a.modes) for a in instance.activities]
    for i in topological:
        for after in instance.activities[i].successors:
            heads[after] = max(heads[after], heads[i] + shortest[i])
    for i in reversed(topological):
        tails[i] = shortest[i] + max((tails[after] for after in instance.activities[i].successors), default=0)
    return tuple(heads), tuple(tails)


def first_bound(instance: Instance) -> int:
    """A lower bound of the makespan: the longest chain of links, or the least work of a resource over its capacity."""
    _, tails = heads_and_tails(instance)
    bound = max(tails, default=0)
    for r, capacity in enumerate(instance.renewable):
        work = sum(min(m.days * m.renewable[r] for m in a.modes) for a in instance.activities)
        if capacity:
            bound = max(bound, -(-work // capacity))
    return bound


def breaches(instance: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Every constraint that a schedule breaks, in plain words for a log; empty when it keeps them all."""
    n = len(instance.activities)
    if len(schedule.starts) != n or len(schedule.modes) != n:
        return (f"{len(schedule.starts)} starts and {len(schedule.modes)} modes for {n} activities",)
    odd = [
        i for i, (m, a) in enumerate(zip(schedule.modes, instance.activities, strict=True)) if not 0 <= m < len(a.modes)
    ]
    if odd:
        return tuple(f"activity {i + 1} has no such mode" for i in odd)
    chosen = [a.modes[m] for a, m in zip(instance.activities, schedule.modes, strict=True)]
    found = [f"activity {i + 1} begins before day 0" for i, s in enumerate(schedule.starts) if s < 0]
    for i, activity in enumerate(instance.activities):
        finish = schedule.starts[i] + chosen[i].days
        found += [
            f"activity {after + 1} begins before activity {i + 1} has finished"
            for after in activity.successors
            if schedule.starts[after] < finish
        ]
    for r, capacity in enumerate(instance.renewable):
        found += _crowded(r, capacity, schedule.starts, chosen)
    for r, capacity in enumerate(instance.nonrenewable):
        used = sum(mode.nonrenewable[r] for mode in chosen)
        if used > capacity:
            found.append(f"nonrenewable resource {r + 1}: {used} of {capacity}")
    return tuple(found)


def _crowded(resource: int, capacity: int, starts: Sequence[int], chosen: Sequence[Mode]) -> list[str]:
    used: dict[int, int] = {}
    for start, mode in zip(starts, chosen, strict=True):
        if mode.renewable[resource]:
            for day in range(start, start + mode.days):
                used[day] = used.get(day, 0) + mode.renewable[resource]
    return [
        f"renewable resource {resource + 1}, day {day}: {amount} of {capacity}"
        for day, amount in sorted(used.items())
        if amount > capacity
    ]
