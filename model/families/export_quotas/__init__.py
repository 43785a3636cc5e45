"""Export quotas: what may leave a country in a year, and the duty on what leaves beyond it."""
