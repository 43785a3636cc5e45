"""Command line of the supply-diversification planner; see ``python run.py --help``."""

from model.__main__ import start

if __name__ == "__main__":
    start()
