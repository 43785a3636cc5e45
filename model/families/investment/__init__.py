"""Investment: projects, their time of coming online, their cost."""
