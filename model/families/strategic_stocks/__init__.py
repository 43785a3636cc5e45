"""Strategic stocks: rules for stock held as insurance: when it may be used, how it is kept fresh, what building it up
may cost.
"""
