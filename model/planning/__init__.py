"""Planning beyond one solve: lexicographic priorities, and the value of information."""
