"""Conversion: plants share their capacity between the recipes that they can run."""
