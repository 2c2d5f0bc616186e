"""How soon the command line answers."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bench.clock import medians

ROUNDS = 11


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)


def measure() -> Iterator[str]:
    """Compare `--version` and `--help` with bare Python that imports Typer."""
    floor, version, helped = medians(
        [
            partial(_run, "-c", "import typer"),
            partial(_run, "-m", "kairanban", "--version"),
            partial(_run, "-m", "kairanban", "--help"),
        ],
        ROUNDS,
    )
    yield f"start: python -c 'import typer'     {floor * 1000:7.0f} ms  1.00"
    for name, taken in (("--version", version), ("--help", helped)):
        ratio = taken / floor
        yield f"start: kairanban {name:<17} {taken * 1000:7.0f} ms  {ratio:.2f}"
