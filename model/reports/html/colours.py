"""Colours as they are seen on light and on dark paper."""

from __future__ import annotations

PAPERS = {"light": "#FFFFFF", "dark": "#14181F"}
"""Background colours of the page."""

FAINTEST = 3.0
"""Minimum contrast with the background of meaningful graphics (WCAG 2.2, 1.4.11)."""


def seen(colour: str, paper: str) -> str:
    """The colour, as much darker or lighter as it takes to be seen on the paper."""
    towards = "#000000" if luminance(paper) > 0.5 else "#FFFFFF"
    steps = (mixed(colour, towards, step / 20) for step in range(21))
    return next(step for step in steps if contrast(step, paper) >= FAINTEST)


def mixed(one: str, other: str, share: float) -> str:
    """Mixture of two colours, by share."""
    parts = (round(a + share * (b - a)) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, from 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _parts(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
