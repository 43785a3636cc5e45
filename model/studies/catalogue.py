"""All studies with their options, from which commands and Python calls follow, and the names of all other commands.
Light, so that --help is quick; a study is imported when it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from model.studies.options import ONLY, Option, StudyEntry, count, percent, plan, precision, value, values
from model.studies.other_packages import of_other_packages, refusal
from model.system.files import Output

if TYPE_CHECKING:
    from model.studies.study import Study

SUBJECTS = ("Projects", "Contracts", "Technology")
"""Sheets with subjects of decisions."""

ENTRIES = (
    StudyEntry(
        "batch",
        "model.studies.comparison.study:BatchStudy",
        Output.COMPARISON,
        "What does each what-if cost, and which decisions does it change?",
        "Solve workbooks as they are and under each of their what-ifs, in parallel, and write a comparison "
        "to a workbook. A stopped batch resumes where it was; finished solves are not repeated.",
        (ONLY, Option("skip_regret", "skip testing every plan under every other what-if", bool, default=False)),
        takes="workbooks",
        uses=("WhatIf", "Change"),
        suffix="comparison",
    ),
    StudyEntry(
        "compare",
        "model.studies.comparison.study:CompareStudy",
        Output.COMPARISON,
        "How do plans solved earlier differ?",
        "Compare results workbooks: investments, costs, risks, and differing input cells. The first is the base case.",
        (),
        one_solve="",
        takes="plans",
        suffix="comparison",
    ),
    StudyEntry(
        "frontier",
        "model.studies.frontier.study:frontier_of",
        Output.FRONTIER,
        "What does it cost to tighten a limit, step by step?",
        "Tighten one row of the sheet Limits step by step, find the cheapest plan under each, and write cost against "
        "risk, and the tightest feasible value, to a workbook. Steps are solved in parallel; a stopped run resumes "
        "where it was.",
        (
            Option("limit", "which row of Limits (default: the only one)", of=("Limits",)),
            Option("first", "first value (default: no limit)", value, "V", "--from"),
            Option("last", "last value (default: the tightest)", value, "V", "--to"),
            Option("steps", "number of values from first to last (default: 6; of two limits 5)", count, "N"),
            Option("values", "exactly these values, such as 80%%,60%%,40%%", values, "V,V,…", default=()),
            Option("second", "another row of Limits: cost against both, as a heat map", of=("Limits",)),
            Option("second_values", "exactly these values of the second", values, "V,V,…", default=()),
        ),
        "each step",
    ),
    StudyEntry(
        "tornado",
        "model.studies.tornado.study:TornadoStudy",
        Output.TORNADO,
        "Which inputs matter most, and from which value on do decisions change?",
        "Re-optimise the plan at the low and the high value of every row of the sheet Ranges, and one step of "
        "every binding limit; rank inputs by their effect, and find the values at which a decision changes. "
        "Solves run in parallel; a stopped run resumes where it was.",
        (
            Option("only", "only these rows of Ranges; * and ? work", is_list=True, default=(), of=("Ranges",)),
            Option("skip_break_even", "skip break-even values", bool, default=False),
            Option("skip_limits", "skip the long-run value of limits", bool, default=False),
        ),
        uses=("Range",),
    ),
    StudyEntry(
        "explain",
        "model.studies.explain.study:ExplainStudy",
        Output.EXPLANATION,
        "Why this plan, and when would another option be chosen?",
        "Find the value of each decision of a plan, its replacements and the limits that need it, the break-even "
        "of rejected options, and the common decisions of near-optimal plans. Questions are answered in parallel; "
        "a stopped run resumes where it was.",
        (
            plan("results workbook with its plan (default: outputs/<name>_plan.xlsx, or solve)", is_needed=False),
            Option("why", "explain only these decisions", is_list=True, default=(), of=SUBJECTS),
            Option("why_not", "explain only these rejected options", is_list=True, default=(), of=SUBJECTS),
            Option("within", "also common decisions of plans that cost at most, say, 1%% more", percent, "SHARE"),
            Option(
                "rejected",
                "explain this many of the options not built, the nearest first (default: 10)",
                count,
                "N",
            ),
        ),
        "each question",
        suffix="explained",
    ),
    StudyEntry(
        "foresight",
        "model.studies.foresight.study:ForesightStudy",
        Output.FORESIGHT,
        "Which decisions are due now, and which can wait until the future is known?",
        "Plan for what-ifs with a probability that are known from a year on: decisions before that year are "
        "shared, later ones are made by future. Reports the values of waiting, preparing and information.",
        (
            Option(
                "future",
                "a what-if, its probability and the year from which it is known, such as 'Export stop' "
                "20%% 2030; repeat for each; futures exclude each other (default: those with a probability in "
                "What-ifs)",
                metavar=("WHAT-IF", "PROBABILITY", "YEAR"),
                of=("What-ifs",),
            ),
            Option(
                "may_react",
                "only these decisions may differ by future, besides people: projects, contracts, "
                "plants and others, such as 'Line A; Line B*' (default: everything)",
                metavar="NAMES",
                default="",
            ),
        ),
        uses=("WhatIf", "Change"),
        is_alone=True,
        begins_here=True,
    ),
    StudyEntry(
        "drift",
        "model.studies.drift.study:DriftStudy",
        Output.DRIFT,
        "Why does this year's plan differ from last year's?",
        "Attribute differences between the plan of a rolled and edited workbook and the earlier plan to changed "
        "inputs. Each group of changes is solved alone, with the others undone.",
        (plan("results workbook with the earlier plan"),),
        diagnoses=True,
        begins_here=True,
    ),
    StudyEntry(
        "closures",
        "model.studies.closures.study:ClosuresStudy",
        Output.CLOSURES,
        "Which plants close if a what-if lasts, and what keeps them open?",
        "Hold the investments of the plan under each what-if and close, year after year, every plant with cash losses "
        "for as many years running as Capacity says. Finds who closes when, service then, who gains and loses, and the "
        "price floor that keeps all plants open. Solves run in parallel; a stopped run resumes where it was.",
        (ONLY,),
        uses=("WhatIf", "Change"),
    ),
    StudyEntry(
        "security",
        "model.studies.contributions.study:SecurityStudy",
        Output.SECURITY,
        "What does each programme add? (now 'contributions --programmes')",
        "Another name of 'contributions --programmes': leave out each programme of the sheet Public money in turn, "
        "decide the plan again, and divide what it pays by the shortage that it avoids. Solves run in parallel; a "
        "stopped run resumes where it was.",
        (),
        "each solve",
    ),
    StudyEntry(
        "mandates",
        "model.studies.mandates:MandatesStudy",
        Output.MANDATES,
        "What does each mandate cost, alone and on top of the others?",
        "Require each mandate alone, and leave each out of all, and compare the least costs, each between its proven "
        "bound and its plan. Of a mandate that no plan meets, find the tightest value that one does. Solves run in "
        "parallel; a stopped run resumes where it was.",
        (),
        "each solve",
    ),
    StudyEntry(
        "shares",
        "model.studies.shares.study:SharesStudy",
        Output.SHARES,
        "How much of the joint plan should each payer bear?",
        "Find the least cost of every coalition of the payers in the sheet Payers, and divide the cost of the joint "
        "plan: whether a division exists under which no coalition pays more than alone (core), the division with the "
        "smallest excess (least core) and that by average additional cost (Shapley). Solves run in parallel; a stopped "
        "run resumes where it was.",
        (),
        "each coalition",
        uses=("Payer",),
    ),
    StudyEntry(
        "goals",
        "model.studies.goals.study:GoalsStudy",
        Output.GOALS,
        "Which stocks does a scenario need?",
        "Plan for disruptions of the workbook alone, with a target of service: the stock that each uses up in the "
        "cheapest plan, its price, the gross shortfall, stock alone, what each means saves and what the next units "
        "cost; for several scenarios also one plan for all. Solves run in parallel; a stopped run resumes where it "
        "was.",
        (
            Option(
                "scenario",
                "a disruption; several: one by one, then in one plan; * and ? work",
                is_list=True,
                default=(),
                is_needed=True,
                of=("Disruptions",),
            ),
            Option("target", "share of demand to be met in it (default: 100%%)", value, "SHARE", default=1.0),
            Option(
                "from_year",
                "first year of the target, as at first nothing new works (default: the first)",
                count,
                "YEAR",
                "--from",
            ),
            Option("skip_ranges", "skip the goal at the ends of Ranges", bool, default=False, spares=("Range",)),
        ),
        "each solve",
        uses=("Range",),
    ),
    StudyEntry(
        "investor",
        "model.studies.investor.study:InvestorStudy",
        Output.RETURNS,
        "What do plants return, and at which support do they break even?",
        "Find what each plant and project earns for its sponsor in each case, and the grant, offtake price or price "
        "floor at which those that lack most break even, verified by solving again with decisions held. Solves run in "
        "parallel; a stopped run resumes where it was.",
        (
            plan("results workbook with its plan (default: outputs/<name>_plan.xlsx, or solve)", is_needed=False),
            Option(
                "plants",
                "support for these plants only (default: the five new ones that lack most)",
                flag="--plant",
                is_list=True,
                default=(),
                of=("Capacity", "Projects"),
            ),
            Option(
                "case",
                "find support in this case: 'undisturbed', a disruption such as 'Glut, 2027' (default: expected)",
            ),
        ),
        "each floor",
    ),
    StudyEntry(
        "pack",
        "model.studies.pack.study:PackStudy",
        Output.PACK,
        "What must those who accredit a plan know of it?",
        "Write all that is known of a plan for those who decide on its use: every figure with its grade and date, the "
        "audit, test evidence, limitations, and the risk assessment of Article 24 of Regulation (EU) 2024/1252. Use, "
        "criteria, review and decision are left blank.",
        (
            plan("results workbook with its plan (default: outputs/<name>_plan.xlsx, or solve)", is_needed=False),
            Option("swings", "solve every row of Ranges at its ends, for the effect of figures", bool, default=False),
            Option("evidence", "test evidence of this program, a file of 'python -m bench.evidence'", metavar="FILE"),
        ),
        uses=("Range",),
    ),
    StudyEntry(
        "discover",
        "model.studies.discover.study:DiscoverStudy",
        Output.DISCOVERY,
        "When does the plan fail: under which inputs?",
        "Hold the plan at many points between the ends of all rows of Ranges, and find the few inputs, and their "
        "values, where it fails: no reaction keeps every limit. A finding is reported if fresh points confirm it. "
        "Solves run in parallel; a stopped run resumes where it was.",
        (
            plan("results workbook with its plan (default: outputs/<name>_plan.xlsx, or solve)", is_needed=False),
            Option("points", "number of points (default: 200)", count, "N"),
            Option(
                "what_ifs",
                "also whether these what-ifs come; * and ? work",
                flag="--with",
                is_list=True,
                default=(),
                of=("What-ifs",),
            ),
            Option("cost_overrun", "it also fails where it costs this much more, such as 20%%", percent, "SHARE"),
            Option("replan", "plan anew at each point, in place of holding the plan", bool, default=False),
            Option("skip_ranking", "skip the ranking of inputs by their effect on the cost", bool, default=False),
        ),
        "each point",
        uses=("WhatIf", "Change", "Range"),
        suffix="discovery",
    ),
    StudyEntry(
        "contributions",
        "model.studies.contributions.study:ContributionsStudy",
        Output.CONTRIBUTIONS,
        "What does each candidate project, contract or programme add?",
        "Plan with every set of the candidates named in Projects, Contracts and Public money, or with sets in random "
        "orders where there are too many: what each saves alone, last and on average (Shapley), which complement or "
        "replace each other, whether a grant's projects are built without it, and what public money pays by unit of "
        "the shortage that it avoids. Solves run in parallel; a stopped run resumes where it was.",
        (
            Option("pairs", "this many pairs of random orders, also of few candidates", count, "N"),
            Option(
                "service",
                "expected unmet demand at the budget of no candidate, in place of cost at equal limits",
                bool,
                default=False,
            ),
            Option(
                "programmes",
                "leave out each programme of Public money alone, in place of sets of candidates",
                bool,
                default=False,
            ),
        ),
        "each set",
    ),
    StudyEntry(
        "budget",
        "model.studies.budget.study:BudgetStudy",
        Output.BUDGET,
        "What does this budget buy?",
        "At six premiums over the cheapest plan, up to the least at which the worst unmet demand is as low as it can "
        "be: least worst unmet demand, then least expected, then least cost. Says what is bought, from which budget "
        "on, and what a larger one drops again. Solves run in parallel; a stopped run resumes where it was.",
        (
            Option("of", "goods whose demand counts (default: all)", default="any", of=("Commodities",)),
            Option("fund", "the budgets of this row of Funds, in place of a premium", of=("Funds",)),
            Option(
                "shares", "exactly these shares of the whole budget, such as 20%%,40%%", values, "V,V,…", default=()
            ),
        ),
        "each budget",
    ),
)

SHOWN = {"batch": "what-if", "goals": "stocks", "lock": "decide"}
"""Commands with a second name, which help shows."""
FIRST = {second: first for first, second in SHOWN.items()}
OWN = {
    "desk": "How do I plan in a browser, without a terminal?",
    "template": "What does a workbook of my own look like?",
    "check": "What is wrong in my workbook, cell by cell?",
    "solve": "What should be built, where and when, and what does it cost?",
    "report": "What does a plan solved earlier look like, as one page for a browser?",
    "lock": "What if a decision is already made, or ruled out?",
    "vary": "Which cells would a what-if change, and how is it written?",
    "list": "What has been solved so far?",
    "prove": "Is it true that no plan is cheaper, or that there is none?",
    "import": "Which cells does a publisher's data change?",
    "roll": "What does next year's workbook look like, with this plan's decisions made?",
}
"""Commands that are no studies, by the planner's question that each answers."""

_OWN_STUDIES = {entry.name: entry for entry in ENTRIES}
_OTHERS, REFUSED = of_other_packages({*_OWN_STUDIES, *OWN, *SHOWN.values()})

STUDIES: dict[str, StudyEntry] = _OWN_STUDIES | _OTHERS
"""Those of the program, and of other packages those that can be used; why others cannot is in `REFUSED`, by name."""


def in_python(name: str, text: str) -> str:
    """A text about a study with options of its command by their names in Python."""
    entry = STUDIES.get(name)
    names = {option.option: f"{option.name}=" for option in (*precision(""), *(entry.options if entry else ()))}
    return re.sub(r"--[a-z][a-z-]*", lambda match: names.get(match[0], match[0]), text)


def new_study(
    name: str, subject: Any, title: str = "", *, by_command: Mapping[str, Any] = MappingProxyType({}), **options: Any
) -> Study[Any]:
    """The study of a name; ``by_command`` is known to the command alone, such as the file of a workbook. Raises
    InputError if there is none, or its options do not fit."""
    if name not in STUDIES:
        listed = ", ".join(SHOWN.get(study, study) for study in STUDIES)
        raise InputError(REFUSED.get(name, f"There is no study {name!r}. There are: {listed}."))
    entry = STUDIES[name]
    names = [option.name for option in entry.options]
    unknown = [repr(key) for key in options if key not in names]
    if unknown:
        listed = ", ".join([*names, *(option.name for option in precision(""))])
        raise InputError(f"{name} has no option {' or '.join(unknown)}. It has: {listed}.")
    for option in entry.options:
        if option.name in options:
            try:
                options[option.name] = option.taken(options[option.name])
            except (TypeError, ValueError) as error:
                raise InputError(f"{name}: {option.name} takes {error}.") from None
    missing = [option.name for option in entry.options if option.is_needed and options.get(option.name) in (None, [])]
    if missing:
        raise InputError(f"{name} needs {' and '.join(missing)}.")
    study: Study[Any] = _class_of(entry)(subject, title, **options, **by_command)
    return study


def _class_of(entry: StudyEntry) -> Any:
    """The class of a study. Raises InputError if that of another package cannot be imported."""
    module, _, kind = entry.place.partition(":")
    try:
        return getattr(import_module(module), kind)
    except Exception as error:
        if not entry.package:
            raise
        raise InputError(refusal(entry.package, entry.name, error)) from None


GROUPS = {
    "begin": ("desk", "template", "check"),
    "plan": ("solve", "lock", "roll"),
    "ask": ("explain", "batch", "frontier", "tornado"),
}
"""The ten commands that a planner needs, as --help lists them."""
MORE = {
    "more about a plan": ("report", "list", "compare", "drift", "prove", "pack", "import", "vary"),
    "more about risk": ("foresight", "discover", "goals"),
    "more about money": ("budget", "contributions", "security", "mandates", "shares", "closures", "investor"),
}
"""Others; studies of no group are listed after them."""


def groups() -> dict[str, tuple[str, ...]]:
    """All groups, and last the studies of none."""
    rest = [name for name in STUDIES if not any(name in names for names in (GROUPS | MORE).values())]
    others = tuple(name for name in rest if STUDIES[name].package)
    lists = {"more": tuple(name for name in rest if name not in others), "of other packages": others}
    return GROUPS | MORE | {title: names for title, names in lists.items() if names}
