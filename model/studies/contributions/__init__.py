"""Contributions: the value of each candidate project, contract or programme, alone and together with the others."""
