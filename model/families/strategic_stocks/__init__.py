"""Strategic stocks: rules on release, rotation and build-up budgets of stock held as insurance."""
