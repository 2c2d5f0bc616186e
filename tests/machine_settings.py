"""How much the state machines try: a little in every run, a lot in `make trial`."""

import os

from hypothesis import HealthCheck, settings

_IS_TRIAL = bool(os.environ.get("KAIRANBAN_TRIAL"))


def tries(few: int, many: int, steps: int) -> settings:
    """Return settings for *few* examples, or *many* in a trial, of so many steps.

    In every run they are the same; a trial looks for new ones.
    """
    return settings(
        max_examples=many if _IS_TRIAL else few,
        stateful_step_count=2 * steps if _IS_TRIAL else steps,
        deadline=None,
        derandomize=not _IS_TRIAL,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
