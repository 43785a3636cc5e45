"""Studies: questions to a plan that take many solves."""
