"""Where things are: imports run one way, the audit looks at nothing that it checks, and tests look at behaviour."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from inspect import getdoc
from pathlib import Path

from model.testing import SHEET_OF
from tests.steps import FAMILIES, load

ROOT = Path(__file__).parents[1]

VAGUE = {"each", "found", "made", "said", "told", "held", "lost", "kept", "given", "whole", "known"}
"""Words that name nothing: no variable, parameter, function or class is called so."""

STILL_VAGUE = {"": 2, "runs": 1, "sheets": 3}
"""Ceilings a folder, most of them fields; they only fall."""
LOOSE = {"__init__", "__main__", "errors", "pipeline", "progress", "tolerances"}
"""Files of `model` that are in no folder."""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for path in (ROOT / "model").rglob("*.py")}


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of every import, also of those within functions and for type checkers."""
    if isinstance(tree, ast.ImportFrom):
        yield from ((tree.module or "", each.name) for each in tree.names)
    elif isinstance(tree, ast.Import):
        yield from ((each.name, "") for each in tree.names)
    for child in ast.iter_child_nodes(tree):
        yield from imports(child)


def imported_by(module: str) -> list[tuple[str, str]]:
    """(module, name) of what a module takes from others of the program; a module that is imported has no name."""
    found = imports(ast.parse(FILES[module].read_text(encoding="utf-8")))
    own = ((source, name) for source, name in found if source.split(".")[0] == "model")
    return [(f"{source}.{name}", "") if f"{source}.{name}" in FILES else (source, name) for source, name in own]


@cache
def arrows() -> dict[str, set[str]]:
    """The modules that each module imports."""
    return {module: {source for source, _ in imported_by(module)} - {module} for module in FILES}


def room_of(module: str) -> str:
    """The folder of `model` in which a module is, or the module itself."""
    return module.split(".")[1] if "." in module else module


def test_no_module_imports_itself_by_others() -> None:
    try:
        TopologicalSorter(arrows()).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle of imports: {' → '.join(circle.args[1])}") from None


def test_between_two_folders_imports_run_one_way() -> None:
    between = {
        (room_of(module), room_of(source)): (module, source)
        for module, sources in arrows().items()
        for source in sources
        if room_of(module) != room_of(source)
    }
    both = [(between[pair], between[pair[::-1]]) for pair in between if pair < pair[::-1] and pair[::-1] in between]
    assert not both


def test_folders_import_in_the_order_of_the_drawing() -> None:
    """docs/architecture.md names every folder; each imports only from those on lines below it."""
    lines = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1].splitlines()
    at = {room: n for n, line in enumerate(lines) for room in re.findall(r"(\w+)(?:/|\.py)", line)}
    folders = {path.parent.name for path in (ROOT / "model").glob("*/*.py")}
    assert set(at) == folders | {"pipeline"}
    for module, sources in arrows().items():
        for source in sources:
            upper, lower = room_of(module), room_of(source)
            assert upper == lower or at.get(upper, -1) < at.get(lower, len(lines)), (module, source)


def test_the_way_of_a_figure_is_there() -> None:
    """docs/architecture.md names files, and what is defined in them; in its tables files of `reports/`."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+/\w+)\.py`: `(\w+)`", page)
    named += [(path, name) for name, path in re.findall(r"`(\w+)`(?:,[^|`]*)? in `(\w+/\w+)\.py`", page)]
    assert len(named) > 6
    for path, name in named:
        (file,) = [found for found in FILES.values() if found.with_suffix("").as_posix().endswith(path)]
        assert f"def {name}(" in file.read_text(encoding="utf-8"), (path, name)


def test_the_core_knows_no_study_and_no_study_a_command() -> None:
    """`model` itself offers studies to Python, commands run them, the desk shows forms; nothing else imports one."""
    for module in FILES:
        rooms = {room_of(source) for source, _ in imported_by(module)}
        if room_of(module) not in ("studies", "cli", "desk", "model", "__main__"):
            assert "studies" not in rooms, module
        if room_of(module) != "cli" and module != "model.__main__":
            assert "cli" not in rooms, module


def test_a_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for module, path in FILES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def places_of(path: Path, nodes: Iterable[ast.AST]) -> list[str]:
    """File and line of each node, as a terminal or an editor opens them."""
    return [f"{path.relative_to(ROOT).as_posix()}:{node.lineno}" for node in nodes if hasattr(node, "lineno")]


def within(places: Collection[str], ceiling: int) -> None:
    """Fails with the places where there are more than a ceiling allows."""
    assert len(places) <= ceiling, f"{len(places)}, at most {ceiling}:\n" + "\n".join(places)


def named_vaguely(node: ast.AST) -> bool:
    name = {
        ast.Name: lambda: node.id if isinstance(node.ctx, ast.Store) else "",
        ast.arg: lambda: node.arg,
        ast.FunctionDef: lambda: node.name.strip("_"),
        ast.ClassDef: lambda: node.name.strip("_"),
    }.get(type(node), str)()
    return name in VAGUE


def test_names_say_what_they_are() -> None:
    vague: dict[str, list[str]] = {}
    for path in sorted((ROOT / "model").rglob("*.py")):
        folder = path.relative_to(ROOT / "model").parts[0] if path.parent != ROOT / "model" else ""
        nodes = filter(named_vaguely, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        vague.setdefault(folder, []).extend(places_of(path, nodes))
    for folder, places in vague.items():
        within(places, STILL_VAGUE.get(folder, 0))


def test_no_line_is_kept_from_the_formatter_and_no_comprehension_is_long() -> None:
    """One of two loops has at most 100 letters, none has three."""
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for path in sorted((ROOT / "model").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        skipped = [at for at, line in enumerate(text.splitlines(), start=1) if "# fmt: skip" in line]
        assert not skipped, f"{path}:{skipped[0]}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, comprehensions) and len(node.generators) > 1:
                source = " ".join((ast.get_source_segment(text, node) or "").split())
                assert len(node.generators) == 2 and len(source) <= 100, f"{path}:{node.lineno}"


def test_no_file_is_loose() -> None:
    assert {path.stem for path in (ROOT / "model").glob("*.py")} <= LOOSE


def test_the_audit_reads_sheets_and_plans_but_no_algebra() -> None:
    """From families it takes classes of rows and words that may stand in their cells, nothing that is worked out."""
    rows = {row_class.__module__ for row_class in SHEET_OF}
    for module in FILES:
        if room_of(module) == "audit":
            for source, name in imported_by(module):
                assert room_of(source) not in ("solver", "runs", "planning", "pipeline"), (module, source)
                if room_of(source) == "families":
                    assert source in rows, (module, source)
                    found = getattr(import_module(source), name)
                    assert found in SHEET_OF or isinstance(found, str | int | tuple), (module, source, name)


def test_a_family_is_a_file_or_a_folder() -> None:
    folder = ROOT / "model" / "families"
    apart = {"__init__", "assemble", "common", "instance"}
    assert {path.stem for path in folder.iterdir() if path.stem != "__pycache__"} - apart == set(FAMILIES)


def words(name: str) -> str:
    """A name as a file has it: 'Strategic stocks' and 'StrategicStocks' are strategic_stocks."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[ -]", "_", name).lower()


def stem(name: str) -> str:
    """A name in the singular."""
    return re.sub("s$", "", re.sub("ies$", "y", words(name)))


PLANTS_AND_THEIR_COSTS = {"Capacity": "Plant", "Costs": "CostRow"}
"""Sheets that planners know by what they hold; a row of theirs is something else."""


def test_a_row_is_named_like_its_sheet() -> None:
    apart = {
        sheet.name: row_class.__name__
        for row_class, sheet in SHEET_OF.items()
        if words(row_class.__name__) not in (words(sheet.name), stem(sheet.name))
    }
    assert apart == PLANTS_AND_THEIR_COSTS


def test_a_family_of_one_sheet_is_named_like_it() -> None:
    """The other families have several sheets, or none but columns and limits on sheets of others. Supply has two:
    Suppliers is a sheet of all, as disruptions name them."""
    for family in set(FAMILIES) - {"supply"}:
        sheets = [each.name for row, each in SHEET_OF.items() if row.__module__.split(".")[2] == family]
        assert len(sheets) != 1 or words(sheets[0]) == family


def test_a_family_has_one_name_in_all_layers() -> None:
    """In its first words, its data, its micro cases, and wherever else a file, sheet or result is about it."""
    parts = load()
    for family, part in zip(FAMILIES, parts, strict=True):
        title = (getdoc(part) or "").partition(":")[0]
        assert words(title) == family
        assert words(part.coefficients.__annotations__["return"].removesuffix("Data")) == family
        assert (ROOT / "tests" / "micro" / f"{family}.py").exists()
    one_spelling = {stem(family): family for family in FAMILIES}
    files = (path.stem for folder in ("model", "tests") for path in (ROOT / folder).rglob("*.py"))
    about = {re.sub("^test_(audit_|checks_|properties_|results_)?", "", name) for name in files}
    tables = {report.name for part in parts for report in getattr(part, "REPORTS", ())}
    for name in map(words, (*about, *tables, *(sheet.name for sheet in SHEET_OF.values()))):
        assert one_spelling.get(stem(name), name) == name


# --- what tests may import ---------------------------------------------------------------------------

OPEN_MODULES = (
    "model.audit", "model.sheets", "model.families.common.protocol",
    "model.proof.verify", "model.studies.discover.prim", "model.studies.discover.sampling",
    "model.studies.contributions.game", "model.studies.with_without", "model.testing",
)  # fmt: skip
"""Beside the public names of `model`, the names and row classes of families: what a redesign leaves as it is, and
published algorithms."""

LOOK_INSIDE = {
    "changing", "conftest", "figures", "jobs", "programs", "search", "solved", "steps", "studies",
    "test_adding_a_constraint", "test_batch", "test_brief", "test_chain", "test_checking_scales", "test_checks",
    "test_checks_amounts", "test_checks_risk", "test_clock", "test_cluster", "test_coincidence", "test_compare",
    "test_comparison_book", "test_decisions", "test_diagnosis", "test_diagnosis_technical", "test_diving",
    "test_doubts", "test_endings", "test_expansions", "test_explain", "test_foresight", "test_frontier", "test_guard",
    "test_handover", "test_held", "test_mandates", "test_micro", "test_months", "test_origin", "test_outputs",
    "test_periods_of_years", "test_plausibility", "test_progress", "test_proportions",
    "test_public_money", "test_recycling", "test_regret", "test_reoptimise", "test_report", "test_report_places",
    "test_results", "test_results_on_paper", "test_results_risk", "test_rolling", "test_runs", "test_save",
    "test_screening", "test_significance", "test_solving", "test_spread", "test_strengthening", "test_study_reports",
    "test_surface", "test_technology", "test_template", "test_tornado", "test_transit", "test_unit_conversion",
    "test_units", "test_value", "test_whatifs", "test_without", "test_words", "test_wrong_plans",
}  # fmt: skip
"""Tests that look inside: units of algorithms, such as diving, strengthening, conversion of units or transit; the
helpers that know where steps lie; and what has no way from outside yet. None is to be added."""


def is_open(module: str, name: str) -> bool:
    """Whether tests may import a name, or a module where it has none."""
    if module == "model":
        return name in ("", *import_module("model").__all__)
    if module == "model.families":
        return name in ("FAMILIES", "load")
    if re.fullmatch(r"model\.families\.\w+\.rows", module) or any(
        f"{module}.".startswith(f"{each}.") for each in OPEN_MODULES
    ):
        return True
    found = getattr(import_module(module), name, None) if name else None
    return isinstance(found, type) and found in SHEET_OF


def test_tests_look_at_behaviour() -> None:
    """They import what is public, and the few that look inside are counted."""
    inside = {
        path.stem
        for path in (ROOT / "tests").rglob("*.py")
        for module, name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if module.split(".")[0] == "model" and not is_open(module, name)
    }
    assert inside == LOOK_INSIDE


DEEP_IMPORTS = 680
"""Names that tests import from modules within `model`, `model.testing` aside: moving a module breaks each import of it.
What several tests look at is imported once, by `steps`, `jobs`, `search`, `figures` or `studies`. It only falls."""

PATCHES = 59
"""Places where tests replace a part of the program or of the system. It only falls."""


def is_deep(module: str, name: str) -> bool:
    """Whether an import names a module within `model`, or something in one."""
    if module == "model":
        return f"model.{name}" in {*FILES} - {"model.testing"}
    return module.startswith("model.") and module != "model.testing"


def test_tests_ask_the_program_not_its_rooms() -> None:
    """A module can be moved, or a function renamed, with few tests to change."""
    deep, patches = [], []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                deep += places_of(path, [node]) * sum(is_deep(*imported) for imported in imports(node))
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setattr":
                patches += places_of(path, [node])
    within(deep, DEEP_IMPORTS)
    within(patches, PATCHES)


# --- sentences ---------------------------------------------------------------------------------------

SENTENCES = 30
"""Asserts that still hold a sentence themselves: what a clock or the order of processes surrounds."""


def is_sentence(node: ast.AST) -> bool:
    """Whether a literal, or a list of them, has a text of four words or more."""
    if isinstance(node, ast.List | ast.Tuple | ast.JoinedStr):
        return any(map(is_sentence, node.values if isinstance(node, ast.JoinedStr) else node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.split()) >= 4


def holds_a_sentence(test: ast.Assert) -> bool:
    """Whether a sentence is compared in an assert, or looked for."""
    return any(
        is_sentence(each)
        for node in ast.walk(test.test)
        if isinstance(node, ast.Compare)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("swith"))
        for each in ([node.left, *node.comparators] if isinstance(node, ast.Compare) else node.args)
    )


def test_sentences_are_held_by_snapshots() -> None:
    """So that wording changes in one commit: python -m pytest --snapshot-update."""
    held = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert) and holds_a_sentence(node)
    ]
    within(held, SENTENCES)
