"""Waiting for threads."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")

TICK = 0.1
"""Seconds between looks at whether they have ended."""


def results(futures: Sequence[Future[T]]) -> list[T]:
    """Results of threads, awaited with a timeout: on Windows an endless wait does not notice Ctrl-C."""
    while wait(futures, TICK).not_done:
        pass
    return [each.result() for each in futures]
