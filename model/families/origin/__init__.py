"""Origin: goods that must not come from excluded origins, traced from where they were made or bought to where they
count."""
