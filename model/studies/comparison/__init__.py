"""Comparison of plans: what-ifs solved as a batch with regret, or plans solved earlier."""
