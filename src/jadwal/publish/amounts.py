"""Cost and exposure in rows: ``costs.csv``, ``exposure.csv``, ``joint.csv``.

In: a timetable, already at its level of release.  Out: rows.  The rule this module owns: *a column of amounts is named
by its unit*: thousand US dollars (``kusd``), or person-days weighted by threat.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.model.amounts import Amount
from jadwal.model.timetable import ReadingResult, Timetable

Row = tuple[str | int | date | None, ...]
MARKS = ("p10", "p50", "p80", "p90")


def costs(timetable: Timetable) -> Iterator[Row]:
    """Quantiles with their standard errors, then the S-curve: the share of futures that cost no more."""
    yield "reading", "figure", "kusd", "error_kusd", "no_more_percent"
    for r in timetable.readings:
        if r.costs is not None:
            yield from _amount(_of(r), r.costs)
            yield _of(r), "aim-paid-once", r.costs.once, "", ""
            yield _of(r), "still-open-at-horizon", "", "", _percent(r.costs.cut_ppm)


def exposure(timetable: Timetable) -> Iterator[Row]:
    """Quantiles with their standard errors, the S-curve, then each week: aim and percentiles."""
    yield (
        "reading", "figure", "day", "weighted_person_days", "error", "no_more_percent", "aim", "p10", "p50", "p90",
    )  # fmt: skip
    for r in timetable.readings:
        if r.exposure is None:
            continue
        for reading, figure, value, error, share in _amount(_of(r), r.exposure):
            yield reading, figure, "", value, error, share, "", "", "", ""
        still = _percent(r.exposure.cut_ppm)
        yield _of(r), "still-there-at-horizon", "", "", "", still, "", "", "", ""
        for b in r.exposure.bands:
            yield _of(r), "week", b.day, "", "", "", b.aim, b.p10, b.p50, b.p90


def joint(timetable: Timetable) -> Iterator[Row]:
    """Pairs of the frontier, then other pairs with their chances, then where the futures lie."""
    yield "reading", "kind", "end_by", "kusd", "percent", "error_percent"
    for r in timetable.readings:
        if r.joint is None:
            continue
        asked = _percent(r.joint.confidence_ppm)
        for day, amount in r.joint.frontier:
            yield _of(r), "frontier", day, amount, asked, ""
        for p in r.joint.points:
            yield _of(r), p.kind, p.day, p.amount, _percent(p.ppm), _percent(p.error_ppm)
        yield _of(r), "end-reached", "", "", _percent(r.joint.reached_ppm), ""
        for c in r.joint.cells:
            yield _of(r), "cell", c.first, c.low, _percent(c.ppm), ""


def _amount(reading: str, of: Amount) -> Iterator[tuple[str, str, int, int | str, str]]:
    yield reading, "aim", of.aim, "", _percent(of.aim_ppm)
    yield reading, "mean", of.mean.value, of.mean.error, ""
    for mark in MARKS:
        one = getattr(of, mark)
        yield reading, mark, one.value, one.error, mark[1:]
    for amount, ppm in of.curve:
        yield reading, "curve", amount, "", _percent(ppm)


def _of(r: ReadingResult) -> str:
    return ";".join(f"{question}={reading}" for question, reading in r.readings)


def _percent(ppm: int) -> str:
    return f"{ppm // 10_000}.{ppm % 10_000:04d}".rstrip("0").rstrip(".")
