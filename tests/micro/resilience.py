"""Resilience, solved by hand."""
