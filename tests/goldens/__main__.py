"""Solve every published problem from a workbook, by the command that a planner types, and print what comes out.

python -m tests.goldens
"""

from __future__ import annotations

from tests.goldens.published import PUBLISHED, solved_by_command


def main() -> None:
    """One line a problem: its published figure, and the one found."""
    for problem in PUBLISHED:
        if problem.is_here:
            found, _ = solved_by_command(problem)
            verdict = "agrees" if abs(found - problem.cost) <= problem.tolerance else "DIFFERS"
            print(f"{problem.case:22} {problem.name:34} {problem.cost:16,.4f} {found:16,.4f}  {verdict}", flush=True)
        else:
            print(f"{problem.case:22} {problem.name:34} not here: it is read from the published cases")


if __name__ == "__main__":
    main()
