"""A pretend platform's server on loopback: up, down, and what was asked of it."""

import threading
from collections import Counter

from tests.platforms.mastodon_faults import Script
from tests.platforms.platform_calls import PlatformMethods
from tests.platforms.platform_http import Desk, PlatformHttp


class PlatformServer:
    """Answers with what its methods say, or with the faults that a test planned."""

    def __init__(self, methods: PlatformMethods, post: str) -> None:
        self.desk = Desk(methods, post)
        self._port = 0

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def script(self) -> Script:
        """Return what is going to go wrong."""
        return self.desk.script

    @property
    def requests(self) -> list[str]:
        """Return what was asked for, in order; may be cleared."""
        return self.desk.requests

    def up(self) -> None:
        """Begin to answer, on the same port as before."""
        self._server = PlatformHttp(self._port, self.desk)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def down(self) -> None:
        """Refuse connections until `up`, and drop those that are open."""
        self._server.shutdown()
        self._server.drop_lines()
        self._thread.join()
        self._server.server_close()

    def stop(self) -> None:
        """Let go of everybody who hangs, and close for good.

        Raises:
            Exception: The first over which the platform itself stumbled.
        """
        self.desk.over.set()
        self.down()
        for bug in self.desk.bugs:
            raise bug

    def asked(self, request: str) -> int:
        """Return how often something such as "POST /api/v1/statuses" was asked for."""
        return Counter(self.requests)[request]
