"""A throw-away PostgreSQL.

PostgreSQL refuses to run as root, so when we are root it runs as the user
`postgres` (or `nobody`). It is never asked to save anything to disk for good:
a crash of the *machine* loses it, a crash of the server (`restart("immediate")`)
does not.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.servers.ports import free_port

#: How the server stops: after the sessions, without them, or as in a crash.
StopMode = Literal["smart", "fast", "immediate"]

USER = "kairanban"
PROGRAMS = ("initdb", "pg_ctl", "postgres", "createdb")

_INITDB = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")

_SETTINGS = (
    "-h 127.0.0.1 -k '' -F "  # loopback, no socket file, no fsync
    "-c full_page_writes=off -c synchronous_commit=off"
)


class PostgresServer:
    """A PostgreSQL on loopback in a temporary folder of its own."""

    def __init__(self, sessions: int = 200) -> None:
        """Choose a port; nothing runs before `start`.

        Args:
            sessions: So many connections at a time are taken.
        """
        self.port = free_port()
        self._sessions = sessions

    @staticmethod
    def missing_reason() -> str | None:
        """Tell in words why PostgreSQL cannot be had here; None when it can."""
        if find_programs() is not None:
            return None
        return "PostgreSQL is not installed (Debian: apt-get install postgresql-15)"

    @property
    def dsn(self) -> str:
        """The address of the database `postgres` as libpq writes it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    @property
    def url(self) -> str:
        """The same as SQLAlchemy writes it."""
        return self.dsn.replace("postgresql:", "postgresql+psycopg:", 1)

    def start(self) -> None:
        """Make a new cluster, start the server and wait until it answers.

        Raises:
            RuntimeError: It did not start; with its last words.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="kairanban-postgres-"))
        if user := _server_user():
            shutil.chown(self._folder, user)
        self._run("initdb", *_INITDB, "-U", USER, "-D", self._data)
        self._start_server()

    def stop(self) -> None:
        """End the server and remove its cluster."""
        self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def restart(self, mode: StopMode = "fast") -> None:
        """Stop as *mode* says and start again on the same port and data."""
        self._pg_ctl("stop", "-m", mode)
        self._start_server()

    def create_database(self, name: str) -> str:
        """Create the empty database *name* and return its SQLAlchemy URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", USER, name)
        return self.url.removesuffix("postgres") + name

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

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _start_server(self) -> None:
        self._pg_ctl("start", "-l", self._log, "-o", self._words)

    @property
    def _words(self) -> str:
        return f"-p {self.port} -N {self._sessions} {_SETTINGS}"

    def _pg_ctl(self, action: str, *words: object) -> None:
        """Let PostgreSQL's own tool do it: it knows the pid and waits (-w)."""
        self._run("pg_ctl", action, "-w", "-s", "-D", self._data, *words)

    def _run(self, program: str, *words: object) -> None:
        programs = find_programs()
        assert programs is not None, self.missing_reason()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            # Not a pipe: the server inherits it and would keep it open.
            done = subprocess.run(
                [str(programs / program), *map(str, words)],
                user=_server_user(),
                cwd=self._folder,  # one that the server's user may enter
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{said.read()}{self._tail()}")

    def _tail(self) -> str:
        if not self._log.exists():
            return ""
        return "\n".join(self._log.read_text(encoding="utf-8").splitlines()[-20:])


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, if there is one."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("pg_ctl")
    elsewhere = [Path(on_path).resolve().parent] if on_path else []
    return next(filter(_is_complete, debian + elsewhere), None)


def _is_complete(programs: Path) -> bool:
    return all((programs / name).exists() for name in PROGRAMS)


def _server_user() -> str | None:
    """Return who runs the server when we may not: None means ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
