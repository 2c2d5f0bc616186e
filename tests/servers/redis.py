"""A throw-away Redis."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.child import ChildServer
from tests.servers.ports import free_port


class RedisServer:
    """A Redis on loopback that keeps nothing on disk."""

    def __init__(self) -> None:
        """Choose a port; nothing runs before `start`."""
        self.port = free_port()

    @staticmethod
    def missing_reason() -> str | None:
        """Tell in words why Redis cannot be had here; None when it can."""
        if shutil.which("redis-server"):
            return None
        return "redis-server is not installed (Debian: apt-get install redis-server)"

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address as a URL."""
        return f"redis://{self.address}"

    def start(self) -> None:
        """Start the server and wait until it accepts connections.

        Raises:
            RuntimeError: It did not start; with its last words.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="kairanban-redis-"))
        self._server = ChildServer(
            self._command(), ready="Ready to accept connections", folder=self._folder
        )
        self._server.start()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _command(self) -> list[str]:
        options = f"--bind 127.0.0.1 --port {self.port} --appendonly no"
        return ["redis-server", *options.split(), "--save", "", "--daemonize", "no"]
