"""The verbs that plan: what may be typed, and which workflow it calls.

In: typed words.  Out: an exit code per verb.  The rule this module owns: *a verb is a few lines*: read the arguments,
call the workflow, show the result.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from jadwal.cli import comparing, exchanging, exporting, ingesting, looking, replanning, sweeping
from jadwal.cli.app import AsOf, Case, Json, Lang, app, day, language, one_of, whole
from jadwal.cli.entry import BAD_INPUT, FINDINGS, FINE, NO_PLAN
from jadwal.cli.help import Command, Group
from jadwal.cli.stopping import gently, heed

SEED, FUTURES = "1", "20000"
MOST_FUTURES = 80_000  # run unless a number is given
FUTURES_LEAST, FUTURES_MOST, SEED_MOST = 100, 1_000_000, 2**31 - 1
SECONDS_MOST = 1_000_000


def command_line(lang: str) -> Callable[..., Any]:
    """The command line with its help in ``lang``."""
    Group.lang = Command.lang = lang
    return typer.main.get_command(app)


@app.callback(invoke_without_command=True)
def top(context: typer.Context, version: Annotated[bool, typer.Option("--version", is_eager=True)] = False) -> None:
    """What may stand before a verb."""
    if version:
        from jadwal import __version__

        print(__version__)
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command(cls=Command)
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    from_workbook: Annotated[Path | None, typer.Option("--from", metavar="FILE.xlsx")] = None,
    lang: Lang = "en",
) -> int:
    """Write a commented case folder to start from, or the case of a workbook."""
    from jadwal.cli.screen import Screen
    from jadwal.workflow.new import new as new_case

    lang = language(lang)
    if from_workbook is not None:
        return exchanging.new_from_workbook(folder, from_workbook, lang)
    files = new_case(folder, lang)
    screen = Screen(lang, sys.stdout)
    screen.say("cli.new-made", folder=str(folder), files=len(files))
    for command in ("check", "plan"):
        screen.line(f"  jadwal {command} {folder}")
    screen.say("cli.new-page", page=str(files[0]))
    return FINE


@app.command(cls=Command)
def check(case: Case, lang: Lang = "en", as_json: Json = False) -> int:
    """List all mistakes of form in a case, with what would be right."""
    from jadwal.cli.mistakes import show
    from jadwal.workflow.check import check as check_case

    lang = language(lang)
    found = check_case(case)
    if found or as_json:
        show(found, lang, as_json=as_json)
    if not as_json and not any(m.severity == "error" for m in found):
        from jadwal.cli.screen import Screen

        Screen(lang, sys.stdout).say("cli.check-fine", folder=str(case))
    return BAD_INPUT if any(m.severity == "error" for m in found) else FINE


@app.command(cls=Command)
def assess(case: Case, as_of: AsOf = "", lang: Lang = "en", as_json: Json = False) -> int:
    """Show the board: every condition, its state, the figures, and the chance of its being met in time."""
    from jadwal.cli.board import show_board
    from jadwal.cli.telling import telling
    from jadwal.workflow.assess import assess as assess_case

    lang = language(lang)
    with telling(lang) as tell:
        tell("assess", 0.0)
        board = assess_case(case, day(as_of))
    show_board(board, lang, as_json=as_json)
    return FINE


@app.command(cls=Command)
def plan(
    case: Case,
    as_of: AsOf = "",
    seed: Annotated[str, typer.Option("--seed", metavar="N")] = SEED,
    plan_futures: Annotated[str, typer.Option("--futures", metavar="N")] = "",
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    release: Annotated[str, typer.Option("--release", metavar="public|parties")] = "parties",
    png: Annotated[bool, typer.Option("--png")] = False,
    seconds: Annotated[str, typer.Option("--seconds", metavar="N")] = "",
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Plan the transition: aim dates, commit dates, chances, findings."""
    from jadwal.cli.summary import show_plan
    from jadwal.cli.telling import telling
    from jadwal.workflow import write as results
    from jadwal.workflow.progress import Progress

    lang = language(lang)
    level = one_of("release", release, results.LEVELS)
    seed_number = whole("seed", seed, 0, SEED_MOST)
    number = whole("futures", plan_futures or FUTURES, FUTURES_LEAST, FUTURES_MOST)
    limit = whole("seconds", seconds, 1, SECONDS_MOST) if seconds else None
    when = day(as_of)
    folder = out or (None if as_json else Path("out") / (case.resolve().name or "plan"))
    if folder is not None:
        results.ready(folder)
    with telling(lang) as tell:
        tell("read", 0.0)
        known = results.case_of(case, when)
        earlier = None if baseline is None else results.earlier(baseline, known)

        from jadwal.workflow.plan import plan as plan_case

        made = plan_case(
            case,
            as_of=when,
            seed=seed_number,
            futures=number,
            baseline=earlier,
            progress=Progress(tell, news=tell.news, searching=gently),
            seconds=limit,
            most=0 if plan_futures else MOST_FUTURES,
        )
        made = results.released(made, level, known)
        if folder is not None:
            heed()
            tell("publish", 0.97)
            results.write(made, folder, lang=lang, pictures=png)
    show_plan(made, known, folder, lang, as_json=as_json)
    return FINDINGS if any(f.severity == "warning" for f in made.findings) else FINE


app.command("replan", cls=Command)(replanning.replan)
app.command("compare", cls=Command)(comparing.compare)
app.command("open", cls=Command)(looking.open_page)


@app.command(cls=Command)
def explain(
    case: Case,
    as_of: AsOf = "",
    why: Annotated[str, typer.Option("--why", metavar="ID")] = "",
    why_out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Say which agreed dates, rules and capacities clash when there is no plan, or why a date stands where it does."""
    from jadwal.cli.clash import show_clashes, show_why
    from jadwal.cli.telling import telling

    lang = language(lang)
    if why:
        from jadwal.workflow import why as asking

        with telling(lang) as tell:
            answers = asking.why(case, why, day(as_of), progress=tell)
        files = () if why_out is None else asking.write(answers, why_out, lang)
        show_why(answers, files, lang, as_json=as_json)
        return FINE
    from jadwal.workflow.explain import explain as explain_case

    with telling(lang) as tell:
        found = explain_case(case, day(as_of), progress=tell)
    show_clashes(found, lang, as_json=as_json)
    if not found.feasible:
        return NO_PLAN
    return FINE if found.all_kept else FINDINGS


app.command(cls=Command)(sweeping.whatif)
app.command(cls=Command)(sweeping.sweep)


@app.command(cls=Command)
def schema() -> int:
    """Print the JSON Schemas of a case and of timetable.json."""
    from jadwal.workflow.schema import schemas

    json.dump(schemas(), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return FINE


app.command(cls=Command)(exchanging.workbook)
app.command(name="import-workbook", cls=Command)(exchanging.import_workbook)
app.command(cls=Command)(exporting.export)
app.command(cls=Command)(ingesting.ingest)
