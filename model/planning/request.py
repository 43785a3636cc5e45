"""Request of a solve: required gap, time limit, start, and fixed decisions of another plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from model.progress import Progress

if TYPE_CHECKING:
    from model.results.decisions import Decisions
    from model.scenario.tree import Tree
    from model.sheets.names import Node
    from model.solver.arrays import Array, Matrix
    from model.solver.highs import Interrupt
    from model.solver.subproblems import Reactor
    from model.solver.warm_start import Learned


class Known(Protocol):
    """Warm-start data of a similar workbook, for a given matrix and tree; None if there is none."""

    def __call__(self, matrix: Matrix, tree: Tree) -> Learned | None: ...


@dataclass(frozen=True)
class Held:
    """First-stage decisions of another plan that are fixed: all, or those up to a year."""

    decided: Decisions
    until: float = math.inf
    past: Mapping[str, Array] = field(default_factory=dict)
    """Values of a plan by variable, of which those at some nodes are fixed, too: operation in years that are over."""
    at: frozenset[Node] = frozenset()
    """These nodes."""


def ignored(columns: int) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Request:
    """Required precision, time limit, start, and fixed decisions of another plan. Without ``screen`` every disruption
    is in the program from the start."""

    gap: float
    time_limit: float
    progress: Progress = field(default_factory=Progress.silent)
    interrupt: Interrupt | None = None
    near: Decisions | None = None
    warm_start: Known | None = None
    screen: bool = True
    hold: Held | None = None
    is_base: bool = False
    """Whether warm-start data is kept for others."""
    is_proven: bool = False
    """Whether the bound is certified, where that is quick;"""
    reactor: Reactor | None = None
    """For recourse subproblems; in threads here unless given."""
    effort: float = math.inf
    """Effort of the search, as in ``Rounds.solve``: at 0 the first plan is the last."""
    has_accounts: bool = True
    """Whether accounts of those who pay are worked out, which no cost depends on."""
    built: Callable[[int], None] = ignored
    """Called with the number of columns when a program has been built, before it is solved."""
