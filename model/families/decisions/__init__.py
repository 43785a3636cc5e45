"""Decisions: fixed, bounded, forbidden, or made before the plan begins."""
