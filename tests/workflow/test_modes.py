"""A case in which work can be done in several ways, from the folder to what is said: plan, why, what-if, replan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jadwal.case import load, read_case, write_skeleton
from jadwal.case.report import Report, Spot
from jadwal.case.whatif import changed, typed_setting
from jadwal.cli.summary import show_plan
from jadwal.messages import text
from jadwal.model.compared import Cause
from jadwal.model.timetable import Entry, Timetable
from jadwal.plan.baseline import modes_in
from jadwal.plan.compare import compare
from jadwal.publish.charts.from_timetable import gantt_of
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.release import release
from jadwal.publish.tables import tables
from jadwal.workflow.plan import plan, plan_case
from jadwal.workflow.why import why

FUTURES = 60
WORK = "cleanup:camp-east"


ROAD = "road-south,South road,طريق الجنوب,road,1,1,1,1,1,2,30,6,working-week,,2025-01-10,assumed,,"
GUARDS = "guards-south,east-guards,by the southern road,بالطريق الجنوبي,,,,,,,road-south,10,2025-01-10,assumed,,"


def make(folder: Path, days: str = "2,4,8", progress: Iterable[str] = ()) -> Path:
    """The skeleton, in which a firm may clean up Camp East, and the guards of that camp may go by a second road."""
    write_skeleton(folder)
    ways = folder / "modes.csv"
    ways.write_text(ways.read_text("utf-8").replace(",2,4,8,", f",{days},"), "utf-8")
    for file, lines in (("lanes.csv", [ROAD]), ("modes.csv", [GUARDS]), ("progress.csv", progress)):
        with (folder / file).open("a", encoding="utf-8") as sheet:
            sheet.writelines(f"{line}\n" for line in lines)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case's folder."""
    return make(tmp_path_factory.mktemp("modes") / "case")


@pytest.fixture(scope="module")
def planned(folder: Path) -> Timetable:
    """Its plan."""
    return plan(folder, futures=FUTURES)


def entry(timetable: Timetable, id: str = WORK) -> Entry:
    """One piece of work of the only reading."""
    return next(e for e in timetable.readings[0].schedule.entries if e.id == id)


def test_the_plan_says_how_each_piece_of_work_is_done(planned: Timetable) -> None:
    """The firm cleans up in four days instead of eight and saves more than it costs; both ways have their names."""
    assert (entry(planned).mode, entry(planned).days) == ("east-by-firm", 4)
    guards = entry(planned, "move:east-guards:1")
    assert (guards.mode, guards.lane) == ("guards-south", "road-south")
    header, *lines = tables(planned)["timetable.csv"]
    rows = {line[1]: dict(zip(header, line, strict=True)) for line in lines}
    assert (rows[WORK]["mode"], rows[WORK]["mode_en"]) == ("east-by-firm", "by a local firm")
    assert rows["move:east-guards:1"]["mode_ar"] == "بالطريق الجنوبي"
    assert {r["mode"] for id, r in rows.items() if id not in (WORK, "move:east-guards:1")} == {""}


@pytest.mark.parametrize(("lang", "way"), [("en", "by a local firm"), ("ar", "على يد شركة محلية")])
def test_the_terminal_and_the_timetable_chart_name_the_ways(
    folder: Path, planned: Timetable, lang: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table of what is done another way; beside the site its ways and how much is done in each."""
    show_plan(planned, read_case(folder), None, lang, as_json=False)
    said = capsys.readouterr().out
    assert text("cli.word.ways", lang) in said
    assert way in said
    drawn = gantt(gantt_of(planned, 0, "g"), lang)
    column = drawn.table.columns.index(text("chart.column-ways", lang))
    assert any(way in row[column] for row in drawn.table.rows)
    words = re.sub(r"<[^>]*>", " ", drawn.svg)
    assert way in " ".join(re.sub(r"[\u2066-\u2069]", "", words).split())


def test_the_public_sees_nothing_of_ways(folder: Path, planned: Timetable) -> None:
    """Neither their ids nor their names leave with the public timetable."""
    public = release(planned, "public", read_case(folder))
    assert {e.mode for r in public.readings for e in r.schedule.entries} == {""}
    assert public.context.modes == ()
    for name, content in tables(public).items():
        assert "by-firm" not in str(content), name


def test_why_is_answered_about_the_way_that_was_chosen(folder: Path) -> None:
    """The chain of the inspection leads through a clean-up of four days."""
    (answer,) = why(folder, "inspection:camp-east").answers
    hold = next(h for h in answer.found.chain if h.task == WORK)
    assert hold.start is not None
    assert hold.finish is not None
    assert hold.finish - hold.start < 8


def with_set(folder: Path, *words: str) -> Timetable:
    """The plan with figures changed."""
    report = Report()
    settings = [s for w in words if (s := typed_setting(w, Spot("--set"), report))]
    assert not report.errors
    return plan_case(changed(load(folder), settings, None), seed=1, futures=FUTURES, depth="dates")


def test_a_what_if_changes_the_figures_of_a_way(folder: Path) -> None:
    """A dear firm that saves no day of the end is not called; a slow one neither."""
    assert entry(with_set(folder, "modes/east-by-firm.cost=90000")).mode in ("usual", "east-by-firm")
    slow = with_set(folder, "modes/east-by-firm.days=30")
    assert (entry(slow).mode, entry(slow).days) == ("usual", 8)


def test_a_replan_keeps_the_way_of_what_has_begun_and_names_a_changed_one(planned: Timetable, tmp_path: Path) -> None:
    """The firm has begun: it goes on, though it takes thirty days now; had it not, the own crew would do it, and that
    is the cause that is named."""
    start = entry(planned).start
    assert start is not None
    later = start + timedelta(days=1)
    for begun in (True, False):
        lines = []
        for e in planned.readings[0].schedule.entries:
            done = e.finish is not None and e.finish < later and e.kind != "milestone"
            if done or (begun and e.id == WORK):
                lines.append(f"{e.id},{e.start},{e.finish if done else ''},,{later},,,")
        folder = make(tmp_path / str(begun), "30,30,30", lines)
        again = plan(folder, as_of=later, futures=FUTURES, baseline=planned, replan=True)
        assert modes_in(planned, ())[WORK] == "east-by-firm"
        assert entry(again).mode == ("east-by-firm" if begun else "usual")
        causes = {(c.kind, c.id, c.after) for c in _causes(compare(planned, again))}
        assert (("mode", WORK, "usual") in causes) is not begun


def _causes(found: object) -> Iterator[Cause]:
    """Every cause anywhere in a comparison."""
    if isinstance(found, tuple):
        for one in found:
            yield from _causes(one)
    elif hasattr(found, "__struct_fields__"):
        if isinstance(found, Cause):
            yield found
        for name in found.__struct_fields__:
            yield from _causes(getattr(found, name))
