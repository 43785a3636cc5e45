"""The plan as a short document that can be edited."""
