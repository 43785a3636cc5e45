"""Elements of a page: any content is text, even a name with a tag in it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

Content = Element | str | None
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Letters without a shape that turn the direction of all that follows: in a name they would turn figures, too."""


def tag(name: str, /, *parts: Content, **looks: object) -> Element:
    """An element. ``looks`` are its attributes, ``class_`` and ``data_row`` as ``class`` and ``data-row``; one that is
    None is left out."""
    attributes = {key.rstrip("_").replace("_", "-"): str(value) for key, value in looks.items() if value is not None}
    element = Element(name, attributes)
    for part in parts:
        if isinstance(part, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + part
            else:
                element.text = (element.text or "") + part
        elif part is not None:
            element.append(part)
    return element
