"""A tornado as an Excel workbook: the most important inputs first, then every figure, then the log of solves."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.comparison.book import book_of
from model.reports.comparison.differences import write_differences
from model.reports.comparison.measures import write_measures
from model.reports.comparison.record import write_inputs, write_runs
from model.reports.tornado.bars import write_bars
from model.reports.tornado.break_even import write_break_even
from model.reports.tornado.ends import write_ends
from model.reports.tornado.limits import write_worth
from model.studies.tornado import Tornado
from model.system.outputs import Output


def tornado_bytes(tornado: Tornado) -> bytes:
    """The workbook as a file's content."""
    return tornado_book(tornado).content()


def tornado_book(tornado: Tornado) -> Book:
    """The workbook, written but not yet a file: the addresses of its tables are known."""
    comparison = tornado.comparison
    book: Book = book_of(comparison, f"What drives the result: {comparison.title}", Output.TORNADO)
    write_bars(book, tornado)
    write_ends(book, tornado)
    write_break_even(book, tornado)
    write_worth(book, tornado)
    write_measures(book, comparison)
    write_differences(book, comparison)
    write_inputs(book, comparison)
    write_runs(book, comparison)
    return book
