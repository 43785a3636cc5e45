"""Micro instances, one file a family: every constraint of the model binds in one of them."""

from importlib import import_module

from tests.micro.case import CASES, Case, Maker
from tests.steps import FAMILIES

for topic in (*FAMILIES, "disruptions", "coincidence"):
    import_module(f"tests.micro.{topic}")

MICRO: dict[str, Maker] = {name: case.tables for name, case in CASES.items()}
"""The tables of every micro instance by 'family.name'."""

__all__ = ["CASES", "MICRO", "Case", "Maker"]
