"""Recycling: end-of-life scrap from earlier deliveries."""
