"""Results of a solution: the plan, its decisions, and figures derived from its tables."""
