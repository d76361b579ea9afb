"""Checks of the risk register.

In: all rows of a folder.  Out: mistakes.  The rule this module owns: *a risk that is accepted can be drawn, and is
never made worse by its mitigation*.
"""

from __future__ import annotations

from typing import Any

from jadwal.case.report import Report
from jadwal.case.rows import Placed, Rows
from jadwal.model.case import Estimate

MITIGATED = ("mitigated_chance_percent", "mitigated_impact")


def check_risks(rows: Rows, report: Report) -> None:
    """A stop has a window, a refusal a fallback and a handover, a mitigation a name and figures that are no worse."""
    for placed in rows.of("risks"):
        r, at = placed.row, placed.spot.at
        window = [name for name in ("window_first", "window_last") if getattr(r, name) is not None]
        if r.effect == "stop" and len(window) < 2:
            missing = next(n for n in ("window_first", "window_last") if n not in window)
            report.add("case.risk-window", at(missing), id=r.id)
        elif r.effect != "stop" and window:
            report.add("case.risk-no-window", at(window[0]), id=r.id, effect=r.effect)
        if r.effect == "stop" and "how" in placed.typed:
            report.add("case.risk-how", at("how"), id=r.id)
        if r.effect == "refuse":
            _refusal(placed, report)
        elif r.fallback is not None:
            report.add("case.risk-fallback", at("fallback"), id=r.id, effect=r.effect)
        _mitigation(placed, report)


def _refusal(placed: Placed, report: Report) -> None:
    r = placed.row
    if r.fallback is None:
        report.add("case.risk-no-fallback", placed.spot.at("fallback"), id=r.id)
    strange = [s for s in r.on if s not in ("all", "kind:transfer") and not s.startswith(("site:", "transfer:"))]
    if strange:
        report.add("case.risk-refuses", placed.spot.at("on"), id=r.id, value=strange[0][:60])


def _mitigation(placed: Placed, report: Report) -> None:
    r, at = placed.row, placed.spot.at
    figures = [name for name in MITIGATED if getattr(r, name) is not None]
    if r.mitigation is None:
        given = [*figures, *(name for name in ("mitigation_cost", "mitigated") if getattr(r, name))]
        if given:
            report.add("case.risk-no-mitigation", at(given[0]), id=r.id)
        return
    if not figures:
        report.add("case.risk-no-figures", at(MITIGATED[0]), id=r.id)
    for name in figures:
        before, after = getattr(r, name.removeprefix("mitigated_")), getattr(r, name)
        if _worse(before, after):
            report.add("case.risk-worse", at(name), id=r.id, field=name.removeprefix("mitigated_"), **_ends(before))


def _worse(before: Estimate, after: Estimate) -> bool:
    """True unless each of the three figures is at most what it is without the mitigation."""
    return any(getattr(after, end) > getattr(before, end) for end in ("low", "likely", "high"))


def _ends(e: Estimate) -> dict[str, Any]:
    return {"low": e.low, "likely": e.likely, "high": e.high}
