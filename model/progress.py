"""Progress on anything that takes longer than two seconds: one live line on a terminal, plain lines in a log."""

from __future__ import annotations

import json
import logging
import math
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, TextIO

LOG_EVERY = 5.0
"""Seconds between plain lines while only time changes."""

PACE_KNOWN = 0.1
"""Share of a stage that must be done before its remaining time is estimated."""

NO_COST = 1e29
"""Costs and bounds from here on are none."""

BUILDING = "Building the model"
"""With which a solve begins, of which no plan or bound is known."""

FOR_EVERY_DISRUPTION = "Planning for every disruption"
"""A stage in which the responses to disruptions are in the program."""

STEPS = "Identifying the disruptions that matter: program"
"""A stage of large programs alone."""

Course = Mapping[str, float]
"""Duration of the stages of a run, by their first words, in order [s]; stages without an entry are parts of the one
before."""

SMALL: Course = {
    "Reading ": 1.3,
    BUILDING: 0.4,
    "Identifying": 3.5,
    FOR_EVERY_DISRUPTION: 1.3,
    "Reading and auditing the plan": 1.8,
    "The worst disruptions month by month": 3.0,
    "Without the plan": 0.3,
    "Writing the results": 2.0,
}
"""A run of gallium_germanium.xlsx."""

LARGE: Course = {
    "Reading ": 1,
    BUILDING: 2,
    STEPS: 35,
    "Rounding to whole numbers": 14,
    FOR_EVERY_DISRUPTION: 4,
    "Reading and auditing the plan": 2,
    "The worst disruptions month by month": 7,
    "Without the plan": 0.3,
    "The plan in each future": 20,
    "Writing the results": 6,
}
"""One of rare_earths.xlsx in 91 s."""

LATE = 0.1
"""Part of a stage that is taken to be left when it takes longer than it was to."""


class Progress:
    """Progress of the program: current stage, elapsed time, share done, and quality of the best plan.

    The clock is updated by itself, between reports of the program too.
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False, is_run: bool = False) -> None:
        """The remaining time is that of the run if it ``is_run`` of one solve, else that of the stage."""
        self._is_run, self._is_beside = is_run, False
        self._course, self._omitted, self._place, self._part = SMALL, set[str](), "", 0.0
        self._stream = stream if stream is not None else sys.stderr
        self._quiet = quiet
        self._began = self._stage_began = time.monotonic()
        self._stage = self._bounds = ""
        self._entered, self._spent = self._began, dict[str, float]()
        self._best = self._bound = math.nan
        self._done = self._all = 0
        self._written = -math.inf
        self._live: Any = None
        self._closed = threading.Event()
        if not quiet:
            self._start()

    @classmethod
    def silent(cls) -> Progress:
        return cls(quiet=True)

    # ------------------------------------------------------------------------------------------------ events

    def stage(self, name: str) -> None:
        """Enter a stage. The best plan and the bound stay on the line."""
        self._spend()
        if name.endswith(BUILDING) and not self._is_beside:
            self._best, self._bound, self._bounds = math.nan, math.nan, ""
            self._spent.clear()
        self._stage, self._done, self._all = name, 0, 0
        self._course = LARGE if name.startswith(STEPS) else self._course
        stages = list(self._stages)[self._step if self._is_beside else 0 :]
        place = max((words for words in stages if name.startswith(words)), key=len, default=self._place)
        if place != self._place:
            self._place, self._part, self._stage_began = place, 0.0, time.monotonic()
        elif not self._is_run:
            self._stage_began = time.monotonic()
        self._changed()

    def _spend(self) -> None:
        """Add the time since the last stage was entered, to it; time before the first is of no stage."""
        entered, self._entered = self._entered, time.monotonic()
        if self._stage:
            self._spent[self._stage] = self._spent.get(self._stage, 0.0) + self._entered - entered

    @property
    def longest(self) -> tuple[str, float]:
        """The stage that took longest since the model was built, and its time [s]."""
        self._spend()
        return max(self._spent.items(), key=lambda stage: stage[1])

    def omit(self, stage: str) -> None:
        """A stage that this run does not have."""
        self._omitted.add(stage)

    @property
    def _stages(self) -> Course:
        return {words: seconds for words, seconds in self._course.items() if words not in self._omitted}

    def stage_beside(self, name: str) -> None:
        """Enter a stage of a solve besides, by which neither the costs nor the stages of the run begin anew."""
        self._is_beside = True
        self.stage(name)
        self._is_beside = False

    @property
    def _step(self) -> int:
        """Number of the current stage in the course of a run; 0 before the first."""
        return 1 + list(self._stages).index(self._place) if self._place in self._stages else 0

    @property
    def has_plan(self) -> bool:
        """Whether the cost of a plan is known."""
        return abs(self._best) < NO_COST

    def share(self, done: int, of: int) -> None:
        """Share of the stage that is done, in pieces of about equal work."""
        self._done, self._all = done, of
        self._part = done / of if of else 0.0

    def follow(self, tasks: Sequence[Future[Any]]) -> None:
        """The same of a stage whose pieces are tasks in threads; those at work are taken to be half done, with the one
        that takes the place of the last."""

        def count(_: Future[Any]) -> None:
            done, running = (sum(task.done() for task in tasks), sum(task.running() for task in tasks))
            self.share(done, len(tasks))
            self.part((done + min(running + 1, len(tasks) - done) / 2) / len(tasks))

        for task in tasks:
            task.add_done_callback(count)

    def part(self, done: float) -> None:
        """The same of a stage that is not counted in pieces."""
        self._part = done

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        """The best plan so far, the bound on any plan, and the gap between them as a fraction. A known cost or bound
        is not replaced by none."""
        if abs(self._best) < NO_COST <= abs(incumbent) or abs(self._bound) < NO_COST <= abs(bound):
            incumbent = self._best if abs(incumbent) >= NO_COST else incumbent
            bound = self._bound if abs(bound) >= NO_COST else bound
            gap = (incumbent - bound) / abs(incumbent) if abs(incumbent) < NO_COST and incumbent else math.inf
        self._best, self._bound = incumbent, bound
        best = f"best plan {incumbent:,.1f}" if abs(incumbent) < NO_COST else "no plan yet"
        proven = f"bound {bound:,.1f}" if abs(bound) < NO_COST else "no bound yet"
        distance = f"gap {gap:.2%}" if gap < 1e3 else "gap unknown"
        self._bounds = f"{best} · {proven} · {distance}"

    def tick(self) -> None:
        """Time passes: for observers, such as a job that may be stopped."""

    def other(self) -> Progress:
        """Progress of a solve with another objective: its stages, but not its bounds."""
        return StagesOnly(self)

    def close(self) -> None:
        """Restore the terminal."""
        self._closed.set()
        if self._live is not None:
            self._live.stop()
            self._live = None

    # ------------------------------------------------------------------------------------------ how it is shown

    @property
    def line(self) -> str:
        """Time, stage, share, estimate and bounds."""
        seconds = time.monotonic() - self._began
        parts = (f"{seconds:6.1f} s", self._stage, self._shared, self._left, self._bounds)
        return "  ".join(part for part in parts if part)

    @property
    def _shared(self) -> str:
        return f"{self._done:,} of {self._all:,}" if self._all else ""

    @property
    def _left(self) -> str:
        left = self.left
        return f"about {left:,.0f} s left{'' if self._is_run else ' of it'}" if left is not None and left >= 1 else ""

    @property
    def left(self) -> float | None:
        """Remaining time of the run, or else of the stage, at the present pace; None while unknown [s]."""
        so_far = time.monotonic() - self._stage_began
        if not self._is_run:
            return so_far * (1 / self._part - 1) if self._all and PACE_KNOWN <= self._part < 1 else None
        course = list(self._stages)
        if self._place not in course:
            return None
        at, before = course.index(self._place), self._stage_began - self._began
        if not at:  # nothing is known of a workbook while it is read
            return None
        weights = list(self._stages.values())
        expected = max(so_far, weights[at] * before / sum(weights[:at]))
        if self._part >= PACE_KNOWN:
            expected = so_far / self._part
        pace = (before + expected) / sum(weights[: at + 1])
        return max(expected - so_far, LATE * expected) + pace * sum(weights[at + 1 :])

    def _start(self) -> None:
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                console=Console(file=self._stream), get_renderable=self._coloured, refresh_per_second=4, transient=True
            )
            self._live.start()
        else:
            threading.Thread(target=self._log, daemon=True).start()

    def _coloured(self) -> Any:
        from rich.text import Text

        text = Text(self.line, no_wrap=True, overflow="ellipsis")
        text.highlight_regex(r"^ *[\d.]+ s", "dim")
        text.highlight_words([self._stage] if self._stage else [], "bold")
        text.highlight_regex(r"best plan [\d.,-]+", "green")
        text.highlight_regex(r"gap [\d.]+%", "yellow")
        return text

    def _changed(self) -> None:
        """Show a new stage immediately if lines are printed; a live line updates itself."""
        if not self._quiet and self._live is None:
            self._print()

    def _log(self) -> None:
        """A line whenever none has been printed for a while."""
        while not self._closed.wait(LOG_EVERY / 10):
            if time.monotonic() - self._written >= LOG_EVERY and self._stage:
                self._print()

    def _print(self) -> None:
        self._written = time.monotonic()
        self._stream.write(f"{self.line}\n")
        self._stream.flush()


class StagesOnly(Progress):
    """Stages and shares of another progress."""

    def __init__(self, total: Progress) -> None:
        super().__init__(quiet=True)
        self._whole = total

    def stage(self, name: str) -> None:
        self._whole.stage_beside(name)

    def stage_beside(self, name: str) -> None:
        self._whole.stage_beside(name)

    def share(self, done: int, of: int) -> None:
        self._whole.share(done, of)

    def part(self, done: float) -> None:
        self._whole.part(done)

    def tick(self) -> None:
        self._whole.tick()


class JsonLines(Progress):
    """A line of JSON for each event, for other programs: seconds, stage, its number among those of a run, share of it
    done, seconds left of the run, cost of the best plan that holds in every disruption, and the bound on all plans
    [amount]; null where unknown."""

    @property
    def line(self) -> str:
        costs = {"best": self._best, "bound": self._bound}
        return json.dumps(
            {
                "seconds": round(time.monotonic() - self._began, 1),
                "stage": self._stage,
                "step": [self._step, len(self._stages)] if self._is_run else None,
                "share": [self._done, self._all] if self._all else None,
                "left": self.left,
                **{name: value if abs(value) < NO_COST else None for name, value in costs.items()},
            }
        )

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        best = min(self._best, incumbent) if self._best < NO_COST else incumbent
        least = max(self._bound, bound) if self._bound > -NO_COST else bound
        if (best, least) != (self._best, self._bound):
            super().bounds(best, least, gap)
            self._written = -math.inf

    def _start(self) -> None:
        threading.Thread(target=self._log, daemon=True).start()


class Logged(Progress):
    """Stages and bounds as records of a logger, for programs that call this one."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self._log_of_program = logging.getLogger("model")

    def stage(self, name: str) -> None:
        super().stage(name)
        self._log_of_program.info("%s", name)

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        super().bounds(incumbent, bound, gap)
        self._log_of_program.debug("%s", self._bounds)


class Heard(Logged):
    """The same for a function of the caller, which gets the stage, the bound on any plan and the gap, NaN while
    unknown; and ticks for one that may stop a list of solves, by KeyboardInterrupt as Ctrl-C does."""

    def __init__(
        self, hear: Callable[[str, float, float], object] | None = None, stops: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._hear, self._stops = hear, stops

    def stage(self, name: str) -> None:
        super().stage(name)
        self._tell(math.nan, math.nan)

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        super().bounds(incumbent, bound, gap)
        self._tell(bound if abs(bound) < NO_COST else math.nan, gap if gap < NO_COST else math.nan)

    def tick(self) -> None:
        if self._stops():
            raise KeyboardInterrupt

    def _tell(self, bound: float, gap: float) -> None:
        """Pass on. A mistake in the function is logged, as it must not end the solver's own thread; it gets no more."""
        if self._hear is not None:
            try:
                self._hear(self._stage, bound, gap)
            except Exception:
                self._hear = None
                self._log_of_program.exception("progress= failed, and is no longer called")
