"""What-ifs: any figure of the case changed, read and checked like a typed one, on the same futures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from jadwal.case import CaseFolder, inputs_digest, known, load, write_skeleton
from jadwal.case.report import Report, Spot
from jadwal.case.whatif import changed, typed_setting
from jadwal.messages import BadInput
from jadwal.model.case import Estimate
from jadwal.workflow.executor import InTurn, Processes
from jadwal.workflow.whatif import encode, whatif

FUTURES = 100


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton case."""
    folder = tmp_path_factory.mktemp("case") / "small"
    write_skeleton(folder)
    return folder


@pytest.fixture(scope="module")
def loaded(small: Path) -> CaseFolder:
    """The skeleton case, read."""
    return load(small)


def with_set(loaded: CaseFolder, *words: str, as_of: date | None = None) -> CaseFolder:
    """The case with these changes as typed."""
    report = Report()
    settings = [s for w in words if (s := typed_setting(w, Spot("--set"), report))]
    if report.errors:
        raise BadInput(report.all())
    return changed(loaded, settings, as_of)


def refused(loaded: CaseFolder, *words: str) -> list[tuple[str, str]]:
    """(code, place) of every mistake in these changes."""
    with pytest.raises(BadInput) as bad:
        with_set(loaded, *words)
    for m in bad.value.mistakes:
        assert m.what("en"), m.what("ar")
        assert m.would_be_right("en"), m.code
    return [(m.code, m.place()) for m in bad.value.mistakes]


def test_every_kind_of_figure_can_be_changed(loaded: CaseFolder) -> None:
    """Numbers, ranges, dates, words of a choice, references, lists, and figures of rows inside others."""
    case = known(
        with_set(
            loaded,
            "lanes/road-west.capacity=٣",
            "permissions/convoys.lead=10..30..60",
            "case.horizon=2027-12-31",
            "lanes/road-west.kind=rail",
            "units/east-advisers.role=support",
            "shocks/border-closed.pauses=talks;movement",
            "reduction.step_people+=20",
            "condition.rule/brigade-ready.sustained_days=5",
        )
    )
    (lane,) = case.lanes
    assert (lane.capacity, lane.kind) == (Estimate(low=3, likely=3, high=3), "rail")
    assert case.permissions[0].lead == Estimate(low=10, likely=30, high=60)
    assert case.horizon == date(2027, 12, 31)
    assert {u.id: u.role for u in case.units}["east-advisers"] == "support"
    assert case.shocks[0].pauses == ("talks", "movement")
    assert case.reduction is not None
    assert case.reduction.step_people == Estimate(low=50, likely=60, high=80)
    assert case.conditions[0].rule.sustained_days == 5


def test_limits_for_some_days_can_be_changed(small: Path, tmp_path: Path) -> None:
    """The capacity of some days, and the days themselves, are figures like any other."""
    folder = tmp_path / "limited"
    copytree(small, folder)
    sheet = folder / "capacities.csv"
    header = next(x for x in sheet.read_text("utf-8").splitlines() if not x.startswith("#"))
    row = {"id": "summer", "of": "road-west", "first": "2025-06-01", "last": "2025-06-30", "capacity": "1"}
    row["known_from"] = "2025-01-10"
    cells = ",".join(row.get(name, "") for name in header.split(","))
    sheet.write_text(sheet.read_text("utf-8") + cells + "\n", "utf-8")
    words = ("capacities/summer.capacity=0..2..3", "capacities/summer.last=2025-07-31")
    rows = known(with_set(load(folder), *words)).capacities
    changed_row = next(x for x in rows if x.id == "summer")
    assert changed_row.capacity == Estimate(low=0, likely=2, high=3)
    assert changed_row.last == date(2025, 7, 31)
    assert refused(load(folder), "capacities/summer.last=2025-05-31")[0][0] == "case.reversed"
    toml = folder / "case.toml"
    year = 'id = "year"\nname = { en = "Year", ar = "سنة" }\nfirst = 2025-01-01\nlast = 2025-12-31\nmost = 9\n'
    toml.write_text(f"{toml.read_text('utf-8')}\n[[budget]]\n{year}known_from = 2025-01-10\n", "utf-8")
    more = (
        "blackouts/election.last=2025-11-20",
        "budget/year.most+=1",
        "activities/agreement.after=recommendation FS+3..9",
    )
    case = known(with_set(load(folder), *more, "party/host.calendar=working-week"))
    assert case.blackouts[0].last == date(2025, 11, 20)
    assert case.budgets[0].most == 10
    assert next(a for a in case.activities if a.id == "agreement").after[0].most == 9
    assert next(p for p in case.parties if p.id == "host").calendar == "working-week"


def test_what_is_not_changed_stays_as_it_was(loaded: CaseFolder) -> None:
    """The case that was read is frozen, and a change back gives the very case again."""
    before = inputs_digest(loaded)
    once = with_set(loaded, "lanes/road-west.days=1..3..4")
    assert inputs_digest(loaded) == before
    assert inputs_digest(once) != before
    assert inputs_digest(with_set(once, "lanes/road-west.days=1..2..4")) == before


@pytest.mark.parametrize(
    ("word", "code", "place"),
    [
        ("lanes", "whatif.no-setting", "--set"),
        ("lanes=3", "whatif.bad-place", "--set lanes"),
        ("lans/road-west.capacity=3", "whatif.unknown-table", "--set lans/road-west.capacity"),
        ("lanes/road-west.capasity=3", "whatif.unknown-field", "--set lanes/road-west.capasity"),
        ("lanes/road-east.capacity=3", "whatif.no-row", "--set lanes/road-east.capacity"),
        ("lanes/road-west.name=x", "whatif.fixed", "--set lanes/road-west.name"),
        ("lanes/road-west.id=x", "whatif.fixed", "--set lanes/road-west.id"),
        ("lanes/road-west.known_from=2025-01-01", "whatif.fixed", "--set lanes/road-west.known_from"),
        ("case.schema=2", "whatif.fixed", "--set case.schema"),
        ("case.as_of=2025-03-01", "whatif.as-of", "--set case.as_of"),
        ("lanes/road-west.capacity=NaN", "case.not-integer", "--set lanes/road-west.capacity"),
        ("lanes/road-west.capacity=1.5", "case.fraction", "--set lanes/road-west.capacity"),
        ("lanes/road-west.capacity=9..3..1", "case.estimate-order", "--set lanes/road-west.capacity"),
        ("lanes/road-west.capacity=", "case.missing-value", "--set lanes/road-west.capacity"),
        ("lanes/road-west.kind=rode", "case.not-a-choice", "--set lanes/road-west.kind"),
        ("lanes/road-west.kind+=1", "whatif.no-sum", "--set lanes/road-west.kind"),
        ("units/east-advisers.lane=../x", "case.path-trick", "--set units/east-advisers.lane"),
        ("units/east-advisers.lane=road-wset", "case.dangling", "--set units/east-advisers.lane"),
        ("case.horizon=2020-01-01", "case.as-of-after-horizon", "--set case.horizon"),
    ],
)
def test_what_cannot_be_set_is_named_with_its_place(loaded: CaseFolder, word: str, code: str, place: str) -> None:
    """The place is the change as typed, never a line of a file that is as it should be."""
    assert (code, place) in refused(loaded, word)


def test_all_mistakes_are_told_at_once_and_one_figure_is_set_once(loaded: CaseFolder) -> None:
    """Two mistakes are two lines; two values for one figure contradict each other."""
    assert len(refused(loaded, "lans/x.y=1", "lanes/road-west.capasity=1")) == 2
    twice = refused(loaded, "lanes/road-west.capacity=2", "lanes/road-west.capacity=3")
    assert twice == [("whatif.twice", "--set lanes/road-west.capacity")]


def test_of_several_vintages_the_one_known_on_the_day_changes(small: Path, tmp_path: Path) -> None:
    """A replay of an earlier day changes what was known then; a row known later cannot be changed there."""
    folder = tmp_path / "two"
    write_skeleton(folder)
    lanes = (folder / "lanes.csv").read_text("utf-8").rstrip("\n").split("\n")
    row = next(line for line in lanes if line.startswith("road-west"))
    assert "2025-01-10" in row
    lanes.append(row.replace("2025-01-10", "2025-02-01"))
    (folder / "lanes.csv").write_text("\n".join(lanes) + "\n", "utf-8")
    two = load(folder)
    early = with_set(two, "lanes/road-west.people_per_serial=77", as_of=date(2025, 1, 15))
    assert {str(p.known_from): p.row.people_per_serial for p in early.table("lanes")} == {
        "2025-01-10": 77,
        "2025-02-01": 30,
    }
    late = with_set(two, "lanes/road-west.people_per_serial=77", as_of=date(2025, 2, 1))
    assert known(late, date(2025, 2, 1)).lanes[0].people_per_serial == 77
    with pytest.raises(BadInput, match="not known yet"):
        with_set(load(small), "lanes/road-west.people_per_serial=77", as_of=date(2025, 1, 1))


def test_a_change_that_changes_nothing_moves_nothing_and_says_so(small: Path) -> None:
    """Same draws, same dates: the difference is the change's alone."""
    found = whatif(small, ["lanes/road-west.capacity=1..1..2"], futures=FUTURES, executor=InTurn())
    assert found.same
    assert found.changed == found.base
    assert {(m.aim, m.p50, m.p80) for m in found.moves} == {(0, 0, 0)}
    assert (found.findings_gained, found.findings_lost) == ((), ())


def test_who_asks_in_two_processes_gets_the_answer_of_one(small: Path) -> None:
    """The executor changes no byte; slower work moves the end later, never earlier."""
    words = ["activities/round-1.days=1", "site_work/cleanup.days+=40"]
    one = whatif(small, words, futures=FUTURES, executor=InTurn())
    assert encode(one) == encode(whatif(small, words, futures=FUTURES, executor=Processes(2)))
    (end,) = [m for m in one.moves if m.milestone == one.base.end]
    assert end.p50 is not None
    assert end.p50 > 0


def test_cost_and_exposure_are_told_of_both(small: Path) -> None:
    """Every site twice as dear: what is paid by the day doubles, what is paid once and the exposure stay."""
    words = ["sites/camp-east.daily_cost=40", "sites/camp-west.daily_cost=80"]
    found = whatif(small, words, futures=FUTURES, executor=InTurn())
    for before, after in zip(found.base.readings, found.changed.readings, strict=True):
        was, now = before.costs, after.costs
        assert was is not None
        assert now is not None
        assert 0 < was.aim - was.once == (now.aim - now.once) // 2
        assert now.p50.value - now.once == 2 * (was.p50.value - was.once) > 0
        assert before.exposure == after.exposure is not None
