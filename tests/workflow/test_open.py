"""From what was named to the page of a result, and into a browser if there is one."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from jadwal.messages import BadInput
from jadwal.workflow.open import page_of, shown_in_browser


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A result in ``out/mine`` of a case in ``mine``; the working folder is the one above both."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.toml").write_text("")
    folder = tmp_path / "out" / "mine"
    folder.mkdir(parents=True)
    for name in ("index.html", "timetable.json"):
        (folder / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("named", ["out/mine", "out/mine/index.html", "out/mine/timetable.json", "mine", "./mine/"])
def test_a_result_is_found_by_its_folder_its_files_or_its_case(result: Path, named: str) -> None:
    """The path is whole, so that it can be opened from anywhere."""
    assert page_of(Path(named)) == (result / "index.html").resolve()


@pytest.mark.parametrize(("named", "code"), [("nowhere", "cli.open-missing"), ("out", "cli.open-none")])
def test_where_there_is_no_page_it_is_said_what_is_missing(result: Path, named: str, code: str) -> None:
    """Nothing is guessed, also not the only result there is."""
    with pytest.raises(BadInput) as error:
        page_of(Path(named))
    (mistake,) = error.value.mistakes
    assert mistake.code == code
    assert named in mistake.what("ar")
    assert "jadwal plan" in mistake.would_be_right("en")


def test_a_case_that_was_never_planned_has_no_page(result: Path) -> None:
    """Its folder is not taken for a result."""
    (result / "index.html").unlink()
    with pytest.raises(BadInput) as error:
        page_of(Path("mine"))
    assert error.value.mistakes[0].code == "cli.open-none"


def test_a_browser_is_given_an_address_and_a_missing_one_is_told(result: Path) -> None:
    """No browser is an answer, not a fault."""
    asked: list[str] = []
    page = page_of(result)

    def opens(address: str) -> bool:
        asked.append(address)
        return True

    def fails(address: str) -> bool:
        raise webbrowser.Error("none")

    assert shown_in_browser(page, opens)
    assert asked == [page.as_uri()]
    assert not shown_in_browser(page, fails)
    assert not shown_in_browser(page, lambda address: False)
