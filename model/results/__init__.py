"""What is made of a solution: the plan, what it decides, and what is derived from its tables."""
