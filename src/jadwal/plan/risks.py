"""From the risk register to the risks of a problem: which tasks each hits, and the stops as shocks of their own.

In: a :class:`~jadwal.plan.rules.Context`.  Out: :class:`RiskSpec` per risk that can still come, and the problem's tasks
and shocks with the stops in them.  The rule this module owns: *a risk hits work, never a point or a notice* (docs/
method.md section 5).  Risks are not in the aim: they are in its chance.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from jadwal.model.case import Risk
from jadwal.plan.problem import RiskSpec, ShockSpec, Task
from jadwal.plan.rules import Context

STOP = "risk:"  # what the id of a stop as a shock begins with


def specs(c: Context) -> tuple[RiskSpec, ...]:
    """The risks that hit work still to be done, but for stops whose window has passed; sorted by id."""
    found = (_spec(c, r) for r in c.case.risks if r.window_last is None or r.window_last >= c.case.as_of)
    return tuple(sorted((spec for spec in found if spec.tasks or spec.in_modes), key=lambda spec: spec.id))


def _spec(c: Context, r: Risk) -> RiskSpec:
    window = None
    if r.window_first is not None and r.window_last is not None:
        window = (max(0, c.day(r.window_first)), c.day(r.window_last))
    return RiskSpec(
        id=r.id,
        effect=r.effect,
        how=r.how,
        tasks=tuple(sorted(t.id for t in c.tasks if t.finished is None and _hits(c, r, t))),
        chance_percent=r.chance_percent,
        impact=r.impact,
        window=window,
        mitigation=(r.mitigated_chance_percent or r.chance_percent, r.mitigated_impact or r.impact)
        if r.mitigation is not None
        else None,
        mitigated=r.mitigated,
        cost=r.mitigation_cost,
        in_modes=tuple((t.id, m.id) for t in c.tasks for m in t.modes if _hits(c, r, _on(t, m.lane))),
    )


def _on(task: Task, lane: str) -> Task:
    return msgspec.structs.replace(task, lane=lane)


def _hits(c: Context, risk: Risk, task: Task) -> bool:
    """A refusal is of transfers only; any other risk hits the work that it is on."""
    if task.kind in ("milestone", "notice") or (risk.effect == "refuse" and task.kind != "transfer"):
        return False
    places = (("kind", task.kind), ("site", task.site), ("lane", task.lane), ("nation", _nation(c, task)))
    scopes = {"all", task.id, *(f"{scope}:{id}" for scope, id in places)}
    if task.kind == "movement":  # all serials of a unit, or of equipment that is shipped
        stem = task.id.rpartition(":")[0]
        scopes |= {stem, stem.removeprefix("ship:")}
    return any(one in scopes or c.task_of(one) == task.id for one in risk.on)


def _nation(c: Context, task: Task) -> str:
    return task.nation or next((u.nation for u in c.case.units if u.id == task.unit), "")


def stops(risks: Iterable[RiskSpec]) -> tuple[ShockSpec, ...]:
    """The risks that stop work as shocks that come at most once, on some day of their window."""
    return tuple(
        ShockSpec(
            id=STOP + r.id,
            days=r.days,
            per_decade=None,
            window=r.window,
            chance_percent=r.chance,
            ongoing_since=None,
            risk=r.id,
        )
        for r in risks
        if r.effect == "stop"
    )


def stopped(tasks: Iterable[Task], risks: Iterable[RiskSpec]) -> tuple[Task, ...]:
    """The tasks with the stops that pause them."""
    by_way: dict[tuple[str, str], set[str]] = {}
    for r in risks:
        for way in (*((id, "") for id in r.tasks), *r.in_modes) if r.effect == "stop" else ():
            by_way.setdefault(way, set()).add(STOP + r.id)

    def with_stops(t: Task) -> Task:
        modes = tuple(
            msgspec.structs.replace(m, shocks=tuple(sorted({*m.shocks, *by_way.get((t.id, m.id), ())})))
            for m in t.modes
        )
        return msgspec.structs.replace(t, shocks=tuple(sorted({*t.shocks, *by_way.get((t.id, ""), ())})), modes=modes)

    hit = {id for id, _ in by_way}
    return tuple(with_stops(t) if t.id in hit else t for t in tasks)
