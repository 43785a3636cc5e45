"""Footprint: what plants, purchases and shipments cause besides goods, what it may come to and what it costs."""
