"""Kairanban, installed where every user can read it: in /srv, by the system's Python.

The interpreter that runs the tests may live in somebody's home, where no service of
another user can follow. What takes long, the packages of the locks, is installed
once and kept in the cache folder; our own wheel is built anew for every session.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.atproto_network.install import CACHE

#: Where services find it. A virtual environment stays where it was made, so it is
#: made there, too: in a private view in which the cache folder stands there.
PLACE = Path("/srv/kairanban")
SCRIPT = PLACE / "bin/kairanban"

_REPOSITORY = Path(__file__).parents[2]
_PYTHON = Path("/usr/bin/python3")
_LOCK = "requirements.lock"
_PROBE = """\
import sys, venv, ensurepip
print(sys.version)
sys.exit(sys.version_info < (3, 11))
"""


def missing_reason() -> str | None:
    """Tell in words why it cannot be installed here; None when it can."""
    if _PYTHON.exists() and _probe().returncode == 0:
        return None
    return (
        f"{_PYTHON} is older than 3.11 or lacks venv"
        " (Debian: apt-get install python3 python3-venv)"
    )


@contextmanager
def installed() -> Iterator[Path]:
    """Install into a folder that is to be shown at `PLACE`; it goes away again."""
    packages = _packages()
    with tempfile.TemporaryDirectory(dir=packages.parent, prefix="session-") as made:
        environment = Path(made) / "kairanban"
        # Hard links: a copy of the same files would only take room and time.
        shutil.copytree(packages, environment, symlinks=True, copy_function=_link)
        environment.chmod(0o755)
        _pip(environment, "--no-deps", "--no-index", str(_wheel(Path(made))))
        yield environment


def _packages() -> Path:
    """Return the environment with everything but ourselves; made if need be."""
    home = CACHE / f"systemd-lab-{_key()}"
    home.mkdir(parents=True, exist_ok=True)
    packages, stamp = home / "packages", home / "complete"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists():
            shutil.rmtree(packages, ignore_errors=True)  # an interrupted run's
            packages.mkdir()
            _at_place(packages, str(_PYTHON), "-m", "venv", str(PLACE))
            _pip(packages, "--require-hashes", "-r", str(_REPOSITORY / _LOCK))
            stamp.touch()
    return packages


def _key() -> str:
    lock = (_REPOSITORY / _LOCK).read_bytes()
    return hashlib.sha256(lock + _probe().stdout).hexdigest()[:16]


def _probe() -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([_PYTHON, "-c", _PROBE], capture_output=True, check=False)


def _wheel(folder: Path) -> Path:
    _run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
        *("--no-build-isolation", "--wheel-dir", str(folder), str(_REPOSITORY)),
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def _pip(environment: Path, *words: str) -> None:
    _at_place(environment, str(PLACE / "bin/pip"), "install", "--quiet", *words)


def _at_place(environment: Path, *words: str) -> None:
    """Run a command in a view in which *environment* stands at `PLACE`."""
    _run(
        *("unshare", "--mount", "--propagation", "private", "--", "sh", "-euc"),
        'source=$1 place=$2; shift 2; umask 022; exec 3< "$source"; '
        "mount -t tmpfs -o mode=755 srv /srv; mkdir -p $place; "
        'mount --bind /proc/self/fd/3 $place; exec "$@"',
        *("sh", str(environment), str(PLACE), *words),
    )


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)
