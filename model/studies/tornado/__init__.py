"""The tornado: inputs at their low and high values, ranked; break-even values; values of limits."""
