"""Studies of other packages. An installed package announces a study by an entry point, whose name is that of the
command and whose value is its `StudyEntry`, in a light module that does not import the study:

    [project.entry-points."supply_plan.studies"]
    doubled = "doubled_input:DOUBLED"
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from model.studies.options import Option, StudyEntry
from model.system.declared import STUDIES, announced, provider
from model.system.files import Output

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

TAKES = ("workbook", "workbooks", "plans")
OF_EVERY_STUDY = frozenset(
    ("workbook", "workbooks", "out", "command", "gap", "time_limit", "jobs", "cluster", "quiet", "progress")
)
"""Names of options that the command line adds itself."""


def of_other_packages(taken: Collection[str]) -> tuple[dict[str, StudyEntry], dict[str, str]]:
    """Studies of other packages by name, and of those that cannot be used the reason in words. ``taken`` are the names
    of all other commands."""
    entries: dict[str, StudyEntry] = {}
    refusals: dict[str, str] = {}
    times = Counter(point.name for point in announced(STUDIES))
    for point in announced(STUDIES):
        package = provider(point)
        try:
            if point.name in taken or times[point.name] > 1:
                raise ValueError("there is a command of that name; have its authors rename it")
            entries[point.name] = replace(_checked(point), package=package)
        except (Exception, SystemExit) as error:  # whatever the code of others leads to
            refusals[point.name] = refusal(package, point.name, error)
    return entries, refusals


def refusal(package: str, name: str, error: BaseException) -> str:
    """Why a study cannot be used."""
    return (
        f"The package {package} announces the study '{name}', which cannot be used ({type(error).__name__}: {error}): "
        "repair or uninstall the package."
    )


def _checked(point: EntryPoint) -> StudyEntry:
    """The entry of a study. Raises ValueError, or whatever its module does."""
    entry = point.load()
    if not isinstance(entry, StudyEntry):
        raise ValueError(f"{point.value} is no StudyEntry")
    if entry.name != point.name or not re.fullmatch("[a-z][a-z0-9-]*", entry.name):
        raise ValueError(f"its StudyEntry has the name {entry.name!r}; both are one name in lower case, with hyphens")
    if not re.fullmatch(r"[\w.]+:\w+", entry.place):
        raise ValueError(f"its place is {entry.place!r}, not 'package.module:Class'")
    if entry.takes not in TAKES or not isinstance(entry.output, Output):
        raise ValueError(f"it takes one of {', '.join(TAKES)}, and its output is one of Output")
    names = [option.name for option in entry.options if isinstance(option, Option)]
    if len(names) < len(entry.options) or len({*names}) < len(names) or OF_EVERY_STUDY & {*names}:
        raise ValueError(f"its options are not Options of different names, none of {', '.join(sorted(OF_EVERY_STUDY))}")
    return entry
