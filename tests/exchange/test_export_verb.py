"""``jadwal export``: of a result as it is, of a case planned first; refusals come before the planning."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import exported
import pytest

from jadwal.cli.entry import run
from jadwal.exchange.project import read
from jadwal.messages import BadInput
from jadwal.model.timetable import Timetable, encode
from jadwal.publish import files as result_files
from jadwal.publish import write as write_result
from jadwal.workflow.export import Export, Kind, Wanted, export
from jadwal.workflow.new import new


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A result folder of the hand-made timetable."""
    return write_result(result_files(exported.timetable()), tmp_path / "made-result")


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new case."""
    folder = tmp_path_factory.mktemp("skeleton") / "case"
    new(folder)
    return folder


def made(source: Path, to: Kind = "ics", lang: str = "en", **rest: Any) -> Export:
    """An export."""
    return export(Wanted(source=source, to=to, lang=lang, **rest))


def rows(table: bytes) -> list[list[str]]:
    """The rows of a table, the header first."""
    return list(csv.reader(table.decode("utf-8-sig").splitlines(keepends=True)))


def refused(source: Path, to: Kind = "ics", **rest: Any) -> str:
    """The code for which an export is refused; told in both languages with what would be right."""
    with pytest.raises(BadInput) as error:
        made(source, to, **rest)
    (mistake,) = error.value.mistakes
    for lang in ("en", "ar"):
        assert mistake.what(lang)
        assert mistake.would_be_right(lang)
    return mistake.code


@pytest.mark.parametrize(
    ("to", "name"), [("ics", "made.early.ics"), ("mspdi", "made.early.xml"), ("geojson", "made.early.geojson"),
                     ("csv", "made.early.csv")]
)  # fmt: skip
def test_a_result_is_exported_beside_its_folder(result: Path, to: Kind, name: str) -> None:
    """The folder itself stays as it is, so that it can be renewed; the file is replaced by the next export."""
    before = sorted(result.iterdir())
    for source in (result, result / "timetable.json", result):
        found = made(source, to, reading="early")
        assert found.file == result.resolve().parent / name
        assert found.file.read_bytes() == found.content
    assert sorted(result.iterdir()) == before
    assert {p.name for p in result.parent.iterdir()} == {name, "made-result"}


def test_a_timetable_of_another_name_is_exported_in_its_own_folder(tmp_path: Path) -> None:
    """It is no result folder that could be spoiled."""
    (tmp_path / "old.json").write_bytes(encode(exported.timetable()))
    assert made(tmp_path / "old.json", reading="late").file == tmp_path / "made.late.ics"


def test_the_table_is_the_result_folders_own(result: Path) -> None:
    """The same bytes; with a reading its rows only; all of them is the same as nothing typed."""
    whole = (result / "timetable.csv").read_bytes()
    assert made(result, "csv").content == made(result, "csv", reading="all").content == whole
    some = made(result, "csv", reading="late").content
    assert rows(some) == [row for row in rows(whole) if row[0] != "when=early"]


def test_what_names_no_reading_where_there_are_several_is_refused(result: Path) -> None:
    """The words to choose from are told; a project file and a map hold one reading only."""
    assert refused(result) == "exchange.which-reading"
    assert refused(result, reading="nobody") == "exchange.no-such-reading"
    assert refused(result, "mspdi", reading="all") == "exchange.one-reading"
    assert refused(result, "geojson", reading="all") == "exchange.one-reading"
    both = made(result, reading="all")
    assert both.file is not None
    assert both.file.name == "made.all.ics"
    assert both.content.count(b"BEGIN:VEVENT") == 16


@pytest.mark.parametrize("option", [{"as_of": exported.AS_OF}, {"seed": 1}, {"futures": 100}])
def test_a_result_is_not_planned_anew(result: Path, option: dict[str, Any]) -> None:
    """What would have no effect is refused, not passed over."""
    assert refused(result, reading="early", **option) == "exchange.result-as-it-is"


def test_the_level_of_a_result_is_that_of_its_planning(tmp_path: Path, result: Path) -> None:
    """What is public is decided with the case, which a result does not hold; a public one stays public."""
    assert refused(result, reading="early", release="public") == "exchange.result-not-public"
    assert made(result, reading="early", release="parties").content.count(b"CONFIDENTIAL")
    public = write_result(result_files(exported.timetable(release="public")), tmp_path / "public")
    assert refused(public, reading="early", release="parties") == "exchange.result-public"
    assert refused(public, "geojson", reading="early") == "exchange.public-no-sites"
    assert made(public, reading="early", release="public").content.count(b"CLASS:PUBLIC")


def test_a_folder_for_the_file_is_enough(tmp_path: Path, result: Path) -> None:
    """The file has its usual name in it; another result's folder is refused."""
    (tmp_path / "there").mkdir()
    assert made(result, reading="early", out=str(tmp_path / "there")).file == tmp_path / "there" / "made.early.ics"
    assert refused(result, reading="early", out=str(result)) == "exchange.in-a-result"


@pytest.mark.parametrize("to", ["ics", "mspdi", "csv", "geojson"])
def test_a_foreign_file_is_left_alone_without_force(tmp_path: Path, result: Path, to: Kind) -> None:
    """Whatever kind is exported; ours is replaced without a word."""
    target = tmp_path / "mine"
    target.write_text("mine")
    assert refused(result, to, reading="early", out=str(target)) == "exchange.foreign-file"
    assert target.read_text() == "mine"
    made(result, to, reading="early", out=str(target), force=True)
    made(result, to, reading="late", out=str(target))
    assert target.read_text() != "mine"


def test_a_table_that_a_spreadsheet_has_saved_is_not_ours_any_more(tmp_path: Path, result: Path) -> None:
    """Somebody may have worked in it."""
    target = tmp_path / "t.csv"
    content = made(result, "csv", out=str(target)).content
    target.write_bytes(content.replace(b"\n", b"\r\n", 1))
    assert refused(result, "csv", out=str(target)) == "exchange.foreign-file"


@pytest.mark.parametrize("content", [b"{}", b"not json", b"", b"\xff"])
def test_what_is_no_timetable_is_refused(tmp_path: Path, content: bytes) -> None:
    """And one of another version with a sentence of its own."""
    (tmp_path / "timetable.json").write_bytes(content)
    assert refused(tmp_path / "timetable.json") == "exchange.no-timetable"
    older: Timetable = exported.timetable(schema=1)
    (tmp_path / "timetable.json").write_bytes(encode(older))
    assert refused(tmp_path) == "exchange.other-version"


def test_a_case_is_refused_before_it_is_planned(
    tmp_path: Path, skeleton: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reading, its place, its level of release; planning would fail this test."""
    monkeypatch.setattr("jadwal.workflow.plan.plan", lambda *given, **named: pytest.fail("planned"))
    (tmp_path / "file").write_text("x")
    assert refused(skeleton, out=str(tmp_path / "file" / "a.ics")) == "exchange.unwritable"
    assert refused(skeleton, out=str(tmp_path / "file")) == "exchange.foreign-file"
    assert refused(skeleton, reading="nobody") == "exchange.no-such-reading"
    assert refused(skeleton, "geojson", release="public") == "exchange.public-no-sites"
    assert refused(tmp_path / "nothing") == "case.no-folder"


def test_a_case_is_planned_and_exported(tmp_path: Path, skeleton: Path) -> None:
    """As jadwal plan would have it: stages are told, the release is kept, the file is read back."""
    stages: list[str] = []

    def tell(stage: str, share: float) -> None:
        stages.append(stage)

    from jadwal.workflow.progress import Progress

    wanted = Wanted(
        source=skeleton, to="mspdi", lang="ar", out=str(tmp_path / "a.xml"), futures=100, seed=3, release="public"
    )
    found = read(export(wanted, Progress(tell)).content)
    assert {"read", "assess", "readings", "findings"} <= set(stages)
    assert found.tasks
    assert (found.resources, found.assignments) == ((), ())
    assert not any(t.id.startswith(("move:", "pack:", "left:", "closed:")) for t in found.tasks)
    assert "البذرة \u20683\u2069" in found.tasks[0].notes


def test_standard_output_holds_the_file_and_nothing_else(result: Path) -> None:
    """Whatever else is said goes to standard error."""
    command = [
        sys.executable,
        "-m",
        "jadwal",
        "export",
        str(result),
        "--to",
        "geojson",
        "--reading",
        "early",
        "--out",
        "-",
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == made(result, "geojson", reading="early").content
    assert json.loads(done.stdout)["case"] == "made"


def test_the_file_is_named_in_the_language_asked_for(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, or 2 with the choices on standard error."""
    assert run(["export", str(result), "--to", "ics", "--reading", "early", "--lang", "ar"]) == 0
    said = capsys.readouterr()
    assert "كُتب" in said.out
    assert "made.early.ics" in said.out
    assert run(["export", str(result), "--to", "ics"]) == 2
    assert "early, late" in capsys.readouterr().err
    assert run(["export", str(result), "--to", "pdf"]) == 2
    assert "ics, mspdi, csv, geojson" in capsys.readouterr().err
    assert run(["export", str(result)]) == 2
    assert "TO is missing" in capsys.readouterr().err
