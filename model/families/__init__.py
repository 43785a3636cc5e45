"""The families of the model, in build order. A new family is a file in this folder and a word in this tuple."""

from importlib import import_module
from types import ModuleType

FAMILIES = (
    "supply", "contracts", "conversion", "reserves", "sharing", "blending", "investment", "closure", "technology",
    "operating", "careers", "workforce", "inventory", "strategic_stock", "demand", "recycling", "network",
    "footprint", "interruption", "origin", "public_money", "finance", "concentration", "resilience", "tail_risk",
)  # fmt: skip


def load(names: tuple[str, ...] = FAMILIES) -> list[ModuleType]:
    """The family modules, whose import also declares their sheets, and with them those that are no family's."""
    import_module("model.sheets.whatifs")
    return [import_module(f"model.families.{name}") for name in names]
