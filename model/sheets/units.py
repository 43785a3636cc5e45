"""Units as a planner reads them: the placeholders of declared units filled from the settings."""

from __future__ import annotations

from model.sheets.common import Settings
from model.sheets.schema import Column

SCALES = {"ones": "", "thousands": "thousand ", "millions": "million "}


def unit_text(column: Column, settings: Settings, unit: str = "unit") -> str:
    """A column's unit. In the unit row ``{unit}`` stays the word 'unit': it differs by commodity or plant."""
    return filled(column.unit, settings, unit)


def filled(text: str, settings: Settings, unit: str = "unit") -> str:
    """A declared unit or note with its placeholders filled."""
    amount = SCALES[settings.amounts] + settings.currency
    return text.replace("{currency}", settings.currency).replace("{amount}", amount).replace("{unit}", unit)
