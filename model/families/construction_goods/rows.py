"""The sheet of construction goods."""

from __future__ import annotations

from model.sheets.names import CommodityName, ProjectName
from model.sheets.schema import HARDLY, LESS, Row, choice, key, number, sheet

DURING, AT_START = "construction", "coming online"


@sheet("Construction goods", tab="Lead times", in_months=False)
class ConstructionGood(Row):
    """A commodity that a project takes at the site of its plant while it is built, such as steel, a catalyst or a first
    fill. It must be there in a disruption, too. It is no need in the sense of Limits."""

    project: ProjectName = key(of="Projects")
    commodity: CommodityName = key(of="Commodities")
    per_module: float = number(
        "{unit}",
        default=0.0,
        at_least=0,
        note="Per module; once for a size or the opening of an expansion.",
        gives=LESS,
        ease=HARDLY,
    )
    per_unit: float = number(
        "{unit} per {unit}/y",
        default=0.0,
        at_least=0,
        note="In addition, per unit of capacity that is built.",
        gives=LESS,
        ease=HARDLY,
    )
    taken: str = choice(
        (DURING, AT_START),
        default=DURING,
        note="'construction': spread over it like capital in Lead times, evenly with an annuity. 'coming online': in "
        "the period in which the project comes online.",
    )
