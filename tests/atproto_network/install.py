"""Fetches what the network needs: `python -m tests.atproto_network.install`.

Node 22 comes from npm (Debian's own is too old for the network's programs), and the
node packages of `package-lock.json` by `npm ci`. One of them, better-sqlite3, is
compiled here: hence g++, make and python3, and node's headers (`nodedir`).
Everything goes into one cache folder, named after the lock file's contents, so
that a changed lock is installed anew and CI can keep the folder between runs.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: Read when imported: a test may put another HOME in place later.
CACHE = Path(
    os.environ.get("KAIRANBAN_TEST_CACHE") or Path.home() / ".cache/kairanban-tests"
).absolute()

NODE_VERSION = "22.23.3"  # 20 does not do: undici 8 wants at least 22.19

TOOLS = {"npm": "npm", "g++": "g++", "make": "make", "python3": "python3"}

COMMAND = "python -m tests.atproto_network.install"


class InstallError(Exception):
    """The network's programs could not be fetched or built; the message says why."""


def main() -> int:
    """Install what is missing, one line per step; return the exit code."""
    try:
        install()
    except InstallError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def install() -> None:
    """Bring the cache folder up to date; does nothing when it is.

    Raises:
        InstallError: A tool is missing, or a step failed.
    """
    if missing_reason() is None:
        return _say(f"already installed in {folder()}")
    _require_tools()
    shutil.rmtree(folder(), ignore_errors=True)  # what an interrupted run left
    folder().mkdir(parents=True)
    _install_node()
    _install_packages()
    _check()
    _stamp().touch()
    return _say("done")


def missing_reason() -> str | None:
    """Tell in words why the network cannot run here; None when it can."""
    if _stamp().exists():
        return None
    return f"the AT Protocol network is not installed: run `{COMMAND}`"


def folder() -> Path:
    """Return the cache folder that belongs to this lock file and this node."""
    lock = (HERE / "package-lock.json").read_bytes()
    key = hashlib.sha256(lock + NODE_VERSION.encode()).hexdigest()[:16]
    return CACHE / f"atproto-network-{key}"


def node() -> Path:
    """Return the node program."""
    return _node_home() / "bin/node"


def node_modules() -> Path:
    """Return the folder of the node packages."""
    return folder() / "network/node_modules"


def _stamp() -> Path:
    return folder() / "complete"


def _node_package() -> str:
    """Return the npm package that holds node for this machine."""
    cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    if cpu is None or sys.platform != "linux":
        machine = f"{sys.platform} {platform.machine()}"
        raise InstallError(f"no node for {machine}: only Linux on x86_64 or aarch64")
    return f"node-linux-{cpu}"


def _node_home() -> Path:
    return folder() / "node/node_modules" / _node_package()


def _require_tools() -> None:
    missing = [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    if missing:
        names = " ".join(missing)
        raise InstallError(f"missing: {names} (Debian: apt-get install {names})")


def _install_node() -> None:
    package = f"{_node_package()}@{NODE_VERSION}"
    _say(f"node: {package}")
    home = folder() / "node"  # alone: a later npm install would drop its headers
    home.mkdir()
    _run(["npm", "install", "--no-audit", "--no-fund", "--prefix", home, package])


def _install_packages() -> None:
    _say("node packages: npm ci (compiles one of them, about two minutes)")
    home = node_modules().parent
    home.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, home)
    _run(["npm", "ci", "--no-audit", "--no-fund"], cwd=home)


def _check() -> None:
    """Load the compiled package: npm may have been told not to run install scripts."""
    _say("check: the compiled package loads")
    program = "new (require('better-sqlite3'))(':memory:')"
    _run([node(), "-e", program], cwd=node_modules().parent)


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    path = f"{node().parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "npm_config_nodedir": str(_node_home())}
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(map(str, command))
        raise InstallError(f"{words} failed:\n{done.stdout}{done.stderr}")


def _say(step: str) -> None:
    sys.stdout.write(f"atproto_network: {step}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
