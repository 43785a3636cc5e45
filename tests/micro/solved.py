"""Micro instances built and solved, once for all the tests that ask."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache, cached_property
from inspect import unwrap
from typing import Any

from model import Plan, Tables
from model.families import assemble
from model.testing import SolvedTables
from model.testing.family import constraints_of
from model.testing.solved import TemplateReader
from tests.micro import MICRO
from tests.programs import with_rows_kept
from tests.search import Matrix, Reader
from tests.steps import Instance, load, read_matrix


class SolvedCase(SolvedTables):
    """A micro instance, which stays to the end: the garbage collector, which else would look through all of them again
    and again, is told so, and rows of reports are made once."""

    @cached_property
    def read(self) -> tuple[Matrix, Reader]:
        gc.freeze()
        return with_rows_kept(*unwrap(read_matrix)(self.model, TemplateReader))


@cache
def of(name: str) -> SolvedCase:
    return SolvedCase(MICRO[name]())


def tables_of(name: str) -> Tables:
    return of(name).tables


def instance_of(name: str) -> Instance:
    return of(name).instance


def model_of(name: str) -> Any:
    return of(name).model


def read_of(name: str) -> tuple[Matrix, Reader]:
    return of(name).read


def matrix_named(name: str) -> Matrix:
    return of(name).matrix


def cost_of(name: str) -> float:
    return of(name).cost


def plan_of(name: str) -> Plan:
    return of(name).plan


def constraints() -> list[str]:
    """Every constraint of the model."""
    return constraints_of(of(next(iter(MICRO))))


def rule_named(constraint: str) -> Callable[..., Any]:
    """The rule of a constraint, which has its name."""
    places = [*load(), assemble]
    return next(getattr(module, constraint) for module in places if hasattr(module, constraint))
