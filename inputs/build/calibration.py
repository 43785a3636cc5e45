"""The plan's first year beside what statistics and companies tell of 2025: trade and production by stage and country.

Nothing in the workbook fixes a figure at its statistic: lanes from China may carry the rate of the second half of 2025,
plants run up to their capacity, and markets need what they need. Where a figure is further off than ``WITHIN``, the row
says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from inputs.build.demand import EU_FROM_CHINA, US_FROM_CHINA
from inputs.build.figures import table, undisturbed
from inputs.build.purchases import MAGNETS_IN_2025
from model.results.plan import Plan

MAGNETS = ("Standard magnet", "High-coercivity magnet")
CHINA = "China"
US = ("US defence", "US automotive", "US other")
WITHIN = 0.10


class Statistic(NamedTuple):
    """What was measured or told of 2025 [t], and why the plan of 2026 differs, where it does."""

    name: str
    amount: float
    source: str
    differs: str = ""


STOCKED = "stocks are filled, since a stop may come in 2027"

STATISTICS = (
    Statistic("Mine, USA: Mountain Pass, REO", 50_692, "2025, company",
              "as much as it separates: the rest went to China until April 2025, and is stored or not mined since; "
              "held at 46,000 t there is no plan, since its separation takes 27,400 t REO a year (proven)"),
    Statistic("Mine, Australia: Mt Weld, REO", 34_000, "8,200 t of NdPr expected for 2026, at its share of the ore"),
    Statistic("Separation, USA: Mountain Pass, NdPr oxide", 4_000, "run rate at the end of 2025, company",
              "outages and ramping are taken off in the plan"),
    Statistic("Separation, Malaysia: Lynas, NdPr oxide", 8_200, "8,000 to 8,300 expected for 2026, company",
              "the least of the sheet Limits"),
    Statistic("Metal, Japan: NdPr metal bought in China", 5_900, "494 t of powder and alloys in September 2025",
              "the plan lets Japan's own metal makers run in full on the oxide of its contract with Lynas; powder and "
              "alloys for bonded magnets are not in the workbook; held at 5,900 t, the plan "
              "of 70,866 million USD, of the run before this one, cost 771 more, at least 426"),
    Statistic("Magnets, Japan", 10_000, "about 4 % of world output, estimated"),
    Statistic("Magnets, USA", 1_500, "three plants ramping up, estimated",
              "they ramp up as new plants do, and run in full"),
    Statistic("Magnets, Europe", 450, "about 2 % of demand, estimated",
              "the least of the sheet Limits"),
    Statistic("Trade: Chinese magnets to the USA", US_FROM_CHINA, "2025, customs",
              "growth of demand since then"),
    Statistic("Trade: Chinese magnets to Europe", EU_FROM_CHINA, "2025, customs: 37.5 % of the total", STOCKED),
    Statistic("Trade: Chinese magnets to Japan", MAGNETS_IN_2025["Japan market"], "2025, customs, from three months"),
    Statistic("Trade: Chinese magnets to Korea", MAGNETS_IN_2025["Korea market"], "2025, customs, estimated", STOCKED),
)  # fmt: skip


def first_year(plan: Plan) -> list[float]:
    """The same of the plan's first year [t]."""
    found = (
        made(plan, ["Mountain Pass concentrate"], ["Mountain Pass"]), made(plan, ["Mt Weld concentrate"], ["Mt Weld"]),
        made(plan, ["NdPr oxide"], ["Mountain Pass"]), made(plan, ["NdPr oxide"], ["Gebeng"]),
        shipped(plan, ["NdPr metal"], CHINA, ["Osaka"]),
        made(plan, MAGNETS, ["Osaka"]), made(plan, MAGNETS, _sites(plan, ("USA",))),
        made(plan, MAGNETS, ["Hanau", "Narva"]),
        shipped(plan, MAGNETS, CHINA, US), *(shipped(plan, MAGNETS, CHINA, [market]) for market in
                                             ("EU market", "Japan market", "Korea market")),
    )  # fmt: skip
    return [round(each) for each in found]


def _sites(plan: Plan, countries: Sequence[str]) -> list[str]:
    return sorted({str(row.site) for row in plan.frames["capacity"].itertuples() if row.country in countries})


def shipped(plan: Plan, goods: Iterable[str], origin: str, to: Iterable[str]) -> float:
    flows = undisturbed(plan, "flows")
    here = flows["commodity"].isin(list(goods)) & flows["destination"].isin(list(to)) & _first(plan, flows)
    return float(flows.loc[here & flows["origin_country"].eq(origin), "shipped"].sum())


def made(plan: Plan, goods: Iterable[str], sites: Iterable[str]) -> float:
    output = undisturbed(plan, "conversion")
    here = output["commodity"].isin(list(goods)) & output["site"].isin(list(sites)) & _first(plan, output)
    return float(output.loc[here, "made"].sum())


def _first(plan: Plan, frame: Any) -> Any:
    return frame["period"].eq(plan.tables.settings.first_year)


def is_off(statistic: Statistic, now: float) -> bool:
    """Whether a figure of the plan is further off than it may be without a reason."""
    return abs(now / statistic.amount - 1) > WITHIN


def first_year_table(found: Sequence[float]) -> str:
    """All of them, with the reason of what is off."""
    rows = [
        (each.name, f"{each.amount:,.0f}", f"{now:,.0f}", f"{100 * (now / each.amount - 1):+.0f} %",
         each.source + (f"; {each.differs}" if is_off(each, now) and each.differs else ""))
        for each, now in zip(STATISTICS, found, strict=True)
    ]  # fmt: skip
    return table(("t", "2025", "plan, 2026", "difference", "from, and why it differs"), rows)
