"""The desk: planning in a browser. It runs the commands of the command line as processes, and shows what they print."""
