"""Tolerances, one name a meaning. The audit has its own, for its independence."""

FLOAT = 1e-9
"""Relative: rounding of sums and products in floating point. Also keeps a denominator above zero."""

MOMENT = 1e-9
"""Years: rounding of decimal years; a shorter span is none."""

NO_SHARE = 1e-12
"""Shares, weights and probabilities at most this are left out of a program."""

SOLVED = 1e-6
"""Relative to 1: exactness of a solver's values. A whole number is within it; less of an amount is none."""
