"""PSPLIB's files are read whole, or every mistake in them is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from written_projects import SEVERAL, SINGLE

from jadwal.messages import BadInput
from jadwal.plan.project import Mode
from jadwal.plan.rcpsp import read


def written(folder: Path, content: str | bytes, name: str = "x.sm") -> Path:
    """A file of this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def mistakes(path: Path) -> list[tuple[str, int]]:
    """Code and line of every mistake."""
    with pytest.raises(BadInput) as caught:
        read(path)
    for m in caught.value.mistakes:
        assert m.file == path.name
        assert all(m.what(lang) and m.would_be_right(lang) for lang in ("en", "ar"))
    return [(m.code.removeprefix("rcpsp."), m.row) for m in caught.value.mistakes]


def test_a_file_with_one_mode_per_job_is_read(tmp_path: Path) -> None:
    """Jobs, links, durations, needs and the capacity."""
    found = read(written(tmp_path, SINGLE))
    assert found.renewable == (3,)
    assert [a.successors for a in found.activities] == [(1, 2), (3,), (4,), (4,), ()]
    assert [a.modes for a in found.activities][1:4] == [(Mode(3, (2,)),), (Mode(4, (2,)),), (Mode(2, (1,)),)]
    assert not found.several_modes


def test_a_file_with_several_modes_is_read(tmp_path: Path) -> None:
    """Later modes of a job stand without its number; the stock is apart from the daily capacity."""
    found = read(written(tmp_path, SEVERAL, "x.mm"))
    assert (found.renewable, found.nonrenewable) == ((2,), (8,))
    assert found.activities[1].modes == (Mode(2, (2,), (6,)), Mode(5, (1,), (1,)))
    assert found.several_modes


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("   2        1          1           4\n", "   2        1          1           9\n", "unknown-successor"),
        ("   2        1          1           4\n", "   2        1          2           4\n", "successor-count"),
        ("   2        1          1           4\n", "   2        1          1           2\n", "own-successor"),
        ("   4        1          1           5\n", "   4        1          1           2\n", "circle"),
        ("  2      1     3       2\n", "  2      1     3       4\n", "too-much"),
        ("  2      1     3       2\n", "  2      1    -3       2\n", "negative"),
        ("  2      1     3       2\n", "  2      1     x       2\n", "not-a-number"),
        ("  2      1     3       2\n", "  2      1     3       2   7   7\n", "row-width"),
        ("  2      1     3       2\n", "  3      1     3       2\n", "job-number"),
        ("jobs (incl. supersource/sink ):  5", "jobs (incl. supersource/sink ):  6", "cut-short"),
        ("   2        1          1           4\n", "   2        2          1           4\n", "mode-count"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    """The line is that of the changed row; a count too high is told where the section ends."""
    assert old in SINGLE
    changed = SINGLE.replace(old, new, 1)
    found = mistakes(written(tmp_path, changed))
    lines = [line for c, line in found if c == code]
    assert lines
    if code not in ("cut-short", "mode-count", "circle"):
        assert changed.split("\n")[lines[0] - 1] == new.rstrip("\n")


def test_all_mistakes_of_a_file_come_at_once(tmp_path: Path) -> None:
    """An unknown successor and a negative duration."""
    both = SINGLE.replace("           4\n", "           9\n", 1).replace("     3       2\n", "    -3       2\n", 1)
    assert {code for code, _ in mistakes(written(tmp_path, both))} >= {"unknown-successor", "negative"}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"a\0b", "nul"), (b"\xff\xfe\n", "not-utf8"), (b"hello\n", "no-section")]
)
def test_what_is_no_instance_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Empty, binary, in another encoding, or something else."""
    assert code in {c for c, _ in mistakes(written(tmp_path, content))}


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    """Cut off in the middle of its rows."""
    assert "no-section" in {c for c, _ in mistakes(written(tmp_path, SINGLE[: len(SINGLE) * 2 // 3]))}


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    """Without a traceback."""
    assert mistakes(tmp_path / "none.sm") == [("no-file", 0)]
    assert mistakes(tmp_path) == [("not-a-file", 0)]
