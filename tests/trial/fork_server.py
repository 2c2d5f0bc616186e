"""Starts lives of the program in milliseconds: everything is imported, then forked.

Run as a program of its own. Each line of its input are the `Orders` of a life; it
answers in lines of JSON: {"born": number, "pid": pid} in the order of the orders, and
{"ended": pid, "status": wait status}. It has no threads, so that forking is safe, and
takes its children with it when it goes.
"""

import gc
import json
import os
import random
import select
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from tests.trial import program, warm
from tests.trial.lifeline import die_with_parent
from tests.trial.orders import Orders


def main() -> None:
    """Serve until the input ends; what the arguments name is imported before."""
    die_with_parent()
    for name in sys.argv[1:]:
        import_module(name)
    warm.up()
    gc.collect()
    gc.freeze()
    ForkServer().serve()


class ForkServer:
    """Forks as it is told, and tells what became of whom."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._born = 0
        self._half = b""

    def serve(self) -> None:
        """Follow orders until there are no more."""
        woken, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wakes)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        _tell({"ready": os.getpid()})
        while True:
            ready, _, _ = select.select([0, woken], [], [])
            if woken in ready:
                os.read(woken, 4096)
                self._bury()
            if 0 in ready and not self._follow():
                break
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _follow(self) -> bool:
        """Follow the orders that have come; False when there are no more."""
        heard = os.read(0, 65536)
        *lines, self._half = (self._half + heard).split(b"\n")
        for line in lines:
            self._fork(Orders.read(line.decode()))
        return bool(heard)

    def _fork(self, orders: Orders) -> None:
        self._born += 1
        pid = os.fork()
        if pid == 0:
            _live(orders)
        self._children.add(pid)
        _tell({"born": self._born, "pid": pid})

    def _bury(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            _tell({"ended": pid, "status": status})


def _live(orders: Orders) -> None:
    """Be the program; never returns."""
    code = 70
    try:
        die_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(Path(f"{orders.folder}.log"))
        random.seed()
        code = program.live(orders)
    except BaseException:  # noqa: BLE001 - the last catch; the harness reads the log
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: Path) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.dup2(written, 2)


def _tell(said: dict[str, int]) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
