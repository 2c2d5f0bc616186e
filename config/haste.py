"""Let nothing interrupt the reading of a large project."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do without the garbage collector: what is read is kept, and a lot of it.

    It would go through all of it again and again, in a third of the whole time. Nothing
    here makes rings that only it could free.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
