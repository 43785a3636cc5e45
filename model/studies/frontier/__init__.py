"""The frontier of one limit or two: cost against risk."""
