"""Construction goods: what a project takes in at its site while it is built, such as steel or a first fill."""
