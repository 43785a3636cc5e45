"""`model.testing` by the name `supply_plan.testing`: for authors of constraint families."""

from model import testing  # the planner's, as the package is imported before this file
from model.testing import *  # noqa: F403
from model.testing import __getattr__ as __getattr__


def __dir__() -> list[str]:
    return dir(testing)
