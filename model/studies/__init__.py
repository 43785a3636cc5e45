"""Questions to a plan that take many solves: what less risk costs."""
