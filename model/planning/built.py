"""The Pyomo model of tables, to be looked at, added to, written to a file, and solved by any solver."""

from __future__ import annotations

import inspect
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyomo.core import Constraint, Objective, Var

from model.errors import Infeasible, InputError, OutputRefused
from model.families import load
from model.families.assemble import build_model, mass_balance
from model.families.common.templates import count_rows, with_row_objects
from model.families.instance import read_instance
from model.planning.request import Request
from model.planning.responses import with_least_cost, with_responses_checked
from model.planning.solve import audited, solve_matrix, without_tokens_of
from model.progress import Progress
from model.results.decisions import Ahead
from model.results.plan import CHANGED, HELD, Plan, read_plan
from model.scenario.limits import in_order
from model.sheets.names import count
from model.sheets.tables import Tables
from model.solver import mps
from model.solver.arrays import Array, Matrix
from model.solver.cone_cuts import Tangents
from model.solver.highs import Interrupt
from model.solver.matrix import read_current
from model.solver.reader import Reader
from model.solver.solve import solve_by
from model.system.files import ready, save
from model.tolerances import FLOAT

ENDINGS = (".mps", ".lp")

KNOWN = {"Var", "Param", "Set", "RangeSet", "Constraint", "Objective", "Block", "Expression", "Suffix"}
"""Components of Pyomo that a program in numbers has, or that say nothing of it."""

DECLARED = re.compile(r"\bm\.(\w+) = (?:variable|pyo\.Constraint)\(")


class Built:
    """The Pyomo model of tables. Constraints and variables of your own may be added to ``model``: they are obeyed."""

    def __init__(self, tables: Tables) -> None:
        """Raises InputError if a limit has a priority: a program has one objective."""
        for row in in_order(tables):
            fix = f"Give '{row.limit}' a value in place of its priority"
            raise InputError(f"{row.where('priority')}: a model has one objective, cost. {fix}, or use model.solve.")
        self.tables = tables
        self.instance = read_instance(tables)
        self._model = build_model(self.instance)
        self._tables_own, _ = read_current(self._model)

    @cached_property
    def model(self) -> Any:
        """A Pyomo ConcreteModel, of which every interface of Pyomo can be used. Until it is asked for its rows are
        templates, and its variables made on first use, which only the search of ``model.solve`` can read."""
        for variable, _ in self._components(Var):
            for key in variable.index_set():
                _ = variable[key]
        for constraint in self._model.component_objects(Constraint):
            with_row_objects(constraint)
        for row in self._model.component_data_objects((Constraint, Objective)):
            _ = row.expr  # builds the ordinary one in place
        return self._model

    def __repr__(self) -> str:
        rows, columns = count(len(self._tables_own.row_lower), "row"), count(len(self._tables_own.cost), "column")
        return f"<Built: {rows} and {columns}, {count(len(self._tables_own.constraints), 'named constraint')}>"

    @property
    def families(self) -> tuple[str, ...]:
        """Families of the model, one a topic, in the order in which they are built."""
        return tuple(self.instance.parts)

    @property
    def constraints(self) -> pd.DataFrame:
        """Every constraint (index ``constraint``): its family, sets that it is over, rows, meaning, mathematics."""
        from model.docs.mathematics import plain

        lines = []
        for constraint, family in self._components(Constraint):
            rule = mass_balance if constraint.name == mass_balance.__name__ else _rules(family).get(constraint.name)
            about, _, formula = (inspect.getdoc(rule) or "" if rule else constraint.doc or "").partition(".. math::")
            lines.append(
                (
                    constraint.name,
                    family,
                    _over(constraint),
                    count_rows(constraint),
                    plain(about),
                    " ".join(formula.split()),
                )
            )
        return pd.DataFrame(lines, columns=["constraint", "family", "over", "rows", "about", "mathematics"]).set_index(
            "constraint"
        )

    @property
    def variables(self) -> pd.DataFrame:
        """Every variable (index ``variable``): its family, sets that it is over, columns, symbol, meaning, domain."""
        lines = []
        for variable, family in self._components(Var):
            symbol, colon, about = (variable.doc or "").partition(": ")
            symbol, about = (symbol, about) if colon else ("", symbol)
            size = len(list(variable.index_set()))
            domain = str(variable._rule_domain(variable.parent_block(), None, variable))
            lines.append((variable.name, family, _over(variable), size, symbol, about, domain))
        columns = ["variable", "family", "over", "columns", "symbol", "about", "domain"]
        return pd.DataFrame(lines, columns=columns).set_index("variable")

    def _components(self, kind: Any) -> list[tuple[Any, str]]:
        """Active components of a kind, each with its family; those added by hand have none."""
        owner: dict[str, str] = {}
        for family, module in zip(self.families, load(self.families), strict=True):
            owner |= dict.fromkeys(DECLARED.findall(inspect.getsource(module)), family)
        components = self._model.component_objects(kind, active=True)
        return [(component, owner.get(component.name, "")) for component in components]

    # --------------------------------------------------------------------------------------------- in numbers

    def write(self, path: str | Path) -> Path:
        """Write the whole program, all disruptions in it, in all digits, as MPS or LP by the ending of ``path``.

        Raises InputError if a limit is a cone, which these formats do not hold; OutputRefused if the file cannot be
        written, or is another program's.
        """
        file = Path(path)
        if file.suffix.lower() not in ENDINGS:
            raise OutputRefused(f"{file} is no name for a program; choose one that ends in {' or '.join(ENDINGS)}.")
        matrix, reader = self._read()
        self._refuse_cones(reader, "a file of this format does not hold it")
        ready(file)
        with tempfile.TemporaryDirectory() as folder:
            file_written = Path(folder) / f"program{file.suffix.lower()}"
            mps.write_legible(matrix, file_written)
            content = file_written.read_bytes()
        if file.exists() and _first_line(file.read_bytes()) != _first_line(content):
            raise OutputRefused(f"{file} exists and is no program of this kind; choose another file.")
        save(file, content)
        return file

    def solve(
        self,
        solver: str = "highs",
        *,
        gap: float | None = None,
        time_limit: float | None = None,
        options: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
        interrupt: Interrupt | None = None,
    ) -> Plan:
        """The least-cost plan of the model in its present state, audited, without do-nothing baseline and months. The
        variables of ``model`` have its values.

        ``solver`` is 'highs', the search of ``model.solve``, or any other that Pyomo knows, which gets the whole
        program and its own ``options``. Raises InputError if it is not available, takes no gap from here, or a limit is
        a cone that it cannot hold; and as ``model.solve``.
        """
        settings = self.tables.settings
        longest = settings.time_limit if time_limit is None else time_limit
        asked = Request(settings.gap if gap is None else gap, longest, progress or Progress.silent(), interrupt)
        if solver == "highs" and options:
            raise InputError("Options are those of a solver of Pyomo: name it, such as 'appsi_highs'.")
        matrix, reader = self._read()
        own = {} if _is_same(matrix, self._tables_own) else {HELD: CHANGED}
        try:
            plan = self._solved(solver, matrix, reader, asked, gap, options or {})
        except Infeasible as error:
            raise Infeasible(f"No plan can satisfy {CHANGED}.") if own else error from None
        for name, block in matrix.variables.items():
            variable = self.model.find_component(name)
            for key, value in zip(block.keys, plan.values[name], strict=True):
                variable[key].set_value(float(value), skip_validation=True)
        return audited(replace(plan, statistics={**plan.statistics, **own}), None if own else with_responses_checked)

    def _solved(
        self, solver: str, matrix: Matrix, reader: Reader, asked: Request, gap: float | None, options: Mapping[str, Any]
    ) -> Plan:
        """The least-cost plan of a program, not audited yet."""
        if solver == "highs":
            return solve_matrix(self.tables, self.instance, matrix, reader, asked)
        self._refuse_cones(reader, f"{solver} gets linear rows alone; use 'highs'")
        solved = solve_by(
            solver,
            self.model,
            matrix,
            gap=gap,
            default_gap=asked.gap,
            time_limit=asked.time_limit,
            options=options,
            progress=asked.progress,
        )
        solution = without_tokens_of(matrix, solved)
        solution = replace(solution, values=with_least_cost(matrix, reader, self.instance.tree, solution.values))
        plan = read_plan(self.tables, self.instance, reader, solution)
        return replace(
            plan,
            decided=Ahead.of(self._model, matrix, self.instance.tree).decided(solution.values),
            asked={"gap": asked.gap, "time limit": asked.time_limit},
        )

    def _read(self) -> tuple[Matrix, Reader]:
        """The program in its present state. Raises InputError where it is no longer one of cost in linear rows."""
        kinds = {component.ctype.__name__ for component in self._model.component_objects(active=True)} - KNOWN
        if kinds:
            raise InputError(f"Only variables and linear constraints can be added; the model has a {min(kinds)}, too.")
        try:
            matrix, reader = read_current(self._model)
        except KeyError as error:
            raise InputError("A constraint has a variable of another model, or one that is not active.") from error
        except ValueError as error:
            raise InputError(f"The model cannot be solved as a linear program with whole numbers: {error}.") from error
        before, size = self._tables_own, len(self._tables_own.cost)
        costs = np.append(matrix.cost[:size], matrix.offset), np.append(before.cost, before.offset)
        if not np.allclose(*costs, rtol=FLOAT, atol=0.0) or matrix.cost[size:].any():
            raise InputError("The objective is another one than the cost of the tables, which the audit works out.")
        return matrix, reader

    def _refuse_cones(self, reader: Reader, why: str) -> None:
        cones = sorted({cone.limit for cone in Tangents.of(reader, self._model).cones})
        if cones:
            limits = ", ".join(f"'{cone}'" for cone in cones)
            raise InputError(f"{limits} of Limits is a second-order cone (concentration): {why}.")


def _rules(family: str) -> Mapping[str, Any]:
    """Functions of a family by name; each constraint is named after its rule."""
    return vars(load((family,))[0]) if family else {}


def _over(component: Any) -> str:
    """The sets that a component is indexed by."""
    return " × ".join(subset.name for subset in component.index_set().subsets()) if component.is_indexed() else ""


def _first_line(content: bytes) -> bytes:
    return content.partition(b"\n")[0].strip()


def _is_same(one: Matrix, other: Matrix) -> bool:
    """Whether two programs have the same rows and columns, whichever way round a row was read."""
    if one.rows.count != other.rows.count or len(one.cost) != len(other.cost):
        return False
    pairs = zip(_oriented(one), _oriented(other), strict=True)
    return all(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=FLOAT, atol=FLOAT) for a, b in pairs)


def _oriented(matrix: Matrix) -> tuple[Array, ...]:
    """The arrays of a program, every row bounded from above if it is bounded on one side."""
    sign = np.where(np.isinf(matrix.row_upper) & np.isfinite(matrix.row_lower), -1.0, 1.0)
    low, high = sign * matrix.row_lower, sign * matrix.row_upper
    rows = matrix.rows
    return (
        matrix.lower,
        matrix.upper,
        matrix.integer,
        np.minimum(low, high),
        np.maximum(low, high),
        rows.starts,
        rows.columns,
        rows.values * sign[rows.row],
    )
