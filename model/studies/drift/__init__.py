"""Drift: causes of the differences between a later plan and the earlier one, by group of changed inputs."""
