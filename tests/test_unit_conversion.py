"""What stands beside a number is converted to the unit of its column, or it is said that it cannot be."""

from __future__ import annotations

import pytest

from model.workbook.numbers import meant_number
from model.workbook.unit_conversion import convert

CONVERTED = [
    ("0.3", "kt", "t/y", (300,)),
    ("6", "months", "years", (0.5,)),
    ("0.5", "years", "months", (6,)),
    ("3", "weeks", "days", (21,)),
    ("10", "min", "s", (600,)),
    ("5", "m", "years", (5 / 12, 5 / 525600)),
    ("1", "kUSD", "USD/t", (1000,)),
    ("1.5", "$ bn", "million USD", (1500,)),
    ("5", "m", "million USD", (5,)),
    ("60000", "k$", "million USD", (60,)),
    ("5", "USD/kg", "USD/t", (5000,)),
    ("5", "per kg", "USD/t", (5000,)),
    ("5", "US$ / lb", "USD/t", (5 / 0.45359237e-3,)),
    ("5", "ktpa", "t/y", (5000,)),
    ("5", "kt/month", "t/y", (60000,)),
    ("5", "MT", "t/y", (5, 5e6)),
    ("5", "tons", "t", (5, 4.5359237)),
    ("5", "short tons", "t", (4.5359237,)),
    ("2", "people per t/y", "people per 1000 t/y", (2000,)),
    ("7", "USD/y", "USD/y per t/y", (7,)),
    ("20", "GW", "MW", (20000,)),
    ("7.2", "GJ", "MWh", (2,)),
    ("5", "magnets", "magnets/y", (5,)),
    ("3", "t (estimate)", "t", (3,)),
    ("5", "t/y", "t", ()),
    ("5", "MW", "t/y", ()),
    ("5", "furlongs", "t", ()),
    ("5", "kg", "unit/y", ()),
]


@pytest.mark.parametrize(("number", "words", "column", "values"), CONVERTED, ids=lambda each: str(each))
def test_a_number_is_converted_to_the_unit_of_its_column(
    number: str, words: str, column: str, values: tuple[float, ...]
) -> None:
    assert convert(float(number), words, column, "USD").values == pytest.approx(values)


@pytest.mark.parametrize(
    ("words", "currency", "is_other"),
    [("EUR", "USD", True), ("k€", "USD", True), ("$", "EUR", True), ("$", "AUD of 2025", False),
     ("€", "EUR", False), ("TEUR", "EUR", False), ("try", "USD", False)],
)  # fmt: skip
def test_money_of_another_currency_is_never_converted(words: str, currency: str, *, is_other: bool) -> None:
    found = convert(4.0, words, f"{currency}/t", currency)
    assert bool(found.other_currency) == is_other and not (is_other and found.values)


def test_a_sentence_of_many_meanings_does_not_keep_the_reader_waiting() -> None:
    assert meant_number("5 " + "m " * 400, "years", is_percent=False, if_empty="").value is None
