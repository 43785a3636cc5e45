"""Renderers of documents: a workbook, a page for a browser."""
