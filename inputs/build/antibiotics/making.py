"""Places, goods, plants, projects and people of the amoxicillin chain, and the documents of all its figures."""

from __future__ import annotations

from inputs.build.grades import Documents
from inputs.build.status import Known, of_item, rows_of
from model.families.conversion.rows import Operation, Recipe
from model.families.investment.rows import RUNNING, STUDY, LeadTime, Project
from model.families.operating_rules.rows import OperatingRule
from model.families.workforce.rows import Skill, Staffing
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, CostRow, Group, Plant, Site
from model.sheets.schema import ASSUMED, Row

DATA_DATE = "2026-05-31"

# ruff: noqa: E501
DOCS = Documents({
    "KUNDL-26": "Przemysl Farmaceutyczny, 2026-01, https://przemyslfarmaceutyczny.pl/?p=12801",
    "KUNDL-24": "Passauer Neue Presse, 2024-03, https://www.pnp.de/nachrichten/bayern/sandoz-stellt-antibiotika-fuer-europa-bereit-15705297",
    "KUNDL-23": "Cash, 2023-11, https://www.cash.ch/news/top-news/sandoz-gewahrleistet-mit-eroffnung-neuer-produktionsstatten-antibiotika-zugang-655606",
    "KUNDL-22": "Financial Express, 2022-11-07, https://www.financialexpress.com/healthcare/news-healthcare/sandoz-to-support-increased-global-demand-for-essential-antibiotics-announces-additional-investment-in-manufacturing-facility-in-austria/2782181/",
    "KUNDL-BOX": "Worldcrunch, after Die Welt, no date shown, https://worldcrunch.com/business-finance/penicillin-factory-austria",
    "LYFIUS-24": "The Hindu, 2024-04-01, https://www.thehindu.com/business/aurobindo-pharma-commissions-penicillin-g-three-other-units/article68017431.ece/amp/",
    "LYFIUS-26": "Devdiscourse, 2026-02-22, https://www.devdiscourse.com/article/business/3813406-aurobindo-pharma-targets-penicillin-g-production-surge-for-boosted-profitability",
    "LYFIUS-60": "Managing Finance, after Times of India, 2024-02, https://managingfinance.in/aurobindo-pharmas-pen-g-unit-below-pli-to-start-industrial-manufacturing-in-april-june-2024-quarter/",
    "CURB-20": "Business Standard, 2020-03-03, https://www.business-standard.com/article/pti-stories/exports-of-certain-apis-formulations-put-under-restricted-category-120030300533_1.html",
    "MIP-26": "Directorate General of Foreign Trade of India, notification 56/2025-26, 2026-01-29, https://worldtradescanner.com/56-Ntfn-DGFT-29.01.2026.htm",
    "PENG-20": "Business Today, 2020-03, https://businesstoday.in/sectors/pharma/coronavirus-fallout-china-penicillin-g-over-50-price-rise/story/397631.html",
    "INDIA-24": "Economic Times, 2024-09, https://m.economictimes.com/industry/healthcare/biotech/pharmaceuticals/pm-modi-to-inaugurate-historic-penicillin-g-plant-in-andhra-pradesh-reviving-indias-antibiotic-production/amp_articleshow/113564628.cms",
    "PRICE-25": "ChemAnalyst, amoxicillin trihydrate, third quarter of 2025, https://www.chemanalyst.com/Pricing-data/amoxicillin-trihydrate-1424",
    "BRISTOL-21": "USAntibiotics, 2021-11-30, https://www.kcbd.com/prnewswire/2021/11/30/usantibiotics-nations-sole-amoxicillin-manufacturing-facility-launches-production-secure-critical-supply-chain/",
    "BRISTOL-25": "USAntibiotics, 2025-10-22, https://www.businesswire.com/news/home/20251022201831/en/USAntibiotics-Awarded-FDA-National-Priority-Voucher-for-Domestic-Manufacturing-of-Critical-Antibiotic",
    "BRISTOL-BULK": "Chemical & Engineering News, 2021-09-02, https://cen.acs.org/pharmaceuticals/pharmaceutical-chemicals/Antibiotic-plant-reopens-Tennessee/99/i32",
    "BRISTOL-3": "Ruckus Factory, after Bloomberg, 2025-09, https://feed.ruckusfactory.com/trump-wins-critical-supply-fight-lifesaving-drug-now-100-produced-in-us/",
    "STOP-18": "Georgia Public Broadcasting, 2024-09-18, https://gpb.org/news/2024/09/18/the-only-american-maker-of-generic-antibiotics-wants-the-government-buy-local",
    "ESAC": "ESAC-Net, consumption of penicillins 1997-2017, 2021, https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8248674",
    "ESAC-11": "Journal of Antimicrobial Chemotherapy 66, suppl. 6, 2011, https://doi.org/10.1093/jac/dkr454",
    "INDIA-DDD": "Lancet Regional Health - Southeast Asia, 2022-06-22, https://pmc.ncbi.nlm.nih.gov/articles/PMC10305917",
    "ANSM": "French medicines agency, situation report on amoxicillin, 2016, https://docslib.org/doc/1225761",
    "BRISTOL-63": "Bristol Herald Courier, 2021-08-31, https://heraldcourier.com/news/gov-lee-announces-usantibiotics-is-investing-16m-in-bristol-manufacturing-facility/article_0453832a-09f4-11ec-8be0-0b289f02e23c.html",
    "SAPIR": "Akin on the executive order on a reserve of drug substances, 2025-08-13, https://www.akingump.com/en/insights/blogs/trump-executive-order-tracker/ensuring-american-pharmaceutical-supply-chain-resilience-by-filling-the-strategic-active-pharmaceutical-ingredients-reserve-",
    "CMA": "McCann FitzGerald on the Critical Medicines Act, 2026-05-12, https://www.mccannfitzgerald.com/knowledge/pharma-and-life-sciences/eu-critical-medicines-act-political-agreement-reached-what-life-sciences-companies-need-to-know",
})  # fmt: skip

PENICILLIN, APA, SIDE_CHAIN, DRUG, TABLETS = "Penicillin G", "6-APA", "Side chain", "Amoxicillin", "Amoxicillin tablets"
OF_CHINA, TABLET_MAKERS, EUROPE = "penicillins", "Tablet makers", "Europe"
FERMENTATION, CLEAVAGE, SYNTHESIS, TABLETTING = "Fermentation", "Cleavage", "Synthesis", "Tabletting"

BLOCS = {"China": "rival", "India": "partner", "Austria": EUROPE, "Spain": EUROPE, "France": EUROPE,
         "Germany": EUROPE, "USA": "USA", "Kenya": "partner"}  # fmt: skip

# site, country, latitude, longitude, what is there, grade, documents
SITES = (
    ("Bayannur", "China", 40.8, 107.4, "Stands for the fermenters of Inner Mongolia.", "reported", ("INDIA-24",)),
    ("Zhuhai", "China", 22.3, 113.6, "Stands for Chinese exporters of amoxicillin.", "reported", ("PRICE-25",)),
    ("Kakinada", "India", 17.0, 82.2, "Lyfius and Qule, of Aurobindo.", "reported", ("LYFIUS-24",)),
    ("Hyderabad", "India", 17.4, 78.5, "Stands for Indian makers of amoxicillin and tablets.", "reported",
     ("INDIA-24",)),
    ("Kundl", "Austria", 47.5, 12.0, "Sandoz: the last plant in Europe that does it all.", "reported", ("KUNDL-24",)),
    ("Santa Perpetua", "Spain", 41.5, 2.2, "Centrient.", "reported", ("ANSM",)),
    ("Mayenne", "France", 48.3, -0.6, "GSK; stands for other tablet makers in Europe.", "reported", ("ANSM",)),
    ("Bristol", "USA", 36.6, -82.2, "USAntibiotics: the only tablets made in the USA.", "reported", ("BRISTOL-25",)),
    ("European patients", "Germany", 50.1, 8.7, "The European Union.", "measured", ("ESAC",)),
    ("US patients", "USA", 39.1, -94.6, "The USA.", "reported", ("BRISTOL-21",)),
    ("Indian patients", "India", 23.3, 77.4, "India.", "measured", ("INDIA-DDD",)),
    ("Patients abroad", "Kenya", -1.3, 36.8, "Stands for whom India serves in Africa and elsewhere.", "assumed", ()),
)  # fmt: skip

# group, members, why
GROUPS = (
    (OF_CHINA, (PENICILLIN, APA, SIDE_CHAIN, DRUG), "What China sells."),
    (TABLET_MAKERS, ("Hyderabad", "Kundl", "Mayenne", "Bristol"), "Who ships tablets; patients send none on."),
)

NEEDS_APA = "Of amoxicillin at its price, less side chain and synthesis."
# good, stage, value USD/t, what it is, grade, documents
GOODS = (
    (PENICILLIN, "penicillin", 12_000, "6 to 9.5 USD per billion units in 2019 and 2020, 1.6 billion a kg.", "estimated",
     ("PENG-20",)),
    (APA, "intermediate", 25_000, NEEDS_APA, "estimated", ("PRICE-25",)),
    (SIDE_CHAIN, "intermediate", 8_000, "Ester of hydroxyphenylglycine; recalled.", "assumed", ()),
    (DRUG, "drug substance", 21_300, "Trihydrate, China, third quarter of 2025.", "measured", ("PRICE-25",)),
    (TABLETS, "medicine", 60_000, "By the amoxicillin in them; 3 cents a tablet of 500 mg, assumed.", "assumed", ()),
)  # fmt: skip

# recipe: inputs and outputs in t, why
RECIPES = {
    "Ferment": ({PENICILLIN: 1.0}, "Sugar, air and power are in the cost."),
    "Cleave": ({PENICILLIN: -1.85, APA: 1.0}, "1.72 by molar weight, 93 % yield."),
    "Couple": ({APA: -0.56, SIDE_CHAIN: -0.45, DRUG: 1.0}, "0.52 and 0.40 by molar weight, 92 % yield."),
    "Press": ({DRUG: -1.17, TABLETS: 1.0}, "1.15 t of trihydrate hold 1 t; 2 % is lost."),
}

HALF_OF_EUROPE = "Every second European box is from Kundl: what half of European demand takes."
FLOOR = "With capital below the minimum import price that India found its makers need: 25 USD/kg of penicillin G, 39 of " \
        "6-APA, 31 of amoxicillin."  # fmt: skip
IMPORTED = "It imports the drug substance; nobody has published a plant. Cost assumed."
# plant: site, technology, recipe, t/y that stand, USD/t without feed and wages, grade, documents, why
WORKS = {
    "Kakinada fermentation": ("Kakinada", FERMENTATION, "Ferment", {2026: 3_600, 2027: 6_000}, 15_000, "reported",
                              ("LYFIUS-26", "LYFIUS-60"), "More than 10,000 t in the next year, of 15,000; six tenths "
                              "are for its own use, the rest goes into other penicillins. " + FLOOR),
    "Kakinada 6-APA": ("Kakinada", CLEAVAGE, "Cleave", {2026: 3_600}, 3_000, "reported", ("LYFIUS-24", "MIP-26"), FLOOR),
    "Hyderabad synthesis": ("Hyderabad", SYNTHESIS, "Couple", {2026: 5_500}, 4_000, "assumed", (),
                            "No capacity is published. " + FLOOR),
    "Hyderabad tablets": ("Hyderabad", TABLETTING, "Press", {2026: 5_000}, 20_000, "assumed", (),
                          "What its markets take today, with half of what is sold in the USA."),
    "Kundl fermentation": ("Kundl", FERMENTATION, "Ferment", {2026: 1_200}, 17_000, "estimated",
                           ("KUNDL-BOX", "KUNDL-24"), HALF_OF_EUROPE + " Cost assumed."),
    "Kundl 6-APA": ("Kundl", CLEAVAGE, "Cleave", {2026: 650}, 3_500, "estimated", ("KUNDL-BOX",),
                    HALF_OF_EUROPE + " Cost assumed."),
    "Kundl synthesis": ("Kundl", SYNTHESIS, "Couple", {2026: 1_100}, 5_000, "estimated", ("KUNDL-BOX", "KUNDL-23"),
                        HALF_OF_EUROPE + " Cost assumed."),
    "Kundl tablets": ("Kundl", TABLETTING, "Press", {2026: 950}, 30_000, "estimated", ("KUNDL-BOX", "KUNDL-26"),
                      HALF_OF_EUROPE + " Cost assumed."),
    "Santa Perpetua synthesis": ("Santa Perpetua", SYNTHESIS, "Couple", {2026: 800}, 5_000, "assumed", (), "Recalled."),
    "Mayenne tablets": ("Mayenne", TABLETTING, "Press", {2026: 900}, 30_000, "assumed", (), "The rest of Europe."),
    "Bristol tablets": ("Bristol", TABLETTING, "Press", {2026: 1_250}, 30_000, "reported", ("BRISTOL-21", "BRISTOL-3"),
                        "2.2 billion tablets and 312 million capsules of 0.5 g; it ran at 3 %. Cost assumed."),
    "Bristol synthesis": ("Bristol", SYNTHESIS, "Couple", {2026: 0}, 5_500, "reported", ("BRISTOL-BULK",), IMPORTED),
    "Bristol 6-APA": ("Bristol", CLEAVAGE, "Cleave", {2026: 0}, 3_500, "reported", ("BRISTOL-BULK",), IMPORTED),
    "Bristol fermentation": ("Bristol", FERMENTATION, "Ferment", {2026: 0}, 16_000, "reported",
                             ("BRISTOL-BULK",), IMPORTED),
}  # fmt: skip

AS_KAKINADA = "USD 290 million for 15,000 t/y at Kakinada, by size, twice as dear for a small plant."
FIVE_YEARS = "Its owner: half a decade and hundreds of millions to rebuild from nothing."
# project: plant, t/y, million USD, years of permits and construction, grade, documents, why
BUILDS = {
    "Kakinada last third": ("Kakinada fermentation", 3_000, 30, 0, 1, "reported", ("LYFIUS-26", "LYFIUS-60"),
                             "Six tenths of 5,000. The vessels stand; what they lack, and its capital, is assumed."),
    "Kakinada 6-APA second line": ("Kakinada 6-APA", 3_600, 60, 0.5, 1.5, "estimated", ("LYFIUS-24",),
                                    "As large as the first. Capital assumed."),
    "Hyderabad synthesis expansion": ("Hyderabad synthesis", 3_000, 45, 0.5, 1.5, "estimated", ("KUNDL-22",),
                                  "A fifth of Kundl's cost by size."),
    "Hyderabad tablets expansion": ("Hyderabad tablets", 2_000, 39, 0.5, 1.5, "estimated", ("KUNDL-22",),
                                "A third of Kundl's cost by size."),
    "Kundl fermentation expansion": ("Kundl fermentation", 1_200, 46, 1, 2, "estimated", ("LYFIUS-24",), AS_KAKINADA),
    "Kundl 6-APA expansion": ("Kundl 6-APA", 650, 15, 0.5, 1.5, "estimated", ("KUNDL-22",), "By size. Capital assumed."),
    "Kundl synthesis expansion": ("Kundl synthesis", 1_100, 80, 0.5, 2, "estimated", ("KUNDL-23", "KUNDL-22"),
                              "EUR 150 million made over the whole of it; half of that."),
    "Kundl tablets expansion": ("Kundl tablets", 950, 55, 0.5, 1.5, "reported", ("KUNDL-22", "KUNDL-26"),
                            "EUR 50 million; broken ground in November 2022, at work in 2024."),
    "Santa Perpetua expansion": ("Santa Perpetua synthesis", 800, 60, 0.5, 2, "estimated", ("KUNDL-22",), "As at Kundl."),
    "Bristol synthesis build": ("Bristol synthesis", 1_500, 120, 2, 3, "reported", ("BRISTOL-25",), FIVE_YEARS),
    "Bristol 6-APA build": ("Bristol 6-APA", 850, 40, 2, 3, "reported", ("BRISTOL-25",), FIVE_YEARS),
    "Bristol fermentation build": ("Bristol fermentation", 1_600, 120, 2, 3, "reported", ("BRISTOL-25",), FIVE_YEARS),
}  # fmt: skip

LEDGER = (
    Known(RUNNING, "2026-01-15", "Sandoz", ("Kundl fermentation", "Kundl 6-APA", "Kundl synthesis", "Kundl tablets"),
          ("KUNDL-26", "KUNDL-23"), "New tablet line at full work; Austria paid EUR 50 million of 150."),
    Known(RUNNING, "2026-02-22", "Aurobindo", ("Kakinada fermentation", "Kakinada 6-APA"), ("LYFIUS-26",),
          "Six tenths for its own use. To more than 10,000 t/y in the next year.", first=2024),
    Known(STUDY, "2026-02-22", "Aurobindo", ("Kakinada last third",), ("LYFIUS-26",), "To 15,000 t/y in the end."),
    Known(RUNNING, "2025-10-22", "USAntibiotics", ("Bristol tablets",), ("BRISTOL-25",), "Sells to Walmart, too."),
)  # fmt: skip
KNOWN = of_item(LEDGER)

LEAST, RESTART = 0.4, 4_000
"""Share of capacity; USD by t/y."""

# technology: ramp in years 1 and 2, people by 1,000 t/y, fixed opex USD/t/y
RAMPS = {FERMENTATION: (0.4, 0.7, 60, 600), CLEAVAGE: (0.5, 0.8, 30, 400), SYNTHESIS: (0.3, 0.7, 60, 800),
         TABLETTING: (0.3, 0.7, 50, 800)}  # fmt: skip
OPERATOR, US_WAGE = "Operator under GMP", 65_000.0
# market: level of wages against the USA, headcount, seats a year
MARKETS = {"India": (0.12, 1_000, 300), EUROPE: (0.9, 300, 60), "USA": (1.0, 63, 40)}


def rows() -> list[Row]:
    status = rows_of(LEDGER, lambda each: DOCS.reported(*each.ids))
    return [*places(), *works(), *kept_running(), *builds(), *people(), *status]


def places() -> list[Row]:
    made: list[Row] = [DOCS.country(name, bloc) for name, bloc in BLOCS.items()]
    made += [Site(site=site, country=country, latitude=latitude, longitude=longitude, source=DOCS.graded(grade, *ids),
                  notes=what) for site, country, latitude, longitude, what, grade, ids in SITES]  # fmt: skip
    made += [Group(group=group, member=member, source=ASSUMED, notes=why)
             for group, members, why in GROUPS for member in members]  # fmt: skip
    made += [Commodity(commodity=name, stage=stage, reference_value=value, replacement_cost=11_000 if name == SIDE_CHAIN else None,
                       source=DOCS.graded(grade, *ids), notes=what)
             for name, stage, value, what, grade, ids in GOODS]  # fmt: skip
    made += [Recipe(recipe=name, commodity=good, quantity=quantity, source=DOCS.estimated("ANSM"),
                    notes=f"{why} The steps are those of the report, the yields assumed.")
             for name, (goods, why) in RECIPES.items() for good, quantity in goods.items()]  # fmt: skip
    return made


def works() -> list[Row]:
    made: list[Row] = []
    for plant, (site, technology, recipe, standing, cost, grade, ids, why) in WORKS.items():
        source = DOCS.graded(grade, *ids)
        known = KNOWN.get(plant)
        made += [
            Plant(plant=plant, site=site, technology=technology, existing_capacity=ByYear.of(standing),
                  sponsor=known.sponsor if known else "", source=source, notes=why),
            Operation(plant=plant, recipe=recipe, source=source, notes=why),
            CostRow(item=plant, variable_opex=ByYear.of(float(cost)), source=DOCS.of_cost(grade, ids, why), notes=why),
        ]  # fmt: skip
    return made


def kept_running() -> list[Row]:
    """An idle plant has lost its strains, its people and its certificate: no disruption brings it back."""
    return [
        OperatingRule(plant=plant, minimum_run=round(LEAST * max(standing.values())),
                      start_up_cost=RESTART * max(standing.values()) / 1e6, source=DOCS.estimated("KUNDL-BOX", "BRISTOL-25"),
                      notes="Two fifths of capacity: below it fermenters and filters do not run. To start again costs a "
                      "fifth of a new fermenter. Both shares are assumed.")
        for plant, (_, technology, _, standing, *_) in WORKS.items()
        if technology in (FERMENTATION, CLEAVAGE, SYNTHESIS) and max(standing.values())
    ]  # fmt: skip


def builds() -> list[Row]:
    made: list[Row] = []
    for project, (plant, size, capital, permits, construction, grade, ids, why) in BUILDS.items():
        source, technology = DOCS.graded(grade, *ids), WORKS[plant][1]
        first, second, _, fixed = RAMPS[technology]
        owner = KNOWN.get(project) or KNOWN.get(plant)
        made += [
            Project(project=project, plant=plant, kind="size", maximum_size=float(size), minimum_size=0.2 * size, life=20,
                    sponsor=owner.sponsor if owner else "", source=source, notes=f"{why} A fifth of it at least, assumed."),
            LeadTime(project=project, permitting=permits, construction=construction, ramp_up_year_1=first,
                     ramp_up_year_2=second, source=source,
                     notes=f"{why} Ramp: batches to validate, half a year of stability data and ten months of review."),
            CostRow(item=project, capex_per_unit=ByYear.of(round(1e6 * capital / size)), salvage=0.25,
                    fixed_opex=ByYear.of(float(fixed)), source=DOCS.of_cost(grade, ids, why),
                    notes=f"{why} Fixed opex and salvage, a quarter for the life left, assumed."),
        ]  # fmt: skip
    return made


def people() -> list[Row]:
    europe: list[Row] = [Group(group=EUROPE + " at work", member=country, source=ASSUMED, notes="One labour market.")
                         for country in ("Austria", "Spain", "France")]  # fmt: skip
    skills: list[Row] = [
        Skill(skill=OPERATOR, market=EUROPE + " at work" if market == EUROPE else market, headcount=headcount,
              attrition=0.08, wage=ByYear.of(US_WAGE * level), training_time=1.0, training_cost=ByYear.of(30_000 * level),
              training_seats=ByYear.of(float(seats)), redundancy_cost=ByYear.of(US_WAGE * level),
              source=DOCS.measured("BLS-20"),
              notes="Wage: the mean of US chemical operators in 2020, times the level of labour cost. Headcount: what "
              "the plants that stand need. A year of training, its cost, seats and attrition are assumed.")
        for market, (level, headcount, seats) in MARKETS.items()
    ]  # fmt: skip
    return [*europe, *skills, *(
        Staffing(technology=technology, skill=OPERATOR, operation=float(number), source=DOCS.estimated("BRISTOL-63"),
                 notes="63 jobs for the 1,250 t/y of Bristol; the other steps by comparison.")
        for technology, (_, _, number, _) in RAMPS.items()
    )]  # fmt: skip
