"""What tests share: tables → plan, and a plan held against inline tables."""

from __future__ import annotations

import gc
import math
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from xlsxwriter import worksheet

from model import Infeasible, Plan, Tables, Unbounded
from model.__main__ import MANY
from model.families import FAMILIES
from model.planning.request import Request
from model.planning.solve import solve_instance
from model.solver.arrays import LinearRows, Matrix
from model.solver.solve import solve
from model.system import files
from model.workbook import grid, template
from tests import programs
from tests.approved import Approved
from tests.inline import blocks


def inspected_once(inspect: Callable[[Path, bytes], None]) -> Callable[[Path, bytes], None]:
    """The inspection of workbooks, of which none that has passed is inspected again."""
    passed = set[bytes]()

    def inspect_new(path: Path, content: bytes) -> None:
        if (digest := sha256(content).digest()) not in passed:
            inspect(path, content)
            passed.add(digest)

    return inspect_new


settings.register_profile("stable", deadline=None, derandomize=True, max_examples=15, database=None)
settings.load_profile("stable")

gc.set_threshold(MANY)  # as the command line does

# Many tests read the same workbook, whose cells nobody changes, and xlsxwriter makes its table of styles for each line
# of each results workbook: together a tenth of what a short command takes.
grid._grids = lru_cache(maxsize=64)(grid._grids)
grid.guard._inspect = inspected_once(grid.guard._inspect)
worksheet._get_sparkline_style = cache(worksheet._get_sparkline_style)
build_model, read_instance = programs.assemble.build_model, programs.instance.read_instance
read_matrix = programs.matrix.read_matrix
programs.share()

# Workbooks of tests have two lines to fill in on each sheet, not forty, whose 23,000 empty cells take longer to write
# and to read than all the rest; `lines_to_fill_in` gives those that planners get.
SPARE_AND_EMPTY = template.SPARE_ROWS, template.EMPTY_ROWS
template.SPARE_ROWS = template.EMPTY_ROWS = 2

# No test ends the power supply: nothing waits until the disk has what was written.
os.fsync = lambda _file: None

# Processes that tests start would compile every module again: a fifth of what a short command takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

TIME_LIMIT = 60.0
EXACT = Request(0.0, TIME_LIMIT)

LONGEST = (
    "test_desk", "test_rolling", "test_properties", "test_cluster", "test_checks", "test_chains", "test_diagnosis",
    "test_budget", "test_goals", "test_goldens", "test_discover", "test_other_packages", "test_frontier",
    "test_tornado", "test_screening", "test_batch", "test_solving", "test_api", "test_family_protocol",
    "test_marginals", "test_adding_a_constraint", "test_study_reports", "test_desk_pages", "test_report",
    "test_your_own_plan", "test_planners_year", "test_template", "test_pictures", "test_results_on_paper",
    "test_contributions", "test_explain", "test_reoptimise", "test_outputs", "test_surface", "test_technology",
    "test_public_money", "test_reading", "test_comparison_book", "test_handover", "test_results", "test_endings",
    "test_runs", "test_micro",
)  # fmt: skip
"""Files whose tests take longest, the longest first."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests of batches and clusters wait for processes that they start."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what they solve run in one process: those of the micro instances of a family, else those of a
    file. What takes longest comes first, so that no core is left with it at the end."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(together(item)))
        if getattr(item.config.option, "loadgroup", False):
            _tell_group(item)
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def _tell_group(item: pytest.Item) -> None:
    """Have the id of a test end in its group, by which pytest-xdist deals tests out. Version 3.8 does so itself, but in
    an attribute that pytest no longer reads since 9.2: each test ran where there was room, and what tests share was
    worked out in every process."""
    mark = item.get_closest_marker("xdist_group")
    assert mark is not None
    if hasattr(item, "_id"):
        item._id = type(item.id).parse(f"{item.nodeid}@{mark.args[0]}")


def together(item: pytest.Item) -> str:
    """The family of the micro instance that a test is about, else its file."""
    from tests.micro import MICRO

    given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    micros = [value for value in given if isinstance(value, str) and value in MICRO]
    return micros[0].partition(".")[0] if micros else item.path.stem


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion, tmp_path_factory: pytest.TempPathFactory) -> SnapshotAssertion:
    """What a test prints or tells, as it was approved last."""
    Approved.temporary = tmp_path_factory.getbasetemp()
    return snapshot.use_extension(Approved)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Commands solve in this process, which is quick; the names of what they solve."""
    from tests.jobs import Processes
    from tests.studies import noting

    names: list[str] = []
    monkeypatch.setattr(Processes, "solve", staticmethod(noting(names)))
    return names


@pytest.fixture(scope="module")
def lines_to_fill_in() -> Iterator[None]:
    """Workbooks with as many lines to fill in as those that planners get."""
    of_tests = template.SPARE_ROWS, template.EMPTY_ROWS
    template.SPARE_ROWS, template.EMPTY_ROWS = SPARE_AND_EMPTY
    yield
    template.SPARE_ROWS, template.EMPTY_ROWS = of_tests


@pytest.fixture
def jobs_solved_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Jobs that several tests of a file ask for in this process are solved for the first of them. None of these tests
    may change how a job is solved, nor look at what is stored of it."""
    from tests.studies import remembered

    with remembered(_RESULTS.setdefault(request.module.__name__, {})):
        yield


_RESULTS: dict[str, dict[str, Any]] = {}


def failing(patch: pytest.MonkeyPatch, owner: object, name: str, error: BaseException) -> None:
    """Have every call of a function or method fail."""

    def fail(*_: object, **__: object) -> None:
        raise error

    patch.setattr(owner, name, fail)


def full_disk(patch: pytest.MonkeyPatch, is_full: Callable[[Path], bool]) -> None:
    """Have the disk be full where some files are written, by their path."""
    replace = files._replace

    def write(target: Path, content: bytes, is_lasting: bool = True) -> None:
        if is_full(target):
            raise OSError(28, "No space left on device")
        replace(target, content, is_lasting)

    patch.setattr(files, "_replace", write)


def matrix_of(tables: Tables, families: tuple[str, ...] = FAMILIES) -> Matrix:
    return read_matrix(build_model(read_instance(tables, families)))[0]


def solved(tables: Tables, families: tuple[str, ...] = FAMILIES, *, screen: bool = True) -> Plan:
    """The cheapest plan, without a gap; without screening, with all disruptions in the program."""
    request = Request(EXACT.gap, EXACT.time_limit, screen=screen)
    return solve_instance(tables, read_instance(tables, families), request)


def least_cost(tables: Tables) -> float:
    """Cost of the cheapest plan; infinite where there is none, minus infinite where it could earn without end. Tests of
    several cases are given the same tables for each."""
    key = pickle.dumps(tables)
    if key not in _COSTS:
        _COSTS[key] = least_cost_of(matrix_of(tables))
    return _COSTS[key]


_COSTS: dict[bytes, float] = {}


def least_cost_of(matrix: Matrix) -> float:
    try:
        return solve(matrix, gap=0.0, time_limit=TIME_LIMIT, start=False).objective
    except Infeasible:
        return math.inf
    except Unbounded:
        return -math.inf


def program(
    *,
    cost: Sequence[float],
    rows: Sequence[Sequence[float]],
    row_lower: Sequence[float] | None = None,
    row_upper: Sequence[float] | None = None,
    upper: float = math.inf,
    whole: bool = False,
) -> Matrix:
    """min cost · x over row_lower ≤ rows · x ≤ row_upper, 0 ≤ x ≤ upper, x whole or not."""
    dense, width = np.array(rows, float), len(cost)
    filled = np.nonzero(dense)
    starts = np.concatenate([[0], np.count_nonzero(dense, axis=1).cumsum()])
    return Matrix(
        cost=np.array(cost, float),
        offset=0.0,
        lower=np.zeros(width),
        upper=np.full(width, upper),
        integer=np.full(width, whole),
        rows=LinearRows(starts, filled[1], dense[filled], np.zeros(len(dense))),
        row_lower=np.full(len(dense), -np.inf) if row_lower is None else np.array(row_lower, float),
        row_upper=np.full(len(dense), np.inf) if row_upper is None else np.array(row_upper, float),
    )


def differs(one: float, other: float) -> bool:
    """Whether two costs are more than rounding apart."""
    return one != other and not math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def cost_is(cost: float) -> Any:
    """What is as much as a cost but for what the solver leaves open."""
    return pytest.approx(cost, rel=1e-5, abs=1e-4)


def rows_of(matrix: Matrix) -> dict[tuple[str, Any], dict[str, float]]:
    """Rows by constraint and index, as coefficients and bounds; without empty ones, the first coefficient positive."""
    rows: dict[tuple[str, Any], dict[str, float]] = {}
    for block in matrix.constraints.values():
        for row, key in enumerate(block.keys, start=block.start):
            span = slice(matrix.rows.starts[row], matrix.rows.starts[row + 1])
            values, columns = matrix.rows.values[span], matrix.rows.columns[span]
            low, high = matrix.row_lower[row], matrix.row_upper[row]
            if not len(values):
                assert low <= 0 <= high
                continue
            if values[0] < 0:
                values, low, high = -values, -high, -low
            names = [matrix.column_name(column) for column in columns]
            rows[block.name, key] = dict(zip(names, values, strict=True)) | {"at least": low, "at most": high}
    return rows


def assert_same(one: Matrix, other: Matrix) -> None:
    rows, others = rows_of(one), rows_of(other)
    assert rows.keys() == others.keys()
    for key, row in rows.items():
        assert row.keys() == others[key].keys(), key
    found, expected = (np.array([each[key][name] for key in rows for name in rows[key]]) for each in (rows, others))
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
    for name in ("cost", "lower", "upper", "integer", "offset"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12), name


def assert_plan(plan: Plan, expected: str) -> None:
    """Every result table named in the text holds its rows and no others, in the columns that the text names."""
    for name, header, rows in blocks(expected):
        columns = [head.replace(" ", "_") for head in header]
        found = plan.frames[name][columns].to_numpy().tolist()
        assert _comparable(found) == _comparable(rows), name


def _comparable(rows: list[list[Any]]) -> list[list[str]]:
    return sorted([_text(cell) for cell in row] for row in rows)


def _text(cell: Any) -> str:
    """A cell as text, numbers to four places; what is not a number is empty."""
    try:
        number = float(cell)
    except ValueError:
        return str(cell)
    return "" if math.isnan(number) else f"{round(number, 4) + 0.0:.4f}"
