"""Feeds: known by their columns, their precision respected, their vintages exact, their rows kept in."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from feed_rows import GED_ROW, acled, ged, saved, text

from jadwal.cli.entry import run
from jadwal.incidents.feeds import (
    ACLED,
    CANDIDATE,
    GED,
    Batch,
    Brought,
    Wanted,
    area_weeks,
    batches,
    bring,
    feeds,
    held,
    load,
    of_file,
    table,
)
from jadwal.incidents.feeds.layouts import GED_38, GED_41, GED_49, ucdp_version
from jadwal.messages import BadInput
from jadwal.workflow.new import new

KNOWN = date(2032, 6, 1)
MONDAY = date(2031, 3, 3)
MARK = "Zarqun"


def one(
    tmp_path: Path, content: str | bytes, name: str = "GEDEvent_v32_1.csv", wanted: Wanted | None = None
) -> Brought:
    """What comes of one file in an empty case."""
    return bring(tmp_path / "case", [saved(tmp_path, content, name)], KNOWN, wanted)[0]


def refused(tmp_path: Path, content: str | bytes, name: str = "GEDEvent_v32_1.csv", kind: str = "") -> list[str]:
    """The codes with which one file is refused, and that nothing was left of it."""
    with pytest.raises(BadInput) as bad:
        one(tmp_path, content, name, Wanted(kind))
    assert not list((tmp_path / "case").rglob("*.parquet"))
    return [m.code for m in bad.value.mistakes]


def said(brought: Brought) -> dict[str, int]:
    """Warnings by code, with the rows they are about."""
    return {m.code: int(dict(m.params).get("rows", 0)) for m in brought.warnings}


def weeks(some: Sequence[Batch]) -> dict[str, list[float]]:
    """Counts by first-level area from the week of 3 March 2031 on."""
    found = area_weeks(some, first=MONDAY)
    return {area: list(found.counts[i]) for i, (_, area) in enumerate(found.areas)}


# ── known by their columns ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("columns", [GED_49, GED_41, GED_38])
@pytest.mark.parametrize("header", [True, False])
def test_every_width_of_ged_is_known_with_and_without_header(
    tmp_path: Path, columns: tuple[str, ...], header: bool
) -> None:
    """The same two events come out, whichever columns stand around them."""
    head = one(tmp_path, ged({}, {"adm_1": "South"}, columns=columns, header=header)).batch.head
    assert (head.kind, head.version, head.header, head.columns) == (GED, "32.1", header, columns)
    found = table(held(tmp_path / "case", KNOWN))
    assert list(found["admin1"]) == ["North", "South"]
    assert list(found["actor_b"]) == ["Front", "Front"]
    assert list(found["row"]) == ([2, 3] if header else [1, 2])


def test_a_feed_with_a_renamed_or_missing_column_is_refused(tmp_path: Path) -> None:
    """The nearest schema is named, and the column that may be meant."""
    renamed = ged({}).replace("where_prec", "where_precision").replace("event_clarity,", "")
    with pytest.raises(BadInput) as bad:
        one(tmp_path, renamed)
    found = {m.code: dict(m.params) for m in bad.value.mistakes}
    assert found["feed.column-renamed"]["column"] == "where_prec"
    assert found["feed.column-renamed"]["near"] == "where_precision"
    assert found["feed.column-missing"]["column"] == "event_clarity"
    assert found["feed.column-missing"]["kind"] == GED
    assert refused(tmp_path, "a,b,c\n1,2,3\n") == ["feed.unknown"]
    assert refused(tmp_path, acled({}), kind=GED) == ["feed.unknown"]


def test_a_new_column_is_kept_and_said(tmp_path: Path) -> None:
    """A later release may have more columns."""
    brought = one(tmp_path, text((*GED_49, "mood"), [{**GED_ROW, "mood": "x"}]))
    assert "feed.extra-columns" in said(brought)


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("GEDEvent_v26_1.csv", "26.1"),
        ("GEDEvent_v26_0_3.csv", "26.0.3"),
        ("GEDEvent_v25_01_25_09.csv", "25.1.25.9"),
        ("ged261-csv.csv", "26.1"),
        ("ged_syria_2016_2019.csv.gz", ""),
        ("export.csv", ""),
    ],
)
def test_a_ucdp_version_is_read_from_the_name(name: str, version: str) -> None:
    """As UCDP names its files."""
    assert ucdp_version(name) == version


def test_acled_is_known_by_its_columns_and_its_numbers_may_be_text(tmp_path: Path) -> None:
    """BOM, quoted numbers, days in words; week and month precision become ranges."""
    content = acled(
        {},
        {"time_precision": "2", "event_date": "2031-03-05", "geo_precision": "3"},
        {"time_precision": "3", "event_date": "15 March 2031", "geo_precision": "2"},
    )
    brought = one(tmp_path, content.replace(",33.5,", ',"33.5",'), "export.csv")
    assert brought.batch.head.kind == ACLED
    found = table([brought.batch])
    spans = {
        i: (str(a)[:10], str(b)[:10])
        for i, a, b in zip(*(found[c] for c in ("id", "first_day", "last_day")), strict=True)
    }
    assert spans == {
        "NWH1": ("2031-03-03", "2031-03-03"),
        "NWH2": ("2031-03-02", "2031-03-08"),
        "NWH3": ("2031-03-01", "2031-03-31"),
    }
    placeable = dict(zip(found["id"], found["placeable"], strict=True))
    assert placeable == {"NWH1": True, "NWH2": False, "NWH3": True}
    assert set(found["kind"]) == {"Explosions/Remote violence: Air/drone strike"}
    assert "feed.lethal-only" not in said(brought)


GTD = ("eventid", "iyear", "imonth", "iday", "country_txt", "provstate", "latitude", "longitude", "specificity",
       "attacktype1_txt", "targtype1_txt", "gname", "nkill", "summary")  # fmt: skip
GTD_ROW = {
    "eventid": "203103030001", "iyear": "2031", "imonth": "3", "iday": "3", "country_txt": "Nowhere",
    "provstate": "North", "latitude": "33.5", "longitude": "44.25", "specificity": "1",
    "attacktype1_txt": "Bombing/Explosion", "targtype1_txt": "Military", "gname": "Unknown", "nkill": "4.0",
}  # fmt: skip


def test_the_gtd_mapping_ships(tmp_path: Path) -> None:
    """Day 0 is the month, month 0 the year; a centre of a province is not a place."""
    rows = [
        GTD_ROW,
        {**GTD_ROW, "eventid": "2", "iday": "0", "specificity": "4"},
        {**GTD_ROW, "eventid": "3", "imonth": "0", "iday": "0", "latitude": "", "longitude": ""},
    ]
    brought = one(tmp_path, text(GTD, rows), "gtd.csv")
    assert brought.batch.head.kind == "gtd"
    assert brought.batch.head.terms.aggregates_only
    found = table([brought.batch])
    by_id = {i: n for n, i in enumerate(found["id"])}
    assert [str(found["last_day"][by_id[i]])[:10] for i in ("203103030001", "2", "3")] == [
        "2031-03-03", "2031-03-31", "2031-12-31",
    ]  # fmt: skip
    assert [int(found["day_precision"][by_id[i]]) for i in ("203103030001", "2", "3")] == [1, 4, 5]
    assert [bool(found["placeable"][by_id[i]]) for i in ("203103030001", "2", "3")] == [True, False, False]
    assert int(found["deaths_best"][by_id["2"]]) == 4


MAPPING = """name = "our-log"
licence = "internal"
holder = "the secretariat"
aggregates_only = true
[columns]
id = "No"
latitude = "Lat"
longitude = "Lon"
admin1 = "Gov"
deaths_best = "Dead"
[day]
column = "When"
formats = ["%d/%m/%Y"]
[place_precision]
fixed = 2
"""


def test_any_sheet_by_a_mapping(tmp_path: Path) -> None:
    """Arabic digits are read; the sheet is known by the mapping only."""
    sheet = "No,When,Lat,Lon,Gov,Dead\n1,03/03/2031,33.1,44.2,الأنبار,٢\n٢,٠٤/٠٣/٢٠٣١,٣٣٫٥,44.2,الأنبار,\n"
    mapping = load(saved(tmp_path, MAPPING, "log.toml"))
    brought = one(tmp_path, sheet, "log.csv", Wanted(mapping=mapping))
    found = table([brought.batch])
    assert list(found["id"]) == ["1", "2"]
    assert list(found["latitude"]) == [33.1, 33.5]
    assert [str(d)[:10] for d in found["first_day"]] == ["2031-03-03", "2031-03-04"]
    with pytest.raises(BadInput) as bad:
        one(tmp_path, "No,When,Lat,Lon,Gov,Deaths\n1,03/03/2031,2,3,X,1\n", "log.csv", Wanted(mapping=mapping))
    assert dict(bad.value.mistakes[0].params)["near"] == "deaths"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id = "No"\n', "", "feed.mapping-key"),
        ('id = "No"', 'id = "No"\nmood = "x"', "feed.mapping-key"),
        ("fixed = 2", "fixed = 9", "feed.mapping-ladder"),
        ("fixed = 2", "", "feed.mapping-ladder"),
        ('column = "When"', "", "feed.mapping-day"),
        ('"our-log"', '"acled"', "feed.mapping-name"),
        ("[columns]", "[columns", "feed.mapping-unread"),
    ],
)
def test_a_mapping_that_will_not_do_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    """Precision above all: a sheet that says nothing about it is not read."""
    with pytest.raises(BadInput) as bad:
        load(saved(tmp_path, MAPPING.replace(old, new), "log.toml"))
    assert [m.code for m in bad.value.mistakes] == [code]


# ── precision ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_counts_respect_precision(tmp_path: Path) -> None:
    """Worked by hand: two exact events in the first week; one of Saturday to Tuesday, a quarter of a day each."""
    content = ged(
        {},
        {"date_start": "2031-03-09", "date_end": "2031-03-12", "date_prec": "2"},
        {"date_start": "2031-03-08", "date_end": "2031-03-11", "date_prec": "3"},
        {"event_clarity": "2"},
        {"where_prec": "3"},
        {"where_prec": "4", "adm_1": "South"},
    )
    brought = one(tmp_path, content)
    assert weeks([brought.batch]) == {"North": [3 + 2 / 4, 2 / 4], "South": [1, 0]}
    told = said(brought)
    assert {k: told[k] for k in told if k.startswith("feed.doubt.")} == {
        "feed.doubt.unplaceable": 2, "feed.doubt.spread": 1, "feed.doubt.totals": 1,
    }  # fmt: skip
    assert "feed.lethal-only" in told
    found = table([brought.batch])
    assert [bool(p) for _, p in sorted(zip(found["row"], found["placeable"], strict=True))] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    stand = area_weeks([brought.batch], first=MONDAY, as_they_stand=True)
    assert stand.counts.tolist() == [[5, 0], [1, 0]]


def test_days_outside_the_asked_for_are_left_out(tmp_path: Path) -> None:
    """A spread event brings only the share that falls inside."""
    brought = one(tmp_path, ged({"date_start": "2031-03-08", "date_end": "2031-03-11", "date_prec": "3"}, {}))
    found = area_weeks([brought.batch], first=date(2031, 3, 10), last=date(2031, 3, 16))
    assert found.counts.tolist() == [[0.5]]


def test_estimates_out_of_order_are_kept_and_said(tmp_path: Path) -> None:
    """low <= best <= high is the feed's promise, not ours to mend."""
    brought = one(tmp_path, ged({"low": "5"}, {"high": "1"}, {}))
    assert said(brought)["feed.doubt.deaths-order"] == 2
    assert brought.batch.head.events == 3


# ── vintages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def brought_in(
    case: Path, folder: Path, content: str, name: str, known_from: date, version: str = "", series: str = ""
) -> Brought:
    """A further file of a case."""
    return bring(case, [saved(folder, content, name)], known_from, Wanted(version=version, series=series))[0]


def test_the_same_version_with_other_content_is_a_new_vintage(tmp_path: Path) -> None:
    """And the older one still tells what was known before."""
    case = tmp_path / "case"
    first = brought_in(case, tmp_path, ged({}), "GEDEvent_v32_1.csv", date(2032, 6, 1))
    second = brought_in(case, tmp_path, ged({}, {}), "GEDEvent_v32_1.csv", date(2032, 9, 1))
    assert (first.batch.head.vintage, second.batch.head.vintage) == (1, 2)
    assert second.batch.head.supersedes == (first.batch.id,)
    counted = {
        d: int(area_weeks(held(case, d)).counts.sum()) for d in (date(2032, 6, 1), date(2032, 8, 31), date(2032, 9, 1))
    }
    assert list(counted.values()) == [1, 1, 2]
    assert held(case, date(2032, 5, 31)) == ()


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    """Neither does the same file packed, nor its rows in another order."""
    import gzip

    case = tmp_path / "case"
    content = ged({}, {"adm_1": "South"}, {"best": "3"})
    first = brought_in(case, tmp_path, content, "GEDEvent_v32_1.csv", KNOWN)
    assert first.new
    packed = bring(case, [saved(tmp_path, gzip.compress(content.encode()), "GEDEvent_v32_1.csv.gz")], KNOWN)[0]
    assert (packed.new, packed.batch.id) == (False, first.batch.id)
    header, *rows = content.splitlines()
    turned = brought_in(case, tmp_path, "\n".join([header, *reversed(rows)]) + "\n", "GEDEvent_v32_1.csv", KNOWN)
    assert (turned.new, turned.batch.id, list(said(turned))) == (False, first.batch.id, ["feed.reordered"])
    assert len(batches(case)) == 1


@pytest.mark.parametrize("newest_first", [False, True])
def test_what_holds_does_not_depend_on_the_order_of_bringing_in(tmp_path: Path, newest_first: bool) -> None:
    """31.1 known a year before 32.1 holds in between and not after."""
    files = [("GEDEvent_v31_1.csv", ged({}), date(2031, 6, 1)), ("GEDEvent_v32_1.csv", ged({}, {}), date(2032, 6, 1))]
    case = tmp_path / "case"
    for name, content, day in reversed(files) if newest_first else files:
        brought_in(case, tmp_path, content, name, day)
    versions = {str(d): [b.head.version for b in held(case, d)] for d in (date(2031, 12, 1), date(2032, 12, 1))}
    assert versions == {"2031-12-01": ["31.1"], "2032-12-01": ["32.1"]}


def test_candidate_months_stand_beside_each_other_until_the_release_covers_them(tmp_path: Path) -> None:
    """In the countries that the release has; GED and Candidate are one feed and no event counts twice."""
    case = tmp_path / "case"
    release = {"date_start": "2030-05-05", "date_end": "2030-05-05"}
    brought_in(case, tmp_path, ged({**release, "id": "90"}), "GEDEvent_v31_1.csv", date(2031, 6, 1))
    brought_in(case, tmp_path, ged({"id": "91"}, {"id": "92"}), "GEDEvent_v31_0_3.csv", date(2031, 6, 1))
    april = {"date_start": "2031-04-07", "date_end": "2031-04-07"}
    month = ged({**april, "id": "93"}, {**april, "id": "94", "country": "Elsewhere"}, {"id": "92", "adm_1": "South"})
    brought_in(case, tmp_path, month, "GEDEvent_v31_0_4.csv", date(2031, 7, 1))
    before = held(case, date(2031, 7, 1))
    assert [b.head.kind for b in before] == [CANDIDATE, CANDIDATE, GED]
    assert feeds(before) == (GED,)
    found = table(before)
    assert sorted(found["id"]) == ["90", "91", "92", "93", "94"]
    assert dict(zip(found["id"], found["admin1"], strict=True))["92"] == "South"
    final = ged({**release, "id": "90"}, {"id": "95"})
    brought_in(case, tmp_path, final, "GEDEvent_v32_1.csv", date(2032, 6, 1))
    assert sorted(table(held(case, KNOWN))["id"]) == ["90", "94", "95"]


def test_series_keep_files_side_by_side_and_losses_are_said(tmp_path: Path) -> None:
    """Two countries' extracts of one release."""
    case = tmp_path / "case"
    brought_in(case, tmp_path, ged({}), "a.csv", KNOWN, version="32.1")
    other = ged({"id": "7", "country": "Elsewhere"})
    beside = brought_in(case, tmp_path, other, "b.csv", KNOWN, version="32.1", series="elsewhere")
    assert int(area_weeks(held(case, KNOWN)).counts.sum()) == 2
    assert "feed.fewer" not in said(beside)
    instead = brought_in(case, tmp_path, other.replace("Front", "Band"), "c.csv", KNOWN, version="32.1")
    assert "feed.fewer" in said(instead)


def test_nothing_is_known_before_it_happened(tmp_path: Path) -> None:
    """A file that tells of later days cannot have been known on that day."""
    with pytest.raises(BadInput) as bad:
        bring(tmp_path / "case", [saved(tmp_path, ged({}))], date(2031, 3, 2))
    assert dict(bad.value.mistakes[0].params)["last"] == "2031-03-03"
    assert [m.code for m in bad.value.mistakes] == ["feed.known-too-early"]


def test_feeds_are_never_added_to_each_other(tmp_path: Path) -> None:
    """Counting batches of two feeds at once is refused."""
    case = tmp_path / "case"
    brought_in(case, tmp_path, ged({}), "GEDEvent_v32_1.csv", KNOWN)
    brought_in(case, tmp_path, acled({}), "acled.csv", KNOWN)
    with pytest.raises(ValueError, match="one feed"):
        area_weeks(held(case, KNOWN))
    assert area_weeks(held(case, KNOWN, ACLED)).counts.sum() == 1


def test_a_file_on_its_own_is_counted_for_benchmarks(tmp_path: Path) -> None:
    """By area and week, without a case."""
    found = of_file(saved(tmp_path, ged({}, {"adm_1": "South"})), first=MONDAY)
    assert found.areas == (("Nowhere", "North"), ("Nowhere", "South"))
    assert found.counts.tolist() == [[1], [1]]


def test_every_batch_carries_its_terms(tmp_path: Path) -> None:
    """UCDP's rows may be passed on; ACLED's may not."""
    heads = [one(tmp_path, *made).batch.head for made in ((ged({}),), (acled({}), "a.csv"))]
    assert {h.kind: h.terms.aggregates_only for h in heads} == {GED: False, ACLED: True}


def test_no_export_holds_a_row_of_a_feed(tmp_path: Path) -> None:
    """A case with an ACLED batch: its workbook, its results and its map layer know nothing of the row."""
    case = tmp_path / "case"
    new(case)
    marked = acled({"location": MARK, "actor1": MARK, "notes": MARK, "admin1": MARK, "event_date": "2024-02-01"})
    bring(case, [saved(tmp_path, marked, "acled.csv")], date(2024, 3, 1))
    assert MARK in list(table(held(case, date(2024, 3, 1)))["actor_a"])
    out = tmp_path / "out"
    words = [
        ["workbook", str(case), str(tmp_path / "case.xlsx")],
        ["plan", str(case), "--futures", "200", "--out", str(out)],
        ["export", str(out), "--to", "csv", "--out", str(tmp_path / "table.csv")],
        ["export", str(out), "--to", "geojson", "--out", str(tmp_path / "map.geojson")],
    ]
    for line in words:
        assert run(line) in (0, 1)
    with zipfile.ZipFile(tmp_path / "case.xlsx") as book:
        contents = [book.read(name) for name in book.namelist()]
    files = (*out.rglob("*"), *tmp_path.glob("table.*"), *tmp_path.glob("map.*"))
    contents += [p.read_bytes() for p in files if p.is_file()]
    assert len(contents) > 10
    assert not [c for c in contents if MARK.encode() in c]
