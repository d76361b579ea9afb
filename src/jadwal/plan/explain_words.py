"""What clashes, and what would end it, in words.

In: an :class:`~jadwal.plan.explain.Explanation` and the problem it is about.  Out: sentences, the answer first.  The
rule this module owns: *a rule is told in its own sentence*, a change with its figures and by how far it is proven.
"""

from __future__ import annotations

from datetime import date

from jadwal.messages import codes, text
from jadwal.plan.explain import Explanation, Slack
from jadwal.plan.problem import BudgetPromise, CeilingPromise, FloorPromise, LagPromise, Problem
from jadwal.plan.relax import Policy
from jadwal.plan.relaxing import MOST, Relaxation

PEOPLE = ("protection:", "cover:")  # levels whose capacity is people who are there


def sentences(found: Explanation, problem: Problem, lang: str) -> tuple[str, ...]:
    """The explanation in words: what is so, each member of the clash, what ends it."""
    said = [text(f"explain.{found.state}", lang)]
    said += [_slack_in_words(s, problem, lang) for s in found.slack]
    said += [line for policy in found.clash for line in _policy_in_words(policy, problem, lang)]
    if found.clash:
        said.append(text("explain.minimal" if found.minimal else "explain.not-minimal", lang))
    if found.further:
        said.append(text("explain.further", lang))
    said += [_relaxation_in_words(r, problem, lang) for r in found.relaxations]
    return tuple(said)


def _relaxation_in_words(r: Relaxation, problem: Problem, lang: str) -> str:
    how = "exact" if r.exact and r.value is not None else r.state
    rule = _policy_in_words(Policy(id=r.rule, family="", rules=(r.rule,)), problem, lang)[0]
    if r.kind == "date":
        day = "" if r.value is None else date.fromordinal(problem.origin + r.value - 1)
        name = next(t.name for t in problem.tasks if t.id == r.task)
        return text(f"explain.earliest-{how}", lang, name=name, day=day)
    if r.kind == "capacity" and r.id.startswith(PEOPLE):
        return text(f"explain.more-{how}", lang, rule=rule, more=0 if r.value is None else r.value - r.now)
    if r.kind in ("capacity", "ceiling", "lag", "budget"):
        most = max(1, r.now) * MOST if r.kind == "capacity" else r.now
        return text(f"explain.{r.kind}-{how}", lang, rule=rule, least=r.value or 0, most=most)
    days = 0 if r.value is None else r.value if r.kind == "not-before" else r.now - r.value
    if r.kind == "gate":
        day = "" if r.value is None else date.fromordinal(problem.origin + r.value)
        return text(f"explain.gate-{how}", lang, rule=rule, day=day)
    return text(f"explain.sooner-{how}", lang, rule=rule, days=days)


def _slack_in_words(slack: Slack, problem: Problem, lang: str) -> str:
    if slack.kind != "date":
        kinds: dict[str, tuple[CeilingPromise | FloorPromise | LagPromise | BudgetPromise, ...]]
        kinds = {"ceiling": problem.ceilings, "floor": problem.floors, "lag": problem.lags, "budget": problem.budgets}
        rule = next(limit.rule for limit in kinds[slack.kind] if limit.id == slack.promise)
        line = _policy_in_words(Policy(id=rule, family="", rules=(rule,)), problem, lang)[0]
        return text(
            f"explain.slack-{slack.kind}", lang, rule=line, people=slack.amount, days=slack.amount, amount=slack.amount
        )
    task = next(p.task for p in problem.promises if p.id == slack.promise)
    name = next(t.name for t in problem.tasks if t.id == task)
    return text(f"explain.slack-date-{'exact' if slack.exact else 'found'}", lang, name=name, days=slack.amount)


def _policy_in_words(policy: Policy, problem: Problem, lang: str) -> tuple[str, ...]:
    """One sentence for a policy of one family, or the sentences of its rules where there are few."""
    rules = [r for r in problem.rules if r.id in policy.rules]
    if len(rules) == 1:
        return (text(rules[0].code, lang, **dict(rules[0].params)),)
    if policy.family == "calendar":
        return (text("explain.policy-calendar", lang, calendar=policy.id.removeprefix("calendar:")),)
    code = f"explain.policy-{policy.family}"
    if code in codes(lang):
        return (text(code, lang, rules=len(rules)),)
    return tuple(text(r.code, lang, **dict(r.params)) for r in rules)
