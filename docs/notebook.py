# %% [markdown]
# # How much do training seats matter?
# The quick start, solved with three to eight seats a year, and what that does to its cost and to its first oxide.
# Run it from the project's folder: as a notebook (Jupytext, VS Code) or as `python docs/notebook.py`. The plot needs
# matplotlib. Below three seats there are too few operators for the limit on service: no plan exists.

# %%
from pathlib import Path

import pandas as pd

import model

tables = model.load("inputs/quickstart.xlsx")
plan = model.solve(tables)
print(plan)  # in a notebook, `plan` alone shows what it builds

# %% One cell changed: the seats of the only skill, from three to eight a year.
sheets = model.to_frames(tables)
plans = {}
for seats in range(3, 9):
    sheets["Skills"]["training seats"] = seats
    plans[seats] = model.solve(model.from_frames(sheets), near=plan)

# %% What differs.
measures = model.compare({f"{seats} seats": each for seats, each in plans.items()})
cost = pd.Series({seats: each.objective for seats, each in plans.items()}, name=f"cost, {plan.amount}")
online = pd.Series({seats: each.frames["builds"]["online"].min() for seats, each in plans.items()}, name="first online")
print(pd.concat([cost, online], axis=1).rename_axis("training seats"))

# %%
if __name__ == "__main__":
    import matplotlib

    matplotlib.use("agg")
    axes = cost.plot.bar(xlabel="training seats a year", ylabel=cost.name, title="What training seats are worth")
    figure = axes.figure
    figure.tight_layout()
    out = Path("outputs/training_seats.png")
    figure.savefig(out)
    print(f"Wrote {out}.")
