"""Tells systemd how we are (sd_notify(3)); silent where there is no systemd."""

import os
import socket
import time
from datetime import timedelta


class Notifier:
    """Sends states to the socket that systemd named; does nothing without one."""

    def __init__(self, address: str | None = None) -> None:
        """Use *address*, or else what `NOTIFY_SOCKET` says."""
        name = os.environ.get("NOTIFY_SOCKET", "") if address is None else address
        # A leading "@" means Linux's abstract namespace, whose names begin with NUL.
        self._address = "\0" + name[1:] if name.startswith("@") else name

    def send(self, *lines: str) -> None:
        """Send *lines* as one message; a socket that is gone is no reason to stop."""
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            try:
                channel.connect(self._address)
                channel.sendall("\n".join(lines).encode())
            except OSError:
                return

    def ready(self, status: str) -> None:
        """Say that we are up and do our work."""
        self.send("READY=1", f"STATUS={_one_line(status)}")

    def status(self, status: str) -> None:
        """Say in a line what we are at."""
        self.send(f"STATUS={_one_line(status)}")

    def waiting(self, status: str, patience: timedelta) -> None:
        """Say what the start waits for, and ask not to be given up for so long."""
        micros = patience // timedelta(microseconds=1)
        self.send(f"EXTEND_TIMEOUT_USEC={micros}", f"STATUS={_one_line(status)}")

    def alive(self) -> None:
        """Pat the watchdog."""
        self.send("WATCHDOG=1")

    def reloading(self) -> None:
        """Say that we read the files anew; systemd >= 253 wants the moment with it."""
        self.send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """Say that we are on the way out."""
        self.send("STOPPING=1", "STATUS=Finishing what is under way")


def _one_line(text: str) -> str:
    return " ".join(text.split())
