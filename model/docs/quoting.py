"""Quotations of code in pages: a block titled with a file, or with names in one, holds the current source.

```python title="model/families/footprints/algebra.py: build, footprint_limit" ```
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BLOCK = re.compile(r'```python title="(?P<file>[^":]+)(: (?P<names>[^"]+))?"\n.*?```', re.DOTALL)


def quoting(page: str) -> str:
    """The page with its quotations as they are now. Raises LookupError where a file does not hold a name."""
    return BLOCK.sub(_quoted, page)


def _quoted(block: re.Match[str]) -> str:
    source = (ROOT / block["file"]).read_text(encoding="utf-8")
    parts = [_defined(source, name) for name in block["names"].split(", ")] if block["names"] else [source.strip()]
    opening = block[0].partition("\n")[0]
    return "\n".join((opening, "\n\n\n".join(parts), "```"))


def _defined(source: str, name: str) -> str:
    """The lines that define a name at the top of a file, decorators included."""
    for node in ast.parse(source).body:
        if name in _names(node):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            return "\n".join(source.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(f"no {name}")


def _names(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [getattr(node, "name", ""), *(each.id for each in targets if isinstance(each, ast.Name))]
