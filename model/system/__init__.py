"""Operating system: signals, standard streams, files, memory."""
