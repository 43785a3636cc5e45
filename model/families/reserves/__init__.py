"""Reserves: deposits that plants deplete, in steps of rising cost."""
