"""Rationing: how markets share what there is in a disruption, pro rata or some first."""
