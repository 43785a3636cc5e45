"""Public money: grants and loans for capital, tax credits for output, price floors for sales."""
