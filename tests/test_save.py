"""A result file is written whole or not at all, and whether it can be is known beforehand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.errors import OutputRefused
from model.workbook.save import ready, save


def test_saves_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    save(target, b"first")
    save(target, b"second")
    assert target.read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, error: BaseException
) -> None:
    """A full disk, or Ctrl-C, at any moment: the old file is still whole and no temporary file lies about."""
    target = tmp_path / "plan.xlsx"
    save(target, b"old")

    def fail(*_: object) -> None:
        raise error

    owner: object = os if failing == "fsync" else Path
    monkeypatch.setattr(owner, failing, fail)
    with pytest.raises(OutputRefused if isinstance(error, OSError) else KeyboardInterrupt):
        save(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


def test_ready_makes_the_folder_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "plan.xlsx"
    ready(target)
    assert target.parent.is_dir() and not list(target.parent.iterdir())


def test_ready_does_not_touch_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"old")
    ready(target)
    assert target.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("lock", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_open_file_is_refused_by_name(tmp_path: Path, lock: str) -> None:
    """Excel and LibreOffice leave such a file beside a workbook while it is open in them."""
    (tmp_path / "plan.xlsx").write_bytes(b"old")
    (tmp_path / lock).touch()
    with pytest.raises(OutputRefused, match=r"plan\.xlsx: it is open in another program") as refused:
        ready(tmp_path / "plan.xlsx")
    assert "\n" not in str(refused.value)
    ready(tmp_path / "other.xlsx")


def test_file_held_by_another_program_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to open a file that a program holds, lock file or not."""
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"old")

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(OutputRefused, match="permission denied"):
        ready(target)


def test_read_only_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for a superuser, whom the system would let write."""
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputRefused, match="read-only"):
        ready(target)


def test_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").mkdir()
    with pytest.raises(OutputRefused, match="it is a folder"):
        ready(tmp_path / "plan.xlsx")


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("not a folder")
    with pytest.raises(OutputRefused, match="cannot make the folder"):
        ready(tmp_path / "outputs" / "plan.xlsx")
