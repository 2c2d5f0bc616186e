"""Runs one measurement in a process of its own, so that nothing before it counts."""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

#: No measurement takes longer. Seconds.
_AT_MOST = 600


def fresh(place: str, *words: object) -> Any:
    """Call ``module:function`` with *words*, as texts, and return what it tells.

    Raises:
        CalledProcessError: It failed, and has said why.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.fresh", place, *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=_AT_MOST,
    )
    return json.loads(done.stdout)


def resident_bytes() -> int:
    """Return how much memory this process holds just now."""
    with open("/proc/self/status") as status:  # noqa: PTH123 - a file of the kernel
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def _main(place: str, *words: str) -> None:
    module, _, name = place.partition(":")
    print(json.dumps(getattr(import_module(module), name)(*words)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
