"""The verb that plans again with as little change as can be.

In: typed words.  Out: an exit code.  The rule this module owns: *a replan says first what moved, then what is planned*.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jadwal.cli.app import AsOf, Case, Json, Lang, day, language, one_of, whole
from jadwal.cli.entry import FINDINGS, FINE
from jadwal.cli.stopping import gently, heed

SEED, FUTURES = "1", "20000"
FUTURES_LEAST, FUTURES_MOST, SEED_MOST = 100, 1_000_000, 2**31 - 1


def replan(
    case: Case,
    baseline_kept: Annotated[Path, typer.Option("--baseline", metavar="FILE")],
    as_of: AsOf = "",
    seed: Annotated[str, typer.Option("--seed", metavar="N")] = SEED,
    futures: Annotated[str, typer.Option("--futures", metavar="N")] = FUTURES,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    release: Annotated[str, typer.Option("--release", metavar="public|parties")] = "parties",
    png: Annotated[bool, typer.Option("--png")] = False,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Plan again: what has started stays, and of the baseline as little changes as its end allows."""
    from jadwal.cli.changes import show_comparison
    from jadwal.cli.summary import show_plan
    from jadwal.cli.telling import telling
    from jadwal.workflow import write as results
    from jadwal.workflow.progress import Progress

    lang = language(lang)
    level = one_of("release", release, results.LEVELS)
    seed_number = whole("seed", seed, 0, SEED_MOST)
    number = whole("futures", futures, FUTURES_LEAST, FUTURES_MOST)
    when = day(as_of)
    folder = out or (None if as_json else Path("out") / (case.resolve().name or "plan"))
    if folder is not None:
        results.ready(folder)
    with telling(lang) as tell:
        tell("read", 0.0)
        known = results.case_of(case, when)
        kept = results.earlier(baseline_kept, known)

        from jadwal.workflow.compare import compared
        from jadwal.workflow.plan import plan

        told = Progress(tell, news=tell.news, searching=gently)
        made = plan(case, as_of=when, seed=seed_number, futures=number, baseline=kept, replan=True, progress=told)
        found = None if level == "public" else compared(kept, made)
        made = results.released(made, level, known)
        if folder is not None:
            heed()
            tell("publish", 0.97)
            results.write(made, folder, lang=lang, pictures=png)
    if found is not None and not as_json:
        show_comparison(found, None, lang, as_json=False)
    show_plan(made, known, folder, lang, as_json=as_json)
    return FINDINGS if any(f.severity == "warning" for f in made.findings) else FINE
