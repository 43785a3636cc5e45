"""Shared state while families read the tables: time, places, disruptions, limits."""
