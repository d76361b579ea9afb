"""Why something cannot be, in words: the rules that clash with their sources, each way out solved."""

from __future__ import annotations

import json
from pathlib import Path

from commands import jadwal

from jadwal.workflow.explain import explain


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
    """The date itself is among them, nothing could be left out, and a later day that was solved is told."""
    hasten(case, "2025-02-01")
    found = explain(case)
    clashing = [c for c in found.clashes if c.found.state == "promises-clash"]
    assert clashing
    assert found.feasible
    assert not found.all_kept
    for clash in clashing:
        assert clash.found.minimal
        assert any(r.kind == "promised" for r in clash.rules)
        assert any(r.kind == "physical" for r in clash.rules)
        assert clash.sources
        later = [r for r in clash.found.relaxations if r.kind == "date" and r.value is not None]
        assert later
        assert all(r.value is not None and r.value > r.now for r in later)


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
    assert "All rules and all promises can be kept together" in done.stdout
