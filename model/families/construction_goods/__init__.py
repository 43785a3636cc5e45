"""Construction goods: commodities that a project takes at its site while it is built, such as steel."""
