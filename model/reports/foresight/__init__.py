"""Results of a roll: the statement of costs, and what was written where."""
