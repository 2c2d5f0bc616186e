"""A systemd as process 1 of namespaces of its own, and how to speak with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.journeys.program import Answer, wait_until

_BOOT = Path(__file__).parent / "boot.sh"
_SYSTEMD = Path("/lib/systemd/systemd")
_TOOLS = ("unshare", "nsenter", "setpriv", "systemctl", "journalctl", "useradd")

#: Boots nothing, but needs the same rights as booting.
_PROBE = (
    *("unshare", "--fork", "--pid", "--mount", "--uts", "--ipc", "--cgroup"),
    *("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"),
)

#: What a person finds in the environment after signing in, as far as we care.
_ENVIRONMENT = ("PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin", "LANG=C.UTF-8")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who lives in the private view."""

    name: str

    @property
    def home(self) -> Path:
        """Where they live."""
        return Path("/root" if self.name == "root" else f"/home/{self.name}")


ROOT = User("root")


class RealSystemd:
    """Boots when used as a context; nothing of it is left afterwards.

    The end of its standard input ends it, so that it outlives nobody: neither a
    failed test nor a killed one.
    """

    #: The folder of the units that it knows.
    UNITS = Path("/run/lab/units")

    def __init__(self, shown: Mapping[Path, Path] | None = None) -> None:
        """Prepare to show folders of this machine (keys) at other places (values)."""
        self._pairs = [f"{source}={place}" for source, place in (shown or {}).items()]

    @staticmethod
    def missing_reason() -> str | None:
        """Tell in words why a real systemd cannot be had here; None when it can."""
        if os.geteuid() != 0:
            return "a real systemd in namespaces of its own needs root"
        if not _SYSTEMD.exists():
            return "systemd is not installed (Debian: apt-get install systemd)"
        if lacking := [tool for tool in _TOOLS if not shutil.which(tool)]:
            return f"not installed: {', '.join(lacking)}"
        if subprocess.run(_PROBE, capture_output=True, check=False).returncode:
            return "root may not make namespaces and mounts here (in a container?)"
        return None

    def __enter__(self) -> Self:
        """Boot, and wait until units can be started.

        Raises:
            RuntimeError: It did not come up; with its last words.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="kairanban-systemd-"))
        self._state = self._folder / "state"
        self._state.mkdir()
        with self._log.open("wb") as log:
            self._outer = subprocess.Popen(
                [
                    *("unshare", "--mount", "--propagation", "private", "--"),
                    *(str(_BOOT), str(self._state), *self._pairs),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for pytest, which then ends it
            )
        try:
            wait_until(self._is_up, within=30)
        except (TimeoutError, ChildProcessError) as error:
            self._end()
            raise RuntimeError(f"systemd did not come up:\n{self._said}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and everything that it has started."""
        self._end()

    def run(self, *words: object, user: User = ROOT) -> Answer:
        """Run a command beside it, on the same private view, as *user*."""
        done = subprocess.run(
            [*self._entering, *_as(user), *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def well(self, *words: object, user: User = ROOT) -> str:
        """Run a command that must succeed, and return what it prints."""
        answer = self.run(*words, user=user)
        assert answer.code == 0, f"{words}: {answer.code}\n{answer.out}\n{answer.err}"
        return answer.out

    def systemctl(self, *words: str) -> Answer:
        """Ask systemd for something."""
        return self.run("systemctl", "--no-pager", *words)

    def install(self, name: str, unit: str, **settings: str) -> None:
        """Put a unit where systemd finds it; *settings* go into a drop-in."""
        self.outside(self.UNITS / name).write_text(unit)
        drop_in = self.outside(self.UNITS / f"{name}.d" / "lab.conf")
        drop_in.parent.mkdir(exist_ok=True)
        lines = [f"{key}={value}\n" for key, value in settings.items()]
        drop_in.write_text("".join(["[Service]\n", *lines]))
        self.well("systemctl", "daemon-reload")

    def console(self) -> str:
        """Return everything that systemd and its services have said."""
        return self.run("journalctl", "--no-pager", "--output=short-precise").out

    def add_user(self, name: str) -> User:
        """Let somebody move in."""
        self.well("useradd", "--create-home", "--shell=/bin/bash", name)
        return User(name)

    def outside(self, path: Path) -> Path:
        """Return where a file of the private view stands as seen from the test."""
        return Path(f"/proc/{self.pid}/root") / path.relative_to("/")

    @property
    def pid(self) -> int:
        """Return systemd's process id as seen from the test."""
        # Its folder was covered by a mount that only the outer process sees.
        root = Path(f"/proc/{self._outer.pid}/root")
        return int((root / self._state.relative_to("/") / "pid").read_text())

    @property
    def _entering(self) -> list[str]:
        spaces = ("--mount", "--pid", "--uts", "--ipc", "--cgroup")
        return ["nsenter", f"--target={self.pid}", *spaces, "--"]

    @property
    def _log(self) -> Path:
        return self._folder / "boot.log"

    @property
    def _said(self) -> str:
        return self._log.read_text(errors="replace")

    def _is_up(self) -> bool:
        if self._outer.poll() is not None:
            raise ChildProcessError(self._outer.returncode)
        try:
            return self.systemctl("is-active", "lab.target").code == 0
        except FileNotFoundError:
            return False

    def _end(self) -> None:
        assert self._outer.stdin is not None
        self._outer.stdin.close()
        self._outer.wait(timeout=30)
        shutil.rmtree(self._folder)


def _as(user: User) -> list[str]:
    """Return the words that let a command run as *user* does, signed in."""
    clean = ["env", "-i", "-C", str(user.home), *_ENVIRONMENT, f"HOME={user.home}"]
    if user == ROOT:
        return clean
    ids = [f"--reuid={user.name}", f"--regid={user.name}", "--init-groups"]
    return ["setpriv", *ids, "--", *clean]
