"""The ledger of a plan: a party for every sum of money, and prices at which parties trade goods with each other."""
