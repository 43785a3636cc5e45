"""Runs: a list of independent solves, each in a process of its own, none of them done twice.

jobs = [PlanJob("base", tables), PlanJob("dear", dear_tables)]
results = solve_all(jobs, Store(Path("outputs/.runs")), workers=4)
results[0].plan()
"""

from model.runs.engine import solve_all
from model.runs.job import Job, Result, State, exit_code_of, state_said, state_told
from model.runs.store import Store

__all__ = ["Job", "Result", "State", "Store", "exit_code_of", "solve_all", "state_said", "state_told"]
