"""Operating rules: a plant, or one of its recipes, is in use in a period or is not; in use it has a
cost, loses capacity to set-up, and has a minimum run; once started it stays in use for a
minimum campaign.
"""
