"""Results of a roll: the statement of costs, and the list of changes."""
