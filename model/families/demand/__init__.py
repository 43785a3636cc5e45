"""Demand: what markets need, what may stand in for it, what a shortage costs."""
