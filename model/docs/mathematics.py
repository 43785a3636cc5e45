"""The page docs/mathematics.md: sets, variables, constraints and costs of the model, in the words of its own rules."""

from __future__ import annotations

import inspect
import re
from typing import Any

from model.families import in_order, load
from model.families.assemble import build_model, mass_balance, total_cost
from model.families.common.pyomo import pyo
from model.families.instance import read_instance
from model.scenario import coincidence
from model.sheets.common import Settings
from model.sheets.tables import Tables

INTRODUCTION = """# Mathematics

*Written from the code; do not edit.* Each constraint below is the docstring of a Pyomo rule in `model/families/`, in
the order in which the families are built.

Index letters are the same everywhere: $i$ site, $k$ commodity, $p$ plant, $r$ recipe, $j$ project, $a$ lane, $t$ and
$b$ period (now, and of a decision), $n$ node of the scenario tree, $s$ skill, $l$ labour market, $u$ supplier, $c$
contract, $o$ outlet, $d$ reserve, $q$ stockpile, $f$ fund, $h$ technology or programme of public money, $w$ way to
acquire a technology, $e$ footprint, $\\iota$ what causes it (plant, supplier or lane), $\\omega$ exclusion of origins,
$g$ exclusions that divide goods between them; where a letter has another meaning, the rule says so. $L$ is the length
of a period in years. Decisions taken in advance are indexed by period, responses by node; without disruptions the tree
is a trunk, one node a period. Flows are per year, stocks at the end of a period, money undiscounted in the period in
which it is spent. Where a disruption begins or ends within a period of several years, amounts before it
($n - 1$, $n - d$) and those of the undisturbed course when it ends ($\\tau(n)$) lie between both ends of the period
([conventions](conventions.md)).

"""


def mathematics_page() -> str:
    """The whole page."""
    model = build_model(read_instance(Tables.of(Settings(first_year=2026, last_year=2030), [])), use_templates=False)
    parts = [INTRODUCTION + _rule("Objective", total_cost), _rule("Mass balance", mass_balance), _probabilities()]
    rules = {component.name: component for component in model.component_objects(pyo.Constraint)}
    for name, module in zip(in_order(), load(), strict=True):
        parts.append(_family(name, module, model, rules))
    return "\n".join(parts).rstrip() + "\n"


def _family(name: str, module: Any, model: Any, rules: dict[str, Any]) -> str:
    own = {key: value for key, value in vars(module).items() if inspect.isfunction(value)}
    about = plain((module.__doc__ or "").split(":", 1)[-1])
    lines = [f"## {name.replace('_', ' ').capitalize()}", "", about[:1].upper() + about[1:], ""]
    variables = [var for var in model.component_objects(pyo.Var) if _declares(module, var.name)]
    if variables:
        lines += [
            plain(inspect.getdoc(module.build)),
            "",
            "| variable | symbol | what it is | index | domain |",
            "|---|---|---|---|---|",
        ]
        lines += [_variable(v) for v in variables] + [""]
    for rule_name, rule in own.items():
        if rule_name in rules:
            lines.append(_rule(f"`{rule_name}`", rule))
    costs = getattr(module, "COSTS", ())
    if costs:
        lines += ["| cost | category | what it is |", "|---|---|---|"]
        lines += [f"| {c.name} | {c.category} | {plain(inspect.getdoc(c.rule))} |" for c in costs] + [""]
    return "\n".join(lines)


def _probabilities() -> str:
    """The weights of branches in which independent disruptions coincide."""
    title, *paragraphs = (inspect.getdoc(coincidence) or "").split("\n\n")
    lines = [f"## {plain(title).partition(':')[0]}"]
    for paragraph in paragraphs:
        formula = paragraph.removeprefix(".. math:: ")
        lines.append(plain(paragraph) if formula == paragraph else f"$${' '.join(formula.split())}$$")
    return "\n\n".join([*lines, ""])


def _declares(module: Any, variable: str) -> bool:
    return f"m.{variable} = variable(" in inspect.getsource(module)


def _variable(variable: Any) -> str:
    symbol, _, what = variable.doc.partition(": ")
    return f"| `{variable.name}` | ${symbol}$ | {what} | {_index(variable)} | {_domain(variable)} |"


def _index(component: Any) -> str:
    return " × ".join(f"`{index_set.name}`" for index_set in component.index_set().subsets())


def _domain(variable: Any) -> str:
    return str(variable._rule_domain(variable.parent_block(), None, variable))


def _rule(title: str, rule: Any) -> str:
    """A rule's docstring: its sentence, then its mathematics."""
    sentence, _, formula = (inspect.getdoc(rule) or "").partition(".. math::")
    lines = [f"### {title}", "", plain(sentence), ""]
    if formula:
        lines += ["$$" + " ".join(formula.split()) + "$$", ""]
    return "\n".join(lines)


def plain(text: str | None) -> str:
    """Docstring text as Markdown, on one line."""
    return re.sub(r":math:`([^`]*)`", r"$\1$", " ".join((text or "").split()))
