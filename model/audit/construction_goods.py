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
    told = figures(ledger.plan, "construction goods", ("project", "commodity", "node"), "taken")
    expected: dict[tuple[str, str], Array] = {}
    for build, commodity, amounts in built_in(ledger):
        line = build.project.project, commodity
        expected[line] = expected.get(line, 0.0) + amounts
    for (project, commodity), total in expected.items():
        for node, amount in zip(ledger.horizon.period, total.tolist(), strict=True):
            found = told.get((project, commodity, node), 0.0)
            tally.equal(found, amount, f"{commodity} for {project}, {node}")
    for project, commodity, node in told:
        tally.require((project, commodity) in expected, f"{commodity} for {project}, {node}", "nothing built takes it")
    return tally.check()


AUDITS = {"construction goods": (construction_reported,)}
