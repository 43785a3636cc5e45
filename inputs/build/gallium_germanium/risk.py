"""What may happen to the gallium and germanium chain, and what the plan must withstand."""

from __future__ import annotations

from inputs.build.gallium_germanium.places import CRUDE_GALLIUM, DOCS, GERMANIUM, PURE_GALLIUM
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.schema import ANY, Row

# disruption, action, target, good, to, value, start, years, probability, grade, documents, why
DISRUPTIONS = (
    ("US ban returns", "exports", "China", ANY, "USA", 0, "2027; 2030; 2033; 2036", 2, 0.1, "reported",
     ("SMM-GA25", "BAN-PAUSE"),
     "Banned in December 2024, suspended from November 2025 to 27 November 2026. Two years; once in ten, assumed."),
    ("Full stop", "exports", "China", ANY, ANY, 0, "2028; 2031; 2034; 2037", 2, 0, "reported",
     ("CNA-23", "OFR-GDP"),
     "No exports to anybody for two years: the case that USGS costed. Without a probability: the plan must withstand "
     "it, within the sheet Limits."),
    ("Licences at a trickle", "exports", "China", ANY, ANY, 0.3, "2027; 2031; 2035", 1, 0.15, "measured",
     ("RAWM-JUN25", "SMM-GA25"),
     "Germanium fell to 7 % in June 2025, gallium exports to 48 % in 2023; 30 % for a year. Three controls in four "
     "years, this probability assumed."),
    ("Trail furnace", "capacity", "Trail germanium", ANY, ANY, 0.4, "2030; 2036", 0.8, 0.05, "reported",
     ("TRAIL-18",), "Explosion of January 2018: 60 % of contract volumes for the year. Once in twenty years, assumed."),
    ("Zinc price collapses", "capacity", "Clarksville zinc", ANY, ANY, 0, "2031; 2036", 2, 0.1, "reported",
     ("MTM-PAUSE",), "The Tennessee mines closed in November 2023 for want of a zinc price: the by-product stops with "
     "its host. Two years; once in ten, assumed."),
    ("Zinc price collapses", "capacity", "Hobart zinc", ANY, ANY, 0, "", 2, 0, "reported", ("HOBART",),
     "Running on public support."),
    ("Wagerup refinery curtailed", "capacity", "Wagerup alumina", ANY, ANY, 0, "2031; 2036", 1, 0.03, "assumed",
     (), "A year without its liquor; alumina refineries close for gas or bauxite."),
    ("Stop and Wagerup down", "exports", "China", ANY, ANY, 0, "2031-2039", 1, 0, "assumed", (),
     "Two at once, for a year: the test that a reserve is for. Without a probability."),
    ("Stop and Wagerup down", "capacity", "Wagerup alumina", ANY, ANY, 0, "", 1, 0, "assumed", (),
     "A year without its liquor."),
    ("Wagerup two years late", "delay", "Wagerup circuit", ANY, ANY, 2, "2027", 3, 0.2, "reported", ("ALCOA-25",),
     "The decision has slipped once already. Probability assumed."),
    ("Price collapse", "price", "China", ANY, ANY, 0.38, "2030; 2035", 3, 0.1, "measured", ("USGS-GA25", "USGS-GA26"),
     "From 580 USD/kg back to 220, as in 2024, for three years. Once in ten, assumed."),
)  # fmt: skip

# limit, measure, of, scope, value, from, grade, documents, why
LIMITS = (
    ("Defence in any disruption", "service", ANY, "US defence", 1.0, 2028, "assumed", (),
     "A planning choice; from 2028, since nothing that is decided now works sooner."),
    ("Gallium in any disruption", "service", PURE_GALLIUM, ANY, 0.95, 2031, "assumed", (), "A planning choice."),
    ("Germanium in any disruption", "service", GERMANIUM, ANY, 0.85, 2031, "assumed", (), "A planning choice."),
    ("Gallium from one country", "share", CRUDE_GALLIUM, "each country", 0.65, 2032, "reported", ("CRMA",),
     "The European benchmark for one third country, here for every country."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*disruptions(), *limits()]


def disruptions() -> list[Row]:
    return [
        Disruption(disruption=name, action=action, target=target, commodity=good, to=to, value=value, start=start,
                   duration=years, probability=probability, source=DOCS.graded(grade, *ids), notes=why)
        for name, action, target, good, to, value, start, years, probability, grade, ids, why in DISRUPTIONS
    ]  # fmt: skip


def limits() -> list[Row]:
    return [
        Limit(limit=name, measure=measure, of=of, scope=scope, value=ByYear.of(value), from_year=start,
              source=DOCS.graded(grade, *ids), notes=why)
        for name, measure, of, scope, value, start, grade, ids, why in LIMITS
    ]  # fmt: skip
