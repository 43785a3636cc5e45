"""Investment: what may be built, when it comes online, what it costs."""
