"""The map: every site on it or named below it, no name over another, borders once, and whose they are."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import msgspec
import pytest
import shapely
from made import SECRETS, case, timetable
from shapely.geometry import LineString, Polygon, box
from sketched import HOSTILE, LANGUAGES

from jadwal import places
from jadwal.case import read_case
from jadwal.model.case import Site, Text
from jadwal.model.timetable import Presence
from jadwal.places import Province
from jadwal.places.mesh import points
from jadwal.publish import release
from jadwal.publish.charts import Chart, png, row_id, standalone, width
from jadwal.publish.charts.map import HIGH, WIDE, MapData, SiteMark, of, site_map
from jadwal.publish.charts.map_labels import Named, put
from jadwal.publish.charts.map_view import HALF, KM, Window, filled, fitted, lined, widest
from jadwal.text import BIDI_CONTROLS, strip_controls

DAY = date(2024, 9, 27)


def mark(id: str, latitude: float | None, longitude: float | None, people: object = 100, **rest: object) -> SiteMark:
    """A site with people of one nation."""
    name = Text(en=f"Site {id}", ar=f"موقع {id}")
    one = ((Text(en="Nation", ar="دولة"), "adviser", people),)
    there = people if isinstance(people, tuple) else one if people else ()
    given = {"name": name, "latitude": latitude, "longitude": longitude, "people": there} | rest
    return SiteMark(id=id, **given)  # type: ignore[arg-type]


def iraq() -> MapData:
    """The sites of the real example with the people there on its as-of date."""
    known = read_case(Path(__file__).parents[2] / "examples" / "iraq-2024")
    nations = {n.id: n.name for n in known.nations}
    marks = []
    for s in known.sites:
        there = [(nations[u.nation], str(u.role), u.headcount.likely) for u in known.units if u.site == s.id]
        where = (float(s.latitude), float(s.longitude))
        marks.append(SiteMark(id=s.id, name=s.name, latitude=where[0], longitude=where[1], people=tuple(there)))
    return MapData(known.as_of, tuple(marks))


def crowd(count: int) -> MapData:
    """Many sites on a spiral around Baghdad, closer than their names are long."""
    marks = []
    for k in range(count):
        turn, away = k * 2.4, 0.08 * math.sqrt(k) * 4
        marks.append(mark(f"{k}", 33.3 + away * math.sin(turn), 44.3 + away * math.cos(turn), people=40 + k * 13))
    return MapData(DAY, tuple(marks))


def tree(chart: Chart) -> ET.Element:
    """The drawing of a chart, as it stands in a page."""
    return ET.fromstring(chart.svg)


def items(chart: Chart) -> list[ET.Element]:
    """What can be reached by keyboard."""
    return list(tree(chart).iter("a"))


def boxes_of_names(chart: Chart) -> list[tuple[float, float, float, float]]:
    """The measured box of every line of text on the map itself (details and legend apart)."""
    texts = {ET.tostring(t) for item in items(chart) for details in item.iter("g") for t in details}
    found = []
    for t in tree(chart).iter("text"):
        names = (t.get("class") or "").split()
        if ET.tostring(t) in texts or not {"halo", "province", "country"} & set(names):
            continue
        size = 13 if names[0] == "halo" else 12
        wide = width(strip_controls(t.text or ""), size, 600 if "country" in names else 400)
        x, y = float(t.get("x", "0")), float(t.get("y", "0"))
        left = x - wide if "e" in names else x - wide / 2 if "m" in names else x
        found.append((left, y - 10, left + wide, y + 2.5))
    return found


def shown(path: str, closed: bool) -> list[list[tuple[float, float]]]:
    """The lines of path data in half pixels, in pixels."""
    found = []
    for part in path.split("M")[1:]:
        start, _, rest = part.rstrip("z").partition("l")
        numbers = [int(n) for n in re.findall(r"-?\d+", f"{start} {rest}")]
        x, y, line = numbers[0], numbers[1], [(numbers[0] / HALF, numbers[1] / HALF)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x / HALF, y / HALF))
        found.append(line)
        assert part.endswith("z") == closed
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_real_example_is_small_and_names_all_its_sites(lang: str) -> None:
    """At most 25 kB, every site an item with its name, its details and its row of the table."""
    data = iraq()
    chart = site_map(data, lang)
    assert len(chart.svg.encode()) <= 25_000
    assert len(chart.table.rows) == len(items(chart)) == len(data.sites)
    for item in items(chart):
        said = strip_controls(" ".join("".join(t.itertext()) for t in item.iter("text")))
        row = next(k for k, r in enumerate(chart.table.rows) if strip_controls(r[0]) in said)
        assert item.get("href") == f"#{row_id('map', row)}"
    asad = chart.table.rows[0]
    assert asad[1] == {"en": "Anbar", "ar": "الأنبار"}[lang]
    assert asad[2:5] == ("1,160", "33.79", "42.44")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [1, 5, 30])
def test_no_name_covers_another(lang: str, count: int) -> None:
    """Names of sites, provinces and countries, measured; and all of them lie in the map."""
    boxes = boxes_of_names(site_map(crowd(count) if count != 5 else iraq(), lang))
    assert len(boxes) > 3
    for at, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= WIDE
        assert one[1] >= 0
        assert one[3] <= HIGH
        for other in boxes[at + 1 :]:
            assert not shapely.box(*one).intersection(shapely.box(*other)).area > 1, (one, other)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_site_is_named_on_the_map_or_below_it(lang: str) -> None:
    """Also where thirty of them stand in one town."""
    marks = [mark(f"{k}", 33.3 + k / 1_000, 44.3 + k / 1_000) for k in range(30)]
    chart = site_map(MapData(DAY, (*marks, mark("far", 36.2, 44.0), mark("lost", None, None))), lang)
    assert len(items(chart)) == 31
    drawn = [t for t in tree(chart).iter("text") if "halo" in (t.get("class") or "")]
    on_map = {strip_controls("".join(t.itertext())) for t in drawn}
    for m in (*marks, mark("lost", None, None)):
        name = m.name.of(lang)
        assert name in on_map or name in strip_controls(chart.description), name
    assert len(chart.table.rows) == 32


def test_the_area_of_a_circle_goes_with_the_people() -> None:
    """Four times the people, twice the radius; nobody: a small hollow circle."""
    chart = site_map(MapData(DAY, (mark("a", 33, 44, 400), mark("b", 34, 45, 100), mark("c", 35, 43, 0))), "en")
    radius = [
        (p.get("class"), float(m[1]))
        for p in tree(chart).iter("path")
        if "site" in (p.get("class") or "") and (m := re.search(r"a([\d.]+) ", p.get("d") or ""))
    ]
    assert radius[:3] == [("site", 20.0), ("site", 10.0), ("site vacant", 4.0)]


def test_kept_sites_and_hubs_differ_in_shape() -> None:
    """A square and a second ring, explained in the legend; without any, the legend says nothing of them."""
    data = MapData(DAY, (mark("a", 33, 44, kept=True), mark("b", 34, 45, hub=True)))
    svg = site_map(data, "en").svg
    assert re.search(r'class="site" d="M[\d. ]+h[\d.]+v[\d.]+h-[\d.]+z"', svg)
    assert svg.count('class="ring"') == 2  # the hub and its key
    assert "kept, not handed over" in svg
    assert "hub that others move through" in svg
    plain = site_map(MapData(DAY, (mark("a", 33, 44), mark("b", 34, 45))), "en").svg
    assert 'class="ring"' not in plain
    assert "kept, not" not in plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_map_says_whose_borders_it_shows(lang: str) -> None:
    """The data's, the user's own, or that there are none."""
    chart = site_map(iraq(), lang)
    assert places.disclaimer(lang) in chart.description
    assert "Natural Earth" in chart.svg
    ring = (430000, 320000, 460000, 320000, 460000, 350000, 430000, 350000)
    own = Province(code="x", country="", name=Text(en="Middle", ar="الوسط"), rings=(ring,))
    mine = site_map(MapData(DAY, (mark("a", 33.5, 44), mark("b", 33.2, 44.5)), own=(own,)), lang)
    assert "places.geojson" in mine.description
    assert "Natural Earth" not in mine.svg
    assert mine.table.rows[0][1] == own.name.of(lang)
    assert own.name.of(lang) in strip_controls(mine.svg)
    nowhere = site_map(MapData(DAY, (mark("a", -75, 100),)), lang)
    assert "places.geojson" in nowhere.description
    assert 'class="borders"' not in nowhere.svg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_sites_or_coordinates_the_map_says_so(lang: str) -> None:
    """In words and in the table, never an empty frame."""
    none = site_map(MapData(DAY, ()), lang)
    assert none.table.rows == ()
    lost_marks = (mark("a", None, None), mark("b", None, None))
    lost = site_map(MapData(DAY, lost_marks), lang)
    assert all(
        m in strip_controls(lost.description) for m in (f"{'Site' if lang == 'en' else 'موقع'} {k}" for k in "ab")
    )
    assert len(lost.table.rows) == 2
    for chart in (none, lost):
        assert items(chart) == []
        assert chart.description
        assert 'class="jadwal-chart' in chart.svg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_public_sees_that_the_sites_are_withheld(lang: str) -> None:
    """Neither the map nor its table holds a site, a position or a headcount."""
    whole = timetable()
    for shown_to_public in (release(whole, "public", case()), msgspec.structs.replace(whole, release="public")):
        chart = site_map(of(shown_to_public), lang)
        said = chart.svg + chart.description + chart.table.csv().decode()
        assert [s for s in SECRETS if s.casefold() in said.casefold()] == []
        assert chart.table.rows == ()
        assert {"en": "withheld", "ar": "محجوبة"}[lang] in chart.description


def test_a_timetable_fills_the_map() -> None:
    """Position, people by nation and role, hub, receiver, and when it is handed over with what chance."""
    whole = timetable()
    sites = (
        Site(id="a", name=Text(en="A", ar="أ"), known_from=DAY, latitude="٣٣.5", longitude="44.25", hub="b"),
        Site(id="b", name=Text(en="B", ar="ب"), known_from=DAY, latitude="93", longitude="44", fate="keep"),
        Site(id="c", name=Text(en="C", ar="ج"), known_from=DAY, receiver=Text(en="Army", ar="الجيش")),
    )
    presence = (
        Presence(site="a", nation="n", role="adviser", people=7),
        Presence(site="a", nation="n", role="support", people=3),
        Presence(site="b", nation="x", role="enabler", people=0),
    )
    context = msgspec.structs.replace(whole.context, sites=sites, presence=presence)
    result = whole.readings[0]
    entry = msgspec.structs.replace(result.schedule.entries[0], id="transfer:a", kind="transfer", site="a")
    schedule = msgspec.structs.replace(result.schedule, entries=(entry,))
    span = msgspec.structs.replace(result.spans[0], id="transfer:a")
    result = msgspec.structs.replace(result, schedule=schedule, spans=(span,))
    data = of(msgspec.structs.replace(whole, context=context, readings=(result,), release="parties"))
    a, b, c = data.sites
    assert (a.latitude, a.longitude, a.total, a.hub, a.kept) == (33.5, 44.25, 10, False, False)
    assert (a.by, a.reached_ppm) == (span.finish.p80, span.finish.reached_ppm)
    assert (b.latitude, b.hub, b.kept, b.total, b.reached_ppm) == (None, True, True, 0, None)
    assert c.receiver == Text(en="Army", ar="الجيش")
    rows = {row[0]: row for row in site_map(data, "en").table.rows}
    assert rows["B"][5] == "Kept, not handed over."
    assert rows["C"][5] == "Goes to Army. No handover is planned."
    assert rows["C"][1:5] == ("–", "0", "–", "–")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_date_is_never_shown_without_its_chance(lang: str) -> None:
    """Nor a chance without saying of what; 0.2 % is not 0 %."""
    by = date(2025, 9, 30)
    data = MapData(
        DAY,
        (
            mark("a", 33, 44, by=by, reached_ppm=940_000),
            mark("b", 34, 44, reached_ppm=2_000),
            mark("c", 35, 44),
        ),
    )
    fates = [strip_controls(row[5]) for row in sorted(site_map(data, lang).table.rows)]
    said = {"en": ("30 Sep 2025", "8 of 10", "94%"), "ar": ("30 أيلول 2025", "8 من كل 10", "94%")}[lang]
    assert [part for part in said if part not in fates[0]] == []
    assert ("under 1%" if lang == "en" else "أقل من 1%") in fates[1]
    assert not re.search(r"\d{4}", fates[1] + fates[2])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(lang: str, name: str) -> None:
    """Markup, overrides, 300 characters, open isolates: the drawing stays well formed and its isolates closed."""
    said = Text(en=name, ar=name)
    data = MapData(DAY, (mark("a", 33, 44, name=said, receiver=said), mark("b", 33.01, 44.01, name=said)))
    chart = site_map(data, lang)
    for text in tree(chart).itertext():
        assert "\u202e" not in text
        depth = 0
        for c in text:
            depth += (c in "\u2066\u2067\u2068") - (c == "\u2069")
            assert depth >= 0
        assert depth == 0, text
    assert len(items(chart)) == 2
    assert "<b>" not in chart.svg
    assert not chart.table.csv().decode().startswith("\ufeff=")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_becomes_a_picture(lang: str) -> None:
    """With its colours resolved, light and dark."""
    chart = site_map(iraq(), lang)
    assert "var(" not in standalone(chart, "dark")
    assert png(chart, "light", zoom=1).startswith(b"\x89PNG")


def test_lists_in_arabic_run_from_right_to_left() -> None:
    """Joined names are one right-to-left isolate, each in one of its own: else commas and figures change places."""
    people = ((Text(en="D", ar="الدنمارك"), "adviser", 40), (Text(en="N", ar="النرويج"), "support", 30))
    chart = site_map(MapData(DAY, (mark("a", 33, 44, people=people),)), "ar")
    assert "\u2068\u2067\u2068الدنمارك" in chart.svg


WINDOW = fitted([(42.44, 33.79), (44.38, 33.30), (43.96, 36.24)], (0, 0, 640, 460))


def pixel_shape(rings: tuple[places.Ring, ...], window: Window) -> shapely.Geometry:
    """Rings in pixels by the even-odd rule, as shapely sees them."""
    found: shapely.Geometry = Polygon()
    for ring in rings:
        line = [window.at(x / places.UNITS, y / places.UNITS) for x, y in points(ring)]
        found = found.symmetric_difference(shapely.make_valid(Polygon(line)))
    return found


@pytest.mark.parametrize("code", ["IQ", "IR", "SY", "TR", "SA", "KW"])
@pytest.mark.parametrize("where", [(33.5, 43.5), (30.0, 47.5), (36.9, 42.3), (35.0, 45.9), (27.0, 50.0)])
def test_land_is_cut_to_the_frame_as_shapely_cuts_it(code: str, where: tuple[float, float]) -> None:
    """The filled area is that of the country inside the window, to half a pixel of its border."""
    window = Window((0, 0, 640, 460), where[1], where[0], 90)
    frame = box(0, 0, 640, 460)
    drawn: shapely.Geometry = Polygon()
    for line in shown(filled(window, places.outline(code)), closed=True):
        drawn = drawn.symmetric_difference(shapely.make_valid(Polygon(line)))
    wanted = pixel_shape(places.outline(code), window).intersection(frame)
    off = drawn.symmetric_difference(wanted)
    assert off.difference(wanted.boundary.buffer(0.9)).area < 0.01
    assert drawn.difference(frame.buffer(0.5)).is_empty


def test_every_border_is_drawn_once_and_none_is_left_out() -> None:
    """Provinces of Iraq and outlines around it: what is drawn is the union of all borders in the frame."""
    rings = [*places.outline("IQ"), *places.outline("IR"), *places.outline("SY"), *places.outline("TR")]
    rings += [ring for p in places.provinces("IQ") for ring in p.rings]
    lines = shown(lined(WINDOW, rings, set()), closed=False)
    frame = box(0, 0, 640, 460)
    wanted = shapely.union_all([pixel_shape((ring,), WINDOW).boundary for ring in rings]).intersection(frame)
    drawn = shapely.union_all([LineString(line) for line in lines])
    assert sum(LineString(line).length for line in lines) == pytest.approx(drawn.length, rel=0.02)
    assert drawn.buffer(0.9).covers(wanted)
    assert wanted.buffer(0.9).covers(drawn)


def test_a_name_has_the_room_it_is_said_to_have() -> None:
    """A line of text of that width, at that place, lies inside the province."""
    for p in places.provinces("IQ"):
        x, y, room = widest(WINDOW, p.rings, 15)
        if room < 10:
            continue
        text = box(x - room / 2 + 1, y - 3, x + room / 2 - 1, y + 3)
        outside = text.difference(pixel_shape(p.rings, WINDOW)).area
        assert outside <= 0.12 * text.area, p.code


def test_the_window_shows_every_site_with_a_margin() -> None:
    """Also one site alone, and sites far apart."""
    for where in (
        [(44.0, 33.0)],
        [(44.0, 33.0), (44.0, 33.0001)],
        [(-12.0, 10.0), (15.0, 25.0)],
        [(10, -60), (10, 70)],
    ):
        window = fitted(where, (0, 0, 640, 460))
        for lon, lat in where:
            x, y = window.at(lon, lat)
            assert 50 < x < 590
            assert 50 < y < 410


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    """Against the great circle (haversine) in the middle of the map."""
    drawn = re.search(
        r'class="scale" d="M[\d.]+ [\d.]+v5h([\d.]+)v-5"/><text[^>]*>(\d+) km', site_map(iraq(), "en").svg
    )
    assert drawn is not None
    marks = iraq().sites
    window = fitted([(m.longitude or 0, m.latitude or 0) for m in marks], (0, 0, WIDE, HIGH))
    along = float(drawn[1]) / (window.scale * window.squeeze)
    half, lat = math.radians(along / 2), math.radians(window.lat)
    km = 2 * 6_371 * math.asin(math.cos(lat) * math.sin(half))
    assert km == pytest.approx(float(drawn[2]), rel=0.01)
    assert pytest.approx(math.tau * 6_371 / 360, rel=1e-4) == KM


def test_a_leader_line_crosses_no_name_and_no_circle() -> None:
    """Names in a crowd: farther off, but never tangled."""
    circles = [Named(300 + 14 * (k % 6), 200 + 14 * (k // 6), 6, 70, 16) for k in range(24)]
    found = put(circles, (0, 0, 640, 460))
    led = [(k, p) for k, p in enumerate(found) if p and p.leader]
    assert led
    for k, p in led:
        assert p.leader is not None
        line = LineString([p.leader[:2], p.leader[2:]])
        for j, other in enumerate(found):
            if j != k and other:
                assert line.intersection(box(*other.box)).length < 6
        for j, c in enumerate(circles):
            if j != k:
                assert line.distance(shapely.Point(c.x, c.y)) > c.radius - 3


def test_names_hold_no_bidi_controls_in_the_table_of_english() -> None:
    """A table is data: isolates belong to Arabic output only."""
    assert not BIDI_CONTROLS.intersection(site_map(iraq(), "en").table.csv().decode())
