"""Division of a cost among players of a cooperative game: core, least core and Shapley value.

A cost game gives each coalition of players the least cost at which it can serve itself (Young, Cost Allocation, 1985).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from model.errors import SolveFailed
from model.solver.arrays import LinearRows, Matrix
from model.solver.handover import Handover, apart

Members = frozenset[str]
Costs = Mapping[Members, float]
"""By coalition; infinite if it cannot serve itself."""
Division = dict[str, float]

TRIANGULAR = 1
"""HiGHS's code for a Hessian given by its lower triangle."""


def weights(players: Sequence[str], player: str) -> dict[Members, float]:
    """Coefficient of each coalition's cost in the Shapley value of a player: positive with the player, else
    negative."""
    count, coefficients = len(players), {}
    for size in range(count):
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        for others in combinations([other for other in players if other != player], size):
            coefficients[frozenset(others)], coefficients[frozenset({*others, player})] = -weight, weight
    return {members: weight for members, weight in coefficients.items() if members}


def shapley(players: Sequence[str], costs: Costs) -> Division:
    """Mean additional cost of each player over all orders in which players may join (Shapley 1953)."""
    return {
        player: sum(weight * costs[members] for members, weight in weights(players, player).items())
        for player in players
    }


def shapley_range(players: Sequence[str], least: Costs, most: Costs) -> dict[str, tuple[float, float]]:
    """Least and greatest Shapley value of each player if costs lie between two bounds."""

    def end(player: str, low: Costs, high: Costs) -> float:
        every = weights(players, player).items()
        return sum(weight * (low if weight > 0 else high)[members] for members, weight in every)

    return {player: (end(player, least, most), end(player, most, least)) for player in players}


def least_excess(players: Sequence[str], costs: Costs, total: float) -> float:
    """The smallest amount by which the worst treated coalition pays more than alone (least core: Maschler, Peleg and
    Shapley 1979), where a total is divided; the core is empty if it is positive. Minus infinity without a coalition
    that could serve itself."""
    bounds = _bounds(players, costs)
    if not bounds:
        return -math.inf
    scale = max(1.0, abs(total))
    rows = [
        (np.array([*range(len(players)), len(players)]), np.array([*_in(players, members), -1.0])) for members in bounds
    ]
    cost = np.array([*[0.0] * len(players), 1.0])
    return scale * _solved(cost, rows, [bound / scale for bound in bounds.values()], total / scale, len(players))[-1]


def nearest(players: Sequence[str], costs: Costs, total: float, excess: float, point: Division) -> Division:
    """The division of a total nearest to a point by which no coalition pays more than alone plus an excess."""
    bounds, scale = _bounds(players, costs), max(1.0, abs(total))
    rows = [(np.arange(len(players)), np.array(_in(players, members))) for members in bounds]
    most = [(bound + excess) / scale for bound in bounds.values()]
    towards = np.array([-point[player] / scale for player in players])
    amounts = _solved(towards, rows, most, total / scale, len(players), is_nearest=True)
    return {player: scale * float(value) for player, value in zip(players, amounts, strict=True)}


def _bounds(players: Sequence[str], costs: Costs) -> dict[Members, float]:
    """Costs of smaller coalitions that can serve themselves."""
    return {members: cost for members, cost in costs.items() if len(members) < len(players) and math.isfinite(cost)}


def _in(players: Sequence[str], members: Members) -> list[float]:
    return [float(player in members) for player in players]


def _solved(
    cost: np.ndarray,
    rows: Sequence[tuple[np.ndarray, np.ndarray]],
    most: Sequence[float],
    total: float,
    players: int,
    *,
    is_nearest: bool = False,
) -> list[float]:
    """Least cost, or nearest point, over rows that are at most some values and players who pay a total."""
    free, all_pay = np.full(len(cost), np.inf), (np.arange(players), np.ones(players))
    lower, upper = np.array([*[-np.inf] * len(rows), total]), np.array([*most, total])
    is_integer = np.zeros(len(cost), bool)
    handover = Handover(Matrix(cost, 0.0, -free, free, is_integer, LinearRows.of([*rows, all_pay]), lower, upper))
    if is_nearest:
        diagonal, scale = np.arange(players, dtype=np.int32), np.full(players, handover.cost_scale)
        handover.highs.passHessian(players, players, TRIANGULAR, diagonal, diagonal, scale)
    apart(handover.highs.run)
    if str(handover.highs.getModelStatus()) != "HighsModelStatus.kOptimal":
        raise SolveFailed("HiGHS does not divide the cost among the payers")
    return list(handover.highs.getSolution().col_value)
