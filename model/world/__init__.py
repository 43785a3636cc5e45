"""What families share while they read the tables: time, places, what may go wrong, bounds."""
