"""A pretend platform that takes its time: HTTP on loopback, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: How long every request takes the platform. Seconds.
LATENCY = 0.05


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive
    disable_nagle_algorithm = True
    wbufsize = -1  # the answer leaves in one piece

    def do_POST(self) -> None:
        """Take a post, after a while."""
        self.rfile.read(int(self.headers["content-length"]))
        time.sleep(LATENCY)
        body = b'{"id": "1"}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class _House(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def a_platform() -> Iterator[str]:
    """Open a platform, give its address, and close it afterwards."""
    command = [sys.executable, "-m", "bench.platform"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - we have just asked for it
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


if __name__ == "__main__":
    with _House(("127.0.0.1", 0), _Desk) as house:
        print(f"http://127.0.0.1:{house.server_port}/", flush=True)
        house.serve_forever()
