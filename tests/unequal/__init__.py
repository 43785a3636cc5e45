"""Small supply chains over periods of unequal length, each with a linear program of its own, written from the docs."""
