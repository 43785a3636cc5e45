"""Decisions: what is fixed, bounded or forbidden, and what was decided before the plan begins."""
