"""Demand: demand of markets, its minimum service and substitutes, and the cost of shortage."""
