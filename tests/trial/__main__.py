"""`python -m tests.trial`: try the law, print the tables, say whether it was kept."""

import argparse
import sys
import time

from tests.trial.orders import Law
from tests.trial.run import Outcome
from tests.trial.runs import broken, some
from tests.trial.table import by_fault, by_place
from tests.trial.trial import try_out

_TELL_EVERY = 100
_SHOWN_AT_MOST = 20


def main() -> int:
    """Carry out the trial that the arguments ask for; 1 if the law was broken."""
    wishes = _read_wishes()
    runs = broken(some(wishes.seed, wishes.runs), Law(wishes.broken))
    began = time.monotonic()
    told = _Progress(len(runs))
    outcomes = try_out(runs, told)
    took = time.monotonic() - began
    print(f"\n{by_place(outcomes)}\n\n{by_fault(outcomes)}\n")
    bad = [one for one in outcomes if not one.is_well]
    print(
        f"{len(outcomes):,} runs (seed {wishes.seed}) in {took:.0f} s; "
        f"{len(bad):,} in which the law was not kept"
    )
    for outcome in bad[:_SHOWN_AT_MOST]:
        _show(outcome)
    return int(bool(bad))


def _read_wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.trial")
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument(
        "--broken", default="", choices=list(Law), help="break this law on purpose"
    )
    return parser.parse_args()


class _Progress:
    """Says now and then how far it is."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._bad = total, 0, 0

    def __call__(self, outcome: Outcome) -> None:
        """Count one more."""
        self._done += 1
        self._bad += not outcome.is_well
        if self._done % _TELL_EVERY == 0:
            line = f"{self._done:,} of {self._total:,} runs, {self._bad:,} bad"
            print(line, file=sys.stderr, flush=True)


def _show(outcome: Outcome) -> None:
    print(f"\n{outcome.run}")
    for problem in outcome.verdict.problems:
        print(f"  {problem}")
    if outcome.surprise:
        print(f"  a life ended otherwise than it should:\n{outcome.surprise}")


if __name__ == "__main__":
    sys.exit(main())
