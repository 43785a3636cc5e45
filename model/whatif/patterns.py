"""Selection of rows by names, wildcards and conditions, as 'A; B' or 'from = Japan; commodity = NdPr*; Dy*'.

Parts are separated by ';'. A part 'column = name' begins a condition, a part without '=' is one more name of the
condition before it, or of the first column if there is none yet. Between double quotes every character is literal, and
two of them are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from model.sheets.schema import ANY

Letters = list[tuple[str, bool]]
"""Characters, and whether each was quoted and so is literal."""

ALL = "*"


class NotReadable(ValueError):
    """A text that matches no rows: expected content, and fix."""

    def __init__(self, expected: str, fix: str) -> None:
        super().__init__(expected)
        self.expected, self.fix = expected, fix


@dataclass(frozen=True)
class Pattern:
    """One name, with or without wildcards."""

    text: str
    """As typed, but for quotes."""
    expression: re.Pattern[str]
    has_wildcards: bool

    @classmethod
    def of(cls, letters: Letters, *, any_case: bool = False) -> Pattern:
        wild = {"*": ".*", "?": "."}
        parts = [re.escape(each) if is_quoted else wild.get(each, re.escape(each)) for each, is_quoted in letters]
        expression = re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if any_case else 0))
        has_wildcards = any(each in wild and not is_quoted for each, is_quoted in letters)
        return cls("".join(each for each, _ in letters), expression, has_wildcards)

    def hits(self, texts: Iterable[str]) -> bool:
        return any(self.expression.fullmatch(text) for text in texts)

    def almost(self, text: str) -> bool:
        """Whether only capitals keep it from a text."""
        return re.compile(self.expression.pattern, re.DOTALL | re.IGNORECASE).fullmatch(text) is not None


@dataclass(frozen=True)
class Condition:
    """Names of which a column must hold one; without a header, the key column of the rows."""

    header: str | None
    patterns: tuple[Pattern, ...]


def conditions(text: str, *, any_case: bool = False) -> tuple[Condition, ...]:
    """Conditions of a text, which must all hold; none for one that selects every row. Raises NotReadable."""
    letters = _letters(text)
    if _plain(letters).strip().casefold() in (ANY, ALL) and not any(is_quoted for _, is_quoted in letters):
        return ()
    found: list[tuple[str | None, list[Letters]]] = []
    for part in _split(letters, ";"):
        header, *rest = _split(part, "=", most=1)
        if rest:
            if not _plain(_stripped(header)):
                raise NotReadable("a column before every '='", "Type its header, as in 'from = Japan'")
            found.append((_plain(_stripped(header)), [_stripped(rest[0])]))
            continue
        name = _stripped(header)
        if not name:
            raise NotReadable("a name between every two ';'", "Delete the superfluous ';'")
        if not found:
            found.append((None, []))
        found[-1][1].append(name)
    headers = [each for each, _ in found]
    if doubled := [each for each in headers if headers.count(each) > 1]:
        fix = f"List the names after one '{doubled[0]} =', with ';' between them"
        raise NotReadable("each column once", fix)
    return tuple(Condition(of, tuple(Pattern.of(each, any_case=any_case) for each in names)) for of, names in found)


def _letters(text: str) -> Letters:
    """The characters of a text without the quotes. Raises NotReadable if a quote is left open."""
    found: Letters = []
    is_open, at = False, 0
    while at < len(text):
        if text[at] != '"':
            found.append((text[at], is_open))
        elif is_open and text[at + 1 : at + 2] == '"':
            found.append(('"', True))
            at += 1
        else:
            is_open = not is_open
        at += 1
    if is_open:
        doubled = text.replace('"', '""')
        fix = f'Close it; or, if it belongs to the name, quote the name and double the mark: "{doubled}"'
        raise NotReadable("a second double quote after each first", fix)
    return found


def _split(letters: Letters, mark: str, most: int = -1) -> list[Letters]:
    parts: list[Letters] = [[]]
    for letter in letters:
        if letter == (mark, False) and most != len(parts) - 1:
            parts.append([])
        else:
            parts[-1].append(letter)
    return parts


def _stripped(letters: Letters) -> Letters:
    """Without spaces at the ends that are not quoted."""
    kept = [at for at, (each, is_quoted) in enumerate(letters) if is_quoted or not each.isspace()]
    return letters[kept[0] : kept[-1] + 1] if kept else []


def _plain(letters: Letters) -> str:
    return "".join(each for each, _ in letters)
