"""What HiGHS gets is what the rules say: read from templates, it is the matrix that Pyomo builds row by row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from model import Infeasible, SolveFailed
from model.families.common.templates import templates
from tests.conftest import assert_same, program, rows_of, solved
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS
from tests.search import Solver
from tests.steps import build_model, read_instance, read_matrix

# --- the model ---------------------------------------------------------------------------------------


# --- rules of every kind -----------------------------------------------------------------------------


def small_model() -> Any:
    """Sets that depend on each other, parameters with and without a default, variables of each kind."""
    m = pyo.ConcreteModel()
    m.I = pyo.Set(initialize=["a", "b", "c"])
    m.T = pyo.Set(initialize=[1, 2, 3])
    m.J = pyo.Set(m.I, initialize={"a": ["p", "q"], "b": [], "c": ["q"]})
    m.K = pyo.Set(initialize=["p", "q"])
    m.NEXT = pyo.Set(m.K, dimen=2, initialize={"p": [("a", 1), ("b", 2)], "q": [("c", 3)]})
    m.u = pyo.Param(m.I, initialize={"a": 2.0, "b": 3.0, "c": 4.0})
    m.v = pyo.Param(m.I, initialize={"a": 5.0}, default=0.5)
    m.w = pyo.Param(m.I, m.T, initialize=lambda m, i, t: t + (i == "a"))
    m.into = pyo.Param(m.I, within=pyo.Any, initialize={"a": "b", "b": "c", "c": "a"})
    m.scale = pyo.Param(initialize=7.0)
    m.x = pyo.Var(m.I, m.T, bounds=lambda m, i, t: (m.v[i], 10 * m.w[i, t]))
    m.y = pyo.Var(m.I, m.K, within=pyo.NonNegativeReals)
    m.z = pyo.Var(within=pyo.Binary)
    m.total = pyo.Objective(rule=lambda m: sum(m.u[i] * m.x[i, t] for i in m.I for t in m.T) + 3 * m.z + 1)
    return m


def last_only(m: Any, i: Any, t: Any) -> Any:
    if t == 3:
        return m.x[i, t] <= 4
    return pyo.Constraint.Skip


def more_for_a(m: Any, i: Any, t: Any) -> Any:
    return m.x[i, t] <= (8 if i == "a" else 6)


RULES: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "an if": (("I", "T"), more_for_a),
    "an index looked for in a list": (("I", "T"), lambda m, i, t: m.x[i, t] <= (5 if i in ["a", "c"] else 7)),
    "an index looked for in a Set": (("I", "T"), lambda m, i, t: m.x[i, t] <= (5 if t in m.T and i not in m.K else 7)),
    "an index looked up in a dictionary": (("I", "T"), lambda m, i, t: m.x[i, t] <= {"a": 5}.get(i, 7)),
    "a Skip": (("I", "T"), last_only),
    "a product of two parameters": (("I", "T"), lambda m, i, t: m.u[i] * m.w[i, t] * m.x[i, t] <= m.v[i] * m.scale),
    "a division": (("I", "T"), lambda m, i, t: m.x[i, t] / m.u[i] - m.x[i, t] / 5 >= m.w[i, t] / m.v[i]),
    "a sum over dependent sets": (("K",), lambda m, k: sum(m.y[i, j] for i in m.I for j in m.J[i]) + m.y["a", k] <= 5),
    "a sum over members of two labels": (("K",), lambda m, k: sum(m.w[i, t] * m.x[i, t] for i, t in m.NEXT[k]) == 1),
    "a sum in a sum": (("T",), lambda m, t: sum(m.u[i] * sum(m.y[i, j] for j in m.J[i]) for i in m.I) <= m.x["a", t]),
    "a sum over nothing": (("I",), lambda m, i: sum(m.y[i, j] for j in m.J[i]) <= m.x[i, 1]),
    "a sum of data": (("I",), lambda m, i: m.x[i, 1] <= sum(m.w[i, t] for t in m.T) * m.u[i]),
    "a number as index": (("I",), lambda m, i: m.x[i, 1] + m.x[i, 2] <= m.w[i, 3]),
    "a computed index": (("I",), lambda m, i: sum(m.x[i, t + 1] - m.x[i, t] for t in (1, 2)) <= 2),
    "an index out of data": (("I", "T"), lambda m, i, t: m.x[m.into[i], t] <= m.x[i, t] + m.u[m.into[i]]),
    "variables on both sides": (("I", "T"), lambda m, i, t: 2 * m.x[i, t] - 3 >= m.u[i] * (m.z - 1) + m.x[i, t]),
    "the same variable twice": (("I",), lambda m, i: m.x[i, 1] + m.x[i, 1] - (m.z - m.z) == 4),
    "two bounds": (("I",), lambda m, i: pyo.inequality(1, m.x[i, 2] - m.z, 9)),
    "a function of data": (("I",), lambda m, i: m.x[i, 1] <= m.u[i] ** 2 + abs(m.v[i])),
    "no index": ((), lambda m: sum(m.x[i, t] for i in m.I for t in m.T) <= 100 * m.z),
}


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_of_any_kind_gives_its_rows(kind: str) -> None:
    """What a template can say and what it cannot: both give the rows that Pyomo builds."""
    index, rule = RULES[kind]
    matrices = []
    for enabled in (True, False):
        with templates(enabled):
            m = small_model()
            m.row = pyo.Constraint(*(m.component(name) for name in index), rule=rule)
        matrices.append(read_matrix(m)[0])
    assert_same(*matrices)
    assert rows_of(matrices[0])


def test_bounds_and_kinds_of_variables() -> None:
    """x[a, ·] between 5 and 20, 30, 40, the others from 0.5; y without an upper bound; z a yes or no."""
    matrix, reader = read_matrix(small_model())
    x, y, z = (reader.variables[name] for name in "xyz")
    assert matrix.lower[x.span].tolist() == [5, 5, 5] + [0.5] * 6
    assert matrix.upper[x.span].tolist() == [20, 30, 40] + [10, 20, 30] * 2
    assert (matrix.lower[y.span] == 0).all() and (matrix.upper[y.span] == np.inf).all()
    assert (matrix.lower[z.start], matrix.upper[z.start]) == (0, 1)
    assert matrix.integer.nonzero()[0].tolist() == [z.start]


def test_bounds_that_no_template_can_say() -> None:
    with templates():
        m = small_model()
        m.s = pyo.Var(m.I, bounds=lambda m, i: (None, 4) if i == "a" else (1, None))
    matrix, reader = read_matrix(m)
    s = reader.variables["s"]
    assert matrix.lower[s.span].tolist() == [-np.inf, 1, 1] and matrix.upper[s.span].tolist() == [4, np.inf, np.inf]


def test_a_report_that_no_template_can_say() -> None:
    """What a report says of a plan is read by the same rules: twice x for a, x for the others."""
    m = small_model()
    _, reader = read_matrix(m)
    rows = reader.rows_of(lambda m, i, t: m.x[i, t] * (2 if i == "a" else 1), m.I * m.T)
    assert rows.at(np.arange(16.0)).tolist() == [0, 2, 4, 3, 4, 5, 6, 7, 8]


def test_a_product_of_variables_is_refused() -> None:
    m = small_model()
    m.row = pyo.Constraint(m.I, rule=lambda m, i: m.x[i, 1] * m.z <= 1)
    with pytest.raises(ValueError, match="not linear"):
        read_matrix(m)


def test_an_index_without_data_is_refused() -> None:
    """Where Pyomo would say that an index is unknown, so does the template: no silent zero."""
    with templates():
        m = small_model()
        m.part = pyo.Param(["a"], initialize={"a": 1.0})
        m.row = pyo.Constraint(m.I, rule=lambda m, i: m.part[i] * m.x[i, 1] <= 1)
    with pytest.raises(KeyError, match="part"):
        read_matrix(m)


def test_a_maximum_is_minimised_with_its_sign_turned() -> None:
    m = small_model()
    m.total.sense = pyo.maximize
    turned, plain = read_matrix(m)[0], read_matrix(small_model())[0]
    assert turned.cost.tolist() == (-plain.cost).tolist() and turned.offset == -plain.offset == -1


def test_two_objectives_are_refused() -> None:
    m = small_model()
    m.other = pyo.Objective(expr=m.z)
    with pytest.raises(ValueError, match="one objective"):
        read_matrix(m)


def test_reading_leaves_pyomo_as_it_was() -> None:
    """Other models in the same program are built as Pyomo builds them."""
    read_matrix(build_model(read_instance(next(iter(MICRO.values()))())))
    m = small_model()
    m.row = pyo.Constraint(m.I, rule=lambda m, i: m.x[i, 1] <= 1)
    assert m.row["a"].upper is not None and str(m.row["a"].body) == "x[a,1]"


def test_other_threads_add_and_iterate_while_a_rule_is_a_template() -> None:
    """Such as those that draw progress or read a plan: Pyomo takes the place of Python's sum, and of its sets'
    iteration, for all of them."""
    sums: list[float] = []
    m = small_model()

    def rule(m: Any, i: Any) -> Any:
        thread = threading.Thread(target=lambda: sums.extend((sum([1, 2], 3), sum(x for x in (1, 2)), *m.T)))
        thread.start()
        thread.join()
        return sum(m.x[i, t] for t in m.T) <= 1

    with templates():
        m.row = pyo.Constraint(m.I, rule=rule)
    assert sums[:5] == [6, 3, 1, 2, 3] and m.row.index_set() is m.I


# --- HiGHS -------------------------------------------------------------------------------------------


def test_an_option_unknown_to_highs_is_an_error() -> None:
    solver = Solver(program(cost=[1], rows=[[1]], row_lower=[1]))
    with pytest.raises(SolveFailed, match="no_such_option"):
        solver.option("no_such_option", 1)
    with pytest.raises(SolveFailed, match="presolve"):
        solver.option("presolve", "sometimes")


def test_a_coefficient_that_is_no_number_is_an_error() -> None:
    for cost, coefficient in ((1, float("nan")), (float("nan"), 1), (1, float("inf")), (float("inf"), 1)):
        with pytest.raises(SolveFailed, match="infinite or NaN"):
            Solver(program(cost=[cost], rows=[[coefficient]], row_lower=[1]))


def test_names_of_columns_and_rows_lead_back_to_the_model() -> None:
    matrix, _ = read_matrix(build_model(read_instance(MICRO["supply.the_cheaper_seller_up_to_its_limit"]())))
    limit = matrix.constraints["supplier_limit"]
    assert matrix.row_name(limit.start) == "supplier_limit[('near', '2026')]"
    assert "purchase[('near', '2026')]" in {matrix.column_name(column) for column in range(len(matrix.cost))}


def test_a_row_of_nothing_that_cannot_hold_is_no_plan_either_way() -> None:
    """Capacity of 10 where nothing can stand in time: read from templates the solver finds it, by rows Pyomo has no
    row to build."""
    given = tables(
        CITY,
        BUY_ALL,
        WORKS,
        PRESS,
        """
        Settings
        last year | 2027

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 20

        Lead times
        project | construction
        Line    | 1

        Limits
        limit | measure  | of     | value | from year | until year
        early | capacity | magnet | 10    | 2026      | 2026
        """,
    )
    with pytest.raises(Infeasible):
        solved(given)
    with pytest.raises(Infeasible, match="early"):
        build_model(read_instance(given), use_templates=False)
