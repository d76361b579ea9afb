"""`jadwal new`: a folder that is whole, commented and accepted, or nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jadwal.case import check, inputs_digest, load, read_case, write_skeleton
from jadwal.case.dictionary import SHARED, fields
from jadwal.case.skeleton import skeleton_files
from jadwal.case.tables import ROOTS, TABLES
from jadwal.messages import BadInput
from jadwal.plan.build import build, choices
from jadwal.plan.cpsat import solve
from jadwal.text import BIDI_CONTROLS


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_new_case_has_no_mistakes(tmp_path: Path, lang: str) -> None:
    """Not even a warning, in either language of the comments."""
    written = write_skeleton(tmp_path / "new", lang)
    assert check(tmp_path / "new") == ()
    assert all(path.is_file() for path in written)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new"], "no draft is left behind"


def test_both_languages_write_the_same_case(tmp_path: Path) -> None:
    """Only comments differ."""
    for lang in ("en", "ar"):
        write_skeleton(tmp_path / lang, lang)
    assert inputs_digest(load(tmp_path / "en")) == inputs_digest(load(tmp_path / "ar"))


def test_a_new_case_can_be_planned(tmp_path: Path) -> None:
    """Its physical rules leave a timetable that keeps every promise."""
    write_skeleton(tmp_path / "new")
    case = read_case(tmp_path / "new")
    problem = build(case, choices(case)[0])
    opening = case.conditions[0].scenarios[0].likely.toordinal() - problem.origin
    solution = solve(problem, {"brigade-ready": opening}, seed=1, deterministic_time=1.0)
    assert solution.starts
    assert solution.run.levels[0].value == 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_field_is_explained_where_it_is_typed(lang: str) -> None:
    """Each file's comments name every column and key with its meaning; stored text has no bidi controls."""
    files = skeleton_files(lang)
    for table in TABLES:
        text = files[table.file.replace("*", "events")]
        for f in fields(table.name):
            if f.kind not in ("tables", "table") and f.table != SHARED:
                assert f.meaning.of(lang) in text, (table.name, f.name)
        assert not BIDI_CONTROLS.intersection(text)
    assert {t.file.replace("*", "events") for t in ROOTS} == set(files)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_type_is_said_in_words(lang: str) -> None:
    """A newcomer meets no type name of the dictionary, and every file begins by saying what it is for."""
    for name, text in skeleton_files(lang).items():
        assert not re.search(r"\((slug|ref:|enum:|list:|int|bool|estimate|string)\b", text), name
        first = text.splitlines()[0]
        assert first.startswith("# "), name
        assert lang == "en" or re.search(r"[\u0621-\u064a]", first), name


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_first_page_gives_the_next_steps_in_both_languages(tmp_path: Path, lang: str) -> None:
    """The language of the comments first; commands with the folder's own name; every file that was written is named."""
    written = write_skeleton(tmp_path / "my case", lang)
    page = (tmp_path / "my case" / "README.md").read_text("utf-8")
    order = [page.index("# A new case"), page.index("# حالة جديدة")]
    assert order == sorted(order, reverse=lang == "ar")
    for said in ("`jadwal plan 'my case'`", "`jadwal check 'my case'`", "`out/my case`"):
        assert page.count(said) == 2
    for path in written[1:]:
        assert page.count(f"| `{path.relative_to(tmp_path / 'my case').as_posix()}` |") == 2, path
    assert not BIDI_CONTROLS.intersection(page)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_example_in_the_comments_is_right(tmp_path: Path, lang: str) -> None:
    """Whoever takes the # away has two readings and no mistake."""
    write_skeleton(tmp_path / "new", lang)
    case = tmp_path / "new" / "case.toml"
    text = case.read_text("utf-8")
    begin = text.index("# [[question]]\n")
    example, rest = text[begin:].split("\n\n", 1)
    case.write_text(text[:begin] + re.sub(r"^# ", "", example, flags=re.MULTILINE) + "\n\n" + rest, "utf-8")
    assert [m for m in check(tmp_path / "new") if m.severity == "error"] == []
    assert len(choices(read_case(tmp_path / "new"))) == 2


def test_every_table_of_rows_has_one(tmp_path: Path) -> None:
    """The skeleton shows a row of every sheet, so that nobody starts from a bare header."""
    write_skeleton(tmp_path / "new")
    loaded = load(tmp_path / "new")
    assert [t.name for t in ROOTS if t.sheet and not loaded.table(t.name)] == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder with anything in it is left alone; an empty one is filled."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match="not empty") as refused:
        write_skeleton(tmp_path / "old")
    assert [m.code for m in refused.value.mistakes] == ["case.folder-not-empty"]
    assert [p.name for p in (tmp_path / "old").iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    write_skeleton(tmp_path / "empty")
    assert check(tmp_path / "empty") == ()


def test_a_file_in_the_way_and_a_missing_parent_are_told(tmp_path: Path) -> None:
    """Both messages name the folder that was asked for."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="a case is a folder"):
        write_skeleton(tmp_path / "file")
    with pytest.raises(BadInput, match=r"“new” cannot be written.*folder above it exists"):
        write_skeleton(tmp_path / "nowhere" / "new")


def test_a_case_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off in the middle, nothing of it is left."""
    written = Path.write_text

    def tired(path: Path, *args: object, **rest: object) -> int:
        if path.name == "units.csv":
            raise KeyboardInterrupt
        return written(path, *args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", tired)
    with pytest.raises(KeyboardInterrupt):
        write_skeleton(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
