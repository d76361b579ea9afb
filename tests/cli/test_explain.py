"""Why something cannot be: a smallest set of rules that clash, each way out solved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from commands import jadwal
from hypothesis import given
from hypothesis import strategies as st

from jadwal.workflow.explain import explain, quickxplain

ITEMS = tuple((f"r{n}",) for n in range(12))
CORES = st.lists(st.sets(st.sampled_from([i for (i,) in ITEMS]), min_size=1, max_size=5), min_size=1, max_size=3)


@given(CORES)
def test_the_search_finds_a_clash_from_which_nothing_can_be_left_out(cores: list[set[str]]) -> None:
    """Whatever sets of rules clash: what is found is one of them with nothing to spare."""

    def clashes(ids: Sequence[str]) -> bool:
        return any(core <= set(ids) for core in cores)

    found = {id for group in quickxplain(ITEMS, clashes) for id in group}
    assert clashes(sorted(found))
    assert not any(clashes(sorted(found - {id})) for id in found)


def hasten(case: Path, day: str) -> None:
    """Bring every agreed last day of the case forward to ``day``."""
    lines = (case / "case.toml").read_text("utf-8").splitlines()
    promised = False
    for n, line in enumerate(lines):
        promised = line == "[[clause.promise]]" or (promised and not line.startswith("[["))
        if promised and line.startswith("day = "):
            lines[n] = f"day = {day}"
    (case / "case.toml").write_text("\n".join(lines) + "\n", "utf-8")


def test_an_agreed_date_that_comes_too_early_clashes_with_named_rules(case: Path) -> None:
    """The date itself is among them, nothing could be left out, and a later day that was solved is named."""
    hasten(case, "2025-02-01")
    found = explain(case)
    clashing = [c for c in found.clashes if c.state == "promises-clash"]
    assert clashing
    assert found.feasible
    for clash in clashing:
        assert clash.minimal
        assert any(r.kind == "promised" for r in clash.rules)
        assert any(r.kind == "physical" for r in clash.rules)


def test_explain_tells_the_clash_in_words_in_both_languages(case: Path) -> None:
    """Exit code 1: there is a plan, but not one that keeps what was agreed."""
    hasten(case, "2025-02-01")
    english, arabic = jadwal("explain", str(case)), jadwal("explain", str(case), "--lang", "ar")
    assert english.returncode == arabic.returncode == 1
    assert "These cannot hold together" in english.stdout
    assert "لا يمكن أن يجتمع" in arabic.stdout
    plain = json.loads(jadwal("explain", str(case), "--json").stdout)
    assert any(r["rules"] for r in plain["readings"])


def test_a_case_without_a_clash_says_so(skeleton: Path) -> None:
    """Exit code 0."""
    done = jadwal("explain", str(skeleton))
    assert done.returncode == 0, done.stderr
    assert "Nothing clashes" in done.stdout
