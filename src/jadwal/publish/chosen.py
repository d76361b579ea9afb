"""The choice of the plan in words and rows.

In: a :class:`~jadwal.model.chosen.Choosing`.  Out: names and figures in a language, rows of a table.  The rule this
module owns: *a gain stands beside its interval*, and a candidate that was refused or gained nothing is told too.
"""

from __future__ import annotations

from collections.abc import Iterator

from jadwal.messages import stored
from jadwal.messages import text as message
from jadwal.model.chosen import Choosing, Contender, Gain, Measure
from jadwal.model.timetable import ReadingResult

DECIMALS = {"promises": 3, "commit": 1, "end": 0, "missed": 1, "exposure": 0, "cost": 0}  # of a figure
THOUSAND = 1_000
HEADER = (
    "reading", "candidate", "number", "name_en", "name_ar", "chosen", "passed", "round", "futures", "aim",
    "aim_percent", "p50", "p80", "reached_percent", "measure", "optimum", "value", "gain", "standard_error", "low",
    "high",
)  # fmt: skip
Cell = str | int | bool | None


def name_said(one: Contender, lang: str) -> str:
    """What kind of plan a candidate is."""
    return message(f"candidate.{one.kind}", lang, n=one.number)


def measure_said(measure: Measure, lang: str) -> str:
    """A measure with its unit."""
    return stored(f"candidate.measure-{measure}", lang)


def figure_said(measure: Measure, milli: int) -> str:
    """A difference of a measure with as many decimals as it deserves, a true minus sign; shares in points."""
    decimals = DECIMALS[measure]
    value = milli / THOUSAND * (100 if measure == "missed" else 1)
    said = f"{abs(value):,.{decimals}f}"
    return ("−" if value < 0 and said.strip("0.,") else "") + said


def gains_said(found: tuple[Gain, ...]) -> list[tuple[str, str, Measure]]:
    """Per measure the gain, and its interval."""
    return [
        (
            figure_said(g.measure, g.gain_milli),
            f"{figure_said(g.measure, g.low_milli)} … {figure_said(g.measure, g.high_milli)}",
            g.measure,
        )
        for g in found
    ]


def said(choosing: Choosing, lang: str) -> str:
    """What came of the choice, in one sentence or two."""
    if not choosing.contenders:
        return stored(f"candidate.why-{choosing.why}", lang)
    best = name_said(choosing.contenders[choosing.best], lang)
    of = len(choosing.contenders)
    if choosing.why != "gained":
        return message(f"candidate.why-{choosing.why}", lang, of=of, name=best, fresh=choosing.fresh)
    gain = next(g for g in choosing.gains if g.measure == choosing.measure)
    amount, interval, measure = gains_said((gain,))[0]
    return message(
        "candidate.why-gained",
        lang,
        of=of,
        name=best,
        fresh=choosing.fresh,
        measure=measure_said(measure, lang),
        gain=amount,
        interval=interval,
    )


def rows(reading_id: str, result: ReadingResult) -> Iterator[tuple[Cell, ...]]:
    """``candidates.csv``: per candidate and measure; round "choice", or "fresh" for the winner against the optimum."""
    choosing = result.choosing
    if choosing is None:
        return
    for place, one in enumerate(choosing.contenders):
        names = (name_said(one, "en"), name_said(one, "ar"))
        head = (reading_id, one.kind, one.number, *names, one.chosen, one.passed)
        dates = tuple("" if day is None else day.isoformat() for day in (one.p50, one.p80))
        aim = "" if one.aim is None else one.aim.isoformat()
        shares = [("" if ppm is None else _percent(ppm)) for ppm in (one.aim_ppm, one.reached_ppm)]
        for g in one.gains:
            yield *head, "choice", one.futures, aim, shares[0], *dates, shares[1], *_figures(g)
        if not one.passed:
            yield *head, "choice", 0, aim, *[""] * 11
        for g in choosing.gains if place == choosing.best else ():
            yield *head, "fresh", choosing.fresh, aim, *[""] * 4, *_figures(g)


def _figures(g: Gain) -> tuple[str, ...]:
    milli = (g.optimum_milli, g.value_milli, g.gain_milli, g.error_milli, g.low_milli, g.high_milli)
    return g.measure, *(_decimal(m) for m in milli)


def _decimal(milli: int) -> str:
    """Thousandths as a number, exactly: 1250 is 1.25."""
    whole, rest = divmod(abs(milli), THOUSAND)
    return ("-" if milli < 0 else "") + f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def _percent(ppm: int) -> str:
    return _decimal(ppm // 10)
