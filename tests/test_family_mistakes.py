"""Mistakes of an author of a family, planted into the package of examples/, as `check_family` reports them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.test_other_packages import EXAMPLE, run

MISTAKES = {
    "a maximum that gives way to less": ("rows.py", 'together.", gives=MORE', 'together.", gives=LESS'),
    "labels of an index the wrong way about": ("algebra.py", "<= m.water_permit[b, n]", "<= m.water_permit[n, b]"),
    "an owner that is no owner": ("algebra.py", "water_fee_expense),)", "water_fee_expense, owner=1),)"),
    "a set that is not there": ("algebra.py", '("BASINS_AT",), ("basin"', '("BASINS",), ("basin"'),
    "a label of a report by a wrong name": ("algebra.py", '("basin", "node")', '("basin", "nodes")'),
    "a label too few": ("algebra.py", "<= m.water_permit[b, n]", "<= m.water_permit[b]"),
}

CHECK = """
from model.testing import check_family, tables
from test_water_permits import AT_A_FEE, LIMITED, WORKS

try:
    check_family("water_permits", [tables(WORKS, LIMITED), tables(WORKS, AT_A_FEE)])
except AssertionError as error:
    print(error)
"""


def planted(folder: Path, mistake: str) -> Path:
    """A folder with the package, as if it were installed, with one mistake."""
    shutil.copytree(EXAMPLE / "water_permits", folder / "water_permits")
    name, right, wrong = MISTAKES[mistake]
    file = folder / "water_permits" / name
    text = file.read_text("utf-8")
    assert text.count(right) == 1
    file.write_text(text.replace(right, wrong).replace("import MORE,", "import LESS, MORE,"), "utf-8")
    about = folder / "water-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: water\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[supply_plan.families]\nwater_permits = water_permits\n")
    return folder


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    assert run(planted(tmp_path, mistake), "-c", CHECK).splitlines() == snapshot
