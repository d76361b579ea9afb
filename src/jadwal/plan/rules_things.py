"""Rules about what stays behind: equipment goes before its site is left, contracts end before it is handed over.

In: a :class:`~jadwal.plan.rules.Context`.  Out: a :class:`~jadwal.plan.rules.Part` per rule.  The rule this module
owns: *a site is left only when its equipment is gone, and handed over only when its staff's contracts have ended*.
"""

from __future__ import annotations

from collections.abc import Callable

from jadwal.model.case import Case, Equipment
from jadwal.plan.problem import Task
from jadwal.plan.rules import Context, Part


def disposals(c: Context) -> Part:
    """Equipment goes after its unit has packed (handed over: after the receiver is named) and before its site is
    left."""
    part = Part()
    for e in c.case.equipment:
        rule = part.rule("disposal", e.id, e, name=e.name, site=c.by_id[f"left:{e.site}"].name)
        before = [pack for pack in _packing(c.case, e) if pack in c.ids]
        if e.disposition == "hand-over" and f"receiver:{e.site}" in c.ids:
            before.append(f"receiver:{e.site}")
        for task in _steps(c, e):
            for earlier in before:
                part.link(earlier, task.id, rule)
            part.link(task.id, f"left:{e.site}", rule)
    return part


def _steps(c: Context, e: Equipment) -> list[Task]:
    """The work by which equipment goes: its cargo serials, or its disposal."""
    made = c.where(site=e.site)
    return [t for t in made if t.id == f"dispose:{e.id}" or t.id.startswith(f"ship:{e.id}:")]


def _packing(case: Case, e: Equipment) -> list[str]:
    """The packing of the unit whose equipment it is, at the site where the equipment is."""
    unit = next((u for u in case.units if u.id == e.unit), None)
    if unit is None:
        return []
    return [f"pack:{unit.id}{leg}" for leg, site in (("", unit.site), (":2", unit.to_site)) if site == e.site]


def notices(c: Context) -> Part:
    """A site is transferred only after the contracts of its contractors and local staff have ended, with notice."""
    part = Part()
    for staff in c.case.staff:
        rule = part.rule("notice", staff.id, staff, name=staff.name, days=staff.notice.likely)
        if f"transfer:{staff.site}" in c.ids:
            part.link(f"notice:{staff.id}", f"transfer:{staff.site}", rule)
    return part


RULES: tuple[Callable[[Context], Part], ...] = (disposals, notices)
