"""A plan that is held keeps all that it decides ahead: what every family inherits, and what follows from decisions."""

from __future__ import annotations

from inspect import unwrap

import pytest

from tests.figures import Ahead
from tests.micro import MICRO
from tests.micro.solved import plan_of, tables_of
from tests.steps import Progress, build_model, load, read_instance, read_matrix
from tests.studies import HeldJob
from tests.test_properties import in_yen


def some_of_each_family() -> list[str]:
    """Every fifth micro instance of a family, its first always; all of them pass, and take two minutes."""
    families: dict[str, list[str]] = {}
    for name in MICRO:
        families.setdefault(name.partition(".")[0], []).append(name)
    return [name for names in families.values() for name in names[::5]]


@pytest.mark.parametrize("name", some_of_each_family())
def test_a_held_plan_goes_with_the_prices(name: str) -> None:
    """With all money 150 times as much a plan can be held, and costs 150 times as much: what is an amount of money, or
    follows from such, is nothing that could be held."""
    plan = plan_of(name)
    held = HeldJob("held", in_yen(tables_of(name)), gap=0.0, decided=plan.decided).find(Progress.silent())
    assert held.objective == pytest.approx(150 * plan.objective, rel=1e-6, abs=1e-6)


def test_what_has_no_node_is_held_unless_a_family_says_that_it_follows() -> None:
    """So a new family is held without being named: here one with a variable by period, and one by node."""
    from model.families.common.pyomo import pyo

    instance = read_instance(MICRO["workforce.training_takes_a_seat_and_a_year"]())
    model = unwrap(build_model)(instance)  # those that tests share stay as they are
    model.permits = pyo.Var(model.PERIODS, within=pyo.NonNegativeReals, dense=False, doc="permits asked for")
    model.drawn = pyo.Var(model.NODES, within=pyo.NonNegativeReals, dense=False, doc="water drawn")
    matrix, _ = read_matrix(model)
    ahead = Ahead.of(model, matrix, instance.tree)
    names = {name for name, _ in ahead.columns}
    assert {"permits", "trainees", "recruits", "releases", "build"} <= names
    assert not names & {"drawn", "run", "purchase", "people"}
    assert ahead.adopted({("permits", 2026): 3.0})["permits", 2026] == 3.0
    assert ahead.adopted({})["permits", 2027] == 0.0


def test_families_speak_of_variables_that_there_are() -> None:
    """A name that no variable has any more would let nothing follow."""
    model = build_model(read_instance(MICRO["closures.mothballed_for_a_period"]()))
    for module in load():
        for each in getattr(module, "FOLLOWS", ()):
            assert model.component(each.variable) is not None, each
            assert not each.over or model.component(each.over) is not None, each
        for variable in getattr(module, "UNASKED", {}):
            assert model.component(variable) is not None, variable


def test_a_model_that_tests_share_is_not_changed() -> None:
    """Else the plan of a later test has columns that the model of its tables has not."""
    from model.families.common.pyomo import pyo

    shared = build_model(read_instance(MICRO["workforce.half_of_the_people_leave"]()))
    shared.more = pyo.Var(shared.PERIODS, dense=False)
    try:
        with pytest.raises(AssertionError, match="was changed"):
            read_matrix(shared)
    finally:
        shared.del_component("more")
    read_matrix(shared)
