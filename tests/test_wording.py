"""Plain English in docstrings, messages and pages: patterns that read as if translated word by word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST = 0.01
"""Maximum share of docstrings with a pattern."""

PATTERNS = {
    "a clause with 'what' as a noun": r"(?:^|(?<=[.;:] ))What\b(?!-)"
    r"|\b(?:of|by|to|from|with|for|in|on|at|than|as|into|about|beside|without|after|before|and|or|but|only|through|beyond"
    r"|all|like|over|under|that|is|are|not) what\b(?!-)"
    r"|\bwhat (?:is|are|was|were|has|have|had|can|could|may|must|would|will|no|its|their|else|happens|goes|comes|stays"
    r"|stands|does|did|makes|changes|follows|holds)\b",
    "'Of …' in front": r"(?:^|(?<=[.;:] ))Of (?!course)",
    "where there is → if there is": r"\b[Ww]here (?:there (?:is|are)|none|nothing|no)\b",
    "None where → None if": r"\b(?:None|nothing|empty|False|True) where\b",
    "told → reported, shown": r"\btold\b(?! apart)",
    "stands → is": r"\b(?:stands?|stood)\b(?! for\b)",
    "comes to → amounts to, reaches": r"\b(?:comes?|came) to\b",
    "goes on → continues": r"\b(?:goes?|went|going) on\b",
    "does without → omits": r"\b(?:do|does|doing|done|did) without\b",
    "otherwise than → differently from": r"\botherwise than\b|\bdo(?:es|ne)? otherwise\b",
    "as it is → unchanged": r"\bas (?:it|they) (?:is|are|was|were|stands?)(?=[.,;:)]|$)",
    "all the same → still": r"\ball the same\b",
    "so many → this many": r"\b[Ss]o (?:many|much|few|little)\b(?! that)",
    "nobody → no one, without": r"\bnobody\b",
    "anew → again": r"\banew\b",
    "hangs on → depends on": r"\bhangs? on\b",
    "for itself → separately": r"\bfor (?:itself|themselves)\b",
    "all else → everything else": r"\ball else\b",
    "single words": r"\b(?:of nothing|without end|dearer|how-manieth|held against|likes|goes wrong)\b",
}
"""What it is replaced by, and the regular expression that finds it."""

PHRASES = (
    "It is proven that no plan is",
    "decisions to build",
    "is served least|served least is",
    "was held against|was held to",
    "beyond what is short",
    "saved by one more",
    "decide first",
    "What is (?:kept|thrown away|bought|asked|done otherwise)",
    "What markets need",
    "Slack is the room",
    "As long as nothing goes wrong|If something goes wrong",
    "stands still",
    "Clean (?:runs|deliveries)",
    "stand in (?:the|each other's) way",
    "could earn without end",
    "has a plan or none can be",
    "after so many seconds",
    "what is built can be held",
    "With what is built",
    "so no finding",
    "no more than the solves leave open",
    "own money",
    "Nothing would read it",
    "As it is the row",
    "as much as one likes",
    "Capacity of nothing|share of nothing",
    "how-manieth",
    "saved by reckoning",
    "would only whisper",
    "dearer",
    "(?i:what|nothing|that) must give",
    "somewhere for '|' in proportion|people in proportion",
    "no more goes unmet",
    "told all the same|is told",
    "otherwise than",
    "Of what it does without",
    "nobody would do",
    "Which change is to blame",
)
"""Phrases of earlier messages, which must not come back in messages or on pages."""


def docstrings(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """The docstrings of a module, its classes and functions, and those after assignments."""
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        if not isinstance(body, list):
            continue
        for before, each in zip([None, *body], body, strict=False):
            text = each.value if isinstance(each, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                is_first = before is None and not isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try)
                if is_first or isinstance(before, ast.Assign | ast.AnnAssign):
                    yield text, cleandoc(text.value)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "model").rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def patterns_in(text: str) -> list[str]:
    words = " ".join(text.split())
    return [name for name, pattern in PATTERNS.items() if re.search(pattern, words)]


def test_docstrings_are_plain_english() -> None:
    found = [(name, at.lineno, text) for name, tree in modules() for at, text in docstrings(tree)]
    hits = [(name, line, patterns_in(text)) for name, line, text in found if patterns_in(text)]
    assert len(hits) <= MOST * len(found), "\n".join(f"{name}:{line}: {', '.join(each)}" for name, line, each in hits)


def test_no_message_has_a_phrase_of_before() -> None:
    hits = []
    for name, tree in modules():
        apart = {id(at) for at, _ in docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
                hits += [f"{name}:{node.lineno}: {each}" for each in PHRASES if re.search(each, node.value)]
    assert not hits, "\n".join(hits)


def test_no_page_has_a_phrase_of_before() -> None:
    pages = [page for page in (ROOT / "docs").rglob("*.md") if not page.name.startswith("example")]
    hits = [
        f"{page.relative_to(ROOT)}: {each}"
        for page in (ROOT / "README.md", *pages)
        for each in PHRASES
        if re.search(each, page.read_text(encoding="utf-8"))
    ]
    assert not hits, "\n".join(hits)
