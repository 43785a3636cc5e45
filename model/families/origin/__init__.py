"""Origin: goods that must not come from some places, traced from where they were made or bought to where they count."""
