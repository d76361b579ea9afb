"""What clashes when the agreed dates cannot be kept, or when there is no plan at all, in words.

In: a case folder, a day to replay.  Out: an :class:`Explanation`, one :class:`Clash` per reading.  The rule this
module owns: *every reading is explained, with the sources of the rules that clash*; what clashes is found by
``plan/explain.py``, which solves again and never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from jadwal.assess import assess
from jadwal.case import read_case
from jadwal.model.case import Case, Text, Value
from jadwal.plan import explain as explaining
from jadwal.plan.build import Choice, build, choices
from jadwal.plan.explain_words import sentences
from jadwal.plan.openings import openings
from jadwal.plan.problem import Rule

SEED, FUTURES = 1, 2_000  # only medians of the conditions are read
Tell = Callable[[str, float], None]


class Clash(Value, frozen=True, kw_only=True):
    """One reading: whether every promise can be kept; if not, the rules that cannot hold together and what ends it."""

    readings: Choice
    found: explaining.Explanation
    rules: tuple[Rule, ...]  # those of the clash
    says: tuple[Text, ...]  # the whole in sentences, the first one being the answer

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that the clashing rules rest on."""
        return tuple(sorted({source for rule in self.rules for source in rule.source}))


class Explanation(Value, frozen=True, kw_only=True):
    """All readings of a case."""

    case: Case
    clashes: tuple[Clash, ...]

    @property
    def feasible(self) -> bool:
        """False when some reading has no plan."""
        return all(c.found.state != "no-plan" for c in self.clashes)

    @property
    def all_kept(self) -> bool:
        """True when every reading has a plan that keeps all that was agreed."""
        return all(c.found.state == "kept" for c in self.clashes)


def explain(folder: Path, as_of: date | None = None, *, progress: Tell | None = None) -> Explanation:
    """What clashes in the case in ``folder`` as known on ``as_of``; raises ``BadInput``."""
    tell = progress or (lambda stage, share: None)
    tell("read", 0.0)
    case = read_case(folder, as_of)
    tell("assess", 0.05)
    median = assess(case, seed=SEED, futures=FUTURES).days.median_first_day
    options = choices(case)
    clashes = []
    for n, choice in enumerate(options):
        tell("explain", 0.1 + 0.9 * n / len(options))
        problem = build(case, choice)
        found = explaining.explain(problem, openings(problem, median), seed=SEED)
        named = {id for policy in found.clash for id in policy.rules}
        said = [sentences(found, problem, lang) for lang in ("en", "ar")]
        clashes.append(
            Clash(
                readings=choice,
                found=found,
                rules=tuple(r for r in problem.rules if r.id in named),
                says=tuple(Text(en=en, ar=ar) for en, ar in zip(*said, strict=True)),
            )
        )
    return Explanation(case=case, clashes=tuple(clashes))
