"""Shared parts of the families: their protocol, Pyomo helpers, and queries for checks."""
