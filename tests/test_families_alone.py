"""A family is known to its own folder: adding one is new files and one word (docs/adding-a-constraint.md)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from model.testing import SHEET_OF
from tests.steps import FAMILIES, load

ROOT = Path(__file__).parents[1]

IMPORTED = {
    "supply": 13,
    "contracts": 9,
    "conversion": 21,
    "investment": 35,
    "closures": 3,
    "technology": 4,
    "workforce": 5,
    "stockpiles": 20,
    "strategic_stocks": 2,
    "demand": 28,
    "routes": 16,
    "public_money": 9,
    "funds": 1,
    "decisions": 24,
}
"""Exceptions: the most modules that may import a family. The numbers only fall; one that comes to 0 goes."""

NAMED = {
    "supply": 3,
    "contracts": 8,
    "conversion": 14,
    "reserves": 1,
    "investment": 16,
    "construction_goods": 1,
    "closures": 7,
    "technology": 3,
    "careers": 2,
    "workforce": 9,
    "stockpiles": 15,
    "strategic_stocks": 1,
    "demand": 21,
    "recycling": 1,
    "routes": 13,
    "interruption": 5,
    "origin": 1,
    "public_money": 8,
    "funds": 4,
    "decisions": 3,
}
"""Of modules that do not import it, those that may have a name of it: results that are about its tables, in words of
their own, and checks of the whole plan."""


def family_of(module: str) -> str:
    """The family whose file or folder a module is in; empty if that is none."""
    _, _, rest = module.partition("model.families.")
    name = rest.partition(".")[0]
    return name if name in FAMILIES else ""


def shared_words() -> set[str]:
    """Columns of sheets and words of their cells, such as measures of Limits: 'capacity', 'technology' and 'plants in
    use' are among those, too, so that a text alone is no sign of a family."""
    columns = [column for sheet in SHEET_OF.values() for column in sheet.all_columns]
    return {word for column in columns for word in (column.attribute, column.header, *column.options)}


@cache
def names() -> dict[str, set[str]]:
    """Names of sheets, result tables and costs of each family, but for words that others share."""
    known: dict[str, set[str]] = {
        family: {each.name for kind in ("REPORTS", "COSTS") for each in getattr(module, kind, ())}
        for family, module in zip(FAMILIES, load(FAMILIES), strict=True)
    }
    for row_class, sheet in SHEET_OF.items():
        if family := family_of(row_class.__module__):
            known[family].add(sheet.name)
    return {family: own - shared_words() for family, own in known.items()}


def subjects(tree: ast.Module) -> set[str]:
    """Subjects of what a file of the audit declares, as in AUDITS."""
    declarations = (node.value for node in tree.body if isinstance(node, ast.Assign))
    keys = (key for value in declarations if isinstance(value, ast.Dict) for key in value.keys)
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def is_own(family: str, module: str, tree: ast.Module) -> bool:
    """Whether a module is the family's own: its file or folder, its file of the audit."""
    if not module.startswith("model.audit."):
        return family_of(module) == family
    about = {module.rpartition(".")[2].replace("_", " "), *subjects(tree)}
    return any(re.search(rf"\b{family.replace('_', ' ')}\b", subject) for subject in about)


def imported(tree: ast.Module) -> set[str]:
    """Families that a module imports, or names of them, also within functions and for type checkers."""
    sources = {
        f"{node.module}.{each.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    sources |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    return {family for family in map(family_of, sources) if family}


def named(tree: ast.Module) -> set[str]:
    """Families of which a module has the name of a sheet, result table or cost as a text of its own."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {family for family, own in names().items() if own & texts}


@cache
def known() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Modules that import a family, and others that name it, by family."""
    importing, naming = ({family: set[str]() for family in FAMILIES} for _ in range(2))
    for path in (ROOT / "model").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if family_of(module) or module == "model.families.__init__":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for found, into in ((imported(tree), importing), (named(tree), naming)):
            for family in found:
                if not is_own(family, module, tree):
                    into[family].add(module)
    return importing, {family: modules - importing[family] for family, modules in naming.items()}


def test_a_family_is_known_to_its_own_folder() -> None:
    """Counted is, for each of the families, every module of `model/` that imports its file or folder or anything in
    it, within functions and for type checkers too; and, of the others, every module that has the name of one of its
    sheets, result tables or costs as a text of its own (a docstring, or a longer sentence, is none).

    Not counted are the family itself; its files of the audit, which are called as it is or declare a subject that
    has its name; other families, which say by an import that they build on it; and the list of families,
    which has the one word. `families/common`, `families/assemble.py`, `families/instance.py`, studies, reports and
    the rest of the audit are counted."""
    importing, naming = known()
    for counts, most in ((importing, IMPORTED), (naming, NAMED)):
        over = {family: sorted(counts[family]) for family in FAMILIES if len(counts[family]) > most.get(family, 0)}
        assert not over


def test_the_exceptions_are_as_few_as_they_seem() -> None:
    """A family without an exception holds to the promise; no exception is left that is not needed any more."""
    importing, naming = known()
    for counts, most in ((importing, IMPORTED), (naming, NAMED)):
        assert {family for family in most if not counts[family]} == set()
    alone = set(FAMILIES) - IMPORTED.keys()
    assert len(alone) >= 17
    assert alone >= {
        "maturing",
        "reserves",
        "shared_capacity",
        "blending",
        "construction_goods",
        "operating_rules",
        "careers",
        "recycling",
        "footprints",
        "interruption",
        "origin",
        "concentration",
        "mandates",
        "resilience",
        "rationing",
        "tail_risk",
    }
