"""Words for a solve without figures, the same in all studies."""

from __future__ import annotations

from model.runs import State

NO_PLAN = "no plan"
"""Proven infeasible."""
NOT_KNOWN = "not known"
"""Neither a plan nor a proof: the solver failed, or the time limit or Ctrl-C came first."""


def state_said(state: str) -> str:
    return NO_PLAN if state == State.INFEASIBLE else NOT_KNOWN
