"""The verbs that ask what if: one change, or many.

In: typed words.  Out: an exit code, a table, files.  The rule this module owns: *who stops a sweep hears how much of it
is kept and how it goes on*.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jadwal.cli.app import AsOf, Case, Json, Lang, day, language, whole
from jadwal.cli.entry import FINE, NO_PLAN
from jadwal.cli.stopping import heed

SEED_MOST, FUTURES_LEAST, FUTURES_MOST, WORKERS_MOST = 2**31 - 1, 100, 1_000_000, 64


def whatif(
    case: Case,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="PLACE=VALUE")] = None,
    as_of: AsOf = "",
    seed: Annotated[str, typer.Option("--seed", metavar="N")] = "1",
    futures: Annotated[str, typer.Option("--futures", metavar="N")] = "20000",
    whatif_out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Plan a case as it is and with some figures changed, and say what moves."""
    from jadwal.cli.telling import telling
    from jadwal.cli.whatifs import show_whatif
    from jadwal.workflow import sweep_files
    from jadwal.workflow.progress import Progress
    from jadwal.workflow.whatif import read_settings
    from jadwal.workflow.whatif import whatif as ask
    from jadwal.workflow.write import case_of

    lang, when = language(lang), day(as_of)
    words = list(settings or ())
    read_settings(words)
    seed_number, number = whole("seed", seed, 0, SEED_MOST), whole("futures", futures, FUTURES_LEAST, FUTURES_MOST)
    if whatif_out is not None:
        sweep_files.ready_whatif(whatif_out)
    with telling(lang) as tell:
        found = ask(case, words, as_of=when, seed=seed_number, futures=number, progress=Progress(tell))
        heed()
        if whatif_out is not None:
            tell("publish", 0.97)
            sweep_files.write_whatif(found, whatif_out, lang)
    show_whatif(found, case_of(case, when), whatif_out, lang, as_json=as_json)
    return FINE if found.changed.status == found.base.status == "planned" else NO_PLAN


def sweep(
    case: Case,
    scenarios: Annotated[Path, typer.Argument(metavar="SCENARIOS.toml")],
    sweep_out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    workers: Annotated[str, typer.Option("--workers", metavar="N")] = "2",
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    as_of: AsOf = "",
    sweep_seed: Annotated[str, typer.Option("--seed", metavar="N")] = "",
    sweep_futures: Annotated[str, typer.Option("--futures", metavar="N")] = "",
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Plan many what-ifs of a case in parallel, and put them side by side; go on where it was stopped."""
    from jadwal.cli.telling import telling
    from jadwal.cli.whatifs import say_stopped, show_sweep
    from jadwal.workflow import sweep as sweeps
    from jadwal.workflow.executor import Processes
    from jadwal.workflow.progress import Progress
    from jadwal.workflow.sweep_files import sweep_files

    lang, when = language(lang), day(as_of)
    out = sweep_out or Path("out") / f"{case.resolve().name}-{scenarios.stem or 'sweep'}"
    executor = Processes(whole("workers", workers, 1, WORKERS_MOST))
    seed = whole("seed", sweep_seed, 0, SEED_MOST) if sweep_seed else None
    futures = whole("futures", sweep_futures, FUTURES_LEAST, FUTURES_MOST) if sweep_futures else None
    try:
        with telling(lang) as tell:
            ran = sweeps.sweep(
                case,
                scenarios,
                out,
                as_of=when,
                seed=seed,
                futures=futures,
                fresh=fresh,
                executor=executor,
                progress=Progress(tell),
            )
            heed()
            tell("publish", 0.97)
            sweeps.write(sweep_files(ran.result, lang), out)
    except KeyboardInterrupt:
        done, of = sweeps.finished(case, scenarios, out, as_of=when, seed=seed, futures=futures)
        say_stopped(done, of, lang, sys.stderr)
        raise
    show_sweep(ran, out, lang, as_json=as_json)
    return FINE if ran.result.best else NO_PLAN
