"""Proofs of bounds that are checked without a solver."""
