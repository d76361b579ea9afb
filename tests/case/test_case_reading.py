"""What is accepted, and that how it is written down changes nothing."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from pathlib import Path

import msgspec
import pytest
from draft import Draft
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.case import inputs_digest, known, load, read_case
from jadwal.case.dates import read_date
from jadwal.case.reading import content
from jadwal.case.tables import DATED, ROOTS
from jadwal.messages import BadInput
from jadwal.model.case import Case, Link
from jadwal.trust.canonical import digest

SHEETS = tuple(t.file.replace("*", "events") for t in ROOTS if t.sheet)


def test_a_case_is_what_its_types_say(draft: Draft) -> None:
    """Every value that was read has the type that the model declares."""
    case = read_case(draft.path)
    assert msgspec.convert(msgspec.to_builtins(case), Case) == case


def test_reading_the_skeleton_gives_what_it_says(draft: Draft) -> None:
    """Spot checks of every way in which a value is typed."""
    case = read_case(draft.path)
    assert case.confidence_ppm == 800_000
    assert case.activities[0].id == "agreement"
    assert case.activities[0].after == (Link(before="recommendation", type="FS", lag=3),)
    assert case.calendars[0].days_off == (4, 5)
    assert case.calendars[0].closed[0].known_from == date(2025, 1, 1)
    assert {w.id for w in case.site_work} == {w.kind for w in case.site_work}
    assert case.reduction is not None
    assert (case.reduction.step_people.low, case.reduction.step_people.high) == (30, 60)
    assert case.sites[1].receiver is None
    assert case.conditions[0].scenarios[0].never_percent.likely == 5
    assert case.objectives.end == "mission-ended"


@settings(max_examples=10, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_never_matters(
    order: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any order of rows and columns in the sheets, and of tables in TOML, is the same case with the same digest."""
    draft = Draft(tmp_path_factory.mktemp("case") / "case")
    before = load(draft.path)
    for file in SHEETS:
        draft.shuffle(file)
        lines = draft.read(file).splitlines()
        first = next(n for n, line in enumerate(lines) if not line.startswith("#"))
        rows = lines[first + 1 :]
        order.shuffle(rows)
        draft.write(file, "\n".join([*lines[: first + 1], *rows]) + "\n")
    head, *tables = draft.read("case.toml").split("\n[[milestone]]")
    order.shuffle(tables)
    draft.write("case.toml", "\n[[milestone]]".join([head, *(t.split("\n# [objectives]")[0] for t in tables)]))
    draft.add(
        "case.toml", '\n[objectives]\norder = ["broken", "end", "exposure", "cost", "change"]\nend = "mission-ended"\n'
    )
    after = load(draft.path)
    assert inputs_digest(after) == inputs_digest(before)
    assert known(after) == known(before)


def test_marks_separators_and_line_ends_never_matter(draft: Draft) -> None:
    """A byte-order mark, semicolons, Windows line ends, blank lines and comments leave the digest as it was."""
    before = inputs_digest(load(draft.path))
    for file in SHEETS:
        plain = io.StringIO("".join(f"{r}\n" for r in draft.read(file).splitlines() if not r.startswith("#")))
        out = io.StringIO()
        out.write('# a note, with "marks; and separators\r\n')
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(csv.reader(plain))
        (draft.path / file).write_bytes(b"\xef\xbb\xbf" + f"{out.getvalue()};;;\r\n\r\n".encode())
    (draft.path / "case.toml").write_bytes(b"\xef\xbb\xbf" + draft.read("case.toml").replace("\n", "\r\n").encode())
    assert draft.mistakes() == ()
    assert inputs_digest(load(draft.path)) == before


def test_any_change_of_content_changes_the_digest(draft: Draft) -> None:
    """One more person at a camp, or one word in a note, is another input."""
    seen = {inputs_digest(load(draft.path))}
    for column, value in (("headcount", "41"), ("note", "as counted"), ("known_from", "2025-01-11")):
        draft.cell("units.csv", "east-advisers", column, value)
        seen.add(inputs_digest(load(draft.path)))
    assert len(seen) == 4


def test_the_digest_is_that_of_the_canonical_content(draft: Draft) -> None:
    """What the trust room would sign and what the case room names are the same bytes."""
    loaded = load(draft.path)
    assert inputs_digest(loaded) == digest(content(loaded))


def test_arabic_indic_digits_are_digits(draft: Draft) -> None:
    """Numbers, dates, lags and coordinates typed on an Arabic keyboard read like any other."""
    before = known(load(draft.path))
    draft.cell("units.csv", "east-guards", "headcount", "١٠")
    draft.cell("units.csv", "east-guards", "known_from", "٢٠٢٥-٠١-١٠")
    draft.cell("activities.csv", "agreement", "after", "recommendation FS+٣")
    draft.swap("case.toml", "schema = 1\n", 'schema = "١"\n')
    assert known(load(draft.path)) == before
    draft.cell("sites.csv", "camp-west", "latitude", "٣٣٫٥")
    draft.cell("sites.csv", "camp-west", "longitude", "۴۳")
    site = read_case(draft.path).sites[1]
    assert (site.latitude, site.longitude) == ("33.5", "43")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-10-15", date(2024, 10, 15)),
        ("٢٠٢٤-١٠-١٥", date(2024, 10, 15)),
        ("15 تشرين الأول 2024", date(2024, 10, 15)),
        ("١٥ تشرين الأول/أكتوبر ٢٠٢٤", date(2024, 10, 15)),
        ("15 تشرين الاول (اكتوبر) 2024", date(2024, 10, 15)),
        ("26 كانون الثاني 2024", date(2024, 1, 26)),
        ("1 آب 2024", date(2024, 8, 1)),
        ("15 October 2024", date(2024, 10, 15)),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, day: date) -> None:
    """Levantine and other month names, double names, either kind of digits."""
    read = read_date(written)
    assert read is not None
    assert read[0] == day


@pytest.mark.parametrize(
    "written", ["03/04/2024", "2024-13-01", "30 شباط 2024", "15 كانون 2024", "تشرين الأول 2024", "", "20241015"]
)
def test_dates_that_can_be_read_in_two_ways_or_none_are_not(written: str) -> None:
    """Day and month by number, impossible days, half names."""
    assert read_date(written) is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_an_iso_date_reads_as_itself(day: date) -> None:
    """ISO dates are never taken for anything else and never warned about."""
    assert read_date(day.isoformat()) == (day, False)


def test_of_several_rows_with_one_id_the_latest_known_holds(draft: Draft) -> None:
    """Each day sees its own vintage; the row of a later day is not seen."""
    draft.again("units.csv", "east-advisers", headcount="30", known_from="2025-01-12")
    draft.again("units.csv", "east-advisers", headcount="20", known_from="2025-02-01")
    loaded = load(draft.path)
    seen = {d: known(loaded, date(2025, *d)).units[0].headcount.likely for d in ((1, 11), (1, 12), (1, 31), (2, 1))}
    assert seen == {(1, 11): 40, (1, 12): 30, (1, 31): 30, (2, 1): 20}


def test_a_closure_and_an_outlook_are_seen_from_the_day_they_were_known(draft: Draft) -> None:
    """What stands inside a row has its own day; of several outlooks the latest known holds."""
    draft.swap("case.toml", "last = 2025-04-02", "last = 2025-04-02\nknown_from = 2025-01-14")
    later = (
        "[[condition.scenario]]\nfirst = 2025-06-01\nlikely = 2025-09-01\nlast = 2026-02-28\nnever_percent = 10\n"
        'basis = "entered"\nknown_from = 2025-01-20\n'
    )
    draft.add("conditions.toml", later)
    loaded = load(draft.path)
    assert [len(known(loaded, date(2025, 1, d)).calendars[0].closed) for d in (13, 14)] == [0, 1]
    outlooks = [known(loaded, date(2025, 1, d)).conditions[0].scenarios for d in (19, 20)]
    assert [[s.never_percent.likely for s in o] for o in outlooks] == [[5], [10]]


def test_waiting_for_a_receiver_is_over_once_one_is_named(draft: Draft) -> None:
    """A link to the naming of a receiver goes with the work itself."""
    draft.cell("activities.csv", "medevac-substitute", "after", "agreement; receiver:camp-west")
    draft.again("sites.csv", "camp-west", receiver_en="Police", receiver_ar="الشرطة", known_from="2025-01-20")
    loaded = load(draft.path)
    before, after = (known(loaded, date(2025, 1, d)).activities for d in (19, 20))
    waits = [[k.before for a in found if a.id == "medevac-substitute" for k in a.after] for found in (before, after)]
    assert waits == [["agreement", "receiver:camp-west"], ["agreement"]]


def test_everything_seen_on_a_day_was_known_by_then(draft: Draft) -> None:
    """A replay never shows a row from the future."""
    draft.again("shocks.csv", "border-closed", known_from="2025-03-01")
    draft.again("observations.csv", "readiness-2025-01", id="later", known_from="2025-02-01")
    loaded = load(draft.path)
    for day in (date(2025, 1, 12), date(2025, 1, 15), date(2025, 2, 15)):
        case = known(loaded, day)
        assert case.as_of == day
        for table in DATED:
            rows = getattr(case, table.attribute)
            for row in rows if isinstance(rows, tuple) else (rows,):
                assert row.known_from <= day


def test_a_source_nobody_cites_is_seen_from_its_publication(draft: Draft) -> None:
    """Sources carry no known_from: a cited one comes with the row, another when it was published."""
    draft.row("sources.csv", id="later", title="A later report", published="2025-03-01")
    loaded = load(draft.path)
    assert [[s.id for s in known(loaded, d).sources] for d in (date(2025, 1, 15), date(2025, 3, 1))] == [
        ["joint-statement"],
        ["joint-statement", "later"],
    ]


def test_a_day_before_anything_was_known_is_refused_with_reasons(draft: Draft) -> None:
    """A replay says what was missing on that day instead of planning with nothing."""
    loaded = load(draft.path)
    with pytest.raises(BadInput) as refused:
        known(loaded, date(2025, 1, 9))
    assert "No row of units.csv was known on 2025-01-09." in [m.what("en") for m in refused.value.mistakes]
    with pytest.raises(BadInput) as refused:
        known(loaded, date(2027, 1, 1))
    assert [m.what("en") for m in refused.value.mistakes] == ["2027-01-01 lies outside 1990-01-01 … 2026-12-31."]


def test_missing_optional_tables_are_empty(draft: Draft) -> None:
    """Only five files are needed."""
    for file in ("shocks", "crews", "capacities", "relations", "incidents/events", "incidents/tallies"):
        (draft.path / f"{file}.csv").unlink()
    draft.swap("case.toml", 'crew = "inspectors"\ncrew_need = 2\n', "")
    case = read_case(draft.path)
    assert (case.shocks, case.crews, case.relations, case.events, case.tallies) == ((), (), (), (), ())


def test_any_feed_with_days_and_kinds_is_read(draft: Draft) -> None:
    """Event files may have any name; an id stands once in all of them."""
    draft.write("incidents/feed-2.csv", "id,day,kind,known_from\ne2,2025-01-02,attack,2025-01-03\n")
    assert [e.id for e in read_case(draft.path).events] == ["checkpoint-2025-01-08", "e2"]
    draft.write("incidents/feed-3.csv", "id,day,kind,known_from\ne2,2025-01-02,attack,2025-01-03\n")
    assert [(m.code, m.file) for m in draft.mistakes()] == [("case.duplicate", "incidents/feed-3.csv")]


def test_facts_read_alike_in_both_languages(draft: Draft) -> None:
    """نعم is yes."""
    draft.add(
        "conditions.toml",
        '\n[[indicator]]\nid = "signed"\nkind = "fact"\nknown_from = 2025-01-10\n'
        'name = { en = "Signed", ar = "موقّع" }\n',
    )
    draft.row("observations.csv", id="o2", indicator="signed", observed="2025-01-09", value="نعم")
    assert [o.value for o in read_case(draft.path).observations] == ["yes", "partial"]


def test_the_real_example_reads_and_replays() -> None:
    """The Iraq case of 2024 has no mistakes, on its own day and on the first one."""
    folder = Path(__file__).parents[2] / "examples" / "iraq-2024"
    if not (folder / "case.toml").exists():
        pytest.skip("the example case is not there")
    loaded = load(folder)
    assert loaded.warnings == ()
    first = known(loaded, date(2024, 1, 26))
    assert first.as_of == date(2024, 1, 26)
    assert all(p.kind != "by" for c in first.clauses for p in c.promises), "no end date was agreed then"


def test_an_empty_cell_and_an_absent_column_are_the_same(draft: Draft) -> None:
    """What nobody typed has its default either way."""
    before = known(load(draft.path))
    for column in ("latitude", "longitude", "fate", "note"):
        draft.drop_column("sites.csv", column)
    assert known(load(draft.path)) == before
