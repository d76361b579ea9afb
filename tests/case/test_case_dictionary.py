"""The data dictionary agrees with the types of the model, and everything made from it is up to date."""

from __future__ import annotations

import sys
import types
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jadwal.case import case_schema
from jadwal.case.dictionary import Field, columns, fields, nearest
from jadwal.case.pages import page
from jadwal.case.rows import default
from jadwal.case.tables import BY_NAME, ROOTS, TABLES, Table, children
from jadwal.messages import codes
from jadwal.model import case as model
from jadwal.model.case import Case, Estimate, Link, Text

GENERATED = {"movement", "conversion", "disposal", "notice", "milestone"}  # kinds of work that only the plan makes


def fits(f: Field, hint: Any) -> bool:
    """Whether the type of a field is that of a struct's annotation."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is typing.Literal:
        return f.kind == "enum" and set(f.choices) == set(typing.get_args(hint)) - GENERATED
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        if item is Link:
            return f.type == "links"
        if item in (str, int):
            return f.kind == "list" and (f.about.startswith("int") == (item is int))
        return f.kind == "tables" and BY_NAME[f.about].struct is item
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in (Text, Estimate):
        return f.kind == "table" and BY_NAME[f.about].struct is hint
    kinds: dict[Any, tuple[str, ...]] = {
        str: ("slug", "ref", "task", "string", "url", "decimal"),
        int: ("int",),
        bool: ("bool",),
        Text: ("text",),
        Estimate: ("estimate",),
    }
    return f.kind in kinds.get(hint, ("date",))


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_field_of_every_struct_stands_in_the_dictionary_with_its_type(table: Table) -> None:
    """No field is missing, none is left over, and each has the type that the model declares."""
    hints = typing.get_type_hints(table.struct, {**vars(model), **vars(sys.modules[table.struct.__module__])})
    by_name = {f.name: f for f in fields(table.name)}
    assert set(by_name) == set(table.struct.__struct_fields__)
    for name, f in by_name.items():
        assert fits(f, hints[name]), f"{table.name}.{name}: {f.type} for {hints[name]}"


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_what_the_dictionary_gives_when_nothing_is_typed_is_the_default_of_the_struct(table: Table) -> None:
    """A default written down twice is the same twice; what has none is required."""
    by_name = {f.name: f for f in fields(table.name)}
    for info in msgspec.structs.fields(table.struct):
        f = by_name[info.name]
        if f.required or f.default.startswith("="):
            continue
        if f.default and not info.required:
            assert default(f) == info.default, f"{table.name}.{f.name}"
        elif f.default:
            assert f.name == "id" or info.required
        elif info.required:
            assert (table.name, f.name) == ("units", "phase"), "empty is typed as empty"
        else:
            assert info.default in ("", (), None, 0, False), f"{table.name}.{f.name} has a default of its own"


def test_every_tuple_of_the_case_comes_from_a_table() -> None:
    """Settings and tables together are the whole case."""
    settings = {f.name for f in fields("case")} - {"schema", "confidence"} | {"confidence_ppm"}
    assert settings | {t.attribute for t in ROOTS} == set(Case.__struct_fields__)


def test_references_name_tables_that_exist() -> None:
    """Every ref:T, tables:T and table:T is about a table, and a table inside stands in its parent's fields."""
    for table in ("case", *BY_NAME):
        for f in fields(table):
            if f.kind in ("ref", "tables", "table") or f.about.startswith("ref:"):
                assert set(f.choices) <= set(BY_NAME), (table, f.name)
    for parent in BY_NAME:
        inside = {f.about for f in fields(parent) if f.kind in ("tables", "table")}
        assert inside == {t.name for t in children(parent)}


def test_columns_are_named_once() -> None:
    """No two fields of a sheet share a column."""
    for table in (t for t in TABLES if t.sheet):
        assert len(columns(table.name)) == len(set(columns(table.name)))


def test_every_field_says_what_it_means_in_both_languages() -> None:
    """Meanings, units and release levels are filled in, the Arabic ones in Arabic, without bidi controls."""
    for table in ("case", *BY_NAME):
        for f in fields(table):
            assert f.meaning.en
            assert any("\u0600" <= c <= "\u06ff" for c in f.meaning.ar), (table, f.name)
            assert bool(f.unit.en) == bool(f.unit.ar)
            assert f.release in ("public", "parties", "party")
        assert f"table.{table}" in codes("en")


def test_the_page_is_what_the_dictionary_makes() -> None:
    """docs/dictionary.md is made by `python -m jadwal.case.pages`, never by hand."""
    written = (Path(__file__).parents[2] / "docs" / "dictionary.md").read_text("utf-8")
    assert written == page(), "run: python -m jadwal.case.pages > docs/dictionary.md"


def test_the_page_shows_every_column() -> None:
    """A person finds every column and key on the page."""
    text = page()
    for table in TABLES:
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        for f in fields(table.name):
            if f.table == table.name:
                for name in f.columns if table.sheet else (f.key,):
                    assert f"`{name}`" in section


def test_the_schema_has_one_property_per_file_and_every_key() -> None:
    """Files, their tables and their keys are in the schema, and nothing else may stand there."""
    schema = case_schema()
    assert set(schema["properties"]) == {t.file for t in ROOTS}
    for table in ROOTS:
        part = schema["properties"][table.file]
        part = part if table.sheet else part["properties"][table.name]
        row = part.get("items", part)
        assert set(row["properties"]) == {f.key for f in fields(table.name)}
        assert row["additionalProperties"] is False
    assert set(schema["$defs"]) == {"Estimate", "Link", "Text"}
    assert schema["properties"]["units.csv"]["items"]["properties"]["role"]["enum"] == [
        "adviser",
        "protection",
        "support",
        "enabler",
    ]


def test_the_nearest_name_is_the_one_a_person_meant() -> None:
    """Slips of the finger find the column."""
    assert nearest("headcuont", columns("units")) == "headcount"
    assert nearest("name-ar", columns("units")) == "name_ar"
    assert nearest("x", ()) == ""
