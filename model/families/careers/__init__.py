"""Careers: people recruited on contracts, terms of service that end, retraining, short time and overstaffing."""
