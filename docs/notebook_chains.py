# %% [markdown]
# # What is a chain worth if China charges more?
# One of the chains that come with the program: its plan, prices of the goods of its middle, and the plan again where
# the Chinese supplier asks twice and four times as much. Choose the chain in the first cell, or run it from the
# project's folder as `python docs/notebook_chains.py gallium_germanium`. Antibiotics and graphite take half a minute;
# the others longer: one plan of the rare earths takes five minutes. The plot needs matplotlib.

# %%
import sys
from pathlib import Path

import model

CHAIN = sys.argv[1] if len(sys.argv) > 1 and sys.argv[0].endswith(".py") else "graphite_anode"

# %% What is asked of each chain: the supplier whose price rises, and the goods whose price it sets.
ASKED = {
    "antibiotics": ("Chinese penicillin G", "Penicillin G"),
    "graphite_anode": ("Chinese synthetic anode", "Synthetic anode"),
    "gallium_germanium": ("Chinese gallium", "Gallium 4N"),
    "rare_earths": ("Chinese NdPr oxide", "NdPr oxide"),
}
supplier, goods = ASKED[CHAIN]
tables = model.load(f"inputs/{CHAIN}.xlsx")
plan = model.solve(tables, light=True)
print(plan)

# %% What one more unit of the goods would cost, by site and year, as long as nothing goes wrong.
prices = plan.duals("mass_balance")
prices = prices[(prices["commodity"] == goods) & (prices["disruption"] == "")]
print(prices.pivot(index="site", columns="year", values="price").iloc[:, :6].round(0))

# %% The plan where the supplier asks more: a search for each price, begun at the plan before.
found = model.sweep(tables, f"Suppliers!price[{supplier}]", [1, 2, 4], operation="multiply")
print(found[["outcome", "objective", "fill rate"]].round(3).to_string())

# %%
if __name__ == "__main__":
    import matplotlib

    matplotlib.use("agg")
    axes = found["objective"].plot.bar(
        xlabel=f"price of {supplier}, multiple", ylabel=f"cost, {plan.amount}", title="The plan at other prices"
    )
    axes.figure.tight_layout()
    out = Path(f"outputs/{CHAIN}_prices.png")
    axes.figure.savefig(out)
    print(f"Wrote {out}.")
