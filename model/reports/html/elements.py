"""Elements of a page: any content is text, even a name with a tag in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

Content = Element | str | None

TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Letters without a shape that turn the direction of all that follows: in a name they would turn figures, too."""


def tag(name: str, /, *parts: Content, **looks: object) -> Element:
    """An element. ``looks`` are its attributes, ``class_`` and ``data_row`` as ``class`` and ``data-row``; one that is
    None is left out."""
    attributes = {
        key.rstrip("_").replace("_", "-"): written(value) for key, value in looks.items() if value is not None
    }
    made = Element(name, attributes)
    add(made, *parts)
    return made


def add(element: Element, *parts: Content) -> Element:
    """Put parts at the end of an element; those that are None are left out."""
    for part in parts:
        if isinstance(part, str):
            words = part.translate(TURNS)
            if len(element):
                element[-1].tail = (element[-1].tail or "") + words
            else:
                element.text = (element.text or "") + words
        elif part is not None:
            element.append(part)
    return element


def group(parts: Iterable[Content], **looks: object) -> Element:
    """SVG elements together."""
    return tag("g", *parts, **looks)


def written(value: object) -> str:
    """A value as that of an attribute; figures with a digit after the point, which is less than a pixel is wide."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value).translate(TURNS)


def path(points: Iterable[tuple[float, float]], close: str = "") -> str:
    """A line through points, in SVG syntax."""
    return "M" + "L".join(f"{written(x)} {written(y)}" for x, y in points) + close


def page_bytes(page: Element) -> bytes:
    """The page as a file's content."""
    return b"<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html").encode("utf-8", "replace")


PAPERS = {"light": "#FFFFFF", "dark": "#14181F"}
"""Background colours of the page."""

FAINTEST = 3.0
"""Minimum contrast with the background of meaningful graphics (WCAG 2.2, 1.4.11)."""

READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

USED = re.compile(r"var\(--c([0-9A-F]{6})\)")


def ink(colour: str) -> str:
    """A colour as an attribute of a shape: a different one on light and on dark background."""
    return f"var(--c{colour.lstrip('#').upper()})"


def inks(page: str, paper: str) -> str:
    """Colours used on a page, for one of the backgrounds, for its stylesheet."""
    return "".join(f"--c{each}:{seen('#' + each, PAPERS[paper])};" for each in sorted(set(USED.findall(page))))


def seen(colour: str, paper: str) -> str:
    """The colour, as much darker or lighter as it takes to be seen on the paper."""
    towards = "#000000" if luminance(paper) > 0.5 else "#FFFFFF"
    steps = (mixed(colour, towards, step / 20) for step in range(21))
    return next(each for each in steps if contrast(each, paper) >= FAINTEST)


def mixed(one: str, other: str, share: float) -> str:
    """Mixture of two colours, by share."""
    parts = (round(a + share * (b - a)) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def text_on(colour: str) -> str:
    """Black or white, whichever is read better on the colour."""
    return max(("#000000", "#FFFFFF"), key=lambda each: contrast(each, colour))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, from 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in
              (each / 255 for each in _parts(colour))]  # fmt: skip
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
