"""Programs of tables, made once: tests read many a plan of the same small workbook, and for each its program would be
built and read again."""

from __future__ import annotations

import pickle
from functools import wraps
from inspect import getmodule
from typing import Any

from pyomo.core import Constraint, Var

from model import Tables
from model.families import assemble, instance
from model.families.instance import Instance
from model.planning import built
from model.solver import matrix
from model.solver.arrays import LinearRows, Matrix
from model.solver.reader import Reader

MOST = 48
"""Programs that are kept, the last ones."""

SMALL = 100_000
"""Bytes of tables; programs of larger ones are not kept."""


def with_rows_kept(read: Matrix, reader: Reader) -> tuple[Matrix, Reader]:
    """What was read of a model; rows of reports, which are the same for every plan that is read, are made once."""
    rows_of, known = reader.rows_of, dict[Any, LinearRows]()

    def rows(rule: Any, index_set: Any) -> LinearRows:
        key = rule, tuple(map(id, index_set.subsets()))
        if key not in known:
            known[key] = rows_of(rule, index_set)
        return known[key]

    reader.rows_of = rows  # type: ignore[method-assign]
    return read, reader


def _parts(model: Any) -> list[str]:
    return [each.name for each in model.component_objects((Var, Constraint), active=True)]


def _assert_unchanged(model: Any) -> None:
    """A test that changes a shared model would have others read a program that is not that of their tables."""
    assert _parts(model) == vars(model)["parts"], "a model that tests share was changed: unwrap(build_model) makes one"


def share() -> None:
    """From now on the same small tables give the same instance, and an instance its model and matrix. Nobody changes
    them: models of ``model.build``, which may be, are made anew. The functions themselves are what these wrap."""
    assert built.build_model is assemble.build_model, "bound before it is replaced"
    read_instance, build_model, read_matrix = instance.read_instance, assemble.build_model, matrix.read_matrix
    known: dict[tuple[bytes, bytes, tuple[str, ...] | None], Instance] = {}

    @wraps(read_instance)
    def instance_of(
        tables: Tables, families: tuple[str, ...] | None = None, tree: Any = None, averaged: Any = None
    ) -> Instance:
        content = b"" if averaged is not None else pickle.dumps(tables)
        if not 0 < len(content) < SMALL:
            return read_instance(tables, families, tree, averaged)
        key = content, pickle.dumps(tree), families
        if key not in known:
            known[key] = read_instance(tables, families, tree)
            vars(known[key])["made"] = {}
            if len(known) > MOST:
                del known[next(iter(known))]
        return known[key]

    def part_of(tables: Tables, families: Any = None, tree: Any = None, averaged: Any = None) -> Instance:
        return (read_instance if tree is None else instance_of)(tables, families, tree, averaged)

    @wraps(build_model)
    def model_of(given: Instance, *, use_templates: bool = True) -> Any:
        made = vars(given).get("made")
        if made is None or not use_templates:
            return build_model(given, use_templates=use_templates)
        if "model" not in made:
            made["model"] = build_model(given)
            vars(made["model"]).update(read=[], parts=_parts(made["model"]))
        _assert_unchanged(made["model"])
        return made["model"]

    @wraps(read_matrix)
    def matrix_of(model: Any, *reader: Any) -> Any:
        read = vars(model).get("read")
        if read is None or reader:
            return read_matrix(model, *reader)
        _assert_unchanged(model)
        if not read:
            read.append(with_rows_kept(*read_matrix(model)))
        return read[0]

    instance.read_instance, assemble.build_model, matrix.read_matrix = instance_of, model_of, matrix_of
    # The audit makes the plan's program anew.
    responses: Any = getmodule(built.with_least_cost)
    responses.read_instance, responses.build_model, responses.read_matrix = part_of, model_of, matrix_of
