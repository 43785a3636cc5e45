"""Public money: grants and loans for capital, tax credits for what is run, price floors for what is sold."""
