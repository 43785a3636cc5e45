"""Results of foresight: cost of each way of deciding, and decisions by future."""
