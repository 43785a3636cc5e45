"""Scenario discovery: where in the space of uncertain inputs a plan fails."""
