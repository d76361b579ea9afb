"""What the public sees: nothing about one site to come, in any byte."""

from __future__ import annotations

import json

import msgspec
from made import SECRETS, case, reading, timetable

from jadwal.model.timetable import decode
from jadwal.publish import MAIN, files, release

PUBLIC = release(timetable(), "public", case())


def test_no_byte_of_the_public_files_names_a_site_a_unit_a_lane_a_permission_or_their_figures() -> None:
    """Every file, both languages, ids and names, whole and up to a bracket; JSON read both escaped and not."""
    for name, content in files(PUBLIC).items():
        said = content.decode("utf-8")
        unescaped = json.dumps(json.loads(said), ensure_ascii=False) if name == MAIN else said
        for secret in SECRETS:
            assert secret.casefold() not in said.casefold(), (name, secret)
            assert secret.casefold() not in unescaped.casefold(), (name, secret)


def test_the_parties_files_do_hold_all_of_that() -> None:
    """So the test above would see it."""
    said = b"\n".join(files(release(timetable(), "parties", case())).values()).decode("utf-8")
    assert [s for s in SECRETS if s not in said and s not in ("55555", "hisn-baa", "Hisn Baa", "حصن باء", "team-daal",
            "Team Daal", "فريق دال", "Movers Waw", "عمال واو", "Medics Tah", "طبابة طاء")] == []  # fmt: skip


def test_the_commissions_own_work_phases_and_shared_milestones_are_public() -> None:
    """Talks held at a site are that site's; the milestone of a single site is that site's too."""
    (result,) = PUBLIC.readings
    assert {e.id for e in result.schedule.entries} == {"agree", "phase-start:p", "all-over"}
    assert [m.id for m in result.milestones] == ["all-over"]
    assert [p.id for p in result.promises] == ["by-then", "all-at-most"]


def test_a_headcount_to_come_is_a_movement_to_come() -> None:
    """Only the as-of day's headcount is public."""
    assert [(b.day, b.aim) for b in PUBLIC.readings[0].headcount] == [(PUBLIC.as_of, 1200)]


def test_sums_over_sites_stay_in() -> None:
    """Exposure says how many people stand where; the public sees broken promises and the end."""
    assert [level.level for level in PUBLIC.readings[0].solver.levels] == ["broken", "end"]


def test_cost_exposure_and_their_joint_confidence_stay_in() -> None:
    """The tables have their heads and nothing else; the parties have them all."""
    (result,) = PUBLIC.readings
    assert (result.costs, result.exposure, result.joint) == (None, None, None)
    public, parties = files(PUBLIC), files(release(timetable(), "parties", case()))
    assert public["capability.csv"].count(b"\n") == 1
    assert parties["capability.csv"].count(b"\n") == 2
    assert public["requirements.csv"].count(b"\n") == 1
    assert parties["requirements.csv"].count(b"\n") == 2
    for name in ("costs.csv", "exposure.csv", "joint.csv"):
        assert public[name].count(b"\n") == 1, name
        assert parties[name].count(b"\n") > 5, name


def test_causes_and_assumptions_are_public_only_when_they_are_about_nothing_withheld() -> None:
    """A condition, an activity of the commission: yes; a lane, a permission, a site's condition, a rule: no."""
    (result,) = PUBLIC.readings
    assert [d.id for d in result.drivers] == ["calm", "agree"]
    assert [s.row for s in result.sensitivities] == ["agree"]
    assert [row.condition for row in PUBLIC.board] == ["calm"]
    assert [what for what, _, _ in PUBLIC.board[0].by] == ["by-then"]


def test_a_finding_marked_public_by_mistake_stays_in_when_it_names_a_site() -> None:
    """The name decides, whatever the mark says."""
    assert [f.params[1] for f in PUBLIC.findings] == [("whom", "M")]


def test_a_public_timetable_says_so_and_reads_back() -> None:
    """The level stands in the file."""
    assert PUBLIC.release == "public"
    assert decode(files(PUBLIC)[MAIN]) == PUBLIC


def test_releasing_twice_changes_nothing_more() -> None:
    """The public version of the public version is itself."""
    assert release(PUBLIC, "public", case()) == PUBLIC


def test_the_parties_version_is_whole() -> None:
    """Only the level's name may differ."""
    whole = timetable()
    assert release(whole, "parties", case()) == msgspec.structs.replace(whole, release="parties")
    assert release(whole, "parties", case()).readings == (reading(),)


def test_of_the_context_only_what_is_public_by_the_dictionary_is_left() -> None:
    """No sites, lanes, calendars, people or remarks; what names a site in its words stays in as well."""
    context = PUBLIC.context
    assert (context.sites, context.lanes, context.presence, context.calendars, context.functions) == ((),) * 5
    assert [c.id for c in context.clauses] == ["clause"]
    assert [p.id for p in context.clauses[0].promises] == ["by-then"]
    assert [(m.id, m.after) for m in context.milestones] == [("all-over", ())]
    assert [c.id for c in context.ceilings] == ["all-at-most"]
    assert [(s.id, s.note) for s in context.sources] == [("src", "")]
    assert context.objectives.end == "all-over"


def test_spans_decisions_counts_and_the_earlier_timetable_are_released_like_the_rest() -> None:
    """Those of the commission's work and of shared milestones; no receiver of a site, no count at a site."""
    (result,) = PUBLIC.readings
    assert [s.id for s in result.spans] == ["agree", "all-over"]
    assert [d.id for d in result.decisions] == ["agree"]
    assert [c.indicator for c in PUBLIC.counts] == ["i"]
    assert [(v.indicator, v.scope) for v in PUBLIC.levels] == [("i", "all")]
    assert PUBLIC.earlier is not None
    assert [m.id for m in PUBLIC.earlier.readings[0].milestones] == ["all-over"]
