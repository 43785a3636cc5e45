"""Options of studies, and types of their values: an invalid one raises an error that argparse turns into a message."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from model.system.files import Output


def percent(text: str) -> float:
    """A share below 1, such as 1% or 0.01."""
    share = _number(text)
    if not 0 <= share < 1:
        raise ArgumentTypeError(f"{text!r}: expected a share such as 1% or 0.01")
    return share


def currency(text: str) -> str:
    """The name of a currency, such as EUR."""
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > 20 or name[0] in "=+-@" or any(map(str.isdigit, name)):
        raise ArgumentTypeError(f"{text!r}: expected a currency such as EUR")
    return name


def years(text: str) -> tuple[int, int]:
    """A first and a last year."""
    first, _, last = text.replace("–", "-").partition("-")
    ends = [int(part) for part in (first, last) if part.strip().isdecimal() and 1900 <= int(part) <= 2200]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise ArgumentTypeError(f"{text!r}: expected years such as 2026-2033")
    return ends[0], ends[1]


def seconds(text: str) -> float:
    """A length of time [s]."""
    time = float(text)
    if not time > 0:
        raise ArgumentTypeError(f"{text!r}: expected more than 0 seconds")
    return time


def value(text: str) -> float:
    """A value of a limit, in its unit or in per cent."""
    number = _number(text)
    if not 0 <= number < float("inf"):
        raise ArgumentTypeError(f"{text!r}: expected a value such as 65%, 0.65 or 3000")
    return number


def values(text: str) -> list[float]:
    """Several values, with commas between them."""
    return [value(part) for part in text.split(",")]


def count(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{text!r}: expected at least 1")
    return number


def _number(text: str) -> float:
    """A number, or one in per cent."""
    text = text.strip()
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


@dataclass(frozen=True)
class Option:
    """An option, by its name in Python; ``--first-value`` on the command line unless it has a ``flag``. A plan is
    the name of a results workbook there, after that of the workbook."""

    name: str
    help: str
    type: Callable[[str], Any] = str
    metavar: str | tuple[str, ...] = "NAME"
    flag: str = ""
    default: Any = None
    is_list: bool = False
    is_needed: bool = False
    of: tuple[str, ...] = ()
    """Sheets whose names it takes."""
    spares: tuple[str, ...] = ()
    """Sheets of what-ifs and ranges that are not used with it."""

    @property
    def is_switch(self) -> bool:
        return self.type is bool

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return self.flag or f"--{self.name.replace('_', '-')}"

    @property
    def label(self) -> str:
        """Its name in words."""
        return (self.flag.lstrip("-") or self.name).replace("_", " ").capitalize()

    @property
    def unit(self) -> str:
        """Unit of a number; empty of names, and of values in the unit of a row."""
        units: dict[Any, str] = {percent: "%", seconds: "s"}
        return units.get(self.type, "")

    def taken(self, argument: Any) -> Any:
        """What was given from Python, lists as lists. Raises TypeError or ValueError with what is expected."""
        if argument is None:
            return self.default
        if self.name == "plan":
            return _as(hasattr(argument, "decided"), argument, "a Plan, as model.solve returns it")
        if self.is_switch:
            return _as(isinstance(argument, bool), argument, "True or False")
        if self.is_list:
            names = _listed(argument, "a list of names")
            return _as(all(isinstance(name, str) for name in names), names, "a list of names")
        if isinstance(self.metavar, tuple):
            words = f"a list of tuples ({', '.join(word.lower() for word in self.metavar)})"
            rows = [_listed(entry, words) for entry in _listed(argument, words)]
            return _as(all(len(row) == len(self.metavar) for row in rows), rows, words)
        if self.type is values:
            words = "a list of numbers of at least 0"
            return [_taken_number(entry, value, words) for entry in _listed(argument, words)]
        if self.type is str:
            return _as(isinstance(argument, str), argument, "a text")
        kinds: dict[Any, str] = {count: "a whole number of at least 1", percent: "a fraction below 1, such as 0.01"}
        return _taken_number(argument, self.type, kinds.get(self.type, "a number of at least 0"))


def _as(is_right: bool, argument: Any, expected: str) -> Any:
    if not is_right:
        raise TypeError(f"{expected}, not {argument!r:.100}")
    return argument


def _listed(argument: Any, expected: str) -> list[Any]:
    return list(_as(isinstance(argument, Iterable) and not isinstance(argument, str | Mapping), argument, expected))


def _taken_number(argument: Any, read: Callable[[str], Any], expected: str) -> Any:
    """A number that the command line would take, too."""
    kind = Integral if read is count else Real
    _as(isinstance(argument, kind) and not isinstance(argument, bool), argument, expected)
    try:
        return read(repr(int(argument) if read is count else float(argument)))
    except ArgumentTypeError:
        raise ValueError(f"{expected}, not {argument!r}") from None


def plan(words: str, *, is_needed: bool = True) -> Option:
    """A plan solved earlier."""
    return Option("plan", words, is_needed=is_needed)


@dataclass(frozen=True)
class StudyEntry:
    """A study before it is imported."""

    name: str
    place: str
    """Module and class."""
    output: Output
    help: str
    """The planner's question that it answers."""
    description: str
    options: tuple[Option, ...]
    one_solve: str = "each"
    """One solve, in words; empty: nothing is solved."""
    takes: str = "workbook"
    """'workbook', 'workbooks' or 'plans'."""
    uses: tuple[str, ...] = ()
    """Sheets of what-ifs and ranges that must have no errors."""
    suffix: str = ""
    """Of the results, unless its name."""
    diagnoses: bool = False
    """Whether cells that conflict are written where a workbook has no plan."""
    is_alone: bool = False
    """Whether it solves in this process, so that there is no choice of workers."""

    begins_here: bool = False
    """Whether it begins with solves in this process, of which the stages are shown."""
    package: str = ""
    """The package that announces it, with its version; empty of those of the program. Nobody states it."""

    def used(self, arguments: Mapping[str, Any]) -> list[str]:
        """Sheets of what-ifs and ranges that must have no errors with some options."""
        spared = {name for option in self.options if arguments.get(option.name) for name in option.spares}
        return [name for name in self.uses if name not in spared]

    @property
    def ending(self) -> str:
        return f"_{self.suffix or self.name}"

    @property
    def question(self) -> str:
        """The question, and which other package answers it."""
        return f"{self.help} (of {self.package})" if self.package else self.help


ONLY = Option("only", "only these what-ifs; * and ? are wildcards", is_list=True, default=(), of=("What-ifs",))


def precision(of: str) -> tuple[Option, Option]:
    """Gap and time limit of the solves of a command."""
    return (
        Option("gap", f"end {of} within this gap, such as 1%% or 0.01 (default: Settings)", percent, "GAP"),
        Option("time_limit", f"stop {of} after this many seconds (default: Settings)", seconds, "TIME_LIMIT"),
    )


RELAX = Option("relax", "if no plan exists: solve with the N-th remedy found (1: the cheapest)", count, "N")
"""Option of 'solve'."""
