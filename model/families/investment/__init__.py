"""Investment: what is built, when it comes online, what it costs."""
