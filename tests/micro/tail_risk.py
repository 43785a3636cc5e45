"""Tail risk, solved by hand."""
