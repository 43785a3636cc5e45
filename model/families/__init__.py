"""The families of the model, in build order. A new family is a file or folder here and an entry in this tuple.

A family that is a file has all of it there. A folder has its sheets in ``rows``, their values by period in ``terms``,
its part of the model in ``algebra``, checks of its sheets in ``checks``, and the roll-over of its year-end state to
inputs in ``roll``.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

FAMILIES = (
    "supply", "contracts", "conversion", "reserves", "shared_capacity", "blending", "investment", "closures",
    "technology", "operating_rules", "careers", "workforce", "stockpiles", "strategic_stocks", "demand", "recycling",
    "routes", "footprints", "interruption", "export_quotas", "origin", "public_money", "funds", "concentration",
    "mandates", "resilience", "rationing", "tail_risk", "decisions",
)  # fmt: skip


def load(names: tuple[str, ...] = FAMILIES) -> list[ModuleType]:
    """The modules of all families with the names that `build_model` reads. Importing them also declares their sheets;
    sheets that belong to no family are declared first."""
    import_module("model.sheets.whatifs")
    return [_part(name, "algebra") or import_module(f"model.families.{name}") for name in names]


def load_checks() -> list[ModuleType]:
    """The modules that may define CHECKS: a family's file, or ``checks`` in its folder."""
    return [_part(name, "checks") or import_module(f"model.families.{name}") for name in FAMILIES]


def load_rolls() -> list[ModuleType]:
    """The modules that may define ROLL: a family's file, or ``roll`` in its folder."""
    return [_part(name, "roll") or import_module(f"model.families.{name}") for name in FAMILIES]


def _part(name: str, part: str) -> ModuleType | None:
    """A file of a family's folder; None if it does not exist."""
    family = import_module(f"model.families.{name}")
    is_there = hasattr(family, "__path__") and find_spec(f"{family.__name__}.{part}") is not None
    return import_module(f"{family.__name__}.{part}") if is_there else None
