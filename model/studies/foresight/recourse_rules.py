"""Recourse rules: decisions that may differ by future once it is known; all other first-stage decisions are shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from model.errors import InputError
from model.families.workforce.rows import Skill
from model.solver.extensive_form import Label
from model.studies.foresight.scenario_program import OneFuture
from model.whatif.patterns import NotReadable, conditions

Reacts = Callable[[Label], bool]
"""Whether a first-stage column may differ between futures that are known."""

MOST = 8
"""Names that an error lists."""


def reacting(scenarios: Sequence[OneFuture], typed: str) -> Reacts:
    """Columns that may react: all if none is ``typed``, otherwise those of the projects, contracts, plants,
    technologies and stockpiles named, and people, who follow the builds. Raises InputError if a name matches no
    decision."""
    if not typed.strip():
        return lambda at: True
    skills = {row.skill for scenario in scenarios for row in scenario.future.tables[Skill]}
    subjects = {_subject(at) for scenario in scenarios for at in scenario.ahead.columns} - skills
    try:
        asked = conditions(typed)
    except NotReadable as error:
        raise InputError(f"--may-react: expected {error.expected}. {error.fix}.") from error
    if any(each.header is not None for each in asked):
        raise InputError("--may-react: expected names alone, such as 'Line A; Line B*'.")
    patterns = [pattern for each in asked for pattern in each.patterns]
    if vain := [each.text for each in patterns if not each.hits(subjects)]:
        known = sorted(subjects)
        more = f" and {len(known) - MOST} more" if len(known) > MOST else ""
        raise InputError(
            f"--may-react: nothing is decided on {', '.join(map(repr, vain))}. Decided is on {', '.join(known[:MOST])}"
            f"{more}."
        )
    free = skills | {name for name in subjects if not patterns or any(each.hits([name]) for each in patterns)}
    return lambda at: _subject(at) in free


def _subject(at: Label) -> str:
    """The project, contract, plant, technology, stockpile or skill that is decided on: the first label of an index."""
    _, key = at
    return str(key[0] if isinstance(key, tuple) else key)
