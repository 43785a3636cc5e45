"""Names as people type them: invisible characters, and the intended name; wording of cells, rows and years in
messages."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, NewType

# ----------------------------------------------------------------------------------------------------------------------
# Names as people type them: invisible characters, and the intended name.


Period = int
"""First year of a period."""

Node = NewType("Node", str)
"""A period on the trunk, '2030', or in a branch of the scenario tree, 'China export stop 2030 / 2031'."""

SiteName = NewType("SiteName", str)
CommodityName = NewType("CommodityName", str)
PlantName = NewType("PlantName", str)
RecipeName = NewType("RecipeName", str)
ProjectName = NewType("ProjectName", str)
SupplierName = NewType("SupplierName", str)
OutletName = NewType("OutletName", str)
ContractName = NewType("ContractName", str)
ReserveName = NewType("ReserveName", str)
StockpileName = NewType("StockpileName", str)
FundName = NewType("FundName", str)
LimitName = NewType("LimitName", str)
DecisionName = NewType("DecisionName", str)
SkillName = NewType("SkillName", str)

LabourMarket = NewType("LabourMarket", str)
"""A country or group in which people look for work."""

LaneName = NewType("LaneName", str)
"""'origin → destination: commodity'."""

BETWEEN = " / "
"""Separator between a branch and a period in the name of a node."""


def node_name(branch: str, period: int | str) -> Node:
    """The node of a branch in a period; of the trunk if the branch is empty."""
    return Node(f"{branch}{BETWEEN}{period}" if branch else str(period))


def branch_name(node: str) -> str:
    """The branch of a node; empty on the trunk."""
    return node.rpartition(BETWEEN)[0]


def year_of(node: str) -> int:
    """The year in which the period of a node begins; of a branch in a longer period its single year."""
    return int(node.rpartition(BETWEEN)[2])


LOOK_ALIKES = dict(
    zip(
        "аеорсхуіјѕАВЕКМНОРСТХУІЈЅ" + "οανρικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcxyijsABEKMHOPCTXYIJS" + "oavpikABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek letters that print as Latin ones."""

DASHES_AND_QUOTES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘´`", "'")})

SPACES = {
    "\u00a0": "a non-breaking space",
    "\u202f": "a narrow non-breaking space",
    "\n": "a line break",
    "\r": "a line break",
    "\t": "a tab",
}


def oddities(text: str) -> list[str]:
    """Invisible or deceptive characters in a name, in words: 'a space at the end', "Cyrillic 'а' in place of 'a'"."""
    odd = []
    if text[:1].isspace():
        odd.append("a space at the start")
    if text[-1:].isspace():
        odd.append("a space at the end")
    if "  " in text.strip():
        odd.append("two spaces in a row")
    for letter in () if is_plain(text) else dict.fromkeys(text.strip()):
        if is_odd_space(letter):
            odd.append(SPACES.get(letter, f"an unusual space ({unicodedata.name(letter, 'unnamed')})"))
        elif is_invisible(letter):
            odd.append(f"an invisible character ({unicodedata.name(letter, f'U+{ord(letter):04X}')})")
        elif letter in LOOK_ALIKES and _is_latin(text):
            script = unicodedata.name(letter).split()[0].title()
            odd.append(f"{script} '{letter}' in place of '{LOOK_ALIKES[letter]}'")
    return odd


def is_plain(text: str) -> bool:
    """Whether a text consists of printable ASCII: most do, and need no check of each letter."""
    return text.isascii() and text.isprintable()


def cleaned(text: str) -> str:
    """The name without invisible characters."""
    if is_plain(text):
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    mend = LOOK_ALIKES if _is_latin(text) else {}
    letters = (" " if is_odd_space(letter) else mend.get(letter, letter) for letter in text if not is_invisible(letter))
    return " ".join("".join(letters).split())


def is_odd_space(letter: str) -> bool:
    return letter != " " and (letter.isspace() or unicodedata.category(letter) == "Zs")


def is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Cc") and not letter.isspace()


def _is_latin(text: str) -> bool:
    return any("a" <= letter.casefold() <= "z" for letter in text)


def skeleton(text: str) -> str:
    """Visible form of a name: two names of one skeleton look alike."""
    if is_plain(text):
        return cleaned(text).translate(DASHES_AND_QUOTES).casefold()
    text = "".join(LOOK_ALIKES.get(letter, letter) for letter in cleaned(text))
    return unicodedata.normalize("NFKC", text.translate(DASHES_AND_QUOTES)).casefold()


def difference(text: str, name: str) -> str:
    """Why a text that looks like a name is not the name."""
    odd = oddities(text)
    odd += [f"{script} letters" for script in ("Cyrillic", "Greek") if not odd and script in _scripts(text)]
    if not odd and text.casefold() == name.casefold():
        odd = ["other capitals"]
    return " and ".join(odd) or "a character that looks alike"


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(letter, "").split(" ")[0].title() for letter in text if letter.isalpha()}


SIMILAR = 70.0
"""Per cent of two names that must be the same letters in the same order for one to be a slip of the other."""

MOST_COMPARISONS = 10_000_000
"""With names of a list, before no further name is compared with all of them: the work grows with both numbers."""


class Names:
    """Names that a cell may hold, and which of them was meant."""

    def __init__(self, names: Iterable[str]) -> None:
        self.all = dict.fromkeys(names)
        self.compared = 0
        self._meant: dict[str, str | None] = {}

    @cached_property
    def _alike(self) -> dict[str, str]:
        """The first name of each look."""
        return {skeleton(name): name for name in reversed(self.all)}

    @cached_property
    def _looks(self) -> list[str]:
        return list(self._alike)

    def __contains__(self, text: str) -> bool:
        return text in self.all

    def alike(self, text: str) -> str | None:
        """The name that looks the same."""
        return self._alike.get(skeleton(text))

    def meant(self, text: str) -> str | None:
        """The name that looks the same, else the most similar one, if any is similar and not too many were sought."""
        if text not in self._meant:
            alike = self.alike(text) or self._swapped(text)
            if alike is None and self.compared + len(self._alike) > MOST_COMPARISONS:
                return None
            self._meant[text] = alike or self._nearest(skeleton(text))
        return self._meant[text]

    def was_sought(self, text: str) -> bool:
        """Whether the intended name was searched for; false once the limit on comparisons was reached."""
        return text in self._meant

    def _swapped(self, text: str) -> str | None:
        """The name in which two neighbours have changed places; in a short one little else would be alike."""
        plain = skeleton(text)
        turned = (plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] for at in range(len(plain) - 1))
        return next((self._alike[letter] for letter in turned if letter in self._alike), None)

    def _nearest(self, look: str) -> str | None:
        from rapidfuzz import fuzz, process  # a workbook without mistakes needs none of it

        self.compared += len(self._alike)
        near = process.extractOne(look, self._looks, scorer=fuzz.ratio, score_cutoff=SIMILAR)
        return self._alike[near[0]] if near else None

    def some(self, most: int = 5) -> str:
        """The first few names, for a message."""
        names = list(self.all)
        return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def did_you_mean(text: str, name: str) -> str:
    """The hint for a text that was meant to be a name."""
    if skeleton(text) == skeleton(name):
        return f'Type "{name}": the cell has {difference(text, name)}'
    return f'Did you mean "{name}"?'


# ----------------------------------------------------------------------------------------------------------------------
# Wording of cells, rows and years in messages.


CALLED = "python run.py" if (Path(__file__).parents[2] / "run.py").is_file() else "supply-plan"
"""How the program is called: in its repository, and where it is installed."""


def shown(value: Any, *, is_percent: bool = False) -> str:
    """A value as a reader sees it in a cell."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{100 * value:.10g} %" if is_percent else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def count(number: int, one: str, many: str = "") -> str:
    """'1 warning', '2 warnings', '1,200 countries'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


NO_PLAN = "no plan"
"""Proven infeasible."""
NOT_KNOWN = "not known"
"""Neither a plan nor a proof, or no figure: the solver failed, or the time limit or Ctrl-C came first."""


ADDRESS = re.compile(r"[A-Z]{1,3}\d+(:[A-Z]{1,3}\d+)?")


def place(sheet: str, cell: str) -> str:
    """Address of a cell: 'Sites!B2' in a workbook, "Sites, row 0, column 'country'" in a frame."""
    return f"{sheet}!{cell}" if ADDRESS.fullmatch(cell) else ", ".join(part for part in (sheet, cell) if part)


MOST_SPANS = 12
"""Stretches of rows that are named in a message."""


def rows_named(lines: list[int]) -> str:
    """Lines of a sheet: 'rows 3–7, 9', at most a few spans of them."""
    named = spans(lines).split(", ")
    rest = f" and {count(len(named) - MOST_SPANS, 'more stretch', 'more stretches')}" if len(named) > MOST_SPANS else ""
    return f"row{'s' if len(lines) > 1 else ''} {', '.join(named[:MOST_SPANS])}{rest}"


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers as spans: '3–7, 9'."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in parts)
