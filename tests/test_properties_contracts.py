"""What holds for every contract, tried on the small generated workbooks of `tests.test_properties`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Tables
from tests.conftest import cost_is, least_cost
from tests.inline import tables
from tests.test_properties import at_most, chains, risky, together

few = settings(max_examples=8)


def offtake(supplier: str, price: str, **terms: object) -> Tables:
    """A contract with a supplier, at a price of its own or, where it ends in '%', by index."""
    columns = {"volume": 60, "length": 3, "index" if price.endswith("%") else "price": price} | terms
    headers = " | ".join(name.replace("_", " ") for name in columns)
    return tables(f"""
        Contracts
        contract | supplier | {headers}
        offtake  | {supplier} | {" | ".join(str(value) for value in columns.values())}
        """)


@few
@given(chain=chains(), price=st.sampled_from(["2500", "100 %", "130 %"]), owed=st.sampled_from(["0 %", "50 %"]))
def test_a_contract_that_is_dearer_than_its_supplier_changes_nothing(chain: Tables, price: str, owed: str) -> None:
    dear = offtake("importer", price, take_or_pay=owed, signing_cost=1)
    assert least_cost(together(chain, dear)) == cost_is(least_cost(chain))


@few
@given(tried=risky(), price=st.sampled_from(["400", "80 %", "2500"]), owed=st.sampled_from(["0 %", "70 %"]))
def test_a_contract_never_costs_more(tried: Tables, price: str, owed: str) -> None:
    """Nobody has to sign it, whatever may go wrong."""
    offered = together(tried, offtake("importer", price, take_or_pay=owed, make_up=1, beyond_limit="yes"))
    assert least_cost(offered) <= at_most(least_cost(tried))


@few
@given(
    tried=risky(), price=st.sampled_from(["300", "60 %"]), shares=st.lists(st.integers(0, 10), min_size=2, max_size=2)
)
def test_a_higher_take_or_pay_share_never_costs_less(tried: Tables, price: str, shares: list[int]) -> None:
    low, high = (
        least_cost(together(tried, offtake("importer", price, take_or_pay=f"{10 * share} %", volume=120)))
        for share in sorted(shares)
    )
    assert low <= at_most(high)


@few
@given(chain=chains(), shares=st.lists(st.integers(1, 10), min_size=2, max_size=2), make_up=st.sampled_from([1, 2]))
def test_nor_does_it_with_make_up_at_a_price_that_stays(chain: Tables, shares: list[int], make_up: int) -> None:
    """What is kept was paid for earlier and is worth no more later, unless the price rises."""
    low, high = (
        least_cost(
            together(chain, offtake("importer", "300", take_or_pay=f"{10 * share} %", make_up=make_up, volume=120))
        )
        for share in sorted(shares)
    )
    assert low <= at_most(high)


BETTER = {
    "longer make-up": ({"make_up": 0}, {"make_up": 2}),
    "an end to it": ({}, {"cancellation_fee": 2}),
    "a lower fee": ({"cancellation_fee": 3}, {"cancellation_fee": 0}),
    "beyond limit": ({"beyond_limit": "no"}, {"beyond_limit": "yes"}),
    "a ceiling": ({"ceiling": ""}, {"ceiling": 500}),
    "no floor": ({"floor": 700}, {"floor": ""}),
    "a wider window": ({"latest_start": 2026}, {"latest_start": ""}),
    "a lower signing cost": ({"signing_cost": 2}, {"signing_cost": 1}),
}


@pytest.mark.parametrize("what", BETTER)
@settings(max_examples=5)
@given(tried=risky())
def test_better_terms_never_cost_more(what: str, tried: Tables) -> None:
    worse, better = (
        least_cost(together(tried, offtake("importer", "70 %", take_or_pay="60 %", **terms))) for terms in BETTER[what]
    )
    assert better <= at_most(worse)
