"""What holds for every mine: more of a reserve, or a choice to close, never costs more; not taken it is nothing."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model import Tables
from model.testing import Closure, Reserve
from tests.conftest import cost_is, least_cost, solved
from tests.figures import audit
from tests.inline import tables
from tests.test_properties import at_most, together, without


@st.composite
def mines(draw: st.DrawFn) -> Tables:
    """Two mines, of which one may grow and both may be exhausted, mothballed and closed; demand that comes and goes."""

    def some(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    years = draw(st.sampled_from([1, 2]))
    return tables(
        f"""
        Settings
        last year        | {2025 + years * some(1, 4)}
        years per period | {years}
        discount rate    | {some(0, 10)} %

        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity
        ore

        Capacity
        plant | site | technology | existing capacity | in service until
        Pit   | City | digging    | {some(5, 20)}     |
        Hill  | City | digging    | {some(5, 20)}     | {some(2026, 2030)}

        Recipes
        recipe | commodity | quantity
        dig    | ore       | 1

        Operations
        plant | recipe | capacity use
        Pit   | dig    | {some(5, 15) / 10}
        Hill  | dig    | 1

        Projects
        project | plant | kind | minimum size | maximum size | life
        Line    | Pit   | size | 5          | {some(10, 30)} | {some(1, 9)}

        Lead times
        project | construction     | ramp up year 1
        Line    | {some(0, 6) / 4} | {some(5, 10) * 10} %

        Costs
        item | fixed opex  | variable opex | fixed capex  | capex per unit | salvage
        Pit  | {some(0, 6)} | {some(0, 9)}  |              |                |
        Hill | {some(0, 6)} | {some(0, 9)}  |              |                |
        Line | {some(0, 4)} |               | {some(0, 30)} | {some(0, 9)}   | {some(0, 50)} %

        Skills
        skill  | market | headcount    | wage         | training seats
        digger | A      | {some(3, 6)} | {some(0, 9)} | 2

        Staffing
        technology | skill  | operation | per plant
        digging    | digger | 50        | 1

        Suppliers
        supplier | site | commodity | price
        seller   | City | ore       | {some(5, 30)}

        Demand
        market | product | 2026         | 2028         | 2030         | 2032         | shortage cost
        City   | ore     | {some(0, 60)} | {some(0, 60)} | {some(0, 60)} | {some(0, 60)} | 50

        Reserves
        reserve | plant | recipe | available      | extra cost   | limit
        top     | Pit   |        | {some(5, 90)}  |              |
        deep    | Pit   |        | {some(5, 90)}  | {some(0, 9)} | {some(1, 30)}
        seam    | Hill  | dig    | {some(5, 90)}  |              |

        Closures
        plant | mothball cost    | reopening cost | closing cost  | earliest           | latest
        Pit   | {some(0, 9) / 3} | {some(0, 9)}   | {some(0, 30)} | {some(2025, 2028)} |
        Hill  |                  |                | {some(0, 30)} |                    | {some(2026, 2033)}

        Disruptions
        disruption | action   | target | value             | start | duration        | probability
        strike     | capacity | seller | {some(0, 5) / 10} | each  | {some(1, 6) / 2} | 5 %
        flood      | capacity | Pit    | {some(0, 5) / 10} | 2026  | 1               | 10 %
        late       | delay    | Line   | {some(1, 4) / 2}  | 2026  | 3               | 5 %
        """
    )


@settings(max_examples=12)
@given(given=mines(), name=st.sampled_from(["top", "deep", "seam"]), factor=st.sampled_from([1.3, 4.0]))
def test_a_bigger_reserve_never_costs_more(given: Tables, name: str, factor: float) -> None:
    rows = [replace(r, available=factor * r.available) if r.reserve == name else r for r in given[Reserve]]
    bigger = replace(given, rows={**given.rows, Reserve: rows})
    assert least_cost(bigger) <= at_most(least_cost(given))


@settings(max_examples=12)
@given(given=mines())
def test_a_reserve_that_is_enough_changes_nothing(given: Tables) -> None:
    """As if there were no row, but for what it costs."""
    enough = [replace(r, available=1e4, extra_cost=0.0, limit=None) for r in given[Reserve]]
    plenty = replace(given, rows={**given.rows, Reserve: enough})
    assert least_cost(plenty) == cost_is(least_cost(without(given, Reserve)))


@settings(max_examples=12)
@given(given=mines())
def test_an_option_to_close_never_costs_more(given: Tables) -> None:
    assert least_cost(given) <= at_most(least_cost(without(given, Closure)))


@settings(max_examples=12)
@given(given=mines())
def test_an_option_to_close_that_is_not_taken_changes_nothing(given: Tables) -> None:
    """Too dear to be taken, it is as if there were no row."""
    rows = [
        replace(row, closing_cost=1e5, mothball_cost=None if row.mothball_cost is None else 1e4)
        for row in given[Closure]
    ]
    dear = together(without(given, Closure), Tables.of(given.settings, rows))
    assume(math.isfinite(least_cost(without(given, Closure))))
    plan = solved(dear)
    assert plan.objective == cost_is(least_cost(without(given, Closure)))
    frame = plan.frames["closures"]
    assert (frame["open"] == 1).all() and not plan.frames["costs"]["cost"].isin(["closing", "fixed cost saved"]).any()


@settings(max_examples=25)
@given(given=mines())
def test_the_audit_agrees_with_the_model(given: Tables) -> None:
    assume(math.isfinite(least_cost(given)))
    assert [check for check in audit(solved(given)) if not check.passed] == []
