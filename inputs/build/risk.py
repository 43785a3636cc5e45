"""Disruptions and limits of the example."""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.sources import cite
from model.families.rationing.rows import PRIORITY, PRO_RATA, Rationing
from model.scenario.disruptions import Disruption
from model.scenario.limits import UNDISTURBED, UNLESS_HIT, Limit
from model.sheets.columns import ByYear
from model.sheets.common import Group
from model.sheets.schema import ANY, NO, YES, Row

COVERED_COUNTRIES, RARE_EARTHS = "Covered countries", "Rare-earth goods"
EXCLUDED_FROM = 2027
MILITARY, CIVIL, HOME_MARKETS = "Military users and suppliers", "US civil markets", "US markets"

GROUPS = (
    (COVERED_COUNTRIES, ("China",), ("DFARS-24",),
     "China, Iran, North Korea and Russia; of these only China supplies anything here."),
    (RARE_EARTHS, ("oxide", "metal", "magnet", "special magnet"), ("DFARS-24",),
     "The rule counts mining, refining and separation, melting and production of magnets. No Chinese mine is in the "
     "workbook, so it is enough to start at oxide. Alloying metals do not count, nor does scrap recycled in the "
     "country."),
    ("Heavy rare earths", ("Dy oxide", "Tb oxide"), ("KIA-OCT24",), "What Kachin's clay is mined for."),
    ("Licensed goods", ("Dy oxide", "Tb oxide", "Sm oxide", "Y oxide", "Sm metal", "magnet"), ("CN-MAY25", "CN-APR25"),
     "Under Chinese export licence since April 2025, magnets included."),
    (MILITARY, ("US defence", "Landisville", "Fort Worth", "Northlake", "Benson", "Hanau"),
     ("MOFCOM-61", "MP-DOD", "VULCAN"),
     "US forces and who makes magnets for them: MP Materials and Vulcan by contract with the Department of Defense, "
     "samarium-cobalt by lane (sheet Routes). Who would be refused a licence is assumed."),
    (CIVIL, ("US automotive", "US other"), ("UCC-615",), "US markets whose orders carry no priority rating."),
)  # fmt: skip


class Action(NamedTuple):
    """A row of the sheet Disruptions; start, probability and recovery stand on the first row of their disruption."""

    disruption: str
    action: str
    target: str
    value: float
    duration: float
    why: str
    ids: tuple[str, ...] = ()
    commodity: str = ANY
    to: str = ANY
    start: str = ""
    after: float = 0.0
    probability: float = 0.0
    in_use: str = YES


STOP_NOTE = "No exports for two years, assumed; domestic use continues. "
EPISODES, YEARS = 5, 17
EPISODE = round(1 / YEARS, 4)
"""Yearly rate of one kind of control that came once."""

STOP_RATE = 0.02
"""Yearly, of China selling nothing to anybody for two years: it never has, and nobody who is known to forecast it gives
a figure. As often as a plant is lost to an accident; assumed."""

RATE_NOTE = "Five major Chinese controls in seventeen years (2010, 2023, April and October 2025, January 2026): "
TRIED = "Rate estimated. Tried at these starts only, each with the rate of one year."

CHINA_STOP, LATER_STOP = "China export stop", "China export stop, from 2033"
KACHIN = "Kachin closed (as in 2024)"
DENIAL, DUMPING = "Denial to the USA (as announced in 2025)", "Dumping (as in 2022-24)"
DENIAL_BY_USER = "Denial to military users (as announced in 2025)"
BLOC = "Bloc event"
BLOC_NOTE = (
    "A year in which China sells nothing, and no ship reaches or leaves Japan and Korea. Assumed; switched on by the "
    "what-if 'Bloc event'."
)
OUTLETS_CLOSE = "Chinese metal makers stop buying oxide from abroad."
CUT_OFF = ("Japan", "Korea")
LICENCES, SPIKE, TECHNOLOGY = "Export licences (as in 2025)", "Price spike (as in 2011)", "Technology ban (as in 2023)"
WITHHELD = "Export licences withheld for a year"
LICENSED = round(57_392 / 58_152, 3)
"""China's exports of magnets in 2025 by those of 2024."""

ACTIONS = (
    Action("Export stop", "exports", "each country", 0, 2,
           STOP_NOTE + "Every second year for every country, once a period from 2032 on; 'each' would take every year. "
           "Without a probability it is not part of the expected cost: the plan must withstand it, within the sheet "
           "Limits.", start="2028; 2030; 2032; 2035; 2038; 2043"),
    Action("Export stop", "sales", "each country", 0, 2, "Metal makers in the country stop "
           "buying oxide from abroad.", commodity="NdPr oxide"),
    Action(CHINA_STOP, "exports", "China", 0, 2,
           STOP_NOTE + "Every year, so that stock is worth as much at the end of each. "
           f"{STOP_RATE:.0%} a year, assumed: it has not happened, no forecast of it was "
           "found, and without a rate no stock would be worth anything.",
           start="2027; 2028; 2029; 2030; 2031; 2032", probability=STOP_RATE),
    Action(CHINA_STOP, "sales", "China", 0, 2, OUTLETS_CLOSE, commodity="NdPr oxide"),
    Action(LATER_STOP, "exports", "China", 0, 2,
           STOP_NOTE + f"As '{CHINA_STOP}', from 2033 to 2045 every third year, with the rate of three years; "
           "assumed. None later, when plants that end with the plan are no longer replaced.",
           start="2033; 2036; 2039; 2042; 2045", probability=3 * STOP_RATE),
    Action(LATER_STOP, "sales", "China", 0, 2, OUTLETS_CLOSE, commodity="NdPr oxide"),
    Action("Embargo on Japan (as in 2010)", "exports", "China", 0, 1 / 6,
           "Two months without rare earths for Japan, unannounced, in 2010; magnets counted in, which is assumed. In "
           "January 2026 a ban on goods with military use. " + RATE_NOTE + "two of them of this kind. " + TRIED,
           ("JP-NYT", "CN-2025"), to="Japan", start="2028; 2032; 2036", probability=2 * EPISODE),
    Action(LICENCES, "exports", "China", LICENSED, 1,
           "As 2025 really was: 18.9 % less in the first half, and over the year 57,392 t of magnets after 58,152 t in "
           "2024, since what lacked from April to June came later. Makers stood still for weeks; over a year little "
           "was missing. " + RATE_NOTE + "two of them of this kind (April and October 2025). " + TRIED,
           ("CN-2025", "CN-2024", "CN-H1-25"), commodity="Licensed goods", start="2028; 2032; 2036",
           probability=2 * EPISODE),
    Action(WITHHELD, "exports", "China", 0.5125, 1,
           "A quarter of a year at 25 % (magnet exports fell by 74 % in May 2025), then three quarters at 60 %, "
           "assumed, and nothing of it made up later: the controls of October 2025, had they come into force. Without "
           "a probability: the plan must withstand it.",
           ("CN-MAY25", "CN-APR25", "CN-OCT25", "CN-SUSP"), commodity="Licensed goods", start="2027; 2029; 2033"),
    Action(TECHNOLOGY, "delay", "Heavy separation", 1, 2,
           "No Chinese know-how or equipment for heavy separation: what is under way loses a year, for two "
           "years, an estimate. "
           + RATE_NOTE + "one of them of this kind. " + TRIED,
           ("CN-TECH23",), start="2028; 2031; 2034", probability=EPISODE),
    Action(TECHNOLOGY, "delay", "Magnet making", 1, 2, "As for heavy separation: estimated.", ("CN-TECH23",)),
    Action(TECHNOLOGY, "delay", "Magnet making, new entrant", 1, 2, "As for heavy separation: estimated.",
           ("CN-TECH23",)),
    Action(TECHNOLOGY, "licence", "Magnet making, new entrant", 0, 1,
           "A year without licences for magnet making: licensors use Chinese equipment. Assumed.", ("CN-TECH23",)),
    Action(KACHIN, "exports", "China", 0.5, 0.5,
           "Half a year in which China, whose heavy rare earths come to two thirds from Kachin, keeps half of what "
           "it sells: "
           "its imports fell by 89 % when the mining belt was seized from October 2024 to March 2025. One year in "
           "ten, an "
           "estimate. " + TRIED,
           ("KIA-OCT24", "KIA-MAR25"), commodity="Heavy rare earths", start="2027; 2030; 2033; 2036",
           probability=0.1),
    Action(KACHIN, "price", "China", 1.5, 0.5, "Half as much again: estimated.", commodity="Heavy rare earths"),
    Action(DENIAL, "exports", "China", 0, 1,
           "A year without licensed goods for the USA, above all for its forces: the controls announced in October "
           "2025 and suspended for a year. Without a probability: the plan must withstand it.", ("CN-OCT25", "CN-SUSP"),
           commodity="Licensed goods", to="USA", start="2028; 2032; 2036"),
    Action(DENIAL_BY_USER, "exports", "China", 0, 3,
           "Licences for military users abroad are refused in principle (announcement 61 of October 2025, suspended "
           "for a year). US defence accepts nothing of Chinese origin from 2027, so what is lost is what its suppliers "
           "buy for other customers. Three years, assumed; without a probability: the plan must withstand it. Forces "
           "of allies are not markets of their own.", ("MOFCOM-61", "CN-SUSP"),
           commodity="Licensed goods", to=MILITARY, start="2028; 2032"),
    Action(DUMPING, "price", "China", 0.5, 3,
           "Once plants outside China operate, it sells at half: neodymium oxide fell from 134 USD/kg on average in "
           "2022 to 56 in 2024. Once in sixteen years. " + TRIED,
           ("USGS-MCS25", "LYC-NDPR"), commodity="NdPr oxide", start="2031; 2034", probability=0.0625),
    Action(DUMPING, "price", "China", 0.5, 3, "As oxide: estimated.", ("USGS-MCS25",), commodity="NdPr metal"),
    Action(DUMPING, "price", "China", 0.7, 3, "What the oxide in a magnet takes off its price: estimated.",
           ("USGS-MCS25",), commodity="magnet"),
    Action(BLOC, "exports", "China", 0, 1, BLOC_NOTE, start="2029; 2033; 2037", in_use=NO),
    Action(BLOC, "sales", "China", 0, 1, OUTLETS_CLOSE, commodity="NdPr oxide", in_use=NO),
    *(Action(BLOC, "exports", ANY, 0, 1, f"No ship reaches {to}.", to=to, in_use=NO) for to in CUT_OFF),
    *(Action(BLOC, "exports", to, 0, 1, f"No ship leaves {to}.", in_use=NO) for to in CUT_OFF),
    Action("Gebeng shutdown", "capacity", "Gebeng", 0, 1,
           "The largest separation outside China, under licences that Malaysia renews: out for a year. One year in "
           "fifty, an estimate. " + TRIED, start="2028; 2032; 2036", probability=0.02),
    Action("Mountain Pass shutdown", "capacity", "Mountain Pass", 0, 1,
           "Mine, separation and heavy separation in one place: out for a year. One year in fifty, an estimate. "
           + TRIED, start="2029; 2033; 2037", probability=0.02),
    Action("Osaka shutdown", "capacity", "Osaka", 0, 1,
           "Japanese makers are counted as one site: an earthquake stops half of all allied metal and magnets for a "
           "year. One year in a hundred, an estimate. " + TRIED, start="2030; 2034", probability=0.01),
    Action("Kalgoorlie shutdown", "capacity", "Kalgoorlie cracking", 0, 1,
           "Power outages in November 2025 cost about a month of output; here a year. One year in fifty, an estimate. "
           + TRIED, ("LYC-TX",), start="2029; 2031", probability=0.02),
    Action("Eneabba two years late", "capacity", "Eneabba", 0, 2,
           "Under construction, counted from 2028: separation, heavy separation and the stockpile's feed start in "
           "2030. Approved in 2022 for 2025, now 2027: it has slipped by two years before. Probability estimated.",
           ("ILU-FID", "ILU-FUND"), start="2028", probability=0.2),
    Action("White Mesa 2 two years late", "delay", "White Mesa separation", 2, 3,
           "The largest separation that can be built: late if it is decided and not online when the year begins. "
           "Projects slipped by one to two years and more. No probability, as it is not decided.",
           ("ILU-FUND", "TORNGAT"), start="2029; 2030"),
    Action("Benson two years late", "delay", "Benson magnets", 2, 3,
           "The largest magnet plant that can be built: late if it is decided and not online when the year begins. "
           "No probability, as its second phase is not decided.", ("ILU-FUND", "TORNGAT"), start="2031; 2033"),
    Action(SPIKE, "price", "China", 5, 1.5,
           "Dysprosium oxide rose from 91 to 2,377 USD/kg in 2009-11; five times the price of the sheet Suppliers, 865 "
           "USD/kg, is what it cost in Europe in May 2025 (850), under licences, which are a disruption of their own. "
           "Once in sixteen years. " + TRIED,
           ("JP-QUEST", "ARGUS-MAY25"), commodity="Dy oxide", start="2029; 2035", probability=0.0625),
    Action(SPIKE, "price", "China", 2, 1.5, "Terbium oxide: twice the price of the sheet Suppliers, assumed: half of "
           "the 3,000 USD/kg that it cost in Europe in May 2025 (2,000 to 4,000).", ("ARGUS-MAY25",),
           commodity="Tb oxide"),
    Action(SPIKE, "price", "China", 3, 1.5, "Neodymium and praseodymium: about the peak of 2011, recalled. Chinese "
           "metal makers pay it, too.", commodity="NdPr oxide"),
    Action(SPIKE, "price", "China", 3, 1.5, "As oxide, assumed.", commodity="NdPr metal"),
    Action(SPIKE, "price", "China", 1.8, 1.5, "What the oxide in a magnet adds to its price; estimate.",
           commodity="magnet"),
)  # fmt: skip


class Bound(NamedTuple):
    """A row of the sheet Limits."""

    limit: str
    measure: str
    of: str
    scope: str
    value: dict[int, float] | float
    from_year: int
    why: str
    ids: tuple[str, ...] = ()
    bound: str = ""
    counted_at: str = ""
    until: int | None = None
    exempt: str = ""
    against: str = ANY
    during: str = ""


HOME = "home"
"""The bloc of the USA, whose plan it is: it does not count as concentration for itself."""

CAP_NOTE = (
    "No country but the USA supplies more than 65 % from 2030 on: the European benchmark for one third country. "
    "Content of NdPr, Dy and Tb "
    "counts, not tonnes of ore that is mostly lanthanum and cerium."
)
CONTRACT_NOTE = "An existing contract, kept in each disruption that does not hit what it is about. "
RUNS_NOTE = "It will not be switched on and off from year to year. "
RUNS_ON = 2045
"""Last year of what plants that stand or are being built run at least, with which a period ends."""
AT_HOME = ("Independence", "Hanau", "Sumter", "San Marcos", "Benson")
"""Magnet makers with customers in their own country: they run on in each disruption that does not hit them."""
ORDERED, NOMINATED = "Chinese magnets as nominated", {2026: 36_500, 2032: 33_000}
"""A limit, and its t/y: magnets for models that are being built, and for those that follow."""

ALLIES = {2029: 0.1, 2032: 0.25, 2036: 0.4}
FLOORS = {2026: 1.0, 2027: 1.0, 2031: 2.0}

BOUNDS = (
    Bound("Lynas to Japan (JARE)", "flow", "NdPr oxide", "Japan", {2026: 4_000, 2027: 5_000}, 2026,
          CONTRACT_NOTE + "Firm offtake of 5,000 t/y to 2038 at no less than 110 USD/kg, which buyer and seller settle "
          "between themselves: both are within the plan. Counted to 2037, with which a period of the plan ends. Signed "
          "in March 2026, so in full from 2027; 4,000 t in 2026 assumed.",
          ("LYC-JARE26",), bound="at least", against="Malaysia", until=2037, during=UNLESS_HIT),
    Bound("Heavy oxides to Japan (JARE)", "flow", "Dy oxide", "Japan", 15, 2027,
          CONTRACT_NOTE + "Half of what Lynas makes, to 2038, counted to 2037; quantity estimated.", ("LYC-JARE26",),
          bound="at least", against="Malaysia", until=2037, during=UNLESS_HIT),
    Bound("Heavy oxides to Japan (Caremag)", "flow", "Dy oxide", "Japan", {2028: 6, 2031: 15}, 2028,
          "Half of what Caremag makes, under a long-term contract: some 250 t/y when all 5,000 t/y of concentrates "
          "come, which the plan does not find; about half of what it can make of the feed there is, estimated. "
          "Undisturbed, since the feed comes from other countries.", ("CAREMAG-JP2", "CAREMAG-JP"),
          bound="at least", until=RUNS_ON, against="France"),
    Bound("Heavy oxides to Japan (Caremag), at most", "flow", "Dy oxide", "Japan", {2026: 12, 2028: 12, 2031: 25}, 2026,
          "No more than it can make of the feed there is, estimated: no Chinese oxide goes to Japan by way of France.",
          ("CAREMAG-JP2",), against="France"),
    Bound("Kangankunde to Eneabba", "flow", "Kangankunde concentrate", "Eneabba", 3_300, 2028,
          "An existing contract, kept as long as there is no disruption, since the refinery takes none where it stands "
          "still: 6,000 t/y of concentrate at 55 % REO for fifteen years; first year assumed.", ("LIN-ILU",),
          bound="at least", until=RUNS_ON,
          against="Kangankunde"),
    Bound(ORDERED, "supply", "magnet", "China", NOMINATED, 2027,
          "Makers of cars and motors name who delivers a magnet for the life of a model, and licences in China are by "
          "customer and year, so that orders do not fall by a third and come back. What these "
          "markets took in 2025 (36,533 t), falling to nine tenths of it over six years, as models end; to 2034. "
          "Undisturbed: in a stop nothing is delivered. Life of a model and share are assumed.",
          ("CN-2025", "CN-H1-25", "CN-GENERAL"),
          bound="at least", until=2034),
    *(
        Bound(name, "share", of, "each country", 0.65, 2030, CAP_NOTE, ("EU-CRMA",), exempt=HOME)
        for name, of in (
            ("NdPr separated in one country", "NdPr oxide"), ("Dysprosium from one country", "Dy oxide"),
            ("Terbium from one country", "Tb oxide"), ("Metal from one country", "NdPr metal"),
            ("Magnets from one country", "magnet"),
        )
    ),
    Bound("NdPr of Australian ore", "share", "NdPr oxide", "Australia", 0.65, 2030, CAP_NOTE + " Counted at the ore.",
          ("EU-CRMA",), counted_at="concentrate"),
    Bound("Mountain Pass as it runs", "supply", "Mountain Pass concentrate", "Mountain Pass",
          {2026: 25_110, 2034: 25_110, 2035: 23_280}, 2026,
          "Ore for 3,668 t of NdPr a year, at 0.1461 t by tonne, the rate of the first quarter of 2026 (917 t), as "
          "long "
          "as the government's floor pays, to 2035, counted to 2034; then for 3,400 t, some months of outages less, "
          "assumed. Oxide of scrap does not count.", ("MP-Q1-26", "MP-SEC-Q3"), during=UNLESS_HIT),
    Bound("Mt Weld as it runs", "supply", "NdPr oxide", "Gebeng", {2026: 7_400, 2027: 6_000}, 2026,
          "Lynas made some 8,000 t/y at the turn of 2025 to 2026: nine tenths of the 8,200 t expected for 2026, three "
          "quarters of 8,000 t later, both assumed, since it sells "
          "5,000 t under contract and has other customers in Japan, Europe and China.", ("LYC-NDPR", "LYC-JARE26"),
          during=UNLESS_HIT),
    Bound("10X as contracted", "supply", "magnet", "Northlake", {2029: 2_000, 2030: 3_400, 2031: 4_300, 2032: 4_700},
          2029, "The US government takes all that it makes for ten years: four fifths of what it can make as it "
          "ramps up, "
          "assumed, for orders of other sizes and grades.", ("MP-OFFTAKE",), until=2037, during=UNLESS_HIT),
    Bound("Serra Verde as it runs", "supply", "Serra Verde carbonate", "Serra Verde", {2027: 2_500, 2028: 3_500}, 2027,
          RUNS_NOTE + "4,000 to 5,000 t/y at the end of 2025, 6,500 from 2028; sold to China until 2026: half of it, "
          "assumed, as other buyers' plants ramp up. Undisturbed: if Brazil lets nothing out, it stands.",
          ("SVERDE-CN", "SVERDE-26")),
    Bound("Eneabba as it runs", "supply", "Eneabba concentrate", "Eneabba", 5_000, 2029,
          RUNS_NOTE + "Financed for nine years at 12,000 t/y; less than half of it, so that the stockpile lasts as "
          "long as other plants run, assumed. Undisturbed, since only the refinery beside it takes what it makes.",
          ("ILU-APP", "ILU-FUND"), until=RUNS_ON),
    Bound("Longonjo as it runs", "supply", "Longonjo carbonate", "Longonjo", {2028: 2_000, 2029: 2_500}, 2028,
          RUNS_NOTE + "Under construction for 10,000 t/y; a quarter of it, assumed: what the plants that take it can.",
          ("PENSANA-25",), until=RUNS_ON),
    *(
        Bound(f"{plant} as it runs", "supply", goods, site, amounts, min(amounts), RUNS_NOTE + why, ids, until=RUNS_ON,
              during=UNLESS_HIT if plant in AT_HOME else "")
        for plant, goods, site, amounts, why, ids in (
            ("Independence", "magnet", "Fort Worth", {2026: 150, 2027: 400, 2028: 1_000, 2029: 1_700, 2030: 2_000},
             "General Motors and Apple take what it makes: three quarters of what it can, assumed.", ("MP-SEC-Q3",)),
            ("Hanau", "magnet", "Hanau", {2026: 330},
             "European makers with customers of their own: three quarters of what they can, assumed.", ()),
            ("Narva", "magnet", "Narva", {2026: 120, 2027: 300, 2028: 600}, "Orders of Bosch and others; assumed.",
             ("NEO-OPEN",)),
            ("La Rochelle", "NdPr oxide", "La Rochelle", {2027: 60, 2028: 100},
             "Several hundred tonnes of oxides in 2025; a hundred of NdPr, assumed.", ("SOLVAY",)),
            ("White Mesa", "NdPr oxide", "White Mesa", {2026: 100, 2027: 200},
             "What it makes of the monazite it buys in the USA.", ("UUUU-P1",)),
            ("Sumter", "magnet", "Sumter", {2026: 200, 2027: 500, 2028: 800, 2029: 900},
             "Binding contract with General Motors, quantity not published: half of what it can make, assumed.",
             ("VAC-GM",)),
            ("San Marcos", "magnet", "San Marcos", {2026: 200, 2027: 500, 2028: 800, 2029: 900},
             "Sells to Nidec, General Motors and ABB: half of what it can make, assumed.", ("NOVEON-NIDEC",)),
            ("Benson", "magnet", "Benson", {2028: 400, 2029: 1_200, 2030: 2_000, 2031: 2_300},
             "Financed by the Department of Defense: half of what it can make, assumed.", ("OSC-VULCAN",)),
            ("Korean metal", "NdPr metal", "Yesan", {2026: 200, 2028: 400}, "Assumed.", ()),
        )
    ),
    Bound("Dysprosium made in the USA", "supply", "Dy oxide", "USA", 60, 2032,
          "What US magnets take of it; year and quantity are a planning choice. Output counts, not capacity.",
          ("MP-DOD",)),
    *(
        Bound(f"Stock of magnets, {market}", "cover", "magnet", market, FLOORS, 2026,
              "A planning choice: months of all that it is sent, one from the first year, at most half of what lies "
              "there when the plan begins; two from 2031, as long as the embargo of 2010 or the wait for a licence in "
              "2025 lasted.",
              ("JP-NYT", "ADAMAS-JUN25"))
        for market in ("US defence", "US automotive", "US other", "EU market", "Japan market", "Korea market")
    ),
    Bound("No market goes without", "service", "magnet", "each country", 0.9, 2030,
          "Undisturbed: demand is not left unmet in order to hold stock against a disruption. Level and year "
          "are a planning choice.", during=UNDISTURBED),
    Bound("Defence in any disruption", "service", "magnet", "US defence", 0.9, 2030,
          "Magnets for defence in every disruption. Level is a planning choice; from 2030, since no plant that is "
          "decided now works sooner."),
    Bound("Samarium-cobalt for defence in any disruption", "service", "SmCo magnet", "US defence",
          {2030: 0.75, 2032: 0.9}, 2030,
          "By itself, so that neodymium magnets do not stand in for it. Level is a planning choice; the path is what "
          "furnaces decided now can reach."),
    Bound("Magnets in any disruption", "service", "magnet", ANY, {2029: 0.25, 2032: 0.45, 2036: 0.65}, 2029,
          "All markets together, over each disruption from its start to its end; what binds is China closed. Path is a "
          "planning choice: as steep as what is committed, people and capital allow."),
    Bound("No ally left out", "service", "magnet", "each country", ALLIES, 2029,
          "Each market for itself, so that what there is is shared. Path is a planning choice."),
)  # fmt: skip


# rationing, of, scope, rule, first, sources, why
RATIONING = (
    ("Defence first", "magnet", HOME_MARKETS, PRIORITY, "US defence", ("DPAS",),
     "Rated defence orders are filled before unrated ones (Defense Priorities and Allocations System)."),
    ("Civil markets alike", "magnet", CIVIL, PRO_RATA, "", ("UCC-615",),
     "A seller who cannot deliver in full allocates among customers fairly and reasonably, which is mostly pro rata; "
     "so a magnet for a car does not displace one for a pump, though its shortage costs more."),
)  # fmt: skip

FIRST_BOUND = 2026
"""First year that the sheet has a column for."""


def path(value: dict[int, float] | float) -> ByYear:
    """The values by year of a bound; one value holds from the first column on."""
    return ByYear.of(value if isinstance(value, dict) else {FIRST_BOUND: value})


def groups() -> list[Row]:
    return [
        Group(group=name, member=member, source=cite(*ids), notes=why)
        for name, members, ids, why in GROUPS
        for member in members
    ]


def rows() -> list[Row]:
    return [*groups(), *disruptions(), *limits(), *rationing()]


def rationing() -> list[Row]:
    return [
        Rationing(rationing=name, of=of, scope=scope, rule=rule, first=first, source=cite(*ids), notes=why)
        for name, of, scope, rule, first, ids, why in RATIONING
    ]


def disruptions() -> list[Row]:
    return [
        Disruption(disruption=each.disruption, action=each.action, target=each.target, commodity=each.commodity,
                   to=each.to, value=each.value, start=each.start, after=each.after, duration=round(each.duration, 4),
                   probability=each.probability, in_use=each.in_use, source=cite(*each.ids, why=each.why),
                   notes=each.why)
        for each in ACTIONS
    ]  # fmt: skip


def limits() -> list[Row]:
    return [
        Limit(limit=each.limit, measure=each.measure, of=each.of, scope=each.scope, bound=each.bound,
              value=path(each.value), during=each.during, exempt=each.exempt, from_year=each.from_year,
              until_year=each.until, counted_at=each.counted_at, against=each.against,
              source=cite(*each.ids, why=each.why), notes=each.why)
        for each in BOUNDS
    ]  # fmt: skip
