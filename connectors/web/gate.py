"""The gate: connections are opened only to addresses that may be gone to.

The name is looked up once, every address it has is checked, and the connection goes
to one of the checked addresses: a name server cannot tell us one thing first and
another later. The name itself stays what the other side is asked for (`Host`, SNI).
"""

import socket
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from connectors.web.addresses import AllowedHosts


class GateError(OSError):
    """The address is not one that we go to."""


class Gate(httpcore.SyncBackend):
    """Opens connections, but only to addresses that may be gone to."""

    def __init__(self, allowed: AllowedHosts) -> None:
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to *host* at a checked address; the next one if one is deaf.

        Raises:
            GateError: One of the host's addresses is not public.
        """
        *others, last = self._checked(host, port)
        for address in others:
            try:
                return super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(last, port, timeout, local_address, socket_options)

    def _checked(self, host: str, port: int) -> Sequence[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses or not all(
            self._allowed.allows(host, port, address) for address in addresses
        ):
            raise GateError(f"{host} is not a public address")
        return addresses[:_LIMIT_TRIES]


#: A name may have dozens of addresses; so many of them are tried.
_LIMIT_TRIES = 2
