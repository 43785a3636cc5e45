"""The families of the model, in build order. A new family is a file or a folder here, and a word in this tuple.

A family that is a file has all of it there. A folder has its sheets in ``rows``, what these come to period by period in
``terms``, its part of the model in ``algebra``, what can be wrong with its sheets in ``checks``, and how its state at a
year's end becomes inputs in ``roll``.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

FAMILIES = (
    "supply", "contracts", "conversion", "reserves", "shared_capacity", "blending", "investment", "closures",
    "technology", "operating_rules", "careers", "workforce", "stockpiles", "strategic_stocks", "demand", "recycling",
    "routes", "footprints", "interruption", "export_quotas", "origin", "public_money", "funds", "concentration",
    "resilience", "rationing", "tail_risk", "decisions",
)  # fmt: skip


def load(names: tuple[str, ...] = FAMILIES) -> list[ModuleType]:
    """Of each family what `build_model` asks it for, whose import also declares its sheets; those that are no family's
    are declared first."""
    import_module("model.sheets.whatifs")
    return [_part(name, "algebra") or import_module(f"model.families.{name}") for name in names]


def load_checks() -> list[ModuleType]:
    """Of each family what may have a tuple CHECKS: the file, or in its folder ``checks``."""
    return [_part(name, "checks") or import_module(f"model.families.{name}") for name in FAMILIES]


def load_rolls() -> list[ModuleType]:
    """Of each family what may have a tuple ROLL: the file, or in its folder ``roll``."""
    return [_part(name, "roll") or import_module(f"model.families.{name}") for name in FAMILIES]


def _part(name: str, part: str) -> ModuleType | None:
    """A file of a family's folder; None where there is none."""
    family = import_module(f"model.families.{name}")
    is_there = hasattr(family, "__path__") and find_spec(f"{family.__name__}.{part}") is not None
    return import_module(f"{family.__name__}.{part}") if is_there else None
