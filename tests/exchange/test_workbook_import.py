"""A workbook brought into a folder: whole or not at all, nothing else touched, what changed said by table."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from booked import FIRST, Book

from jadwal import swap
from jadwal.case import check, inputs_digest, load, replacing
from jadwal.case.changes import Change
from jadwal.cli.entry import run
from jadwal.messages import BadInput
from jadwal.workflow.workbook import bring_in, export, new_from

KILLED = """
import os, signal, sys
from pathlib import Path
from jadwal.case import replacing
from jadwal.workflow.workbook import bring_in
step, done = int(sys.argv[3]), 0
def dying(real):
    def call(*given, **named):
        global done
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return real(*given, **named)
    return call
for name in ("write_file", "sync", "exchange"):
    setattr(replacing, name, dying(getattr(replacing, name)))
bring_in(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def edited(book: Book) -> Path:
    """The workbook with a headcount changed, a shock and an event added, a closed period gone."""
    book.put("units", "headcount", 45)
    for column, value in (("id", "flood"), ("name_en", "Flood"), ("name_ar", "فيضان"), ("pauses", "=all")):
        book.text("shocks", column, value.removeprefix("="), FIRST + 5)
    for column, number in (("days", 3), ("per_decade", 2)):
        book.put("shocks", column, number, FIRST + 5)
    book.text("shocks", "known_from", "2025-01-10", FIRST + 5)
    for column, value in (("id", "second"), ("day", "2025-01-09"), ("kind", "attack"), ("known_from", "2025-01-10")):
        book.text("events", column, value, FIRST + 3)
    book.text("events", "file", "more.csv", FIRST + 3)
    book.sheet("calendar.closed").delete_rows(FIRST)
    return book.saved()


def test_an_import_changes_the_tables_that_differ_and_nothing_else(book: Book) -> None:
    """It says what by table; other tables keep their bytes, documents and notes their place."""
    (book.folder / "documents").mkdir()
    (book.folder / "documents" / "statement.txt").write_text("as published")
    (book.folder / "notes.md").write_text("mine")
    (book.folder / "link.md").symlink_to("notes.md")
    before = content(book.folder)
    done = bring_in(edited(book), book.folder)
    after = content(book.folder)
    assert done.changes == (
        Change("calendar.closed", removed=1),
        Change("units", changed=1),
        Change("shocks", added=1),
        Change("events", added=1),
    )
    assert done.files == ("case.toml", "incidents/more.csv", "shocks.csv", "units.csv")
    assert {n for n in after if after[n] != before.get(n)} == set(done.files)
    assert set(before) <= set(after)
    assert (book.folder / "link.md").is_symlink()
    assert check(book.folder) == ()
    assert load(book.folder).table("units")[0].row.headcount.likely == 45
    assert sorted(p.name for p in book.folder.parent.iterdir()) == ["case", "case.xlsx"], "no draft is left"
    again = bring_in(book.file, book.folder)
    assert (again.changes, again.files) == ((), ())


def test_what_was_read_from_the_workbook_is_what_the_folder_says(book: Book) -> None:
    """An import and a new folder from the same workbook are the same case."""
    file = edited(book)
    new_from(book.folder.parent / "new", file)
    bring_in(file, book.folder)
    assert inputs_digest(load(book.folder)) == inputs_digest(load(book.folder.parent / "new"))


@pytest.mark.parametrize("step", range(8))
def test_whoever_is_killed_at_any_step_leaves_the_folder_whole(book: Book, step: int) -> None:
    """Killed before each file and each step of the exchange: the old case stands until it, the new one after it."""
    old = inputs_digest(load(book.folder))
    file = edited(book)
    new_from(book.folder.parent / "new", file)
    new = inputs_digest(load(book.folder.parent / "new"))
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(file), str(book.folder), str(step)], env=os.environ, check=False
    )
    assert ended.returncode == (-signal.SIGKILL if step < 7 else 0)
    assert inputs_digest(load(book.folder)) == (old if step < 6 else new)
    assert check(book.folder) == ()


def test_a_full_disk_or_a_folder_that_cannot_be_exchanged_leaves_the_old_one(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the user reads that it cannot be written."""
    before = content(book.folder)
    file = edited(book)

    def full(path: Path, text: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(replacing, "write_file", full)
        with pytest.raises(BadInput, match="cannot be written"):
            bring_in(file, book.folder)
    assert content(book.folder) == before
    with monkeypatch.context() as patched:
        patched.setattr(swap, "swapped", lambda one, other: False)
        assert bring_in(file, book.folder).files
    assert sorted(p.name for p in book.folder.parent.iterdir()) == ["case", "case.xlsx"]


def test_files_of_any_size_are_linked_not_copied(book: Book) -> None:
    """The old folder's document is the new folder's document, and the old table was not written through."""
    document = book.folder / "statement.txt"
    document.write_text("long")
    number = document.stat().st_ino
    table = os.open(book.folder / "units.csv", os.O_RDONLY)
    old = (book.folder / "units.csv").read_bytes()
    bring_in(edited(book), book.folder)
    assert document.stat().st_ino == number
    assert os.read(table, 1_000_000) == old
    os.close(table)


def test_a_mistake_anywhere_changes_nothing(book: Book) -> None:
    """Also when every other table is fine."""
    before = content(book.folder)
    edited(book)
    book.put("party", "side", "neither")
    with pytest.raises(BadInput):
        bring_in(book.saved(), book.folder)
    assert content(book.folder) == before


def test_work_done_in_the_folder_meanwhile_is_not_undone_in_silence(book: Book) -> None:
    """The workbook knows the digest of the case that it was made from."""
    units = book.folder / "units.csv"
    units.write_text(units.read_text("utf-8").replace(",50,", ",55,", 1), "utf-8")
    done = bring_in(edited(book), book.folder)
    assert [(m.code, m.severity) for m in done.warnings] == [("workbook.changed-since", "warning")]
    assert done.changes[1] == Change("units", changed=2)


def test_events_are_never_written_over_another_file(book: Book) -> None:
    """A CSV file in incidents/ that holds no events is somebody's."""
    (book.folder / "incidents" / "more.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput) as bad:
        bring_in(edited(book), book.folder)
    assert [(m.code, m.file) for m in bad.value.mistakes] == [("workbook.feed-taken", "incidents/more.csv")]
    assert (book.folder / "incidents" / "more.csv").read_text() == "a,b\n1,2\n"


def test_a_file_of_events_whose_rows_are_gone_keeps_its_header(book: Book) -> None:
    """It is a table of the case, and empty."""
    book.text("events", "file", "moved.csv")
    done = bring_in(book.saved(), book.folder)
    assert done.changes == ()
    assert done.files == ("incidents/events.csv", "incidents/moved.csv")
    assert (book.folder / "incidents" / "events.csv").read_text().startswith("id,day,kind")
    assert [p.spot.file for p in load(book.folder).table("events")] == ["incidents/moved.csv"]


def test_documents_must_be_there_for_an_import_and_may_come_later_for_a_new_folder(book: Book) -> None:
    """A new folder is written, with a warning that names what is missing."""
    book.text("sources", "url", "documents/statement.txt")
    with pytest.raises(BadInput) as bad:
        bring_in(book.saved(), book.folder)
    assert [m.code for m in bad.value.mistakes] == ["case.no-document"]
    made = new_from(book.folder.parent / "new", book.file)
    assert [(m.code, m.severity) for m in made.warnings] == [("case.no-document", "warning")]
    (book.folder.parent / "new" / "documents").mkdir()
    (book.folder.parent / "new" / "documents" / "statement.txt").write_text("as published")
    assert check(book.folder.parent / "new") == ()


def test_a_new_folder_is_never_written_over_another(book: Book) -> None:
    """The workbook is not even read."""
    with pytest.raises(BadInput) as bad:
        new_from(book.folder, book.folder.parent / "no.xlsx")
    assert [m.code for m in bad.value.mistakes] == ["case.folder-not-empty"]


def test_a_table_in_a_folder_elsewhere_is_not_written(book: Book, tmp_path: Path) -> None:
    """An absolute link to the old folder's own incidents would lead out of the new one."""
    shutil.move(book.folder / "incidents", book.folder / "real")
    (book.folder / "incidents").symlink_to(book.folder / "real")
    before = content(book.folder)
    with pytest.raises(BadInput) as bad:
        bring_in(edited(book), book.folder)
    assert [m.code for m in bad.value.mistakes] == ["case.unwritable"]
    assert content(book.folder) == before


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_verbs_say_what_they_did(book: Book, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    """Out, in, in again, into a new folder; in the language asked for."""
    out = book.folder.parent / "out.xlsx"
    assert run(["workbook", str(book.folder), str(out), "--lang", lang]) == 0
    assert {"en": "rows). Edit it", "ar": "حرّرها"}[lang] in capsys.readouterr().out
    assert run(["import-workbook", str(edited(book)), str(book.folder), "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert {"en": "4 files written", "ar": "4 ملفات"}[lang] in said
    assert [line.split() for line in said.splitlines()[2:]] == [
        ["0", "0", "1", "calendar.closed"],
        ["0", "1", "0", "units"],
        ["1", "0", "0", "shocks"],
        ["1", "0", "0", "events"],
    ]
    assert run(["import-workbook", str(book.file), str(book.folder), "--lang", lang]) == 0
    assert {"en": "nothing was written", "ar": "لم يُكتب شيء"}[lang] in capsys.readouterr().out
    assert run(["new", str(book.folder.parent / "new"), "--from", str(book.file), "--lang", lang]) == 0
    assert check(book.folder.parent / "new") == ()


def test_programs_get_changes_and_mistakes_as_json(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    """The changes by table; mistakes in the one shape of every error, with sheet and cell."""
    assert run(["import-workbook", str(edited(book)), str(book.folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["changes"][1] == {"table": "units", "added": 0, "changed": 1, "removed": 0}
    assert answer["mistakes"] == [
        {**m, "severity": "warning"} for m in answer["mistakes"] if m["code"] == "workbook.changed-since"
    ]
    book.put("units", "role", "guard")
    assert run(["import-workbook", str(book.saved()), str(book.folder), "--json"]) == 2
    (mistake,) = json.loads(capsys.readouterr().out)["mistakes"]
    assert (mistake["code"], mistake["file"], mistake["field"]) == ("case.not-a-choice", "units!F3", "role")


def test_mistakes_of_the_case_itself_come_before_a_workbook_of_it(book: Book) -> None:
    """A case with mistakes does not go out."""
    units = book.folder / "units.csv"
    units.write_text(units.read_text("utf-8").replace("adviser", "advisor"), "utf-8")
    with pytest.raises(BadInput):
        export(book.folder, book.folder.parent / "out.xlsx")
    assert not (book.folder.parent / "out.xlsx").exists()
