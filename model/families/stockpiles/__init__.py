"""Stockpiles: goods in store, with opening stock, capacity, holding cost and cover."""
