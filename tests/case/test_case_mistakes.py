"""Every mistake of form has its own broken case: one thing is wrong, one message says what and where."""

from __future__ import annotations

import pytest
from broken import CASE, Broken
from broken_files import FILES
from broken_limits import LIMITS
from broken_modes import MODES
from broken_people import PEOPLE
from broken_references import REFERENCES
from broken_risks import RISKS
from broken_rows import ROWS
from broken_uncertain import UNCERTAIN
from broken_values import VALUES
from draft import Draft

from jadwal.messages import codes

BROKEN = (*FILES, *VALUES, *REFERENCES, *ROWS, *PEOPLE, *RISKS, *LIMITS, *MODES, *UNCERTAIN)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b.code)
def test_one_thing_wrong_gives_one_message(draft: Draft, broken: Broken) -> None:
    """The message names the code, the place as typed, what is wrong and what would be right; no cascade follows it."""
    broken.change(draft)
    found = draft.mistakes()
    assert [m.code for m in found] == [broken.code], [(m.place(), m.what("en")) for m in found]
    mistake = found[0]
    assert f"{mistake.file} {mistake.field}".strip() == broken.place
    assert broken.what in mistake.what("en")
    assert broken.remedy in mistake.would_be_right("en")
    assert any("\u0600" <= c <= "\u06ff" for c in mistake.what("ar"))
    assert any("\u0600" <= c <= "\u06ff" for c in mistake.would_be_right("ar"))
    for _, value in mistake.params:
        if str(value) in mistake.what("en"):
            assert str(value) in mistake.what("ar"), "the Arabic sentence says everything that the English one says"


def test_the_skeleton_has_no_mistakes(draft: Draft) -> None:
    """What the broken cases are made from is right, so each of their messages comes from its one change."""
    assert draft.mistakes() == ()


ELSEWHERE = {  # tests of their own in test_case_files.py and test_case_skeleton.py
    "case.no-folder",
    "case.not-a-folder",
    "case.unreadable",
    "case.too-big",
    "case.outside-link",
    "case.folder-not-empty",
    "case.unwritable",
}


def test_every_mistake_has_a_broken_case() -> None:
    """No message of this room is without a case that makes it."""
    mistakes = {code for code, entry in codes("en").items() if code.startswith("case.") and "remedy" in entry}
    assert mistakes == {b.code for b in BROKEN} | ELSEWHERE


def test_all_mistakes_are_told_at_once_in_the_order_of_the_files(draft: Draft) -> None:
    """Mistakes in several files and tables come together, sorted by file, row and field."""
    draft.swap(CASE, "order = 2", "order = 1")
    draft.cell("units.csv", "east-guards", "role", "guard")
    draft.cell("units.csv", "east-advisers", "lane", "road")
    draft.cell("shocks.csv", "border-closed", "days_high", "1.5")
    draft.write("unitz.csv", "")
    found = draft.mistakes()
    assert [(m.file, m.code) for m in found] == [
        ("case.toml", "case.phase-order"),
        ("shocks.csv", "case.fraction"),
        ("units.csv", "case.dangling"),
        ("units.csv", "case.not-a-choice"),
        ("unitz.csv", "case.unknown-file"),
    ]
    assert [(m.file, m.row, m.field) for m in found] == sorted((m.file, m.row, m.field) for m in found)


def test_a_row_set_aside_does_not_make_those_that_name_it_wrong(draft: Draft) -> None:
    """A lane with a mistake is still there for the units that use it."""
    draft.cell("lanes.csv", "road-west", "kind", "rod")
    draft.cell("activities.csv", "assess-threat", "days", "thirty")
    assert [m.code for m in draft.mistakes()] == ["case.not-integer", "case.not-a-choice"]


def test_the_row_is_the_line_in_the_editor(draft: Draft) -> None:
    """Comment lines and cells of several lines count, as they do in an editor."""
    draft.cell("shocks.csv", "border-closed", "note", "first line\nsecond line")
    draft.again("shocks.csv", "border-closed", id="again", days="x")
    lines = draft.read("shocks.csv").splitlines()
    expected = next(n for n, line in enumerate(lines, 1) if line.startswith("again"))
    assert [(m.row, m.field) for m in draft.mistakes()] == [(expected, "days")]


def test_the_line_of_a_toml_mistake_is_that_of_its_table(draft: Draft) -> None:
    """The second promise of the second clause is found again in the file."""
    draft.swap(
        CASE, 'precision = "month"', 'precision = "month"\n[[clause.promise]]\nid = "x"\nkind = "by"\nday = 2026-01-01'
    )
    found = draft.mistakes()
    assert [(m.code, m.field) for m in found] == [("case.missing-value", "clause[2].promise[2].milestone")]
    assert draft.read(CASE).splitlines()[found[0].row - 1] == "[[clause.promise]]"
    assert draft.read(CASE).splitlines()[found[0].row] == 'id = "x"'
