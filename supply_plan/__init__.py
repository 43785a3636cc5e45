"""The planner by a name of its own: ``supply_plan.solve`` is ``model.solve``, also beside a file ``model.py`` of yours.

    import supply_plan

    plan = supply_plan.solve(supply_plan.load("inputs/quickstart.xlsx"))

The planner's files import each other as ``model``. So this loads the planner under that name, whatever files of that
name are in your folder; from then on ``import model`` is the planner, too.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model import *  # noqa: F403
    from model import __version__ as __version__

HOME = Path(__file__).resolve().parent.parent
"""Folder with the planner, `model`, beside this one."""


def _planner() -> ModuleType:
    """The planner as the module ``model``. Raises ImportError if another module of that name is imported already."""
    name = "model"
    present = sys.modules.get(name)
    if present is not None:
        place = getattr(present, "__file__", None) or name
        if Path(place).resolve().parent != HOME / name:
            raise ImportError(
                f"{place} is imported as '{name}', by which the planner's files import each other: rename that file"
            )
        return present
    spec = PathFinder.find_spec(name, [str(HOME)])
    if spec is None or spec.loader is None:
        raise ImportError(f"the planner is incomplete: there is no folder '{name}' in {HOME}; install it again")
    planner = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(planner)
    except BaseException:
        del sys.modules[name]
        raise
    return planner


_MODEL = _planner()

if not TYPE_CHECKING:  # a type checker is to know each name, and that there are no others

    def __getattr__(name: str) -> object:
        if name in _MODEL.__all__ or name in ("__all__", "__version__", "Hear", "Cancel"):
            return getattr(_MODEL, name)
        raise AttributeError(f"module 'supply_plan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return dir(_MODEL)
