"""``python -m supply_plan`` and ``supply-plan``: the command line, also in a folder with a ``model.py``."""

import sys

from model.__main__ import start  # the planner's, as the package is imported before this file
from supply_plan import HOME

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder where this is called: processes that solve look for 'model', too
    if str(HOME) not in sys.path:
        sys.path.append(str(HOME))
    start()
