"""Recycling: scrap that comes back from what was delivered some years ago."""
