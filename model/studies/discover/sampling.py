"""Points in the unit cube: a Latin hypercube, and Morris's trajectories with the influence of each input.

McKay, Beckman and Conover, A comparison of three methods for selecting values of input variables, 1979; Morris,
Factorial sampling plans for preliminary computational experiments, 1991; μ* after Campolongo, Cariboni and Saltelli
2007.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array

LEVELS = 4
"""Values of an input in a trajectory: 0, 1/3, 2/3 and 1; a step is 2/3."""
STEP = LEVELS / (2 * (LEVELS - 1))


def latin_hypercube(points: int, inputs: int, generator: np.random.Generator) -> Array:
    """Points of which each of as many equal slices of an input holds one. Shape: points, inputs."""
    slices = np.column_stack([generator.permutation(points) for _ in range(inputs)])
    sample: Array = (slices + generator.random((points, inputs))) / points
    return sample


def trajectories(number: int, inputs: int, generator: np.random.Generator) -> Array:
    """Walks that move each input once, by a step up or down. Shape: trajectories, inputs + 1, inputs."""
    walks = np.empty((number, inputs + 1, inputs))
    low = np.arange(LEVELS // 2) / (LEVELS - 1)
    for walk in walks:
        upwards = generator.random(inputs) < 0.5
        walk[0] = generator.choice(low, inputs) + np.where(upwards, 0.0, STEP)
        for step, at in enumerate(generator.permutation(inputs), start=1):
            walk[step] = walk[step - 1]
            walk[step, at] += STEP if upwards[at] else -STEP
    return walks


@dataclass(frozen=True)
class Influence:
    """Mean absolute elementary effect of an input, their standard deviation, and from how many they are."""

    mean: float
    deviation: float
    effects: int


def influences(walks: Array, values: Array) -> list[Influence]:
    """Influence of each input on a value at every point of the walks; points without a value are NaN.
    Shapes: trajectories, inputs + 1, inputs; trajectories, inputs + 1."""
    moved, change = np.diff(walks, axis=1), np.diff(values, axis=1)
    ranking = []
    for at in range(walks.shape[2]):
        steps = moved[:, :, at]
        is_moved = (np.abs(steps) > STEP / 2) & np.isfinite(change)
        effects = change[is_moved] / steps[is_moved]
        mean = float(np.abs(effects).mean()) if len(effects) else float("nan")
        deviation = float(effects.std(ddof=1)) if len(effects) > 1 else float("nan")
        ranking.append(Influence(mean, deviation, len(effects)))
    return ranking
