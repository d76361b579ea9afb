"""Which risks come in a timetable, and what they may add: the checker's own reading of the register.

In: a case's reading, a dated timetable.  Out: what a risk hits, what hits add to the days of work, and violations of
the family ``risk``.  The rule this module owns: *work takes longer than the case says only by risks that the timetable
names*, each within its own range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jadwal.model.case import Estimate, Risk
from jadwal.plan.check.violation import Violation, broken

if TYPE_CHECKING:
    from jadwal.plan.check.reading import Need, Reading
    from jadwal.plan.check.record import Record

STOPS = "risk:"


def hits(reading: Reading, risk: Risk, need: Need) -> bool:
    """True when a risk of the register is on this work."""
    if need.kind in ("milestone", "notice"):
        return False
    if risk.effect == "refuse" and need.kind != "transfer":
        return False
    unit = reading.units.get(need.unit)
    for one in risk.on:
        scope, _, id = one.partition(":")
        if one in ("all", need.id) or reading.plan_id(one) == need.id:
            return True
        if (scope, id) in (("kind", need.kind), ("lane", need.lane or "-"), ("site", need.site or "-")):
            return True
        if scope == "nation" and unit is not None and unit.nation == id:
            return True
        if need.kind == "movement" and need.id.rpartition(":")[0] in (one, f"ship:{one}"):
            return True
    return False


def counted(risk: Risk) -> tuple[Estimate, Estimate]:
    """The chance and the impact of a risk that the plan counts on."""
    if not risk.mitigated:
        return risk.chance_percent, risk.impact
    chance = risk.mitigated_chance_percent
    return risk.chance_percent if chance is None else chance, risk.mitigated_impact or risk.impact


def with_risks(r: Record, need: Need, days: int) -> int:
    """``days`` of work with what the risks that come in this timetable add: first percent, then days."""
    percent, more = _together(r, need, slow=True), _together(r, need, slow=False)
    return days + (days * percent + 50) // 100 + more


def _together(r: Record, need: Need, *, slow: bool) -> int:
    """The sum of the impacts in series and the largest of those in parallel."""
    found = [
        (risk.how, r.hits[risk.id])
        for risk in r.case.risks
        if risk.id in r.hits and risk.effect != "stop" and (risk.effect == "slow") == slow
        if hits(r.reading, risk, need)
    ]
    return sum(n for how, n in found if how == "series") + max((n for how, n in found if how == "parallel"), default=0)


def register(r: Record) -> Iterator[Violation]:
    """Risks that come are of the register, come once, within their ranges and windows, and not in the aim."""
    known = {x.id: x for x in r.case.risks}
    seen: set[str] = set()
    for hit in r.schedule.hits:
        risk = known.get(hit.risk)
        if risk is None or risk.effect == "stop":
            yield broken("risk", hit.risk, "unknown-risk", id=hit.risk)
            continue
        impact = counted(risk)[1]
        if not r.future:
            yield broken("risk", risk.id, "risk-in-aim", name=risk.name)
        elif hit.risk in seen or not impact.low <= hit.impact <= impact.high:
            least, most = impact.low, impact.high
            yield broken("risk", risk.id, "risk-impact", name=risk.name, found=hit.impact, low=least, high=most)
        seen.add(hit.risk)
    for pause in r.schedule.pauses:
        if not pause.shock.startswith(STOPS):
            continue
        risk = known.get(pause.shock.removeprefix(STOPS))
        if risk is None or risk.effect != "stop" or risk.window_first is None or risk.window_last is None:
            yield broken("risk", pause.shock, "unknown-risk", id=pause.shock)
            continue
        first, last = max(risk.window_first, r.case.as_of), risk.window_last
        length, most = (pause.last - pause.first).days + 1, counted(risk)[1].high
        if not first <= pause.first <= last or length > most or pause.shock in seen:
            window: dict[str, Any] = {"begin": first.isoformat(), "end": last.isoformat()}
            begun = pause.first.isoformat()
            yield broken("risk", risk.id, "risk-stop", name=risk.name, first=begun, found=length, high=most, **window)
        seen.add(pause.shock)
