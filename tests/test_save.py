"""A result file is written whole or not at all, and whether it can be is known beforehand."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from model import OutputRefused
from model.system.files import deliver, ready, rescue
from tests.conftest import failing
from tests.steps import save


def test_saves_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    save(target, b"first")
    save(target, b"second")
    assert target.read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    """A full disk, or Ctrl-C, at any moment: the old file is still whole and no temporary file lies about."""
    target = tmp_path / "plan.xlsx"
    save(target, b"old")
    failing(monkeypatch, os if call == "fsync" else Path, call, error)
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
    failing(monkeypatch, Path, "open", PermissionError(13, "Permission denied"))
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


# ---------------------------------------------------------------------------------------------- modes and links


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o007, 0o660), (0o077, 0o600)])
def test_a_new_file_is_for_whom_the_umask_lets_in(tmp_path: Path, umask: int, expected: int) -> None:
    before = os.umask(umask)
    try:
        save(tmp_path / "plan.xlsx", b"new")
    finally:
        os.umask(before)
    assert mode(tmp_path / "plan.xlsx") == expected


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("given", [0o600, 0o660, 0o664])
def test_a_file_keeps_the_mode_of_the_one_that_it_replaces(tmp_path: Path, given: int) -> None:
    """A confidential plan stays confidential, and one that a group edits stays the group's."""
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"old")
    target.chmod(given)
    save(target, b"new")
    assert mode(target) == given and target.read_bytes() == b"new"


@pytest.mark.parametrize("old", [b"old", None], ids=["to a file", "to nothing yet"])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, old: bytes | None) -> None:
    shared, link = tmp_path / "shared" / "plan.xlsx", tmp_path / "here" / "plan.xlsx"
    for folder in (shared.parent, link.parent):
        folder.mkdir()
    if old is not None:
        shared.write_bytes(old)
    try:
        link.symlink_to(Path("..") / "shared" / "plan.xlsx")
    except OSError:
        pytest.skip("links are not allowed here")
    ready(link)
    save(link, b"new")
    assert link.is_symlink() and shared.read_bytes() == b"new" and not shared.is_symlink()
    assert [path.name for path in shared.parent.iterdir()] == ["plan.xlsx"]


@pytest.mark.skipif(not Path(os.devnull).is_char_device(), reason="no devices here")
def test_a_device_is_refused() -> None:
    """To rename a file to its name would do away with it."""
    with pytest.raises(OutputRefused, match="it is a device"):
        ready(os.devnull)


# ---------------------------------------------------------------------------------------------- another place


def full(monkeypatch: pytest.MonkeyPatch, *folders: Path, temporary: Path) -> None:
    """Have writing to some folders fail, as on a disk that has just become full; temporary files have a folder."""
    fsync = os.fsync

    def check(handle: int) -> None:
        if any(folder in Path(f"/proc/self/fd/{handle}").readlink().parents for folder in folders):
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", check)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="which file is written is not known here")
def test_where_the_disk_is_full_the_content_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    target, other = tmp_path / "disk" / "plan.xlsx", tmp_path / "other"
    target.parent.mkdir()
    other.mkdir()
    save(target, b"old")
    full(monkeypatch, target.parent, temporary=other)
    with pytest.raises(OutputRefused, match="no space left on device") as refused:
        deliver(target, b"new")
    (found,) = other.rglob("plan.xlsx")
    assert found.read_bytes() == b"new"
    assert str(refused.value) == snapshot
    assert target.read_bytes() == b"old" and len(list(target.parent.iterdir())) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="which file is written is not known here")
def test_where_nothing_can_be_written_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    full(monkeypatch, tmp_path, temporary=tmp_path)
    with pytest.raises(OutputRefused, match=r"no space left on device$"):
        deliver(tmp_path / "plan.xlsx", b"new")
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_opened_meanwhile_gets_a_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows does not let a file be replaced that another program holds."""
    target = tmp_path / "plan.xlsx"
    (tmp_path / "plan (2).xlsx").write_bytes(b"an earlier one")
    replace = Path.replace

    def held(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(13, "Permission denied")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", held)
    assert rescue(target, b"new") == tmp_path / "plan (3).xlsx"
    assert (tmp_path / "plan (3).xlsx").read_bytes() == b"new"
    assert (tmp_path / "plan (2).xlsx").read_bytes() == b"an earlier one"
