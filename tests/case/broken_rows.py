"""Rows that do not say together what a plan needs."""

from __future__ import annotations

from broken import CASE, CONDITIONS, Broken
from draft import Draft


def _weekless(d: Draft) -> None:
    """The mission's calendar comes later than the as-of date, and nothing else names it."""
    d.swap(CASE, "known_from = 2025-01-01", "known_from = 2025-01-20")
    d.cell("lanes.csv", "road-west", "calendar", "")
    d.cell("crews.csv", "inspectors", "calendar", "")


def _unknown_units(d: Draft) -> None:
    """Every unit is known only after the as-of date."""
    for unit in ("east-advisers", "east-guards", "west-advisers", "west-medevac", "west-guards"):
        d.cell("units.csv", unit, "known_from", "2025-01-20")


ROWS = (
    Broken(
        "case.no-lane",
        lambda d: d.cell("units.csv", "east-advisers", "lane", ""),
        "units.csv lane",
        "“east-advisers” moves but has no lane",
        "lanes.csv",
    ),
    Broken(
        "case.no-to-site",
        lambda d: d.cell("units.csv", "east-advisers", "disposition", "relocate"),
        "units.csv to_site",
        "nothing says where to",
        "to_site",
    ),
    Broken(
        "case.not-relocating",
        lambda d: d.cell("units.csv", "east-advisers", "to_site", "camp-west"),
        "units.csv to_site",
        "so to_site has no meaning",
        "relocate",
    ),
    Broken(
        "case.no-then-lane",
        lambda d: [
            d.cell("units.csv", "east-advisers", k, v)
            for k, v in (("disposition", "relocate"), ("to_site", "camp-west"), ("then_phase", "west"))
        ],
        "units.csv then_lane",
        "no lane for it",
        "then_lane",
    ),
    Broken(
        "case.no-then-phase",
        lambda d: [
            d.cell("units.csv", "east-advisers", k, v)
            for k, v in (("disposition", "relocate"), ("to_site", "camp-west"), ("then_lane", "road-west"))
        ],
        "units.csv then_phase",
        "no phase for its second move",
        "then_phase",
    ),
    Broken(
        "case.no-cargo-lane",
        lambda d: d.cell("units.csv", "west-advisers", "cargo_lane", ""),
        "units.csv cargo_lane",
        "no lane for them",
        "cargo_lane",
    ),
    Broken(
        "case.lane-empty",
        lambda d: d.cell("lanes.csv", "road-west", "loads_per_serial", ""),
        "units.csv cargo_lane",
        "“road-west” carries nothing of this: its loads_per_serial is 0",
        "another lane",
    ),
    Broken(
        "case.no-phase",
        lambda d: d.cell("units.csv", "east-advisers", "phase", ""),
        "units.csv phase",
        "in no phase",
        "nobody leaves before a phase opens",
    ),
    Broken(
        "case.phase-order",
        lambda d: d.swap(CASE, "order = 2", "order = 1"),
        f"{CASE} phase[2].order",
        "Two phases have the place 1",
        "of its own",
    ),
    Broken(
        "case.gate-target",
        lambda d: d.swap(CONDITIONS, 'phase = "west"', 'phase = "west"\nactivity = "end-decision"'),
        f"{CONDITIONS} condition[1].gate[1]",
        "not both and not neither",
        "one of the two",
    ),
    Broken(
        "case.gate-target",
        lambda d: d.swap(CONDITIONS, 'phase = "west"\n', ""),
        f"{CONDITIONS} condition[1].gate[1]",
        "not both and not neither",
        "one of the two",
    ),
    Broken(
        "case.rule-kind",
        lambda d: d.swap(CONDITIONS, 'comparator = "at_least"', 'comparator = "is_true"'),
        f"{CONDITIONS} condition[1].rule.comparator",
        "says is_true, but the indicator “brigade-readiness” is a rating",
        "at_least",
    ),
    Broken(
        "case.no-ladder",
        lambda d: d.add(
            CONDITIONS,
            '\n[[indicator]]\nid = "x"\nname = { en = "x", ar = "س" }\nkind = "rating"\nknown_from = 2025-01-10\n',
        ),
        f"{CONDITIONS} indicator[3].ladder",
        "“x” is rated but has no ladder",
        "lowest first",
    ),
    Broken(
        "case.not-on-ladder",
        lambda d: d.swap(CONDITIONS, 'rating = "full"', 'rating = "fully"'),
        f"{CONDITIONS} condition[1].rule.rating",
        "“fully” is not on the ladder of “brigade-readiness”: low, partial, full",
        "“full”",
    ),
    Broken(
        "case.not-on-ladder",
        lambda d: d.cell("observations.csv", "readiness-2025-01", "value", "half"),
        "observations.csv value",
        "“half” is not on the ladder",
        "Nearest rung",
    ),
    Broken(
        "case.not-a-count",
        lambda d: d.cell("incidents/tallies.csv", "attacks-2024", "indicator", "brigade-readiness"),
        "incidents/tallies.csv indicator",
        "is a rating, and tallies are counts",
        "kind count",
    ),
    Broken(
        "case.one-reading",
        lambda d: d.add(
            CASE,
            '\n[[question]]\nid = "q"\ntext = { en = "q", ar = "س" }\nknown_from = 2025-01-10\n'
            'reading = [{ id = "r", name = { en = "r", ar = "ر" } }]\n',
        ),
        f"{CASE} question[1].reading",
        "fewer than two readings",
        "other reading",
    ),
    Broken(
        "case.ceiling-scope",
        lambda d: d.swap(CASE, 'scope = "mission"', 'scope = "nation"'),
        f"{CASE} ceiling[1].of",
        "does not fit the scope nation",
        "Name the nation",
    ),
    Broken(
        "case.ceiling-scope",
        lambda d: d.swap(CASE, 'scope = "mission"', 'scope = "site"\nof = "northland"'),
        f"{CASE} ceiling[1].of",
        "does not fit the scope site",
        "Name the nation or the site",
    ),
    Broken(
        "case.ceilings-clash",
        lambda d: d.add(
            CASE,
            '\n[[ceiling]]\nid = "other"\nscope = "mission"\nday = 2026-01-01\nmost = 70\nknown_from = 2025-01-10\n',
        ),
        f"{CASE} ceiling[2].most",
        "This ceiling says 70 and “after-east” says 80",
        "reading of its own",
    ),
    Broken(
        "case.shock-when",
        lambda d: [d.cell("shocks.csv", "border-closed", f"per_decade{e}", "") for e in ("", "_low", "_high")],
        "shocks.csv",
        "Nothing says when the shock “border-closed” comes",
        "per_decade",
    ),
    Broken(
        "case.shock-when",
        lambda d: d.cell("shocks.csv", "border-closed", "window_first", "2025-02-01"),
        "shocks.csv",
        "Nothing says when",
        "window_last",
    ),
    Broken(
        "case.permission-for",
        lambda d: d.cell("permissions.csv", "convoys", "lane", ""),
        "permissions.csv lane",
        "Nothing needs the permission “convoys”",
        "lane or the activity",
    ),
    Broken(
        "case.not-an-enabler",
        lambda d: d.cell("units.csv", "west-medevac", "role", "support"),
        "units.csv function",
        "its role is support",
        "enabler",
    ),
    Broken(
        "case.only-one",
        lambda d: d.add(CASE, '\n[[protection]]\nid = "guards"\npercent = 20\nknown_from = 2025-01-11\n'),
        f"{CASE} protection[2].id",
        "one [[protection]] in a case",
        "Leave the id out",
    ),
    Broken(
        "case.two-parties",
        lambda d: d.swap(CASE, 'side = "host"', 'side = "coalition"'),
        f"{CASE} party",
        "there are 2 here",
        'side = "host"',
    ),
    Broken(
        "case.agreements",
        lambda d: d.cell("activities.csv", "agreement", "kind", "decision"),
        "activities.csv",
        "on 2025-01-15 there are 0",
        "keep one",
    ),
    Broken(
        "case.agreements",
        lambda d: d.cell("activities.csv", "medevac-substitute", "kind", "agreement"),
        "activities.csv kind",
        "there are 2: agreement, medevac-substitute",
        "keep one",
    ),
    Broken(
        "case.no-end",
        lambda d: d.write(CASE, d.read(CASE).split("[objectives]\norder")[0]),
        f"{CASE} objectives",
        "“-” is no milestone known on 2025-01-15",
        "mission-ended",
    ),
    Broken(
        "case.no-headline",
        lambda d: [d.swap(CASE, "headline = true", "headline = false") for _ in range(2)],
        f"{CASE} milestone",
        "headline",
        "headline = true",
    ),
    Broken(
        "case.calendar-later",
        lambda d: _weekless(d),
        f"{CASE} mission_calendar",
        "“working-week” was not yet known on 2025-01-15",
        "earlier known_from",
    ),
    Broken(
        "case.nothing-known",
        lambda d: _unknown_units(d),
        "units.csv",
        "No row of units.csv was known on 2025-01-15",
        "later as-of date",
    ),
)
