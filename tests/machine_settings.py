"""How much is tried at random: a little in every run, a lot in `make trial`."""

import os

from hypothesis import HealthCheck, settings

_IS_TRIAL = bool(os.environ.get("KAIRANBAN_TRIAL"))

#: What every test takes over. In every run the examples are the same; a trial looks for
#: new ones.
settings.register_profile(
    "usual", max_examples=200 if _IS_TRIAL else 25, derandomize=not _IS_TRIAL
)


def examples(many: int) -> int:
    """Return how many examples to try: *many* in a trial, else a quarter of them."""
    return many if _IS_TRIAL else max(10, many // 4)


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
