"""The families of the model, in build order. A new family is a file or folder here and an entry in this tuple, or in
another package that announces it (`model.system.declared`).

A family that is a file has all of it there. A folder has its sheets in ``rows``, their values by period in ``terms``,
its part of the model in ``algebra``, checks of its sheets in ``checks``, and the roll-over of its year-end state to
inputs in ``roll``; one of another package has its audit there, too, in ``audit``. Such a family is built after the one
that its ``AFTER`` names.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from model.errors import InputError
from model.sheets.schema import SHEET_OF
from model.system.declared import announced, part_of, provider

FAMILIES = (
    "supply",
    "contracts",
    "conversion",
    "maturing",
    "reserves",
    "shared_capacity",
    "blending",
    "investment",
    "construction_goods",
    "closures",
    "technology",
    "operating_rules",
    "careers",
    "workforce",
    "stockpiles",
    "strategic_stocks",
    "demand",
    "recycling",
    "routes",
    "footprints",
    "interruption",
    "export_quotas",
    "origin",
    "public_money",
    "funds",
    "concentration",
    "mandates",
    "resilience",
    "rationing",
    "tail_risk",
    "decisions",
)

OTHER_PARTS = ("checks", "roll", "audit")

USUALLY_AFTER = "interruption"
"""Place of a family of another package that does not name its own: after all flows, before origins and the families
that count the costs of all others."""


@cache
def in_order() -> tuple[str, ...]:
    """All families, those of other packages included, in build order. Raises InputError if one of these cannot be
    used."""
    if problems := [*_unusable()] or [*_clashing()]:
        raise InputError("\n".join(problems))
    places = {name: FAMILIES.index(name) for name in FAMILIES}
    places |= {family.name: FAMILIES.index(_after(family.module)) for family in announced()}
    return tuple(sorted(places, key=lambda name: (places[name], name not in FAMILIES, name)))


def home_of(name: str) -> str:
    """The module or folder of a family."""
    return next((family.module for family in announced() if family.name == name), f"model.families.{name}")


def family_of(module: str) -> str:
    """The family whose file or folder a module is in; empty if that is none."""
    return next((name for name in in_order() if f"{module}.".startswith(f"{home_of(name)}.")), "")


def load(names: Iterable[str] | None = None) -> list[ModuleType]:
    """The modules of families, all by default, with the names that `build_model` reads. Importing them also declares
    their sheets; sheets that belong to no family are declared first."""
    import_module("model.sheets.whatifs")
    return _parts("algebra", in_order() if names is None else names)


def load_checks() -> list[ModuleType]:
    """The modules that may define CHECKS: a family's file, or ``checks`` in its folder."""
    return _parts("checks", in_order())


def load_rolls() -> list[ModuleType]:
    """The modules that may define ROLL: a family's file, or ``roll`` in its folder."""
    return _parts("roll", in_order())


def _parts(part: str, names: Iterable[str]) -> list[ModuleType]:
    """A file of each family's folder; the folder itself where it has none."""
    homes = map(home_of, names)
    return [part_of(home, part) or import_module(home) for home in homes]


def _after(home: str) -> str:
    return str(getattr(import_module(home), "AFTER", USUALLY_AFTER))


def _unusable() -> Iterator[str]:
    """Families of other packages that cannot be used by themselves."""
    for family in announced():
        who = f"The package {provider(family)} announces the constraint family '{family.name}'"
        if family.name in FAMILIES or [other.name for other in announced()].count(family.name) > 1:
            yield f"{who}, but there is one of that name: uninstall the package, or have its authors rename the family."
            continue
        try:
            algebra, *_ = [*_parts("algebra", [family.name])]
            for part in OTHER_PARTS:
                part_of(family.module, part)
        except (Exception, SystemExit) as error:  # whatever the code of others leads to, also an end of the process
            yield f"{who}, which cannot be imported ({type(error).__name__}: {error}): repair or uninstall the package."
            continue
        missing = [name for name in ("coefficients", "build") if not callable(getattr(algebra, name, None))]
        if missing:
            yield f"{who}, but {algebra.__name__} has no function '{missing[0]}': repair or uninstall the package."
        if _after(family.module) not in FAMILIES:
            yield f"{who} after '{_after(family.module)}', which is none of: {', '.join(FAMILIES)}."


def _clashing() -> Iterator[str]:
    """Sheets, costs and result tables of other packages whose names are taken."""
    modules = load([*FAMILIES, *(family.name for family in announced())]) if announced() else []
    used = [("sheet", sheet.name.casefold(), row.__module__) for row, sheet in SHEET_OF.items()]
    for what, names in (("cost", "COSTS"), ("result table", "REPORTS")):
        for part in modules:
            used += [(what, declaration.name, part.__name__) for declaration in getattr(part, names, ())]
    times = Counter(entry[:2] for entry in used)
    for family in announced():
        root = family.module.partition(".")[0]
        for what, name, module in used:
            if module.partition(".")[0] == root and times[what, name] > 1:
                yield (
                    f"The package {provider(family)} has the {what} '{name}', a name that is taken: uninstall the "
                    "package, or have its authors rename it."
                )
