"""What the operating system asks and gives: signals, standard streams, files, memory."""
