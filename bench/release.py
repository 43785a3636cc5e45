"""A release: ``python -m bench.release 1.0.0`` on a clean branch.

In a copy of the repository the version, the heading of the changelog and the citation are written, the generated docs
renewed, the wheel and the site of that version built. The wheel is tried by `.ci/wheel` in an empty environment, on the
lowest versions of all libraries and on the newest. Only then are the changed files copied back, to be committed and
tagged, and wheel and site are in ``outputs/release``. After a failure nothing has changed.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]

UNRELEASED = "## [Unreleased]\n"

PROMISE = "What is public and what may change: docs/versions.md.\n"
"""Under the heading of a version."""


def with_version(program: str, version: str) -> str:
    """The program's ``__init__`` with its version."""
    return _replaced(r'^__version__ = ".*"$', f'__version__ = "{version}"', program)


def with_heading(changelog: str, version: str, day: datetime.date) -> str:
    """The changelog, in which what was unreleased is that of a version. Raises ValueError if nothing was."""
    before, mark, after = changelog.partition(UNRELEASED)
    if not mark or not re.match(r"\s*###", after):
        raise ValueError("CHANGELOG.md has no entry under [Unreleased].")
    return f"{before}{UNRELEASED}\n## [{version}] - {day.isoformat()}\n\n{PROMISE}{after}"


def with_footer(settings: str, version: str) -> str:
    """The settings of the site, whose pages name the version."""
    return _replaced(r"^copyright: Version .*$", f"copyright: Version {version}", settings)


def with_citation(citation: str, version: str, day: datetime.date) -> str:
    """The citation with version and day."""
    lines = [line for line in citation.splitlines(keepends=True) if not line.startswith("date-released:")]
    return _replaced(r"^version: .*$", f"version: {version}\ndate-released: {day.isoformat()}", "".join(lines))


def _replaced(pattern: str, line: str, text: str) -> str:
    """A text in which the one line that is like a pattern is another."""
    changed, count = re.subn(pattern, line, text, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"{count} lines are like {pattern}, and not one.")
    return changed


def write_version(folder: Path, version: str, day: datetime.date) -> list[Path]:
    """Write a version into the files that name it; these."""
    edits: dict[str, Callable[[str], str]] = {
        "model/__init__.py": lambda text: with_version(text, version),
        "CHANGELOG.md": lambda text: with_heading(text, version, day),
        "CITATION.cff": lambda text: with_citation(text, version, day),
        ".mkdocs.yml": lambda text: with_footer(text, version),
    }
    texts = {name: edit((folder / name).read_text(encoding="utf-8")) for name, edit in edits.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [Path(name) for name in edits]


def lowest(extras: tuple[str, ...] = ()) -> list[str]:
    """Constraints with the lowest version that pyproject.toml allows of each library, of some extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    bounds = (re.match(r"([\w.-]+)>=([\w.]+)", line) for line in names)
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound is not None]


def refusal(version: str) -> str:
    """Why there can be no such release; empty if there can."""
    from packaging.version import InvalidVersion, Version

    import model

    try:
        is_newer = Version(version) > Version(model.__version__)
    except InvalidVersion:
        return f"'{version}' is no version, such as 1.0.0."
    if not is_newer:
        return f"{version} is not newer than {model.__version__}."
    if _run("git", "status", "--porcelain", at=ROOT, shows=False):
        return "There are changes that are not committed."
    return ""


def _run(*command: str, at: Path, shows: bool = True, **environment: str) -> str:
    """Run a command in a folder, and give what it prints. Raises CalledProcessError if it fails."""
    if shows:
        print("·", *command, flush=True)
    everything = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=at, env=everything, check=True, text=True, stdout=None if shows else subprocess.PIPE
    )
    return done.stdout or ""


def release(version: str, day: datetime.date, pythons: tuple[str, str], out: Path) -> list[Path]:
    """Build and try a version in a copy; the changed files, copied back. ``pythons`` are for the lowest versions of the
    libraries, and the newest. Raises CalledProcessError if anything fails."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        _run("git", "clone", "-q", "--no-hardlinks", str(ROOT), str(copy), at=ROOT)
        write_version(copy, version, day)
        _run(sys.executable, "-m", "model.docs", at=copy)
        _run("git", "-c", "user.name=release", "-c", "user.email=release@localhost", "commit", "-qam", version, at=copy)
        constraints = Path(folder) / "lowest.txt"
        constraints.write_text("\n".join(lowest()) + "\n", encoding="utf-8")
        built = Path(folder) / "built"
        _run(".ci/wheel", at=copy, PYTHON=pythons[0], PIP_CONSTRAINT=str(constraints), WHEELS=str(built))
        _run(".ci/wheel", at=copy, PYTHON=pythons[1])
        site = Path(folder) / "site"
        _run(sys.executable, "-m", "mkdocs", "build", "--strict", "-f", ".mkdocs.yml", "-d", str(site), at=copy)
        changed = _run("git", "diff", "--name-only", "HEAD~1", at=copy, shows=False).split()
        out.mkdir(parents=True, exist_ok=True)
        for wheel in built.glob("supply_diversification_planner-*.whl"):
            shutil.copy(wheel, out)
        shutil.make_archive(str(out / f"supply-plan-{version}-docs"), "zip", site)
        for name in changed:
            shutil.copy(copy / name, ROOT / name)
    return [Path(name) for name in changed]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2 where the release is refused, 1 where building or trying it fails."""
    parser = argparse.ArgumentParser(prog="python -m bench.release", description=__doc__)
    parser.add_argument("version", help="such as 1.0.0")
    parser.add_argument("--pythons", nargs=2, default=("python3.11", "python3.13"), metavar=("LOWEST", "NEWEST"))
    options = parser.parse_args(arguments)
    if why := refusal(options.version):
        print(why, file=sys.stderr)
        return 2
    today = datetime.datetime.now(tz=datetime.UTC).date()
    try:
        changed = release(options.version, today, tuple(options.pythons), ROOT / "outputs" / "release")
    except (subprocess.CalledProcessError, ValueError) as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    print(f"outputs/release has wheel and docs of {options.version}. Commit and tag: {', '.join(map(str, changed))}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
