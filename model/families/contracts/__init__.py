"""Contracts: offtake contracts with take-or-pay, make-up and cancellation."""
