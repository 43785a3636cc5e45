"""Demand: demand of markets, its substitutes, and the cost of shortage."""
