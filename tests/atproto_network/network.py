"""The network itself: node, its ports, the proxy before it, its accounts.

The program under test is given `pds_url`: the proxy's port. The server calls
itself by that same address (see net.mjs), so the address that an SDK moves to
after login, out of the account's DID document, is the proxy's again.
"""

import secrets
import shutil
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.atproto_network import install
from tests.atproto_network.member import Member
from tests.atproto_network.proxy import Proxy
from tests.atproto_network.services import missing_reason as missing_services
from tests.atproto_network.services import services
from tests.atproto_network.xrpc import Xrpc
from tests.servers.child import ChildServer
from tests.servers.ports import free_ports

START_WITHIN = timedelta(seconds=120)  # 8 s alone, 33 s measured on a busy machine

HANDLE_LIMIT = 18  # characters of a handle's first label


class Network:
    """A directory and a server, and with *appview* the Bluesky side of it too."""

    def __init__(self, *, appview: bool = True, rate_limits: bool = False) -> None:
        """Choose the ports; nothing runs before `start`.

        Args:
            appview: Also run what makes threads, notifications and searches
                (needs PostgreSQL and Redis). Without it those calls answer 502.
            rate_limits: Let the server count requests like the real hosts.
        """
        self._appview = appview
        self._rate_limits = rate_limits
        names = ("PLC_PORT", "PDS_LISTEN_PORT", "BSKY_PORT", "OZONE_PORT", "CTL_PORT")
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        #: The line to the server, for a test to cut.
        self.proxy = Proxy(self._ports["PDS_LISTEN_PORT"])

    @staticmethod
    def missing_reason(*, appview: bool = True) -> str | None:
        """Tell in words why the network cannot run here; None when it can."""
        return install.missing_reason() or (missing_services() if appview else None)

    @property
    def pds_url(self) -> str:
        """The server's public address: through the proxy."""
        return self.proxy.url

    @property
    def direct_url(self) -> str:
        """The server's own address, which no fault reaches."""
        return f"http://localhost:{self._ports['PDS_LISTEN_PORT']}"

    @property
    def appview_url(self) -> str:
        """The AppView's address; nobody is there without *appview*."""
        return f"http://localhost:{self._ports['BSKY_PORT']}"

    @property
    def plc_url(self) -> str:
        """The directory's address."""
        return f"http://localhost:{self._ports['PLC_PORT']}"

    def start(self) -> None:
        """Start everything and wait until it can be used.

        Raises:
            RuntimeError: A part did not start; with its last words.
        """
        with ExitStack() as stack:
            env = stack.enter_context(services()) if self._appview else {}
            stack.enter_context(self.proxy)
            folder = self._make_folder(stack)
            self._node = self._make_node(folder, env)
            self._node.start(START_WITHIN)
            stack.callback(self._node.stop)
            self._running = stack.pop_all()

    def stop(self) -> None:
        """Stop everything, in the reverse order, and remove its folders."""
        self._running.close()

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

    def settle(self) -> None:
        """Wait until all that was written can be read everywhere."""
        self._command("settle")

    def stop_server(self) -> None:
        """Stop the server: its port refuses connections, its data stay."""
        self.proxy.down()
        self._command("stop")

    def start_again(self) -> None:
        """Start the server on the same data, keys and addresses."""
        self._command("start")
        self.proxy.up()

    def create_account(self, name: str) -> Member:
        """Create an account whose handle begins with *name*, else at random."""
        label = f"{name[: HANDLE_LIMIT - 7]}-{secrets.token_hex(3)}"
        password = secrets.token_urlsafe(16)
        made = Xrpc(self.direct_url).procedure(
            "com.atproto.server.createAccount",
            handle=f"{label}.test",
            email=f"{label}@example.test",
            password=password,
        )
        self.settle()  # else the AppView does not know it, and a login may fail
        xrpc = Xrpc(self.direct_url, made["accessJwt"])
        return Member(made["handle"], made["did"], password, xrpc)

    def last_words(self) -> str:
        """Return the end of node's log."""
        return self._node.last_words()

    def _make_folder(self, stack: ExitStack) -> Path:
        """Make a folder for node: its program, and where it keeps its data."""
        folder = Path(tempfile.mkdtemp(prefix="kairanban-network-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        for program in ("net.mjs", "loopback.cjs"):
            shutil.copy(install.HERE / program, folder)
        # node looks for packages beside the program
        (folder / "node_modules").symlink_to(install.node_modules())
        return folder

    def _make_node(self, folder: Path, env: dict[str, str]) -> ChildServer:
        ports = {**self._ports, "PDS_PORT": self.proxy.port}
        return ChildServer(
            [install.node(), "-r", "./loopback.cjs", "net.mjs"],
            ready='{"ready":true}',
            folder=folder,
            env={
                **env,
                **{name: str(port) for name, port in ports.items()},
                "FULL": str(int(self._appview)),
                "RATE_LIMITS": str(int(self._rate_limits)),
                "LOG_ENABLED": "false",
                "TMPDIR": str(folder),
            },
        )

    def _command(self, name: str) -> None:
        url = f"http://127.0.0.1:{self._ports['CTL_PORT']}/{name}"
        answer = httpx.post(url, timeout=60, trust_env=False)
        if answer.is_error:
            raise RuntimeError(f"the network could not {name}: {answer.text}")
