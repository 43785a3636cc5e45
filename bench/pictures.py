"""The pictures of the documentation, from a results workbook of the example and the quick start.

    python -m bench.pictures outputs/rare_earths_plan.xlsx

The first screen and the map of the report are photographed in Chromium. The first page of the results workbook, and
sheets of the workbook that one edits, with the names of their cells, are printed by LibreOffice and poppler's
``pdftoppm``.
"""

from __future__ import annotations

import argparse
import base64
import io
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from PIL import Image, ImageChops, ImageOps

from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.results.book import results_book
from tests.browser import browser
from tests.office import printed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
QUICK_START = ROOT / "inputs" / "quickstart.xlsx"

WIDTH, HEIGHT = 1400, 900
"""Pixels of the screen."""

SCREEN = {"report": ("body", ".card:last-child"), "map": ("#map", "#map")}
"""Pictures of the report: elements where they begin, and where they end."""

SHEETS = ("Routes", "Capacity", "Projects", "Suppliers")
COLUMNS, ROWS = 8, 8
"""Cells of a sheet that are on its picture; more columns are not legible beside text."""

DOTS, ABOVE_FOOTER = 120, 0.95
"""Of a printed page: dots an inch, and the part of its height that is kept."""

COLOURS = 64
"""Of a printed page: its size is a third of that with all of them."""


def screens(page: bytes) -> dict[str, bytes]:
    """Parts of the report as WebP images."""
    taken = {}
    # What Chromium still writes as it ends may stay behind.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        browser(Path(folder) / "profile") as window,
    ):
        file = Path(folder) / "report.html"
        file.write_bytes(page)
        window.look(width=WIDTH, height=HEIGHT)
        window.open(file)
        for name, (first, last) in SCREEN.items():
            window.point(last)  # pictures are drawn when they are seen
            window.run("new Promise(done => setTimeout(done, 1500))")
            window.run("window.scrollTo({top: 0, behavior: 'instant'})")
            top, bottom = window.run(
                f"[document.querySelector('{first}').getBoundingClientRect().top,"
                f"document.querySelector('{last}').getBoundingClientRect().bottom]"
            )
            clip = {"x": 0, "y": top, "width": WIDTH, "height": bottom - top + 16, "scale": 1}
            shot = window("Page.captureScreenshot", format="webp", quality=80, captureBeyondViewport=True, clip=clip)
            taken[name] = base64.b64decode(shot["data"])
    return taken


def sheet(name: str) -> bytes:
    """A workbook of one sheet of the quick start, prepared for print as it looks while it is edited."""
    book = openpyxl.load_workbook(QUICK_START)
    for other in set(book.sheetnames) - {name}:
        del book[other]
    page = book[name]
    page.print_title_rows = None
    page.print_area = f"A1:{get_column_letter(COLUMNS)}{ROWS}"
    page.print_options.headings = True
    page.oddFooter = page.oddHeader = type(page.oddFooter)()
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def first_page(workbook: bytes) -> bytes:
    """The first page of a workbook, printed, without its margins, as a PNG image."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "printed.xlsx"
        file.write_bytes(workbook)
        (pdf,) = printed(Path(folder), file)
        command = ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile", str(pdf), str(Path(folder) / "page")]
        subprocess.run(command, check=True)
        page = Image.open(Path(folder) / "page.png").convert("RGB")
        page = page.crop((0, 0, page.width, int(page.height * ABOVE_FOOTER)))
        inked = ImageChops.invert(page).getbbox()
        content = io.BytesIO()
        ImageOps.expand(page.crop(inked), 8, "white").quantize(COLOURS).save(content, "PNG", optimize=True)
        return content.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of the documentation.")
    parser.add_argument("results", type=Path, help="a results workbook of the example")
    plan = carried_plan(parser.parse_args().results)
    book = results_book(replace(plan, is_stored=False))  # as it was written when it was solved
    for name, content in screens(report_bytes(book)).items():
        (DOCS / f"{name}.webp").write_bytes(content)
    (DOCS / "summary.png").write_bytes(first_page(book.content()))
    for name in SHEETS:
        (DOCS / f"sheet-{name.lower()}.png").write_bytes(first_page(sheet(name)))


if __name__ == "__main__":
    main()
