"""The study ``investor``: returns of plants and projects, and support at which they break even, verified by solves."""
