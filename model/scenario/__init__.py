"""What families share while they read the tables: time, places, disruptions, limits."""
