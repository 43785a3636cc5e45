"""Plants that close after years of cash losses."""
