"""Rows that name what is not there, or themselves."""

from __future__ import annotations

from broken import CASE, CONDITIONS, Broken

REFERENCES = (
    Broken(
        "case.duplicate",
        lambda d: d.again("crews.csv", "inspectors"),
        "crews.csv id",
        "“inspectors” stands twice with the same known_from (also at crews.csv:8)",
        "later known_from",
    ),
    Broken(
        "case.duplicate-undated",
        lambda d: d.again("sources.csv", "joint-statement"),
        "sources.csv id",
        "“joint-statement” stands twice (also at sources.csv:10)",
        "another id",
    ),
    Broken(
        "case.dangling",
        lambda d: d.cell("units.csv", "east-advisers", "lane", "road-wets"),
        "units.csv lane",
        "“road-wets” does not exist in lanes.csv",
        "“road-west”",
    ),
    Broken(
        "case.dangling",
        lambda d: d.row(
            "observations.csv",
            id="o9",
            indicator="brigade-readiness",
            observed="2025-01-09",
            value="partial",
            assessor_unit="east-advisors",
            known_from="2025-01-10",
        ),
        "observations.csv assessor_unit",
        "“east-advisors” does not exist in units.csv",
        "“east-advisers”",
    ),
    Broken(
        "case.dangling",
        lambda d: d.cell("shocks.csv", "border-closed", "pauses", "site:camp-nord"),
        "shocks.csv pauses",
        "“camp-nord” does not exist in sites.csv",
        "camp-",
    ),
    Broken(
        "case.dangling",
        lambda d: d.swap(CASE, 'mission_calendar = "working-week"', 'mission_calendar = "work"'),
        f"{CASE} mission_calendar",
        "“work” does not exist in [[calendar]]",
        "“working-week”",
    ),
    Broken(
        "case.dangling",
        lambda d: d.swap(CASE, 'end = "mission-ended"', 'end = "the-end"'),
        f"{CASE} objectives.end",
        "“the-end” does not exist in [[milestone]]",
        "“mission-ended”",
    ),
    Broken(
        "case.dangling",
        lambda d: d.swap(CONDITIONS, 'rule = { indicator = "brigade-readiness"', 'rule = { indicator = "readiness"'),
        f"{CONDITIONS} condition[1].rule.indicator",
        "“readiness” does not exist in [[indicator]]",
        "“brigade-readiness”",
    ),
    Broken(
        "case.dangling",
        lambda d: d.swap(CASE, 'precision = "month"', 'readings = ["ours"]'),
        f"{CASE} clause[2].promise[1].readings",
        "“ours” does not exist in [[question.reading]]",
        "Nearest",
    ),
    Broken(
        "case.known-later",
        lambda d: [
            d.cell("crews.csv", "inspectors", "known_from", "2025-01-12"),
            d.cell("capacities.csv", "inspectors-in-summer", "known_from", "2025-01-12"),
        ],
        f"{CASE} site_work[5].crew",
        "first known on 2025-01-12, after this row (2025-01-10)",
        "later known_from",
    ),
    Broken(
        "case.unknown-task",
        lambda d: d.swap(CASE, '"closed:camp-east"', '"closed:camp-eas"'),
        f"{CASE} milestone[1].after",
        "no work “closed:camp-eas” in the plan of 2025-01-10",
        "“closed:camp-east”",
    ),
    Broken(
        "case.unknown-task",
        lambda d: d.cell("activities.csv", "agreement", "after", "receiver:camp-north"),
        "activities.csv after",
        "no work “receiver:camp-north”",
        "docs/method.md",
    ),
    Broken(
        "case.unknown-task",
        lambda d: d.cell("progress.csv", "round-1", "id", "move:west-medevac:1"),
        "progress.csv id",
        "no work “move:west-medevac:1”",
        "Nearest",
    ),
    Broken(
        "case.self-link",
        lambda d: d.cell("activities.csv", "agreement", "after", "agreement"),
        "activities.csv after",
        "“agreement” refers to itself",
        "another row",
    ),
    Broken(
        "case.cycle",
        lambda d: d.cell("activities.csv", "assess-threat", "after", "agreement"),
        "activities.csv after",
        "agreement → assess-threat → recommendation → agreement",
        "Take away one",
    ),
    Broken(
        "case.cycle",
        lambda d: d.cell("activities.csv", "agreement", "after", "closed:camp-east"),
        "activities.csv after",
        "agreement →",
        "must come before",
    ),
    Broken(
        "case.hub-cycle",
        lambda d: d.cell("sites.csv", "camp-west", "hub", "camp-east"),
        "sites.csv hub",
        "camp-east → camp-west → camp-east",
        "way out",
    ),
    Broken(
        "case.task-twice",
        lambda d: d.row("activities.csv", id="last-out", name_en="a", name_ar="ب", kind="other", days="1"),
        "activities.csv id",
        "“last-out” already stands",
        "another id",
    ),
    Broken(
        "case.work-twice",
        lambda d: [
            d.row(
                "activities.csv", id=f"clean-{n}", name_en="a", name_ar="ب", kind="cleanup", days="1", site="camp-east"
            )
            for n in (1, 2)
        ],
        "activities.csv kind",
        "“cleanup:camp-east” is given twice, here and by “clean-1”",
        "Keep one",
    ),
    Broken(
        "case.work-for",
        lambda d: d.row("activities.csv", id="clean", name_en="a", name_ar="ب", kind="cleanup", days="1"),
        "activities.csv site",
        "kind cleanup must say",
        "“site”",
    ),
)
