"""Tolerances, one name a meaning. The audit has its own, for its independence."""

FLOAT = 1e-9
"""Relative: rounding of sums and products in floating point. Also keeps a denominator above zero."""

MOMENT = 1e-9
"""Years: rounding of decimal years; a shorter span is none."""

NO_SHARE = 1e-12
"""Shares, weights and probabilities at most this are left out of a program."""

SOLVED = 1e-6
"""Relative to 1: exactness of a solver's values. A whole number is within it; less of an amount is none."""

CONTRADICTING = 1e-5
"""Relative: a bound that exceeds the cost of a plan by more shows that one of them is wrong. HiGHS holds rows to 1e-7,
and the effect adds up over branches: to 1.3e-6 in the baseline of gallium_germanium.xlsx."""
