"""Foresight: one plan for several futures, with recourse once it is known which one comes."""
