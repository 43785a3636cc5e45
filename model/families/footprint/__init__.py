"""Footprint: footprints of plants, purchases and shipments, with limits and charges."""
