"""Rows of the risk register that cannot be drawn, or hit nothing, or say that a mitigation harms."""

from __future__ import annotations

from collections.abc import Callable

from broken import Broken
from draft import Draft

FILE = "risks.csv"


def _risk(id: str, **cells: str) -> Callable[[Draft], object]:
    return lambda d: [d.cell(FILE, id, name, value) for name, value in cells.items()]


def _strike(**cells: str) -> Callable[[Draft], object]:
    """One more risk: a strike that stops the western road some day in May 2025."""
    names = {"name_en": "Strike", "name_ar": "إضراب", "effect": "stop", "on": "lane:road-west"}
    figures = {"chance_percent": "10", "impact": "5", "window_first": "2025-05-01", "window_last": "2025-05-31"}
    return lambda d: d.row(FILE, id="strike", **{**names, **figures, **cells})


RISKS = (
    Broken(
        "case.shock-slows",
        lambda d: d.cell("shocks.csv", "border-closed", "slows", "movement"),
        "shocks.csv slow_percent",
        "and not both",
        "or neither",
    ),
    Broken(
        "case.shock-does",
        lambda d: d.cell("shocks.csv", "border-closed", "pauses", ""),
        "shocks.csv pauses",
        "“border-closed” does nothing",
        "which permissions it ends",
    ),
    Broken("case.bad-scope", _risk("flood", on="kind:packing"), f"{FILE} on", "“kind:packing”", "nearest kind is pack"),
    Broken(
        "case.risk-window",
        _strike(window_first="", window_last=""),
        f"{FILE} window_first",
        "nothing says when it may begin",
        "window_last",
    ),
    Broken(
        "case.risk-no-window",
        _risk("flood", window_last="2025-05-01"),
        f"{FILE} window_last",
        "the effect delay, which has no window",
        "effect stop",
    ),
    Broken("case.risk-how", _strike(how="parallel"), f"{FILE} how", "count once", "Leave “how” empty"),
    Broken(
        "case.risk-fallback",
        _risk("flood", fallback_en="Other road", fallback_ar="طريق آخر"),
        f"{FILE} fallback",
        "which has no fallback",
        "effect refuse",
    ),
    Broken(
        "case.risk-no-fallback",
        _risk("refusal", fallback_en="", fallback_ar=""),
        f"{FILE} fallback",
        "nothing says what is done then",
        "in both languages",
    ),
    Broken("case.risk-refuses", _risk("refusal", on="lane:road-west"), f"{FILE} on", "“lane:road-west” is no", "site:"),
    Broken(
        "case.risk-no-mitigation",
        _risk("flood", mitigation_en="", mitigation_ar=""),
        f"{FILE} mitigated_impact",
        "a mitigation that has no name",
        "Name the mitigation",
    ),
    Broken(
        "case.risk-no-figures",
        _risk("flood", mitigated_impact="", mitigated_impact_low="", mitigated_impact_high=""),
        f"{FILE} mitigated_chance_percent",
        "changes nothing",
        "mitigated_impact or both",
    ),
    Broken(
        "case.risk-worse",
        _risk("flood", mitigated_impact_high="6"),
        f"{FILE} mitigated_impact",
        "makes its impact worse; without it, it is 2 (1–5)",
        "no larger",
    ),
    Broken(
        "case.risk-point",
        _risk("flood", on="left:camp-west"),
        f"{FILE} on",
        "“left:camp-west”, which on 2025-01-10",
        "work before it",
    ),
)
