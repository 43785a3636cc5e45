"""Construction goods: quantities taken by builds at their sites, from their lead times and sizes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.audit.builds import AuditedBuild, share_within
from model.audit.check import Tally
from model.audit.horizon import Array
from model.audit.ledger import Ledger, figures
from model.families.construction_goods.rows import AT_START, ConstructionGood
from model.results.plan import Check


def built_in(ledger: Ledger) -> Iterator[tuple[AuditedBuild, str, Array]]:
    """Goods taken by construction: (build, commodity, units per year at each node)."""
    horizon = ledger.horizon
    for row in ledger.plan.tables[ConstructionGood]:
        for build in ledger.builds:
            if build.project.project == row.project:
                total = row.per_module * build.modules + row.per_unit * build.size
                stages = [(build.online, build.online, 1.0)] if row.taken == AT_START else list(build.stages)
                shares = [share_within(stages, t, t + horizon.years) / horizon.years for t in horizon.period.values()]
                yield build, row.commodity, total * np.array(shares)


def construction_reported(ledger: Ledger) -> Check:
    """Reported construction goods follow from builds [units per year]."""
    tally = Tally("construction goods")
    told = figures(ledger.plan, "construction goods", ("project", "decided", "commodity", "node"), "taken")
    known = set()
    for build, commodity, amounts in built_in(ledger):
        for node, amount in zip(ledger.horizon.period, amounts.tolist(), strict=True):
            line = build.project.project, build.decided, commodity, node
            known.add(line)
            tally.equal(told.get(line, 0.0), amount, f"{commodity} for {build.name}, {node}")
    for line, amount in told.items():
        tally.require(line in known or abs(amount) <= 0, f"{line}", "nothing is built that takes it")
    return tally.check()


AUDITS = (construction_reported,)
