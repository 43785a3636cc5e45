"""Operating rules: a plant, or one of its recipes, is in use in a period or is not; in use it costs something,
takes capacity to be set up, and runs at least so much.
"""
