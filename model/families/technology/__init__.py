"""Technology: a plant can be built only where its technology is held, and ramps up faster where there is one of its
kind."""
