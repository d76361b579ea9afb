"""What-ifs and sweeps as files: tables and charts.

In: a :class:`WhatIf` or a :class:`SweepResult`, a language.  Out: the text of each file by name.  The rule this module
owns: *one row for each scenario under each reading*, with what it sets, also where there is no plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from jadwal.messages import stored
from jadwal.model.case import Text
from jadwal.model.timetable import MilestoneResult
from jadwal.publish import folder
from jadwal.publish.charts import standalone
from jadwal.publish.charts.alone import page
from jadwal.publish.charts.sweep import Compared, Ends, compared
from jadwal.publish.tables import Cell, encode, guarded, percent
from jadwal.workflow.sweep import SweepResult, SweepRow, worst
from jadwal.workflow.whatif import Outcome, Planned, WhatIf
from jadwal.workflow.whatif import encode as as_json

WHATIF_FILES = ("whatif.json", "whatif.csv", "whatif.svg", "whatif.html")
HEAD: tuple[Cell, ...] = (
    "scenario", "name_en", "name_ar", "settings", "status", "best", "reading", "milestone", "aim", "aim_percent",
    "commit", "p50", "p80", "p90", "reached_percent", "joint_percent", "promises", "promises_kept_by_aim",
    "least_kept_percent", "findings", "why",
)  # fmt: skip


def sweep_files(result: SweepResult, lang: str) -> dict[str, str]:
    """``sweep.json``, ``sweep.csv``, ``sweep.svg`` and ``sweep.html``."""
    rows = [HEAD, *(cells for row in result.rows for cells in _sweep_cells(row, result.best))]
    chart = compared(_compared(result), lang)
    return {
        "sweep.json": as_json(result).decode(),
        "sweep.csv": _csv(rows),
        "sweep.svg": standalone(chart),
        "sweep.html": page(chart, (made_with(result, lang),)),
    }


def whatif_files(result: WhatIf, lang: str) -> dict[str, str]:
    """``whatif.json``, ``whatif.csv``, ``whatif.svg`` and ``whatif.html``."""
    rows = [HEAD]
    for id, settings, made in (("case", (), result.base), ("changed", result.settings, result.changed)):
        row = SweepRow(id=id, name=None, settings=settings, at=(), outcome=made)
        rows += _cells(row, "", headline=True)
    shown = "; ".join(result.settings)
    names = (said("sweep.as-it-is"), Text(en=shown, ar=shown))
    ends = tuple(_ends(made, name, False) for name, made in zip(names, (result.base, result.changed), strict=True))
    chart = compared(Compared(id="whatif", end=_end_name(result.base, result.changed), ends=ends), lang)
    return {
        "whatif.json": as_json(result).decode(),
        "whatif.csv": _csv(rows),
        "whatif.svg": standalone(chart),
        "whatif.html": page(chart, (made_with(result, lang),)),
    }


def ready_whatif(out: Path) -> None:
    """Raise ``BadInput`` when ``out`` cannot become the folder of a what-if."""
    folder.refuse(out, WHATIF_FILES, WHATIF_FILES[0])


def write_whatif(result: WhatIf, out: Path, lang: str) -> Path:
    """Write the files as the folder ``out``, replaced whole; raises ``BadInput``."""
    files = {name: text.encode() for name, text in whatif_files(result, lang).items()}
    return folder.write(files, out, WHATIF_FILES, WHATIF_FILES[0])


def made_with(result: SweepResult | WhatIf, lang: str) -> str:
    """How the figures were found, in a sentence."""
    return stored(
        "sweep.made-with", lang, day=result.as_of, seed=result.seed, futures=result.futures, version=result.version
    )


def said(code: str) -> Text:
    """A sentence of the catalogue in both languages."""
    return Text(en=stored(code, "en"), ar=stored(code, "ar"))


def why(made: Outcome) -> Text | None:
    """Why there is no plan; None when there is one."""
    if made.status == "planned":
        return None
    if made.mistakes:
        first = made.mistakes[0]
        en, ar = (stored(first.code, lang, **dict(first.params)) for lang in ("en", "ar"))
        return Text(en=f"{first.place()}: {en}", ar=f"{first.place()}: {ar}")
    return said(f"sweep.{made.status}")


def end_of(made: Outcome, reading: Planned) -> MilestoneResult:
    """The end under one reading."""
    return next(m for m in reading.milestones if m.id == made.end)


def worst_reading(made: Outcome) -> Planned:
    """The reading under which the end comes latest."""
    return max(made.readings, key=lambda r: worst(msgspec.structs.replace(made, readings=(r,))))


def name_of(row: SweepRow) -> Text:
    """What a scenario is called: its name, else what it sets."""
    if row.name is not None:
        return row.name
    settings = "; ".join(row.settings)
    return Text(en=settings, ar=settings) if row.settings else said("sweep.as-it-is")


def _compared(result: SweepResult) -> Compared:
    ends = tuple(_ends(r.outcome, _short(r, result), r.id == result.best, r.at) for r in result.rows)
    axes = tuple((a.name, a.values) for a in result.axes)
    return Compared(id="sweep", end=_end_name(*(r.outcome for r in result.rows)), ends=ends, axes=axes)


def _short(row: SweepRow, result: SweepResult) -> Text:
    """The name of a scenario in a chart: of one in the grid the axes with their values."""
    pairs = (f"{a.name} {a.values[n]}" for a, n in zip(result.axes, row.at, strict=False))
    shown = "; ".join(pairs)
    return Text(en=shown, ar=shown) if shown else name_of(row)


def _end_name(*made: Outcome) -> Text:
    for one in made:
        if one.readings:
            return end_of(one, one.readings[0]).name
    return said("sweep.the-end")


def _ends(made: Outcome, name: Text, best: bool, at: tuple[int, ...] = ()) -> Ends:
    if not made.readings:
        return Ends(name=name, why=why(made), at=at)
    q = end_of(made, worst_reading(made)).quantiles
    return Ends(name=name, p50=q.p50, p80=q.p80, p90=q.p90, reached_ppm=q.reached_ppm, best=best, at=at)


def _sweep_cells(row: SweepRow, best: str) -> Iterator[tuple[Cell, ...]]:
    yield from _cells(row, best, headline=False)


def _cells(row: SweepRow, best: str, *, headline: bool) -> Iterator[tuple[Cell, ...]]:
    """The end (with ``headline`` every headline milestone too) under every reading."""
    made, name = row.outcome, name_of(row)
    begin: tuple[Cell, ...] = (row.id, name.en, name.ar, "; ".join(row.settings), made.status, row.id == best)
    if not made.readings:
        reason = why(made)
        yield (*begin, *("",) * (len(HEAD) - len(begin) - 1), reason.en if reason else "")
    for r in made.readings:
        kept = [p.kept_ppm for p in r.promises]
        rest = (
            percent(r.joint_ppm),
            len(kept),
            sum(p.aim_keeps for p in r.promises),
            percent(min(kept)) if kept else "",
            len(made.findings),
            "",
        )
        for m in r.milestones:
            if m.id == made.end or (headline and m.headline):
                q = m.quantiles
                yield (
                    *begin, ";".join(f"{a}={b}" for a, b in r.readings), m.id, m.aim, percent(m.aim_ppm), m.commit,
                    q.p50, q.p80, q.p90, percent(q.reached_ppm), *rest,
                )  # fmt: skip


def _csv(rows: list[tuple[Cell, ...]]) -> str:
    return encode(tuple(guarded(cell) for cell in row) for row in rows).decode("utf-8")
