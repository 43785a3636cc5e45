"""Mandates: usable capacity, imports and stock relative to need, and supply without the largest supplier country."""
