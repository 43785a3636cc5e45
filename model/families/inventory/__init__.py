"""Inventory: stockpiles with opening stock, capacity, holding cost and cover."""
