"""Explanation of a plan: value of each decision, break-even of rejected options, near-optimal alternatives; each
answered by a proven bound and a plan found."""
