"""Free ports on loopback."""

import random
import socket
from contextlib import ExitStack

#: Below the range from which Linux serves outgoing connections, so that a port
#: stays free between our choosing it and the server's taking it.
CANDIDATES = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Return *count* different ports of 127.0.0.1 that nobody listens on."""
    ports: list[int] = []
    with ExitStack() as held:
        # From the system's entropy: two test workers must not draw the same ones.
        for port in random.SystemRandom().sample(CANDIDATES, k=len(CANDIDATES)):
            if len(ports) == count:
                break
            if _hold(port, held):
                ports.append(port)
    return ports


def free_port() -> int:
    """Return one port of 127.0.0.1 that nobody listens on."""
    return free_ports(1)[0]


def _hold(port: int, held: ExitStack) -> bool:
    """Bind *port* until *held* closes; tell whether that was possible."""
    holder = held.enter_context(socket.socket())
    try:
        holder.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
