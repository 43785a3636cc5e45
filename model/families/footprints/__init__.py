"""Footprints: emissions, water and the like of plants, purchases and shipments, with limits and charges."""
