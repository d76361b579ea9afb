"""Names that try to be more than names: the page shows them as they are, or without what cannot be shown."""

from __future__ import annotations

from typing import Any

import made
import msgspec
import pytest
from dom import read, section

from jadwal.model.case import Source, Text
from jadwal.model.timetable import Timetable
from jadwal.publish.page import page

MARKUP = '<script>alert("x")</script><b>&amp;\'"--><!-- {{ 7*7 }} {% raw %}'
LONG = "Wwwwwwwwww" * 30
OVERRIDES = "safe\u202egnp.exe\u2066\u2069\u200f\u202a"
CONTROLS = "a\x00b\x0bc\ud800d"


def renamed(value: Any, name: str) -> Any:
    """A copy of a value in which every text in both languages says ``name``."""
    if isinstance(value, Text):
        return Text(en=name, ar=name)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(
            value, **{f: renamed(getattr(value, f), name) for f in value.__struct_fields__ if f != "id"}
        )
    if isinstance(value, tuple):
        return tuple(renamed(v, name) for v in value)
    return value


def hostile(name: str) -> Timetable:
    """The timetable made by hand, everything in it called ``name``."""
    t = renamed(made.timetable(), name)
    sources = (
        Source(id="src", title=name, outlet=name, url="https://example.org/?a=1&b=<i>"),
        Source(id="js", title=name, url="javascript:alert(1)"),
    )
    board = tuple(msgspec.structs.replace(row, figure=name) for row in t.board)
    return msgspec.structs.replace(t, context=msgspec.structs.replace(t.context, sources=sources), board=board)


def test_markup_is_shown_and_never_obeyed() -> None:
    """Tags, comments, quotes and template syntax come out as the characters they are."""
    root = read(page(hostile(MARKUP)))
    assert len(list(root.all("script"))) == 1
    assert list(root.all("b")) == []
    assert MARKUP in section(root, "board", "en").text()
    assert MARKUP in next(root.all("title")).text()
    assert "{{ 7*7 }}" in section(root, "sources", "ar").text()


def test_only_addresses_of_the_web_can_be_followed() -> None:
    """A script in the place of an address stays text."""
    root = read(page(hostile("x")))
    outside = [a for a in root.all("a") if not a["href"].startswith("#")]
    assert {a["href"] for a in outside} == {"https://example.org/?a=1&b=<i>"}
    assert {a["rel"] for a in outside} == {"noreferrer noopener"}
    assert "javascript:alert(1)" in section(root, "sources", "en").text()


@pytest.mark.parametrize("name", [OVERRIDES, CONTROLS])
def test_characters_that_turn_or_break_text_are_left_out(name: str) -> None:
    """No override, embedding or mark of direction from outside reaches the page; isolates are the page's own."""
    said = page(hostile(name)).decode("utf-8")
    assert not set(said) & set("\u202a\u202b\u202c\u202d\u202e\u200e\u200f\u061c\x00\x0b")
    assert "safegnp.exe" in said or "abcd" in said


def test_names_of_three_hundred_characters_are_kept_whole() -> None:
    """They break inside their cells (``overflow-wrap``), which the browser tests measure."""
    root = read(page(hostile(LONG)))
    assert LONG in section(root, "end", "en").text()
    assert LONG in section(root, "sources", "ar").text()
