"""The user's own areas: taken whole, or refused with every mistake, its feature and what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jadwal import places
from jadwal.case import check
from jadwal.messages import BadInput
from jadwal.model.case import Text

SQUARE = [[44.0, 33.0], [45.0, 33.0], [45.0, 34.0], [44.0, 34.0], [44.0, 33.0]]


def feature(**properties: Any) -> dict[str, Any]:
    """A square with a name."""
    named = {"name_en": "West", "name_ar": "الغرب"} | properties
    return {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}


def shaped(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    """A named feature of another shape."""
    return feature(**properties) | {"geometry": {"type": kind, "coordinates": coordinates}}


def written(folder: Path, *features: Any, **members: Any) -> Path:
    """A collection as a file."""
    path = folder / places.FILE
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)} | members), "utf-8")
    return path


def refused(path: Path) -> list[tuple[str, str]]:
    """(code, field) of every mistake; each says in both languages what is wrong and what would be right."""
    with pytest.raises(BadInput) as caught:
        places.read_geojson(path)
    for mistake in caught.value.mistakes:
        assert mistake.file == places.FILE
        for lang in ("en", "ar"):
            assert mistake.what(lang)
            assert mistake.would_be_right(lang)
    return [(m.code, m.field) for m in caught.value.mistakes]


def test_polygons_and_multipolygons_become_provinces(tmp_path: Path) -> None:
    """Rounded to ten-thousandths of a degree, the closing point left out, holes kept; names in both languages."""
    hole = [[44.2, 33.2], [44.4, 33.2], [44.4, 33.4], [44.2, 33.2]]
    island = [[46.00001, 33.0, 12], [46.5, 33.0, 12], [46.5, 33.5, 12], [46.00001, 33.0, 12]]
    path = written(
        tmp_path,
        feature(code="W", country="IQ")
        | {"geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [island]]}},
        feature(name_ar=None, name_en=None, name="الشرق") | {"id": 7},
        feature(name_ar="", name_en="South"),
    )
    west, east, south = places.read_geojson(path)
    assert (west.code, west.country, west.name) == ("W", "IQ", Text(en="West", ar="الغرب"))
    assert [len(r) for r in west.rings] == [8, 6, 6]
    assert west.rings[2] == (460000, 330000, 465000, 330000, 465000, 335000)
    assert (east.code, east.name) == ("7", Text(en="الشرق", ar="الشرق"))
    assert (south.code, south.name) == ("area-3", Text(en="South", ar="South"))
    assert places.locate(33.3, 44.3, [west]) is None
    assert places.locate(33.7, 44.7, [west, east]) == west


def test_the_pack_comes_back_from_geojson(tmp_path: Path) -> None:
    """What is written from provinces reads as the same provinces."""
    iraq = places.provinces("IQ")
    features = []
    for p in iraq:
        rings = [[[x / 10_000, y / 10_000] for x, y in zip(r[::2], r[1::2], strict=True)] for r in p.rings]
        said = {"name_en": p.name.en, "name_ar": p.name.ar, "code": p.code, "country": "IQ"}
        shape = {"type": "MultiPolygon", "coordinates": [[[*r, r[0]]] for r in rings]}
        features.append({"type": "Feature", "properties": said, "geometry": shape})
    assert places.read_geojson(written(tmp_path, *features)) == iraq


def test_the_file_of_a_case_folder_is_used_when_it_is_there(tmp_path: Path) -> None:
    """And the checker of the case has nothing against it."""
    assert places.of_case(tmp_path) == ()
    before = check(tmp_path)
    written(tmp_path, feature())
    assert [p.name.en for p in places.of_case(tmp_path)] == ["West"]
    assert check(tmp_path) == before


def test_a_link_out_of_the_case_folder_is_not_followed(tmp_path: Path) -> None:
    """As with every file of a case."""
    (tmp_path / "case").mkdir()
    elsewhere = written(tmp_path, feature())
    (tmp_path / "case" / places.FILE).symlink_to(elsewhere)
    with pytest.raises(BadInput) as caught:
        places.of_case(tmp_path / "case")
    assert [m.code for m in caught.value.mistakes] == ["case.outside-link"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "place.not-json"),
        (b'{"type": "FeatureCollection", "features": [', "place.not-json"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "place.not-json"),
        (b'{"type": "FeatureCollection", "features": [Infinity]}', "place.not-json"),
        (b'{"type": "FeatureCollection", "features": [1e999]}', "place.not-finite"),
        (b'{"type": "\xff\xfe"}', "place.not-json"),
        (b"\xff\xfe{\0", "place.not-json"),
        (b"[" * 200_000 + b"]" * 200_000, "place.too-deep"),
        (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "place.too-deep"),
        (b"[]", "place.not-a-collection"),
        (b'{"type": "Topology", "objects": {}}', "place.not-a-collection"),
        (b'{"type": "FeatureCollection"}', "place.no-features"),
        (b'{"type": "FeatureCollection", "features": []}', "place.no-features"),
        (b'{"type": "FeatureCollection", "features": {"0": 1}}', "place.no-features"),
    ],
)
def test_what_is_no_collection_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Broken, self-made and absurdly nested files, without a traceback."""
    path = tmp_path / places.FILE
    path.write_bytes(content)
    assert [c for c, _ in refused(path)] == [code]


Make = Callable[[], Any]


@pytest.mark.parametrize(
    ("make", "code", "field"),
    [
        (lambda: 3, "place.not-a-feature", ""),
        (lambda: {"type": "Polygon", "coordinates": [SQUARE]}, "place.not-a-feature", ""),
        (lambda: feature(name_en="", name_ar=""), "place.no-name", ".properties"),
        (lambda: feature(name_en=12), "place.name-no-text", ".properties.name_en"),
        (lambda: feature(name_en="x" * 201), "place.long-name", ".properties.name_en"),
        (lambda: feature(name_en="<script>alert(1)</script>"), "case.markup", ".properties.name_en"),
        (lambda: feature(name_ar="\u202eالغرب"), "case.bidi-control", ".properties.name_ar"),
        (lambda: feature(name_en="We\x07st"), "case.control-character", ".properties.name_en"),
        (lambda: feature(country="Iraq"), "place.bad-country", ".properties.country"),
        (lambda: feature(code=["a"]), "place.name-no-text", ".properties.code"),
        (lambda: feature() | {"geometry": None}, "place.not-a-polygon", ".geometry"),
        (lambda: shaped("Point", [44, 33]), "place.not-a-polygon", ".geometry"),
        (lambda: shaped("Polygon", []), "place.not-a-polygon", ".geometry"),
        (lambda: shaped("Polygon", [[]]), "place.short-ring", ".geometry"),
        (lambda: shaped("MultiPolygon", [SQUARE]), "place.short-ring", ".geometry"),
        (lambda: shaped("Polygon", [SQUARE[:3]]), "place.short-ring", ".geometry"),
        (lambda: shaped("Polygon", [SQUARE[:4]]), "place.open-ring", ".geometry"),
        (lambda: shaped("Polygon", [[[33, 144], [34, 144], [34, 145], [33, 144]]]), "place.out-of-range", ".geometry"),
        (lambda: shaped("Polygon", [[["44", 33], *SQUARE[1:]]]), "place.not-a-position", ".geometry"),
        (lambda: shaped("Polygon", [[[True, 33], *SQUARE[1:]]]), "place.not-a-position", ".geometry"),
        (lambda: shaped("Polygon", [[[44], *SQUARE[1:]]]), "place.not-a-position", ".geometry"),
        (lambda: shaped("Polygon", [[[44, 33]] * 5]), "place.too-small", ".geometry"),
        (lambda: shaped("Polygon", [[[[44, 33]] * 4] * 4]), "place.not-a-position", ".geometry"),
    ],
)
def test_a_bad_feature_is_named_by_its_number(tmp_path: Path, make: Make, code: str, field: str) -> None:
    """Among good ones, counted from one."""
    path = written(tmp_path, feature(), make(), feature())
    assert refused(path) == [(code, f"features[2]{field}")]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Not only the first; but fifty are enough."""
    path = written(tmp_path, shaped("Point", 1), feature(name_en="", name_ar=""), feature(code="a"), feature(code="a"))
    assert [c for c, _ in refused(path)] == ["place.not-a-polygon", "place.no-name", "place.code-twice"]
    assert len(refused(written(tmp_path, *[shaped("Point", 1)] * 300))) == 50


def test_another_coordinate_system_is_refused(tmp_path: Path) -> None:
    """Metres of a local grid are not degrees, even where the numbers are small."""
    path = written(tmp_path, feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}})
    assert refused(path) == [("place.other-system", "crs")]
    path = written(tmp_path, feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})
    assert len(places.read_geojson(path)) == 1


def test_a_file_too_big_is_not_even_read(tmp_path: Path) -> None:
    """50 MB of anything."""
    path = tmp_path / places.FILE
    with path.open("wb") as out:
        out.truncate(50_000_000)
    with pytest.raises(BadInput) as caught:
        places.read_geojson(path)
    (mistake,) = caught.value.mistakes
    assert "50 megabytes; at most 20" in mistake.what("en")


def test_too_many_features_or_positions_are_refused(tmp_path: Path) -> None:
    """A world of buildings is no province file; and the count stops where it is clear."""
    assert [c for c, _ in refused(written(tmp_path, *[feature()] * 2_001))] == ["place.too-many-features"]
    long = [*SQUARE[:-1] * 25_000, SQUARE[0]]
    found = refused(written(tmp_path, *[shaped("Polygon", [long])] * 8))
    assert found == [("place.too-many-points", "features[5].geometry")]


def test_a_folder_or_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    (tmp_path / places.FILE).mkdir()
    assert [c for c, _ in refused(tmp_path / places.FILE)] == ["case.not-a-file"]
    with pytest.raises(BadInput) as caught:
        places.read_geojson(tmp_path / "none.geojson")
    assert [m.code for m in caught.value.mistakes] == ["case.unreadable"]
