"""Strategic stock: rules for stock that is kept as insurance: when it may be used, how it is kept fresh, what it
may cost to build it up.
"""
