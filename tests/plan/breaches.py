"""Timetables that keep every rule, and what is done to them to break one: its family, and what the checker says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cases as c

from jadwal.messages import counted
from jadwal.model.case import Case
from jadwal.model.timetable import Schedule

CALM = {"openings": (c.CALM,)}
CONVOYS = {"grants": (c.CONVOYS,)}


@dataclass(frozen=True)
class Kept:
    """A case with a timetable that keeps all its rules."""

    case: Case
    dates: c.Dates
    days: dict[str, int] = field(default_factory=dict)
    world: dict[str, Any] = field(default_factory=dict)

    @property
    def schedule(self) -> Schedule:
        """The timetable."""
        return c.schedule(self.case, self.dates, days=self.days, **self.world)


KEPT = {
    "one site": Kept(c.one_site(), c.ONE_SITE),
    "a receiver to be named": Kept(c.unnamed_receiver(), c.UNNAMED_RECEIVER),
    "a link finish to start": Kept(c.linked("FS", 2), {**c.ONE_SITE, "round": (0, 2), "report": (5, 6)}),
    "a link start to start": Kept(c.linked("SS", 2), {**c.ONE_SITE, "round": (0, 2), "report": (2, 3)}),
    "a link finish to finish": Kept(c.linked("FF", 2), {**c.ONE_SITE, "round": (0, 2), "report": (3, 4)}),
    "a link start to finish": Kept(c.linked("SF", 4), {**c.ONE_SITE, "round": (0, 2), "report": (2, 3)}),
    "a working week": Kept(c.working_week(), c.WORKING_WEEK, c.WORKING_WEEK_DAYS),
    "a small crew": Kept(c.small_crew(), c.SMALL_CREW),
    "a relocation": Kept(c.relocation(), c.RELOCATION),
    "a function until its condition": Kept(c.covered(), c.COVERED, world=CALM),
    "a function until its substitute": Kept(c.covered("activity"), {**c.COVERED, "substitute": (2, 19)}),
    "a promised function": Kept(c.covered(binding="promised"), c.COVERED, world=CALM),
    "small steps": Kept(c.small_steps(), c.SMALL_STEPS),
    "two phases": Kept(c.two_phases(), c.TWO_PHASES),
    "a hub": Kept(c.hub_and_spoke(), c.HUB_AND_SPOKE),
    "a gate to start": Kept(c.gated(), c.GATED, world=CALM),
    "a gate to start that never opens": Kept(c.gated(scenario=False), c.NEVER_OPENED),
    "a gate to continue": Kept(
        c.gated("continue"), {**c.later(c.ONE_SITE, 18, since=2), "phase-start:p1": 1}, world=CALM
    ),
    "a permission": Kept(c.permitted(), c.PERMITTED, world=CONVOYS),
    "agreed dates": Kept(c.promised(), c.PROMISED, world={"readings": ("strict",)}),
    "a strike": Kept(c.shaken(), c.later(c.ONE_SITE, 5, since=6), world={"pauses": (c.pause("strike", 6, 10),)}),
    "work begun": Kept(c.started(), c.STARTED),
    "cargo": Kept(c.cargo(), c.CARGO),
}


@dataclass(frozen=True)
class Broken:
    """What is done to a timetable, the family it breaks, and what the checker says."""

    kept: str
    moves: dict[str, Any]
    family: str
    en: str
    ar: str
    kind: str = "physical"


def people(n: int) -> tuple[str, str]:
    """So many people in both languages."""
    return counted(n, "person", "en"), counted(n, "person", "ar")


def days(n: int) -> tuple[str, str]:
    """So many days in both languages."""
    return counted(n, "day", "en"), counted(n, "day", "ar")


BROKEN = {
    "a phase opens before the agreement": Broken(
        "one site",
        {"phase-start:p1": 0},
        "agreement",
        "“phase-start:p1” is dated 2024-01-01, before both parties have agreed (“agree”); the earliest is 2024-01-02.",
        "«الphase-start:p1» تاريخه 2024-01-01، قبل أن يتفق الطرفان («الagree»)؛ أقرب تاريخ هو 2024-01-02.",
    ),
    "a report too soon after its round": Broken(
        "a link finish to start",
        {"report": (4, 5)},
        "precedence",
        "“report” is dated 2024-01-05; it waits for “round”, so the earliest is 2024-01-06.",
        "«الreport» تاريخه 2024-01-05، وهو ينتظر «الround»؛ فأقرب تاريخ هو 2024-01-06.",
    ),
    "a report begun too soon after its round began": Broken(
        "a link start to start",
        {"report": (1, 2)},
        "precedence",
        "“report” is dated 2024-01-02; it waits for “round”, so the earliest is 2024-01-03.",
        "«الreport» تاريخه 2024-01-02، وهو ينتظر «الround»؛ فأقرب تاريخ هو 2024-01-03.",
    ),
    "a report finished too soon after its round": Broken(
        "a link finish to finish",
        {"report": (2, 3)},
        "precedence",
        "“report” is dated 2024-01-04; it waits for “round”, so the earliest is 2024-01-05.",
        "«الreport» تاريخه 2024-01-04، وهو ينتظر «الround»؛ فأقرب تاريخ هو 2024-01-05.",
    ),
    "a report finished too soon after its round began": Broken(
        "a link start to finish",
        {"report": (1, 2)},
        "precedence",
        "“report” is dated 2024-01-03; it waits for “round”, so the earliest is 2024-01-04.",
        "«الreport» تاريخه 2024-01-03، وهو ينتظر «الround»؛ فأقرب تاريخ هو 2024-01-04.",
    ),
    "a milestone before what it is after": Broken(
        "one site",
        {"over": 11},
        "precedence",
        "“over” is dated 2024-01-12; it waits for “closed:k1”, so the earliest is 2024-01-13.",
        "«الover» تاريخه 2024-01-12، وهو ينتظر «الclosed:k1»؛ فأقرب تاريخ هو 2024-01-13.",
    ),
    "a phase ends before its work does": Broken(
        "one site",
        {"phase-end:p1": 11},
        "precedence",
        "“phase-end:p1” is dated 2024-01-12; it waits for “closed:k1”, so the earliest is 2024-01-13.",
        "«الphase-end:p1» تاريخه 2024-01-12، وهو ينتظر «الclosed:k1»؛ فأقرب تاريخ هو 2024-01-13.",
    ),
    "an inspection before the clean-up is done": Broken(
        "one site",
        {"inspection:k1": (9, 9)},
        "site-order",
        "“inspection:k1” is dated 2024-01-10; at a site it follows “cleanup:k1”, so the earliest is 2024-01-11.",
        "«الinspection:k1» تاريخه 2024-01-10، وهو يلي «الcleanup:k1» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-11.",
    ),
    "a serial before its packing": Broken(
        "one site",
        {"pack:grd": (7, 7)},
        "site-order",
        "“move:grd:1” is dated 2024-01-08; at a site it follows “pack:grd”, so the earliest is 2024-01-09.",
        "«الmove:grd:1» تاريخه 2024-01-08، وهو يلي «الpack:grd» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-09.",
    ),
    "the last units pack before the training": Broken(
        "one site",
        {"pack:adv": (3, 3)},
        "site-order",
        "“pack:adv” is dated 2024-01-04; at a site it follows “training:k1”, so the earliest is 2024-01-05.",
        "«الpack:adv» تاريخه 2024-01-04، وهو يلي «الtraining:k1» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-05.",
    ),
    "everybody is said to have left before the cargo": Broken(
        "cargo",
        {"cargo:adv:3": (8, 8)},
        "site-order",
        "“left:k1” is dated 2024-01-08; at a site it follows “cargo:adv:3”, so the earliest is 2024-01-09.",
        "«الleft:k1» تاريخه 2024-01-08، وهو يلي «الcargo:adv:3» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-09.",
    ),
    "training before the receiver is named": Broken(
        "a receiver to be named",
        {"training:k1": (4, 5)},
        "receiver",
        "“training:k1” is dated 2024-01-05, before the receiver is named (“receiver:k1”); the earliest is 2024-01-06.",
        "«الtraining:k1» تاريخه 2024-01-05، قبل تسمية الجهة المتسلِّمة («الreceiver:k1»)؛ أقرب تاريخ هو 2024-01-06.",
    ),
    "a second phase too soon": Broken(
        "two phases",
        {"phase-start:p2": 15},
        "smallest-gap",
        "“phase-start:p2” is dated 2024-01-16, too soon after “phase-end:p1”; the earliest is 2024-01-17.",
        "«الphase-start:p2» تاريخه 2024-01-16، أقرب مما يجوز بعد «الphase-end:p1»؛ أقرب تاريخ هو 2024-01-17.",
    ),
    "a hub packs while others move through it": Broken(
        "a hub",
        {"pack:hba": (4, 4)},
        "hub-last",
        "“pack:hba” is dated 2024-01-05, while others still move through this hub (“left:k1”); "
        "the earliest is 2024-01-06.",
        "«الpack:hba» تاريخه 2024-01-05، وما زال غيره يمر بهذا المركز («الleft:k1»)؛ أقرب تاريخ هو 2024-01-06.",
    ),
    "packing begins on a day off": Broken(
        "a working week",
        {"pack:grd": (11, 11)},
        "calendar",
        "pack:grd: starts on 2024-01-12, which is not a working day of its calendar.",
        "الpack:grd: يبدأ في 2024-01-12، وهو ليس يوم عمل في تقويمه.",
    ),
    "too few working days": Broken(
        "a working week",
        {"training:k1": (3, 5)},
        "calendar",
        f"training:k1: has {days(1)[0]} of work between its start and its finish; it takes {days(2)[0]}.",
        f"الtraining:k1: بين بدايته ونهايته {days(1)[1]} من العمل، وهو يستغرق {days(2)[1]}.",
    ),
    "a serial on the road on a closed day": Broken(
        "a working week",
        {"move:adv:1": (10, 11)},
        "calendar",
        "move:adv:1: is on the road on 2024-01-12, a day on which its lane is closed.",
        "الmove:adv:1: في الطريق يوم 2024-01-12، والمسلك مغلق فيه.",
    ),
    "two serials at once": Broken(
        "one site",
        {"move:adv:2": (5, 5)},
        "lane",
        "road: 2 serials at once on 2024-01-06; at most 1.",
        f"الroad: {counted(2, 'serial', 'ar')} في آن واحد يوم 2024-01-06؛ الحد الأقصى 1.",
    ),
    "two packings by one team": Broken(
        "a small crew",
        {"pack:grd": (4, 4)},
        "crew",
        "packers: 2 at work at once on 2024-01-05; at most 1.",
        "الpackers: عدد العاملين في آن واحد يوم 2024-01-05 هو 2، والحد الأقصى 1.",
    ),
    "guards leave first": Broken(
        "one site",
        {"move:grd:1": (5, 5), "move:adv:1": (7, 7)},
        "protection",
        "k1: 0 guards for 20 others on 2024-01-06; at least 25 guards for every 100 others.",
        "الk1: عدد الحراس يوم 2024-01-06 هو 0 مقابل 20 من الآخرين؛ المطلوب 25 من الحراس على الأقل لكل 100 من الآخرين.",
    ),
    "advisers arrive where nobody guards them": Broken(
        "a relocation",
        {"move:gr2:1": (4, 4), "move:adv:1": (3, 3)},
        "protection",
        "k2: 0 guards for 10 others on 2024-01-05; at least 25 guards for every 100 others.",
        "الk2: عدد الحراس يوم 2024-01-05 هو 0 مقابل 10 من الآخرين؛ المطلوب 25 من الحراس على الأقل لكل 100 من الآخرين.",
    ),
    "those who provide a function leave before its condition": Broken(
        "a function until its condition",
        {"move:adv:1": (18, 18), "move:adv:2": (19, 19)},
        "cover",
        f"medevac: {people(0)[0]} on 2024-01-20; at least {people(10)[0]} are needed until the condition holds or the "
        "substitute stands.",
        f"الmedevac: {people(0)[1]} يوم 2024-01-20؛ المطلوب {people(10)[1]} على الأقل حتى يتحقق الشرط أو يقوم البديل.",
    ),
    "those who provide a function leave before its substitute": Broken(
        "a function until its substitute",
        {"move:adv:1": (18, 18), "move:adv:2": (19, 19)},
        "cover",
        f"medevac: {people(0)[0]} on 2024-01-20; at least {people(10)[0]} are needed until the condition holds or the "
        "substitute stands.",
        f"الmedevac: {people(0)[1]} يوم 2024-01-20؛ المطلوب {people(10)[1]} على الأقل حتى يتحقق الشرط أو يقوم البديل.",
    ),
    "a promised function is left": Broken(
        "a promised function",
        {"move:adv:1": (18, 18), "move:adv:2": (19, 19)},
        "cover",
        f"medevac: {people(0)[0]} on 2024-01-20; at least {people(10)[0]} are needed until the condition holds or the "
        "substitute stands.",
        f"الmedevac: {people(0)[1]} يوم 2024-01-20؛ المطلوب {people(10)[1]} على الأقل حتى يتحقق الشرط أو يقوم البديل.",
        kind="promised",
    ),
    "too large a step": Broken(
        "small steps",
        {"move:adv:2": (9, 9)},
        "largest-step",
        f"{people(20)[0]} leave the mission in the {days(5)[0]} from 2024-01-06; at most {people(10)[0]}.",
        f"يغادر البعثة {people(20)[1]} خلال {days(5)[1]} ابتداءً من 2024-01-06؛ الحد الأقصى {people(10)[1]}.",
    ),
    "a phase opens before its condition": Broken(
        "a gate to start",
        {"phase-start:p1": 18},
        "gate-start",
        "phase-start:p1: starts on 2024-01-20, a day on which “calm holds” is not taken to hold.",
        "الphase-start:p1: يبدأ في 2024-01-20، وهو يوم لا يُعَدّ فيه شرط «الcalm holds» متحققًا.",
    ),
    "work counted while its condition does not hold": Broken(
        "a gate to continue",
        {"training:k1": (19, 20)},
        "gate-continue",
        f"training:k1: has {days(1)[0]} of work on which its condition holds between its start and its finish; "
        f"it takes {days(2)[0]}.",
        f"الtraining:k1: بين بدايته ونهايته {days(1)[1]} من العمل يتحقق فيها شرطه، وهو يستغرق {days(2)[1]}.",
    ),
    "a serial without its permission": Broken(
        "a permission",
        {"move:adv:1": (11, 11)},
        "permission",
        "move:adv:1: starts on 2024-01-12 without a valid permission (convoys).",
        "الmove:adv:1: يبدأ في 2024-01-12 من دون إذن سارٍ (الconvoys).",
    ),
    "a serial starts in a strike": Broken(
        "a strike",
        {"move:adv:2": (10, 10)},
        "pause",
        "move:adv:2: starts on 2024-01-11, a day on which a shock pauses it.",
        "الmove:adv:2: يبدأ في 2024-01-11، وهو يوم توقفه فيه صدمة.",
    ),
    "an end before the agreed first day": Broken(
        "agreed dates",
        {"over": 29, "closed:k1": 29},
        "not-before",
        "over: is dated 2024-01-30; agreed not before 2024-01-31.",
        "الover: تاريخه 2024-01-30، والمتفق عليه ألا يكون قبل 2024-01-31.",
    ),
    "an agreed end missed": Broken(
        "agreed dates",
        {"over": 41},
        "agreed-date",
        "over: is dated 2024-02-11; agreed by 2024-02-10.",
        "الover: تاريخه 2024-02-11، والمتفق عليه أن يتم حتى 2024-02-10.",
        kind="promised",
    ),
    "a ceiling missed": Broken(
        "agreed dates",
        {
            "move:grd:1": (20, 20),
            "left:k1": 20,
            "last-out": 20,
            "cleanup:k1": (21, 22),
            "inspection:k1": (23, 23),
            "transfer:k1": (24, 24),
            "guard:k1": (25, 25),
        },
        "ceiling",
        f"mission: {people(10)[0]} on 2024-01-21; the agreed ceiling from 2024-01-21 is {people(5)[0]}.",
        f"الmission: {people(10)[1]} يوم 2024-01-21؛ السقف المتفق عليه ابتداءً من 2024-01-21 هو {people(5)[1]}.",
        kind="promised",
    ),
    "a record of progress contradicted": Broken(
        "work begun",
        {"agree": (-10, -3)},
        "progress",
        "agree: the record of progress says 2023-12-30, the timetable says 2023-12-29.",
        "الagree: سجل التقدم يقول 2023-12-30 والجدول الزمني يقول 2023-12-29.",
    ),
    "an unstarted task in the past": Broken(
        "one site",
        {"agree": (-1, 0)},
        "progress",
        "agree: has not started, and is given a start before 2024-01-01.",
        "الagree: لم يبدأ بعد، وقد أُعطي بداية قبل 2024-01-01.",
    ),
    "an end beyond the horizon": Broken(
        "one site",
        {"over": 121},
        "horizon",
        "over: is dated beyond the horizon, 2024-04-30.",
        "الover: تاريخه بعد أفق الحالة، وهو 2024-04-30.",
    ),
    "no date, and nothing says why": Broken(
        "one site",
        {"over": None},
        "undated",
        "over: has no dates, and it waits for no condition that would explain why.",
        "الover: لا تاريخ له، ولا ينتظر شرطًا يفسر ذلك.",
    ),
    "a date for what waits for something without one": Broken(
        "a gate to start that never opens",
        {"phase-end:p1": 60},
        "precedence",
        "“phase-end:p1” is dated 2024-03-01, but it waits for “phase-start:p1”, which has no date.",
        "«الphase-end:p1» تاريخه 2024-03-01، لكنه ينتظر «الphase-start:p1» ولا تاريخ لهذا.",
    ),
}
