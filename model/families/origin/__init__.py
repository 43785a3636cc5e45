"""Origin: goods that must not come from excluded origins, traced from production or purchase to the point where they
count."""
