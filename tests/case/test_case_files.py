"""Files that are not what they should be: too big, outside the folder, in another encoding."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from draft import Draft
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.case import check, load
from jadwal.case.files import path_trick
from jadwal.messages import BadInput


def test_a_case_that_is_a_file_or_is_not_there_is_told_so(tmp_path: Path) -> None:
    """A path to a file and a path to nothing each have their own message."""
    (tmp_path / "case.toml").write_text("schema = 1\n")
    assert [m.what("en") for m in check(tmp_path / "case.toml")] == ["“case.toml” is a file, and a case is a folder."]
    assert [m.what("en") for m in check(tmp_path / "nowhere")] == ["There is no folder “nowhere”."]
    assert "nowhere" in check(tmp_path / "nowhere")[0].what("ar")


def test_load_raises_once_with_every_mistake(draft: Draft) -> None:
    """What check lists is what load refuses with."""
    draft.cell("units.csv", "east-guards", "role", "guard")
    draft.cell("lanes.csv", "road-west", "kind", "rod")
    with pytest.raises(BadInput) as refused:
        load(draft.path)
    assert refused.value.mistakes == draft.mistakes()
    assert "Nearest allowed value: “road”." in str(refused.value)


def test_a_field_of_fifty_megabytes_is_refused_by_its_size(draft: Draft) -> None:
    """The file is not read at all, so nothing chokes on it."""
    with (draft.path / "shocks.csv").open("ab") as file:
        file.truncate(50_000_000)
    found = draft.mistakes()
    assert [(m.code, m.file) for m in found] == [("case.too-big", "shocks.csv")]
    assert found[0].what("en") == "The file has 50 MB; at most 20 MB are read."


def test_a_long_field_below_the_size_of_a_file_is_refused_where_it_stands(draft: Draft) -> None:
    """A cell of two megabytes is refused with its line, also when a quotation mark was never closed."""
    draft.cell("shocks.csv", "border-closed", "note", "x" * 2_000_000)
    found = draft.mistakes()
    assert [m.code for m in found] == ["case.long-field"]
    assert draft.read("shocks.csv").splitlines()[found[0].row - 1].startswith("border-closed")


def test_a_link_that_leads_out_is_refused_even_when_nothing_would_be_read_there(draft: Draft, tmp_path: Path) -> None:
    """A case is complete in itself: a table, a document and a folder outside are all refused."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "lanes.csv").write_text(draft.read("lanes.csv"))
    (draft.path / "lanes.csv").unlink()
    (draft.path / "lanes.csv").symlink_to(outside / "lanes.csv")
    (draft.path / "documents").symlink_to(outside, target_is_directory=True)
    found = draft.mistakes()
    assert [(m.code, m.file) for m in found] == [("case.outside-link", "documents"), ("case.outside-link", "lanes.csv")]
    assert "leads out of the case folder" in found[0].what("en")


def test_a_link_inside_the_folder_is_followed(draft: Draft) -> None:
    """A link to another file of the same case is harmless."""
    (draft.path / "lanes.csv").rename(draft.path / "routes.txt")
    (draft.path / "lanes.csv").symlink_to("routes.txt")
    assert draft.mistakes() == ()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="file permissions do not bind the superuser")
def test_a_file_that_may_not_be_read_is_told_so(draft: Draft) -> None:
    """The message names the file and nothing else goes wrong."""
    (draft.path / "lanes.csv").chmod(0)
    assert [(m.code, m.file) for m in draft.mistakes()] == [("case.unreadable", "lanes.csv")]


def test_a_queue_instead_of_a_file_does_not_hang(draft: Draft) -> None:
    """What is not an ordinary file is refused before it is opened."""
    (draft.path / "crews.csv").unlink()
    os.mkfifo(draft.path / "crews.csv")
    assert [(m.code, m.file) for m in draft.mistakes()] == [("case.not-a-file", "crews.csv")]


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "~/x", "a\\b", "C:x", "x\ny"])
def test_names_that_could_lead_out_are_tricks(name: str) -> None:
    """Parents, absolute names, backslashes, drives and control characters."""
    assert path_trick(name)


@pytest.mark.parametrize("name", ["documents/statement.txt", "a..b", "نص.txt"])
def test_plain_names_are_not(name: str) -> None:
    """Dots inside a name and Arabic names are fine."""
    assert not path_trick(name)


def test_utf16_is_told_as_an_encoding_not_as_nul_bytes(draft: Draft) -> None:
    """A spreadsheet's “Unicode text” is UTF-16: the remedy is to save it as UTF-8."""
    (draft.path / "groups.csv").write_bytes(draft.read("groups.csv").encode("utf-16"))
    found = draft.mistakes()
    assert [m.code for m in found] == ["case.not-utf8"]
    assert "CSV UTF-8" in found[0].would_be_right("en")


def test_nested_brackets_without_end_are_a_mistake_not_a_crash(draft: Draft) -> None:
    """A file that would exhaust the parser's stack is bad TOML like any other."""
    draft.add("conditions.toml", "\nx = " + "[" * 100_000)
    assert [m.code for m in draft.mistakes()] == ["case.bad-toml"]


PIECES = (
    b'"',
    b"[",
    b"]",
    b"{",
    b"=",
    b",",
    b";",
    b"\n",
    b"#",
    b"-1",
    b"9" * 30,
    b"\xff",
    b"\0",
    b"[[phase]]\n",
    b"nan",
)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_the_folder_the_check_answers_in_both_languages(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file damaged at any place gives mistakes that can be said, never a traceback."""
    draft = Draft(tmp_path_factory.mktemp("case") / "case")
    file = draft.path / data.draw(st.sampled_from(("case.toml", "conditions.toml", "units.csv", "activities.csv")))
    whole = file.read_bytes()
    lines = [m.span() for m in re.finditer(rb"(?m)^[^#\n].*$", whole)]
    at = data.draw(st.sampled_from(lines).flatmap(lambda span: st.integers(*span)))
    file.write_bytes(whole[:at] + data.draw(st.sampled_from(PIECES)) + whole[at + data.draw(st.integers(0, 8)) :])
    for mistake in draft.mistakes():
        for lang in ("en", "ar"):
            assert mistake.what(lang)
            assert mistake.would_be_right(lang)


def test_a_main_file_that_cannot_be_read_blames_nobody_who_names_what_is_in_it(tmp_path: Path) -> None:
    """Readings, phases and calendars may well stand in it: one file, one mistake."""
    iraq = Path(__file__).parents[2] / "examples" / "iraq-2024"
    shutil.copytree(iraq, tmp_path / "case")
    (tmp_path / "case" / "case.toml").write_bytes(b"\xff\xfe")
    assert [m.code for m in check(tmp_path / "case")] == ["case.not-utf8"]
