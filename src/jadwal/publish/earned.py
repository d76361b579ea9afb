"""Planned against actual in words and rows.

In: rows of :class:`Earned`.  Out: short texts in a language, rows of a table.  The rule this module owns: *where no
forecast can be given it is said why*, never an empty place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jadwal.messages import stored
from jadwal.messages.shares import NONE
from jadwal.model.timetable import Earned, Timetable


def index_said(row: Earned) -> str:
    """SPI(t) with two decimals; a dash where there is none."""
    if row.spi_ppm is None:
        return NONE
    hundredths = (row.spi_ppm + 5_000) // 10_000
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def days_said(row: Earned) -> str:
    """SV(t), earned schedule less the days elapsed, with one decimal; a dash where there is none."""
    if row.schedule_milli is None:
        return NONE
    tenths = (row.schedule_milli - row.elapsed * 1_000) / 100
    whole = int(tenths + (0.5 if tenths > 0 else -0.5))
    return f"{'−' if whole < 0 else '+' if whole > 0 else ''}{abs(whole) // 10}.{abs(whole) % 10}"


def why_said(row: Earned, lang: str) -> str:
    """Why there is no forecast, or that the work is finished."""
    return stored(f"earned.why-{row.why}", lang) if row.why else NONE


def rows(readings: Iterable[tuple[str, Iterable[Earned]]]) -> Iterator[tuple[str | int | None, ...]]:
    """The table ``earned.csv``: one row for each reading, scope and measure."""
    yield (
        "reading", "scope", "id", "measure", "total", "dropped", "begin", "planned_end", "elapsed_days", "planned_days",
        "planned_percent", "earned_percent", "earned_schedule_days", "spi_t", "forecast", "no_forecast_because",
    )  # fmt: skip
    for reading, found in readings:
        for r in found:
            schedule = "" if r.schedule_milli is None else _decimal(r.schedule_milli, 3)
            yield (
                reading, r.scope, r.id, r.measure, r.total, r.dropped, r.begin.isoformat(), r.planned_end.isoformat(),
                r.elapsed, r.planned_days, _decimal(r.planned_ppm, 4), _decimal(r.earned_ppm, 4), schedule,
                "" if r.spi_ppm is None else _decimal(r.spi_ppm, 6),
                "" if r.forecast is None else r.forecast.isoformat(), r.why,
            )  # fmt: skip


def of_timetable(timetable: Timetable) -> Iterator[tuple[str | int | None, ...]]:
    """:func:`rows` of a timetable's own readings."""
    joined = (";".join(f"{q}={r}" for q, r in result.readings) for result in timetable.readings)
    yield from rows(zip(joined, (result.earned for result in timetable.readings), strict=True))


def _decimal(value: int, places: int) -> str:
    """A whole number of parts as a decimal, exactly, without zeros at the end."""
    whole, rest = divmod(value, 10**places)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
