"""Commands from forms: each field is an option of the command line, and becomes one."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.errors import InputError
from model.studies.catalogue import STUDIES
from model.studies.options import RELAX, Option, precision
from model.system.files import SUFFIX

SOLVE, COMPARE, DRIFT = "solve", "compare", "drift"


@dataclass(frozen=True)
class DeskQuestion:
    """Title of a command, and one example of it."""

    title: str
    example: str = ""


QUESTIONS: Mapping[str, DeskQuestion] = {
    "solve": DeskQuestion("Solve"),
    "compare": DeskQuestion("Compare plans"),
    "explain": DeskQuestion(
        "Why, and why not", "An option under 'Why not': its additional cost, or the cells that forbid it."
    ),
    "batch": DeskQuestion(
        "What-ifs", "In Suppliers, any, price: multiply 1.2. Which decisions change if all purchases cost 20 % more?"
    ),
    "frontier": DeskQuestion(
        "Cost against risk", "Values 80%,60%,40% of the limit on one country: what each step costs."
    ),
    "tornado": DeskQuestion(
        "What the result hangs on",
        "With rows in Ranges for two prices and a lead time: which of them decides the plan.",
    ),
    "foresight": DeskQuestion(
        "Now, or when the future is known",
        "An export stop, 20 %, 2030: what to build now, and what can wait until it is known.",
    ),
    "discover": DeskQuestion(
        "When the plan fails", "50 points between the ends of Ranges: below which price or beyond which delay it fails."
    ),
    "budget": DeskQuestion(
        "What a budget buys",
        "Shares 20%,60% of the whole premium: what each buys, and what the larger drops again.",
    ),
    "mandates": DeskQuestion(
        "What mandates cost", "With a mandate in two rows of Limits: what each costs alone, and on top of the other."
    ),
    "closures": DeskQuestion(
        "Who closes", "A year of low prices: which plants close, and the price floor that keeps them."
    ),
    "goals": DeskQuestion(
        "Stock goals", "A one-year export stop, target 100 %: how many tonnes of which good to store."
    ),
    "contributions": DeskQuestion(
        "What each candidate adds",
        "Two suppliers of one metal: what the plan would cost without either, and without both.",
    ),
    "shares": DeskQuestion(
        "Who pays which share", "One mine for two countries: the shares at which neither is better off alone."
    ),
    "investor": DeskQuestion(
        "What investors earn", "The new refinery: its return, and the grant with which it breaks even."
    ),
    "drift": DeskQuestion(
        "Since the plan before", "Last year's plan: which changed price or demand moved which decision."
    ),
    **{
        entry.name: DeskQuestion(f"{entry.name.capitalize()} (of {entry.package})")
        for entry in STUDIES.values()
        if entry.package and entry.takes == "workbook"
    },
}
ASKED = [name for name in QUESTIONS if name not in (SOLVE, COMPARE)]
"""Studies of the page Ask, in their order."""

MOST_BOXES = 400
"""Names that are offered as boxes; of more a text is asked."""

Form = Mapping[str, Sequence[str]]
"""Values of each field."""


@dataclass(frozen=True)
class FormField:
    """An option as a field."""

    option: Option
    kind: str
    """'switch', 'boxes', 'lines', 'table' or 'text'."""
    names: Sequence[str]
    """Names from the workbook that it can take."""
    values: Sequence[str]
    """Values as they were filled in last."""

    @property
    def help(self) -> str:
        words = self.option.help.replace("%%", "%")
        return f"{words[:1].upper()}{words[1:]}"


def options_of(command: str) -> tuple[Option, ...]:
    """Options of a command that a form offers; of a plan it is the desk that says which."""
    if command == SOLVE:
        return (*precision("the search"), RELAX)
    entry = STUDIES[command]
    own = tuple(option for option in entry.options if option.name != "plan")
    return (*own, *(precision(entry.one_solve) if entry.one_solve else ()))


def fields(command: str, names: Mapping[str, Sequence[str]], form: Form) -> list[FormField]:
    """The form of a command, with names from the workbook."""
    return [_field(option, names, form) for option in options_of(command)]


def _field(option: Option, names: Mapping[str, Sequence[str]], form: Form) -> FormField:
    names_listed = [name for sheet in option.of for name in names.get(sheet, ())]
    kind = "text"
    if option.is_switch:
        kind = "switch"
    elif isinstance(option.metavar, tuple):
        kind = "table"
    elif option.is_list:
        kind = "boxes" if 0 < len(names_listed) <= MOST_BOXES else "lines"
    return FormField(option, kind, names_listed, form.get(option.name, ()))


def arguments(command: str, form: Form) -> list[str]:
    """Options of the command line as filled in. Raises InputError for a value that is none."""
    return [word for option in options_of(command) for word in _words(option, form)]


def _words(option: Option, form: Form) -> Iterator[str]:
    texts = [value.strip() for value in form.get(option.name, ())]
    if isinstance(option.metavar, tuple):
        columns = [
            [value.strip() for value in form.get(f"{option.name}.{at}", ())] for at in range(len(option.metavar))
        ]
        rows = [row for row in zip(*columns, strict=False) if any(row)]
        if option.is_needed and not rows:
            raise InputError(f"{option.label}: fill in one line at least.")
        for row in rows:
            if not all(row) or any(value.startswith("-") for value in row):
                raise InputError(f"{option.label}: fill in all of {', '.join(option.metavar).lower()}.")
            yield option.option
            yield from row
        return
    if option.is_list:
        texts = [line.strip() for value in texts for line in value.splitlines()]
    for value in filter(None, texts):
        if option.is_switch:
            yield option.option
            continue
        yield f"{option.option}={_checked(option, value)}"


def _checked(option: Option, value: str) -> str:
    """A value that the command line would take; of a share that is given in per cent."""
    text = f"{value}%" if option.unit == "%" and not value.endswith("%") else value
    try:
        option.type(text)
    except (ArgumentTypeError, ValueError):
        raise InputError(f"{option.label}: '{value}' does not fit: {option.help.replace('%%', '%')}.") from None
    return text


def ending_of(command: str) -> str:
    """Ending of the results of a command."""
    return SUFFIX if command == SOLVE else STUDIES[command].ending


def takes_plan(command: str) -> bool:
    """Whether a study is about a plan."""
    return any(option.name == "plan" for option in STUDIES[command].options)


def limited(command: str, words: list[str], seconds: int | None, threads: int | None) -> list[str]:
    """The options, with the limits of whoever runs the desk."""
    if command == COMPARE:
        return words
    if seconds is not None:
        own = [float(word.partition("=")[2]) for word in words if word.startswith("--time-limit=")]
        words = [word for word in words if not word.startswith("--time-limit=")]
        words.append(f"--time-limit={min([seconds, *own])}")
    if threads is not None and not (command in STUDIES and STUDIES[command].is_alone):
        words.append(f"--threads={threads}" if command == SOLVE else f"--jobs={threads}")
    return words
