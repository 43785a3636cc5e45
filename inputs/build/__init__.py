"""Builders of the shipped workbooks. ``python -m inputs.build`` writes them anew."""
