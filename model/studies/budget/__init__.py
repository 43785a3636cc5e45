"""Budget: the least unmet demand that each premium over the cheapest plan buys."""
