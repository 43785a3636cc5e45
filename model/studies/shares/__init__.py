"""Division of a joint plan's cost among its payers."""
