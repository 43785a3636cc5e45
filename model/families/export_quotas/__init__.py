"""Export quotas: quotas on a country's exports, and duties beyond them."""
