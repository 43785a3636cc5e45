"""Units as planners type them next to a number: '0.3 kt' in a column of t/y is 300, '6 months' in one of years 0.5.

A small table of its own, since names have their meaning in planning here: a library of physics reads 'kt' as knots,
'MT' as megatesla, 'm' as metres and 'ton' as the American one alone. Ambiguous names keep all their meanings.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from model.families.routes.transit import DAYS_A_YEAR

SCALE, MONEY, MASS, VOLUME, ENERGY, POWER, LENGTH, TIME = "", "money", "t", "m3", "MWh", "MW", "km", "year"

Meaning = tuple[float, str]
"""(how many of the dimension's own unit, dimension)"""

SCALES = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd"), 1e3),
    **dict.fromkeys(("mn", "mm", "mio", "mill", "million", "millions"), 1e6),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 1e9),
    **dict.fromkeys(("tn", "trn", "trillion", "trillions"), 1e12),
}

SHORT_TON, LONG_TON, POUND = 0.90718474, 1.0160469088, 0.45359237e-3
MONTH = 1 / 12

SPELT_EXACTLY: dict[str, tuple[Meaning, ...]] = {
    "m": ((1e6, SCALE), (1e-3, LENGTH), (MONTH, TIME), (1 / (DAYS_A_YEAR * 1440), TIME)),
    "M": ((1e6, SCALE), (MONTH, TIME)),
    "Mt": ((1e6, MASS),),
    "MT": ((1.0, MASS), (1e6, MASS)),
    "mt": ((1.0, MASS),),
    "mg": ((1e-9, MASS),),
    "Mg": ((1.0, MASS),),
}
"""Units whose meaning depends on capitals, or does not."""

UNITS: tuple[tuple[float, str, str], ...] = (
    (1e-6, MASS, "g gram grams"),
    (1e-3, MASS, "kg kgs kilo kilos kilogram kilograms"),
    (1.0, MASS, "t tonne tonnes metric_ton metric_tons"),
    (1e3, MASS, "kt kiloton kilotons kilotonne kilotonnes"),
    (1e6, MASS, "megaton megatons megatonne megatonnes"),
    (1e9, MASS, "gt"),
    (SHORT_TON, MASS, "short_ton short_tons"),
    (LONG_TON, MASS, "long_ton long_tons"),
    (POUND, MASS, "lb lbs pound pounds"),
    (POUND / 16, MASS, "oz ounce ounces"),
    (31.1034768e-6, MASS, "ozt troy_ounce troy_ounces"),
    (1e-6, VOLUME, "ml"),
    (1e-3, VOLUME, "l liter liters litre litres"),
    (1.0, VOLUME, "m3 cbm"),
    (0.158987294928, VOLUME, "bbl bbls barrel barrels"),
    (158.987294928, VOLUME, "kbbl"),
    (0.028316846592, VOLUME, "ft3"),
    (1e9, VOLUME, "bcm"),
    (1e-3, ENERGY, "kwh"),
    (1.0, ENERGY, "mwh"),
    (1e3, ENERGY, "gwh"),
    (1e6, ENERGY, "twh"),
    (1 / 3600, ENERGY, "mj"),
    (1 / 3.6, ENERGY, "gj"),
    (1e3 / 3.6, ENERGY, "tj"),
    (1e6 / 3.6, ENERGY, "pj"),
    (0.29307107017, ENERGY, "mmbtu"),
    (11.63, ENERGY, "toe"),
    (11.63e3, ENERGY, "ktoe"),
    (11.63e6, ENERGY, "mtoe"),
    (1e-3, POWER, "kw"),
    (1.0, POWER, "mw"),
    (1e3, POWER, "gw"),
    (1.0, LENGTH, "km kilometre kilometres kilometer kilometers"),
    (1.609344, LENGTH, "mi mile miles"),
    (1.852, LENGTH, "nmi"),
    (1.0, TIME, "y yr yrs year years a annum"),
    (MONTH, TIME, "month months mo mos mth mths"),
    (7 / DAYS_A_YEAR, TIME, "w wk wks week weeks"),
    (1 / DAYS_A_YEAR, TIME, "d day days"),
    (1 / (DAYS_A_YEAR * 24), TIME, "h hr hrs hour hours"),
    (1 / (DAYS_A_YEAR * 1440), TIME, "min mins minute minutes"),
    (1 / (DAYS_A_YEAR * 86400), TIME, "s sec secs second seconds"),
)
"""Size, dimension and names of units with one meaning."""

TABLE: dict[str, tuple[Meaning, ...]] = {
    **{name: ((value, SCALE),) for name, value in SCALES.items()},
    **{name: ((value, dimension),) for value, dimension, names in UNITS for name in names.split()},
    "ton": ((1.0, MASS), (SHORT_TON, MASS)),
    "tons": ((1.0, MASS), (SHORT_TON, MASS)),
    "kton": ((1e3, MASS), (1e3 * SHORT_TON, MASS)),
    "ktons": ((1e3, MASS), (1e3 * SHORT_TON, MASS)),
    "gal": ((3.785411784e-3, VOLUME), (4.54609e-3, VOLUME)),
    "gallon": ((3.785411784e-3, VOLUME), (4.54609e-3, VOLUME)),
    "gallons": ((3.785411784e-3, VOLUME), (4.54609e-3, VOLUME)),
    **dict.fromkeys(("person", "persons", "people", "fte", "ftes", "heads", "staff"), ((1.0, "person"),)),
}

CURRENCIES = """
AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GHS HKD HUF IDR ILS INR ISK JPY KES KRW KZT LKR MAD
MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD TZS UAH USD UYU VND ZAR"""
"""By their ISO 4217 codes."""
CODES = frozenset(CURRENCIES.split())

DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "ARS", "CLP", "COP"})
SYMBOLS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("$", "dollar", "dollars"), DOLLARS),
    **dict.fromkeys(("us$", "usd$", "u$s"), frozenset({"USD"})),
    **dict.fromkeys(("a$", "au$"), frozenset({"AUD"})),
    **dict.fromkeys(("c$", "ca$"), frozenset({"CAD"})),
    **dict.fromkeys(("€", "euro", "euros"), frozenset({"EUR"})),
    **dict.fromkeys(("£", "sterling"), frozenset({"GBP", "EGP"})),
    "yen": frozenset({"JPY"}),
    **dict.fromkeys(("rmb", "yuan"), frozenset({"CNY"})),
    **dict.fromkeys(("₹", "rs", "rupee", "rupees"), frozenset({"INR", "PKR", "LKR"})),
    "¥": frozenset({"JPY", "CNY"}),
    "₩": frozenset({"KRW"}),
    "₽": frozenset({"RUB"}),
}

PREFIXES = {**SCALES, "m": 1e6, "t": 1e3}
"""Before or behind a currency: kUSD, MEUR, TEUR, $bn."""

BY_YEAR = re.compile(r"\b(?:p\.\s?a\.?|pa|per annum|annually|yearly|a year)(?!\w)", re.IGNORECASE)
A_YEAR_EACH = re.compile(r"\b([kKmM]?t)p[ay]\b")
TWO_WORDS = re.compile(r"\b(metric|short|long|troy) (tons?|ounces?)\b", re.IGNORECASE)
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
ESTIMATES = frozenset(
    {
        "est",
        "est.",
        "estimate",
        "estimated",
        "approx",
        "approx.",
        "approximately",
        "circa",
        "ca",
        "ca.",
        "about",
        "roughly",
        "tbc",
        "prelim",
        "preliminary",
        "budget",
        "quote",
    }
)


MOST_WORDS = 6
"""Maximum number of words in a unit; more are a sentence."""
MOST_READINGS = 64
"""Maximum number of readings of one text: 'm' has four meanings, and a unit may hold several."""


@dataclass(frozen=True)
class Unit:
    """A unit as a product: how many of the dimensions' own units it is, and their powers, without those of 0."""

    factor: float
    powers: tuple[tuple[str, int], ...]

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The product, or with sign −1 the quotient."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        left = tuple(sorted((name, power) for name, power in powers.items() if power))
        return Unit(self.factor * other.factor**sign, left)


ONE = Unit(1.0, ())
ONE_OF_MONEY = Unit(1.0, ((MONEY, 1),))


@dataclass(frozen=True)
class Converted:
    """A number in a column's unit. ``values`` are all possible ones, empty if it cannot be converted."""

    values: tuple[float, ...]
    other_currency: str = ""
    """The typed currency, if it differs from the column's."""
    is_unscaled: bool = False
    """Whether words that cannot be converted have no scale, such as t or USD: the number alone may be meant."""


def convert(number: float, words: str, column: str, currency: str) -> Converted:
    """Convert a number with words to the unit ``column`` of its column, whose money is ``currency``."""
    if _same(words, column) or not _words_of(words):
        return Converted((number,))
    if len(_words_of(words)) > MOST_WORDS:
        return Converted(())
    for word in re.findall(r"[^\W\d_]+\$?|[$€£¥₹₩₽]", words):
        if _is_money(word) and _money(word, currency) is None:
            return Converted((), word)
    values: dict[float, None] = {}
    for typed in itertools.islice(_readings(words, currency), MOST_READINGS):
        for reading in itertools.islice(_readings(column, currency), MOST_READINGS):
            factor = _factor(typed, reading)
            if factor is not None:
                values[float(f"{number * factor:.12g}")] = None
            if typed == [ONE_OF_MONEY] and reading[0].factor != 1 and reading[0].powers == ONE_OF_MONEY.powers:
                values[number] = None  # 'USD 5' in a column of millions may be meant as millions
    scales = [_product(typed).factor for typed in itertools.islice(_readings(words, currency), MOST_READINGS)]
    return Converted(tuple(values), is_unscaled=not values and all(scale == 1 for scale in scales))


def _same(words: str, column: str) -> bool:
    """Whether the words are the column's unit, or its beginning."""
    texts, unit = (" ".join(_words_of(text)).casefold() for text in (words, column))
    return bool(texts) and texts in (unit, re.split(r"\s*/|\s+per\b", unit)[0])


def _words_of(text: str) -> list[str]:
    """The words of a text that say something of its unit."""
    return [word for word in REMARK.sub(" ", text).split() if word.casefold().strip(",;") not in ESTIMATES]


def _factor(typed: list[Unit], units: list[Unit]) -> float | None:
    """Conversion factor from one unit to another; None if they are not of a kind.

    Parts that the cell omits are those of the column: '1 kUSD' in a column of USD/t is 1,000, '50 per kg' 50,000.
    """
    cell, products = _product(typed), _product(units)
    if cell.powers == products.powers and cell.powers:
        return cell.factor / products.factor
    if not cell.powers:
        # A scale alone: 'k' or 'million'. In a column of millions the number is of them once.
        is_time = products.powers == ((TIME, 1),)
        first = units[0]
        scale = first.factor if first.powers == ((MONEY, 1),) else 1.0
        return None if is_time or cell.factor == 1 else cell.factor / scale
    for end in range(len(units) - 1, 0, -1):
        start = _product(units[:end])
        if start.powers and cell.powers == start.powers:
            return cell.factor / start.factor
    if typed[0] == ONE and len(units) > 1:
        with_first = units[0].times(cell)
        if with_first.powers == products.powers:
            return with_first.factor / products.factor
    return None


def _product(parts: list[Unit]) -> Unit:
    product = ONE
    for part in parts:
        product = product.times(part)
    return product


def _readings(text: str, currency: str) -> Iterator[list[Unit]]:
    """Every reading of a text as a unit: the part before the first '/' or 'per', and its divisors, in order."""
    plain = BY_YEAR.sub("/y", TWO_WORDS.sub(r"\1_\2", " ".join(_words_of(text))))
    plain = A_YEAR_EACH.sub(r"\1/y", plain).replace("³", "3").replace("^", "")
    plain = re.sub(r"\band\b", " ", plain)
    signs: list[int] = []
    words: list[tuple[int, tuple[Unit, ...]]] = []
    for at, ratio in enumerate(re.split(r"\bper\b", plain)):
        for nth, product in enumerate(ratio.split("/")):
            words += [(len(signs), meanings) for meanings in _joined(product.split(), currency)]
            signs.append((1 if nth == 0 else -1) * (1 if at == 0 else -1))
    for chosen in itertools.product(*(meanings for _, meanings in words)):
        parts = [ONE] * len(signs)
        for (part, _), unit in zip(words, chosen, strict=True):
            parts[part] = parts[part].times(unit, signs[part])
        yield parts


def _joined(words: list[str], currency: str) -> list[tuple[Unit, ...]]:
    """The meanings of each word of a product; 'm' next to money is a million."""
    has_money = any(_money(word, currency) is not None for word in words)
    joined: list[tuple[Unit, ...]] = []
    for word in words:
        plain = word.strip(".,;")
        if has_money and plain.casefold() in PREFIXES:
            joined.append((Unit(PREFIXES[plain.casefold()], ()),))
        else:
            joined.append(_meanings(plain, currency))
    return joined


def _meanings(word: str, currency: str) -> tuple[Unit, ...]:
    if re.fullmatch(r"\d[\d,]*(\.\d+)?", word):
        return (Unit(float(word.replace(",", "")), ()),)
    if (money := _money(word, currency)) is not None:
        return (Unit(money, ((MONEY, 1),)),)
    meanings = SPELT_EXACTLY.get(word) or TABLE.get(word.casefold())
    if meanings:
        return tuple(Unit(value, ((dimension, 1),) if dimension else ()) for value, dimension in meanings)
    plain = word.casefold()
    return (Unit(1.0, ((plain.removesuffix("s") if len(plain) > 3 else plain, 1),)),) if plain else (ONE,)


def _money(word: str, currency: str) -> float | None:
    """Value of a word in the currency: 1 for USD, 1,000 for kUSD. None if it is no such money."""
    plain = word.casefold().strip(".,;")
    if is_currency(plain, currency):
        return 1.0
    for name, value in PREFIXES.items():
        for rest in (plain.removeprefix(name), plain.removesuffix(name)):
            if rest != plain and rest and is_currency(rest, currency):
                return value
    return None


def is_currency(word: str, currency: str) -> bool:
    """Whether a word is the currency of Settings, by its name, code or sign."""
    plain = word.casefold()
    if plain == currency.casefold():
        return True
    code = _code(currency)
    return plain.upper() == code or code in SYMBOLS.get(plain, ())


def _code(currency: str) -> str:
    """The code in a currency's name: USD in 'USD of 2025', EUR in '€'."""
    codes = [word for word in re.findall(r"[A-Z]{3}", currency) if word in CODES]
    signs = SYMBOLS.get(currency.casefold(), frozenset())
    return codes[0] if codes else next(iter(signs)) if len(signs) == 1 else ""


def _is_money(word: str) -> bool:
    """Whether a word is any known currency, with or without a prefix: 'EUR', 'kEUR', '€'."""
    plain = word.casefold()
    ends = [plain] + [plain.removeprefix(name) for name in PREFIXES] + [plain.removesuffix(name) for name in PREFIXES]
    return any((end.upper() in CODES and (word != plain or len(end) < len(plain))) or end in SYMBOLS for end in ends)
