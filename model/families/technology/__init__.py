"""Technology: a plant can be built only where its technology is held, and faster where there is one of its kind."""
