"""Infeasibility diagnosis: irreducible conflicts in cells, and minimal repairs."""
