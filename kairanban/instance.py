"""One instance per state folder, and who a process is."""

import fcntl
import os
import platform
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.deliveries import Liveness, Owner
from domain.errors import RequestError
from domain.files import disk_in_words
from domain.phrases import phrase

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MACHINE_ID = Path("/etc/machine-id")
#: Names the space of processes that we can see (pid_namespaces(7)).
_PROCESSES = Path("/proc/self/ns/pid")


class InstanceLock:
    """Held by the one process that publishes from a state folder.

    The kernel lets go of it when the process ends, however it ends.
    """

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / "kairanban.lock"
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            RequestError: Another process holds it.
            StorageBlockedError: Its file cannot be written; once it can, this works.
        """
        if not self.take():
            raise RequestError(
                phrase(
                    "another Kairanban (process {pid}) works in {folder}; stop it "
                    "first, or name another state folder",
                    pid=self.holder() or "?",
                    folder=str(self._path.parent),
                )
            )
        return self

    def take(self) -> bool:
        """Take the lock and write our process id into it; False if it is taken.

        Raises:
            StorageBlockedError: Its file cannot be written; once it can, this works.
        """
        with disk_in_words(self._path.parent):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            descriptor = os.open(self._path, flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # In this order a full disk has room: it was written before.
                os.ftruncate(descriptor, os.pwrite(descriptor, _our_pid(), 0))
            except BlockingIOError:
                os.close(descriptor)
                return False
            except OSError:
                os.close(descriptor)
                raise
        self._descriptor = descriptor
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the lock."""
        self.release()

    def release(self) -> None:
        """Let go of the lock; fine if we do not hold it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> int | None:
        """Return the process id of a running instance; None if there is none."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            written = os.read(descriptor, 32).decode(errors="replace")
            return int(written) if written.isdigit() else None
        else:
            return None
        finally:
            os.close(descriptor)


def _our_pid() -> bytes:
    return str(os.getpid()).encode()


def this_process() -> Owner:
    """Return who we are, so that others can tell whether we still live."""
    pid = os.getpid()
    return Owner(
        boot_id=_boot_id(), pid=pid, started=_started(pid) or 0, machine=_machine()
    )


def liveness_of(owner: Owner) -> Liveness:
    """Tell whether the process that owned a delivery still lives.

    On another machine, or in a container that we cannot look into, nobody knows.
    """
    if owner.machine != _machine():
        return Liveness.UNKNOWN
    is_same_boot = owner.boot_id == _boot_id()
    lives = is_same_boot and _started(owner.pid) == owner.started
    return Liveness.ALIVE if lives else Liveness.DEAD


def _machine() -> str:
    """Name this machine, and which of its processes we can see; machine-id(5)."""
    try:
        machine = _MACHINE_ID.read_text().strip()
    except OSError:
        machine = platform.node()
    try:
        return f"{machine}/{_PROCESSES.readlink()}"
    except OSError:
        return machine


def _boot_id() -> str:
    # Hidden under systemd's ProcSubset=pid; process id and start tick must do then.
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


def _started(pid: int) -> int | None:
    """Return a process's start in clock ticks since boot (proc(5), stat field 22)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    after_name = stat[stat.rindex(")") + 2 :].split()
    return int(after_name[19])
