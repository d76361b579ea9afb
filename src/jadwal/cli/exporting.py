"""The verb that writes a timetable for other programs.

In: typed words.  Out: an exit code.  The rule this module owns: *standard output holds the file and nothing else* when
the file is meant for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jadwal.cli.app import AsOf, Case, Lang, day, language, one_of, whole
from jadwal.cli.entry import FINE

SEED_MOST, FUTURES_LEAST, FUTURES_MOST = 2**31 - 1, 100, 1_000_000


def export(
    case: Case,
    to: Annotated[str, typer.Option("--to", metavar="ics|mspdi|csv|geojson")],
    reading: Annotated[str, typer.Option("--reading", metavar="NAME")] = "",
    export_out: Annotated[str, typer.Option("--out", metavar="FILE")] = "",
    export_release: Annotated[str, typer.Option("--release", metavar="public|parties")] = "",
    force: Annotated[bool, typer.Option("--force")] = False,
    as_of: AsOf = "",
    seed: Annotated[str, typer.Option("--seed", metavar="N")] = "",
    futures: Annotated[str, typer.Option("--futures", metavar="N")] = "",
    lang: Lang = "en",
) -> int:
    """Write the timetable as a calendar, a project file, a table or a map layer."""
    from jadwal.cli.screen import Screen
    from jadwal.cli.telling import telling
    from jadwal.workflow.export import KINDS, Wanted
    from jadwal.workflow.export import export as export_case
    from jadwal.workflow.progress import Progress
    from jadwal.workflow.write import LEVELS

    lang = language(lang)
    wanted = Wanted(
        source=Path(case),
        to=one_of("to", to, KINDS),
        lang=lang,
        reading=reading,
        release=one_of("release", export_release, LEVELS) if export_release else "",
        out=export_out,
        force=force,
        as_of=day(as_of),
        seed=whole("seed", seed, 0, SEED_MOST) if seed else None,
        futures=whole("futures", futures, FUTURES_LEAST, FUTURES_MOST) if futures else None,
    )
    with telling(lang) as tell:
        made = export_case(wanted, Progress(tell))
    if made.file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
    else:
        Screen(lang, sys.stdout).say("exchange.written", file=str(made.file))
    return FINE
