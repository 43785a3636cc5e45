"""What families share: what a family consists of, Pyomo's helpers, and what their checks ask of the tables."""
