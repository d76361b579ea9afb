"""Broken files, tables, columns and keys."""

from __future__ import annotations

from broken import CASE, Broken
from draft import Draft


def folder_instead(d: Draft) -> None:
    """A folder stands where a table should."""
    (d.path / "crews.csv").unlink()
    (d.path / "crews.csv").mkdir()


FILES = (
    Broken(
        "case.missing-file",
        lambda d: (d.path / "sites.csv").unlink(),
        "sites.csv",
        "sites.csv is missing",
        "new FOLDER",
    ),
    Broken(
        "case.unknown-file",
        lambda d: d.write("lane.csv", ""),
        "lane.csv",
        "No table is read from lane.csv",
        "lanes.csv",
    ),
    Broken(
        "case.unknown-file",
        lambda d: (d.path / "incidents").rename(d.path / "incident"),
        "incident",
        "No table is read from incident/",
        "incidents/",
    ),
    Broken(
        "case.not-read", lambda d: d.write("incidents/x.csv", "a,b\n"), "incidents/x.csv", "not read", "id, day, kind"
    ),
    Broken(
        "case.not-a-file",
        lambda d: folder_instead(d),
        "crews.csv",
        "ordinary file",
        "plain text",
    ),
    Broken("case.nul", lambda d: d.add("groups.csv", "a\0b"), "groups.csv", "NUL byte", "Export"),
    Broken(
        "case.not-utf8",
        lambda d: (d.path / "groups.csv").write_bytes("id\nفريق".encode("cp1256")),
        "groups.csv",
        "byte 3",
        "CSV UTF-8",
    ),
    Broken(
        "case.bad-toml",
        lambda d: d.swap(CASE, "schema = 1", "schema = "),
        CASE,
        "column 10 is not valid TOML",
        "missing quotation",
    ),
    Broken(
        "case.bad-csv",
        lambda d: d.add("shocks.csv", '"never closed,,,\n'),
        "shocks.csv",
        "quotation mark opens",
        "write it twice",
    ),
    Broken(
        "case.long-field",
        lambda d: d.cell("shocks.csv", "border-closed", "note", "x" * 120_000),
        "shocks.csv",
        "longer than 100000 characters",
        "Shorten",
    ),
    Broken(
        "case.no-document",
        lambda d: d.cell("sources.csv", "joint-statement", "url", "documents/none.txt"),
        "sources.csv url",
        "no file “documents/none.txt”",
        "Put the document",
    ),
    Broken(
        "case.path-trick",
        lambda d: d.cell("sources.csv", "joint-statement", "url", "../secret.txt"),
        "sources.csv url",
        "“../secret.txt” could lead out",
        "no “..”",
    ),
    Broken(
        "case.path-trick",
        lambda d: d.cell("sources.csv", "joint-statement", "url", "/etc/passwd"),
        "sources.csv url",
        "“/etc/passwd” could lead out",
        "no leading “/”",
    ),
    Broken(
        "case.path-trick",
        lambda d: d.row("sources.csv", id="..\\x", title="t"),
        "sources.csv id",
        "could lead out",
        "no backslash",
    ),
    Broken(
        "case.bad-address",
        lambda d: d.cell("sources.csv", "joint-statement", "url", "javascript:alert(1)"),
        "sources.csv url",
        "neither a web address",
        "https://",
    ),
    Broken(
        "case.unknown-table",
        lambda d: d.add(CASE, "[[milestones]]\nid = 'a'\n"),
        f"{CASE} milestones",
        "no table “milestones”",
        "“milestone”",
    ),
    Broken(
        "case.table-elsewhere",
        lambda d: d.add(CASE, "[[indicator]]\nid = 'a'\n"),
        f"{CASE} indicator",
        "does not belong",
        "Move it to conditions.toml",
    ),
    Broken(
        "case.not-a-table",
        lambda d: d.swap(CASE, "schema = 1", "schema = 1\nquestion = ['what?']"),
        f"{CASE} question[1]",
        "“question” must be a table",
        "[[question]]",
    ),
    Broken(
        "case.unknown-key",
        lambda d: d.swap(CASE, "step_days = 14", "step_dais = 14"),
        f"{CASE} reduction[1].step_dais",
        "no key “step_dais”",
        "“step_days”",
    ),
    Broken(
        "case.unknown-column",
        lambda d: d.swap("crews.csv", "id,name_en", "id,nam_en"),
        "crews.csv nam_en",
        "no column “nam_en”",
        "“name_en”",
    ),
    Broken(
        "case.double-column",
        lambda d: d.swap("crews.csv", ",note", ",source"),
        "crews.csv source",
        "“source” stands twice",
        "Keep one",
    ),
    Broken(
        "case.missing-column",
        lambda d: d.drop_column("shocks.csv", "known_from"),
        "shocks.csv known_from",
        "“known_from” is missing",
        "header",
    ),
    Broken(
        "case.too-many-cells",
        lambda d: d.add("shocks.csv", ",".join("x" * 40) + "\n"),
        "shocks.csv",
        "has 40 cells",
        "separator",
    ),
    Broken(
        "case.empty-table",
        lambda d: d.write("activities.csv", d.read("activities.csv").split("\nround-1")[0]),
        "activities.csv",
        "activities.csv has no rows",
        "at least one",
    ),
    Broken(
        "case.missing-value",
        lambda d: d.cell("sites.csv", "camp-west", "name_ar", ""),
        "sites.csv name_ar",
        "“name_ar” is missing",
        "docs/dictionary.md",
    ),
    Broken(
        "case.missing-value",
        lambda d: d.swap(CASE, ', ar = "بعثة مرجان" }', " }"),
        f"{CASE} name.ar",
        "“name.ar” is missing",
        "Fill it in",
    ),
    Broken(
        "case.missing-value",
        lambda d: d.cell("sites.csv", "camp-west", "latitude", "33.5"),
        "sites.csv longitude",
        "“longitude” is missing",
        "Fill it in",
    ),
)
