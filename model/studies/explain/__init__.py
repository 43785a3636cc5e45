"""Explanation of a plan: value of each decision, break-even of rejected options, near-optimal alternatives."""
