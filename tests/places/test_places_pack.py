"""The pack: what it holds, in both languages, and that it says where it comes from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from importlib import resources

import pytest

from jadwal import places
from jadwal.model.place import UNITS
from jadwal.places.pack import PACK
from jadwal.text import BIDI_CONTROLS

ROOM = resources.files("jadwal.places")
CODES = tuple(c.code for c in places.countries())


def test_the_pack_is_the_one_its_provenance_speaks_of() -> None:
    """Nobody changes the pack without saying so."""
    said = (ROOM / "PROVENANCE.md").read_text("utf-8")
    assert hashlib.sha256((ROOM / PACK).read_bytes()).hexdigest() in said
    found = sum(len(places.provinces(code)) for code in CODES)
    assert f"{found} provinces of {len(CODES)} countries" in said
    outlines = [c for c in places.known_countries() if not c.divided]
    assert f"outlines of {len(outlines)} countries" in said
    assert all(c.name.en in said for c in places.countries())


def test_iraq_has_the_eighteen_provinces_of_the_data() -> None:
    """Halabja, the nineteenth, has no border there: its town lies in Sulaymaniyah, as the provenance says."""
    iraq = places.provinces("IQ")
    assert " ".join(p.code[3:] for p in iraq) == "AN AR BA BB BG DA DI DQ KA MA MU NA NI QA SD SU TS WA"
    names = {p.code: (p.name.en, p.name.ar) for p in iraq}
    assert names["IQ-AN"] == ("Anbar", "الأنبار")
    assert names["IQ-BG"] == ("Baghdad", "بغداد")
    assert names["IQ-AR"] == ("Erbil", "أربيل")
    halabja = places.locate(35.18, 45.99)
    assert halabja is not None
    assert halabja.name.en == "Sulaymaniyah"


@pytest.mark.parametrize("code", CODES)
def test_every_province_has_names_a_code_and_rings_on_earth(code: str) -> None:
    """Both languages in their own letters, without marks of direction; codes once; rings that enclose something."""
    found = places.provinces(code)
    assert found
    assert [n for n, times in Counter(p.code for p in found).items() if times > 1] == []
    for p in found:
        assert p.country == code
        assert re.fullmatch(r"[A-Z]{2}-[A-Z0-9]+~?", p.code)
        assert re.search(r"[A-Za-z]", p.name.en), p
        assert not re.search(r"[\u0600-\u06ff]", p.name.en), p
        assert re.search(r"[\u0621-\u064a]", p.name.ar), p
        assert not re.search(r"[A-Za-z]", p.name.ar), p
        assert not BIDI_CONTROLS.intersection(p.name.en + p.name.ar)
        assert not p.name.ar.startswith(("محافظة", "ولاية ")), p
        assert p.rings
        for ring in p.rings:
            assert len(ring) >= 6
            assert len(ring) % 2 == 0
            assert ring[:2] != ring[-2:]
            assert all(abs(x) <= 180 * UNITS for x in ring[::2])
            assert all(abs(y) <= 90 * UNITS for y in ring[1::2])


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ((33.31, 44.37), "IQ-BG"),
        ((33.79, 42.44), "IQ-AN"),
        ((15.35, 44.20), "YE-SA"),
        ((16.77, -3.00), "ML-6"),
        ((33.89, 35.50), "LB-BA"),
        ((34.52, 69.18), "AF-KAB"),
        ((33.75, 66.30), "AF-DAY"),
        ((35.45, 69.80), "AF-PAN"),
        ((12.90, 23.48), "SD-DC"),
        ((11.46, 26.13), "SD-DE"),
        ((4.70, -74.10), "CO-DC"),
        ((44.95, 34.10), "UA-43"),
        ((9.56, 44.06), "SO-X11~"),
        ((35.84, 50.97), "IR-32"),
        ((32.89, 13.18), "LY-TN"),
    ],
)
def test_towns_lie_in_their_provinces(where: tuple[float, float], code: str) -> None:
    """Also where the source has one code twice, or another country than the ISO code."""
    found = places.locate(*where)
    assert found is not None
    assert found.code == code


def test_countries_around_a_box_are_found_with_their_outlines() -> None:
    """Around Mali there is land, though no provinces of it are known."""
    mali = next(c for c in places.countries() if c.code == "ML")
    around = places.touching(mali.box)
    assert {"DZ", "MR", "NE", "BF", "CI", "GN", "SN"} <= {c.code for c in around}
    algeria = next(c for c in around if c.code == "DZ")
    assert not algeria.divided
    assert places.provinces("DZ") == ()
    assert places.outline("DZ")


def test_unknown_countries_have_no_provinces() -> None:
    """Nothing is made up."""
    assert places.provinces("QQ", "about") == ()
    assert places.touching((-400_000, -400_000, -390_000, -390_000)) == ()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_disclaimer_names_the_data(lang: str) -> None:
    """In both languages, of the pack and of a file of one's own."""
    assert "Natural Earth" in places.disclaimer(lang)
    assert "places.geojson" in places.disclaimer(lang, own=True)
