"""The accounts of a plan at other transfer prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from model.families.instance import Instance, read_instance
from model.ledger.accounts import accounts_of
from model.ledger.prices import GIVEN
from model.results.columns import ACCOUNTS, PRICES
from model.results.describing import Describer
from model.results.plan import Plan


def repriced(
    plan: Plan, prices: Mapping[tuple[str, str, str], float], basis: str = GIVEN, instance: Instance | None = None
) -> Plan:
    """The plan with some prices replaced, by site, commodity and node [currency per unit]."""
    read = read_instance(plan.tables) if instance is None else instance
    describe = Describer(plan.tables, read, MappingProxyType({}))
    priced, accounts = accounts_of(plan.tables, read, plan.frames, prices, basis)
    return replace(
        plan, frames={**plan.frames, PRICES: describe(PRICES, priced), ACCOUNTS: describe(ACCOUNTS, accounts)}
    )
