"""Contracts: offtakes that may be signed, with take-or-pay, make-up and cancellation."""
