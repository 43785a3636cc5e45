"""Reserves: deposits that plants deplete, in steps of growing cost."""
