"""A small web site on loopback, for cards and feeds: pages, pictures, redirects."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class WebSite:
    """The site: what stands where, and what was asked for."""

    port: int = 0
    pages: dict[str, Found] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return "host:port"."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.host}{path}"


@contextmanager
def web_site() -> Iterator[WebSite]:
    """Run a site."""
    site = WebSite()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(site: WebSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            found = site.pages.get(self.path, Found(status=404))
            if (mark := found.headers.get("etag")) and mark == self.headers.get(
                "If-None-Match"
            ):
                found = Found(status=304, headers=found.headers)
            self.send_response(found.status)
            self.send_header("content-type", found.content_type)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    return Handler
