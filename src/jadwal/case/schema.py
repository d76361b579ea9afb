"""The JSON Schema of a case: what each file may hold, from the data dictionary.

In: the data dictionary and the types of the model.  Out: a JSON Schema (draft 2020-12) with one property per file:
an object for a TOML file, an array of rows (fields by name, texts and estimates as objects) for a CSV file.  The
rule this module owns: *the schema says nothing that the dictionary does not*.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jadwal.case.dictionary import Field, fields
from jadwal.case.tables import BY_NAME, CASE_FILE, CONDITIONS_FILE, ROOTS, Table
from jadwal.messages import stored
from jadwal.model.case import Estimate, Link, Text

_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def case_schema() -> dict[str, Any]:
    """The JSON Schema of a case folder, as plain data."""
    _, parts = msgspec.json.schema_components([Text, Estimate, Link], ref_template="#/$defs/{name}")
    files: dict[str, Any] = {}
    for file in (CASE_FILE, CONDITIONS_FILE):
        files[file] = _toml_file(file)
    for table in ROOTS:
        if table.sheet:
            files[table.file] = {
                "type": "array",
                "items": _row(table.name),
                "title": stored(f"table.{table.name}", "en"),
            }
    needed = [CASE_FILE, CONDITIONS_FILE, *(t.file for t in ROOTS if t.sheet and t.needed)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jadwal case folder",
        "type": "object",
        "properties": files,
        "required": needed,
        "additionalProperties": False,
        "$defs": parts,
    }


def _toml_file(file: str) -> dict[str, Any]:
    tables = [t for t in ROOTS if t.file == file]
    found: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    if file == CASE_FILE:
        found = _row("case")
    for table in tables:
        found["properties"][table.name] = _table(table)
        if table.needed:
            found["required"].append(table.name)
    found["additionalProperties"] = False
    return found


def _table(table: Table) -> dict[str, Any]:
    row = _row(table.name)
    if table.single and not table.dated:
        return row
    return {"type": "array", "items": row, "title": stored(f"table.{table.name}", "en")}


def _row(table: str) -> dict[str, Any]:
    return {
        "type": "object",
        "title": stored(f"table.{table}", "en"),
        "properties": {f.key: _field(f) for f in fields(table)},
        "required": [f.key for f in fields(table) if f.required],
        "additionalProperties": False,
    }


def _field(f: Field) -> dict[str, Any]:
    found = _type(f.kind, f)
    found["description"] = f.meaning.en
    found["x-release"] = f.release
    for key, value in (("x-unit", f.unit.en), ("x-references", f.about if f.kind == "ref" else "")):
        if value:
            found[key] = value
    return found


def _type(kind: str, f: Field) -> dict[str, Any]:
    bounds = {k: v for k, v in (("minimum", f.least), ("maximum", f.most)) if v is not None}
    if kind in ("int", "decimal"):
        return {"type": "integer" if kind == "int" else "string", **(bounds if kind == "int" else {})}
    if kind == "estimate":
        return {"anyOf": [{"type": "integer", **bounds}, {"$ref": "#/$defs/Estimate"}]}
    if kind in ("tables", "table"):
        return _table(BY_NAME[f.about])
    if kind == "list":
        inner, _, about = f.about.partition(":")
        items: dict[str, Any] = {"type": "integer", **bounds} if inner == "int" else {"type": "string"}
        return {"type": "array", "items": {"enum": about.split("|")} if inner == "enum" else items}
    plain: dict[str, dict[str, Any]] = {
        "text": {"$ref": "#/$defs/Text"},
        "slug": {"type": "string", "pattern": _SLUG, "maxLength": 64},
        "enum": {"enum": list(f.choices)},
        "date": {"type": "string", "format": "date"},
        "bool": {"type": "boolean"},
        "links": {"type": "array", "items": {"$ref": "#/$defs/Link"}},
    }
    return dict(plain.get(kind, {"type": "string", **({"maxLength": f.most} if f.most else {})}))
