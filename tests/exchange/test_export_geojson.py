"""The sites of a timetable as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import exported
import pytest
from exported import day

from jadwal.exchange.geojson import geojson, ours
from jadwal.messages import BadInput
from jadwal.model.case import Site
from jadwal.model.timetable import Context


def made(lang: str = "en", reading: int = 0, **changes: Any) -> bytes:
    """The map layer of one reading."""
    whole = exported.timetable(**changes)
    return geojson(whole, whole.readings[reading], lang)


def features(data: bytes) -> dict[str, Any]:
    """The features by id."""
    found = json.loads(data, parse_float=Decimal)
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
    return {f["id"]: f for f in found["features"]}


def test_a_site_is_a_point_with_longitude_first_as_it_was_written() -> None:
    """Digit for digit: a trailing zero says how exact it is; a plus sign is no JSON."""
    assert features(made())["west"]["geometry"] == {
        "type": "Point",
        "coordinates": [Decimal("42.44"), Decimal("33.79")],
    }
    assert b'"coordinates":[42.44,33.790]' in made()


@pytest.mark.parametrize(("written", "number"), [("007.5", "7.5"), ("-0.50", "-0.50"), ("+0", "0"), ("-00", "-0")])
def test_what_json_has_otherwise_is_the_same_number(written: str, number: str) -> None:
    """Leading zeros and signs that a case may have."""
    site = Site(id="s", name=exported.named("S", "س"), latitude=written, longitude=written, **exported.KNOWN)
    assert f'"coordinates":[{number},{number}]'.encode() in made(context=Context(sites=(site,)))


def test_a_site_without_coordinates_is_there_without_a_place() -> None:
    """RFC 7946 section 3.2: an unlocated feature has a null geometry."""
    east = features(made())["east"]
    assert east["geometry"] is None
    assert east["properties"]["name_en"] == "East"
    assert east["properties"]["closes_aim"] is None
    assert east["properties"]["closes_words"] == "No chance was computed for this day."


def test_a_site_says_who_is_there_who_takes_it_and_when_with_its_chance() -> None:
    """Under one reading; people as on the as-of date."""
    found = features(made())["west"]["properties"]
    assert (found["name"], found["name_ar"], found["province"]) == ("West, by the river", "الغرب", "Anbar")
    assert (found["receiver_named"], found["receiver_en"]) == (True, "Ministry")
    assert (found["people"], found["people_adviser"], found["people_protection"]) == (40, 30, 10)
    assert (found["closes_aim"], found["closes_fact"]) == (str(day(20)), False)
    assert [found[f"closes_{p}"] for p in ("p10", "p50", "p80", "p90")] == [str(day(n)) for n in (22, 40, 60, 90)]
    assert found["closes_reached_percent"] == 90
    assert found["closes_words"] == (
        "Aim 2031-01-21: in fewer than 1 of 10 futures by this day."
        " 8 of 10 futures fall between 2031-01-23 and 2031-04-01 (P10 to P90)."
        " Chance that it is reached at all within the horizon: 90 %, very likely."
    )
    arabic = features(made("ar"))["west"]["properties"]
    assert arabic["name"] == "الغرب"
    assert "مستقبلات" in arabic["closes_words"]


def test_the_file_says_what_it_is_of() -> None:
    """Foreign members: case, reading, day, seed, futures, release."""
    found = json.loads(made(reading=1))
    assert {k: found[k] for k in ("case", "reading", "as_of", "release", "seed", "futures")} == {
        "case": "made", "reading": "late", "as_of": "2031-01-01", "release": "parties", "seed": 7, "futures": 1000,
    }  # fmt: skip


def test_a_public_timetable_has_no_map() -> None:
    """Refused with a sentence, not answered with an empty layer."""
    with pytest.raises(BadInput) as error:
        made(release="public")
    (mistake,) = error.value.mistakes
    assert mistake.code == "exchange.public-no-sites"
    assert mistake.would_be_right("ar")


def test_a_case_without_sites_is_an_empty_collection() -> None:
    """There is nothing to hide in it."""
    assert features(made(context=Context())) == {}


def test_a_file_of_ours_is_known_until_another_program_saves_it() -> None:
    """By its first members."""
    assert ours(made())
    assert not ours(json.dumps(json.loads(made())).encode())
