"""Technology: a plant can be built only with rights to its technology, and ramps up faster after one of its kind."""
