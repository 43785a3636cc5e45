"""Rationing: how scarce supply is allocated among markets in a disruption, pro rata or by priority."""
