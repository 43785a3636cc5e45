"""Figures of the four answers recomputed from a plan's frames and rows, for any plan.

No function of the answers, nor of the results behind them, is used: what agrees here was computed twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from model import Plan
from model.testing import Project
from tests.figures import answers, in_branch
from tests.steps import Calendar, View, branches

SHORT = 0.95
"""Fill rate below which a market is short."""
FIRST = 1e-6
"""Relative to a demand: a shortage below is rounding."""
UNITS = {"": 1.0, " m": 1e6, " bn": 1e9}
AMOUNTS = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}
LETTERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
CAPITAL = ("capital", "capital still due")


class Recomputed:
    """The answers of a plan, and what its frames say of each."""

    def __init__(self, plan: Plan, heads: Sequence[Any] = ()) -> None:
        self.plan, self.tables = plan, plan.tables
        self.heads = heads or answers(View(plan))
        self.calendar = Calendar.of(plan.tables.settings)
        self.first = self.calendar.periods[0]
        self.labels = dict(zip(self.calendar.periods, View(plan).year_labels, strict=True))
        self.factor = AMOUNTS[plan.tables.settings.amounts]

    def trunk(self, name: str) -> pd.DataFrame:
        frame = self.plan.frames.get(name, pd.DataFrame())
        return frame[~in_branch(frame)] if len(frame) else frame

    def amounts(self, text: str) -> list[tuple[float, float]]:
        """Sums in a text and half of their last digit, in the plan's unit of money."""
        pattern = rf"{re.escape(str(self.plan.currency))} ([\d,]+(?:\.\d+)?)( bn| m)?(?!\w)"
        sums = []
        for digits, unit in re.findall(pattern, text):
            size = UNITS[unit] / self.factor
            half = 0.5 * 10 ** -len(digits.partition(".")[2]) * size
            sums.append((float(digits.replace(",", "")) * size, half))
        return sums

    def is_said(self, value: float, text: str, place: int = 0) -> bool:
        """Whether a text has a sum at a place."""
        sums = self.amounts(text)
        return place < len(sums) and abs(sums[place][0] - abs(value)) <= sums[place][1] + 1e-6 * abs(value)

    # ------------------------------------------------------------------------------------------ decisions

    def decide(self) -> Iterator[str]:
        head, builds = self.heads[0], self.trunk("builds")
        now = builds[builds.decided == self.first] if len(builds) else builds
        if len(now):
            number = re.match(r"Decide (\d+|one) investments?", head.headline)
            if not number or (1 if number[1] == "one" else int(number[1])) != len(now):
                yield f"{len(now)} investments: {head.headline}"
            if not self.is_said(now.capex.sum(), head.headline):
                yield f"capital {now.capex.sum()}: {head.headline}"
        elif not head.headline.startswith(("No investment in", "Nothing to decide")):
            yield f"nothing is built: {head.headline}"
        later = builds[builds.decided > self.first] if len(builds) else builds
        for fact in head.facts:
            if fact.figure.endswith(" later"):
                number = 0 if fact.figure == "None later" else int(fact.figure.split()[0])
                if number != len(later) or (number and not self.is_said(later.capex.sum(), fact.words)):
                    yield f"{len(later)} later for {later.capex.sum()}: {fact}"
        bars = [row for strip in head.picture.strips for row in strip.rows]
        if len(bars) != min(len(now), 7):
            yield f"{len(now)} investments, {len(bars)} bars"

    # ------------------------------------------------------------------------------------------ doing nothing

    def against(self) -> Iterator[str]:
        head, frame = self.heads[1].headline, self.plan.frames.get("without the plan")
        futures = self.plan.frames.get("futures without the plan")
        if frame is None or not len(frame):
            if head != "Not compared with doing nothing":
                yield f"not compared: {head}"
        elif futures is not None and len(futures):
            yield from self._futures(head, futures)
        else:
            yield from self._alone(head, frame)

    def _alone(self, head: str, frame: pd.DataFrame) -> Iterator[str]:
        cells = {row.figure: row for row in frame.itertuples()}
        cost = cells["expected cost"]
        if (unpriced := cells.get("expected unmet demand that has no shortage cost")) is not None:
            if not re.search(r"leaves [\d.,]+ ", head):
                yield f"{unpriced.without_plan} unmet: {head}"
            return
        if not math.isclose(cost.with_plan, self.plan.objective, rel_tol=1e-6, abs_tol=1e-6):
            # What the plan minimises has a weight on risk, or is compared in expectation.
            yield from () if self.tables.settings.risk_weight else (f"{cost.with_plan} is not {self.plan.objective}",)
        shortage = cells.get("of which shortage cost")
        avoided = shortage.without_plan - shortage.with_plan if shortage is not None else 0.0
        more = cost.with_plan - cost.without_plan + avoided
        spends_as_much = "Spends as much" in head
        if spends_as_much != (abs(more) <= 1e-3):
            yield f"{more} more: {head}"
        if not spends_as_much and (not self.is_said(more, head) or (" more" in head) != (more > 0)):
            yield f"{more} more: {head}"
        if ("avoids" in head) != (avoided > 1e-3) or (avoided > 1e-3 and not self.is_said(avoided, head, -1)):
            yield f"{avoided} avoided: {head}"

    def _futures(self, head: str, futures: pd.DataFrame) -> Iterator[str]:
        saved = futures.without_plan - futures.with_plan
        fails = futures.remark_with.str.contains("breaks")
        settled = saved[~fails & saved.notna()]
        counts = {"fails in": int(fails.sum()), "unknown in": len(futures) - len(settled) - int(fails.sum())}
        for words, number in counts.items():
            if (words in head.replace("Fails", "fails").replace("Unknown", "unknown")) != (number > 0):
                yield f"{number} {words}: {head}"
        if not len(settled):
            return
        where = re.search(r"in (\w+) futures?", head)
        if where and where[1] != LETTERS[len(settled)]:
            yield f"{len(settled)} settled: {head}"
        sign = re.match(r"(Saves up to|Saves|Costs)", head)
        kind = "Saves" if settled.min() >= 0 else "Costs" if settled.max() <= 0 else "Saves up to"
        if not sign or sign[1] != kind:
            yield f"{kind}: {head}"

    # ------------------------------------------------------------------------------------------ failures

    def rates(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Fill rates of rows with demand, with the period that each is in."""
        rows = frame[frame.demand > 0]
        fill = 1 - rows.shortage / rows.demand
        period = [self.calendar.period_of(int(year)) for year in rows.period]
        return rows.assign(rate=fill.clip(0, 1).where(rows.shortage > 0, 1.0), of=period)

    def fails(self) -> Iterator[str]:
        head, service = self.heads[2], self.plan.frames.get("service", pd.DataFrame())
        if not len(service) or not (service.demand > 0).any():
            return
        calm, tested = self.rates(self.trunk("service")), self.rates(service[in_branch(service)])
        calm_short = set(calm.market[calm.rate < SHORT - 1e-9])
        strips = {strip.title.startswith("No disruption"): strip for strip in head.picture.strips}
        yield from self._strip(strips.get(True), calm, calm_short, 4 if False in strips else 7)
        if False in strips:
            names = set(re.findall(r"‘(.*?)’", head.picture.note.partition("In the workbook: ")[2]))
            mine = {branch.name: branch for branch in branches(self.tables)}
            cases = self.plan.frames["branches"]
            of_family = set(cases.branch[[self._name(row) in names for row in cases.itertuples()]])
            assert of_family and mine, names
            case = tested[[str(node).rpartition(" / ")[0] in of_family for node in tested.node]]
            short = self._added(case, calm)
            yield from self._strip(strips[False], case, short, 7)
            number = re.search(r"(\d+) markets?", head.headline)
            markets = int(number[1]) if number else 1
            if markets != len(short) and "markets" in head.headline:
                yield f"{len(short)} markets short: {head.headline}"
            last = case.of[case.market.isin(short)].max()
            still = {
                market for market, rows in case[case.market.isin(short)].groupby("market")
                if rows[rows.rate < SHORT].of.max() == rows.of.max()
            }  # fmt: skip
            if (short <= calm_short) != ("short, more so" in head.headline):
                yield f"{len(short & calm_short)} short undisrupted: {head.headline}"
            open_ = re.search(r", (\d+ )?still in (\S+)", head.headline)
            if open_ and int(open_[1] or len(short)) != len(still):
                yield f"{len(still)} still short in {last}: {head.headline}"
            yield from self._worst(case, calm, tested)
        elif calm_short:
            if re.search(r"(\d+) of (\d+)", head.headline):
                number, total = map(int, re.search(r"(\d+) of (\d+)", head.headline).groups())
                if (number, total) != (len(calm_short), calm.market.nunique()):
                    yield f"{len(calm_short)} of {calm.market.nunique()}: {head.headline}"
        elif figure := re.search(r"at least (\d+) %", head.headline):
            least = min([*calm.rate, *tested.rate])
            if "every disruption" in head.headline:  # of all demand together
                cases = self.plan.frames["branches"]
                least = (1 - cases.unmet / cases.demand)[cases.demand > 0].min()
            if int(figure[1]) != int(100 * least + 1e-4):
                yield f"{least}: {head.headline}"
        elif "all demand is met" in head.headline.lower() and min([1.0, *calm.rate]) < 1 - 1e-6:
            yield f"{min(calm.rate)}: {head.headline}"
        cases = self.plan.frames.get("branches")
        if cases is not None and len(cases):
            hurts = cases.unmet - cases.undisturbed_unmet > 1e-6 * cases.demand.clip(lower=1.0)
            figures = [fact.figure for fact in head.facts]
            if f"{int(hurts.sum())} of {len(cases)}" not in figures:
                yield f"{int(hurts.sum())} of {len(cases)} tests: {figures}"

    @staticmethod
    def _name(row: object) -> str:
        """As the workbook calls a disruption, or several that coincide."""
        names, subjects = (str(part or "").split(" + ") for part in (row.disruption, row.subject))  # type: ignore[attr-defined]
        subjects += [""] * (len(names) - len(subjects))
        return " + ".join(f"{name}: {of}" if of else name for name, of in zip(names, subjects, strict=False))

    def _added(self, case: pd.DataFrame, calm: pd.DataFrame) -> set[str]:
        """Markets below the rate that counts as served, where a disruption adds to the shortage."""
        anyway = calm.set_index(["market", "product", "of"]).shortage.groupby(level=[0, 1, 2]).max()
        keys = pd.MultiIndex.from_frame(case[["market", "product", "of"]])
        more = case.shortage.to_numpy() - anyway.reindex(keys).fillna(0.0).to_numpy()
        return set(case.market[(more > FIRST * case.demand) & (case.rate < SHORT)])

    def _strip(self, strip: object, rows: pd.DataFrame, short: set[str], most: int) -> Iterator[str]:
        """Rows of the picture: the lowest rate of each period over products and starts, and the last one short."""
        if strip is None:
            if short:
                yield f"no strip, though short: {short}"
            return
        drawn = {row.name: row for row in strip.rows}  # type: ignore[attr-defined]
        if len(drawn) != min(len(short), most) or not set(drawn) <= short:
            yield f"rows {sorted(drawn)}, short {sorted(short)}"
        for market, row in drawn.items():
            lowest = rows[rows.market == market].groupby("of").rate.min()
            cells = {int(mark.start): mark for mark in row.marks}
            for at, period in enumerate(self.calendar.periods):
                rate = lowest.get(period)
                look = "untested" if rate is None else self._look(rate)
                if cells[at].look != look:
                    yield f"{market} {period}: {cells[at].look}, not {look} ({rate})"
                elif cells[at].text and abs(float(cells[at].text) - 100 * rate) > 1.001:
                    yield f"{market} {period}: {cells[at].text}, not {rate}"
            below = lowest[lowest < SHORT]
            until = self.labels[below.index.max()] + ("+" if below.index.max() == lowest.index.max() else "")
            if row.figure != until:
                yield f"{market} until {until}: {row.figure}"

    @staticmethod
    def _look(rate: float) -> str:
        """By the figure in the cell, which is a whole number."""
        if rate >= SHORT:
            return "served"
        shown = min(round(100 * rate), 94)
        return "bad" if shown < 50 else "poor" if shown < 75 else "fair"

    def _worst(self, case: pd.DataFrame, calm: pd.DataFrame, tested: pd.DataFrame) -> Iterator[str]:
        """No other disruption leaves more unmet, unless it has units of its own."""
        cases = self.plan.frames["branches"]
        if not (cases["product"].fillna("") == "").all():
            return
        more = (cases.unmet - cases.undisturbed_unmet).set_axis(cases.branch)
        of_case = {str(node).rpartition(" / ")[0] for node in case.node}
        shorts = {str(node).rpartition(" / ")[0] for node in tested.node[tested.rate < SHORT]}
        if shorts and more[[name for name in more.index if name in of_case]].max() < more[list(shorts)].max() - 0.01:
            extra = more[list(shorts)]
            worse = [name for name in extra.index if extra[name] > more[list(of_case)].max() + 0.01]
            nodes = tested.node.astype(str)
            short = {name: self._added(tested[nodes.str.startswith(f"{name} / ")], calm) for name in worse}
            if any(short.values()):
                yield f"worse than that of the headline: {[name for name in worse if short[name]]}"

    # ------------------------------------------------------------------------------------------ payers

    def pays(self) -> Iterator[str]:
        head, costs = self.heads[3], self.trunk("costs")
        spent = costs[costs.cost.isin(CAPITAL)] if len(costs) else costs
        project = spent["item"].str.split(" · ").str[0] if len(spent) else pd.Series(dtype=str)
        of_project = spent.amount.groupby(project).sum() if len(spent) else pd.Series(dtype=float)
        who = self.trunk("who pays")
        granted = who[who.how != "own funds"] if len(who) else who
        public = granted.capital.sum() if len(granted) else 0.0
        sponsors = {row.project: row.sponsor for row in self.tables[Project]}
        aided = granted.groupby("project").capital.sum() if len(granted) else pd.Series(dtype=float)
        own = {name: amount - aided.get(name, 0.0) for name, amount in of_project.items()}
        gap = sum(amount for name, amount in own.items() if not sponsors.get(name))
        total = sum(own.values()) + public
        keys = {key.look: key.figure for key in head.picture.key}
        for look, amount in (("public", public), ("gap", gap), ("sponsor", total - public - gap)):
            if (look in keys) != (amount > 1e-3) or (look in keys and not self.is_said(amount, keys[look])):
                yield f"{look} {amount}: {keys}"
        sums = self.amounts(head.headline)
        if total > 1e-3 and not any(abs(amount - total) <= half + 1e-6 * total for amount, half in sums):
            yield f"capital {total}: {head.headline}"
        if gap > 1e-3 and not self.is_said(gap, head.headline):
            yield f"no sponsor of {gap}: {head.headline}"
        if total <= 1e-6 and head.headline != "No capital is spent":
            yield f"nothing is spent: {head.headline}"


def disagreements(plan: Plan) -> list[str]:
    """Figures of the answers that the plan's frames do not have."""
    recomputed = Recomputed(plan)
    parts = recomputed.decide, recomputed.against, recomputed.fails, recomputed.pays
    return [words for part in parts for words in part()]
