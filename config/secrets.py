"""Where passwords come from: never from YAML, never into a message.

Three places are asked, in this order: a credential of systemd, an environment
variable, a file that only its owner can read.
"""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from domain.errors import RequestError
from domain.phrases import phrase

FOLDER = "secrets"

_LIMIT_BYTES = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NAME = re.compile(r"[A-Za-z0-9_-]+")

_known: set[str] = set()
_known_lock = Lock()


def read(
    account: str, name: str, *, environment: Mapping[str, str], folder: Path
) -> str:
    """Return a secret of *account*; *folder* is the project's.

    Raises:
        RequestError: It is nowhere, empty, or open to other people's eyes.
    """
    secret = find(account, name, environment=environment, folder=folder)
    if secret is not None:
        return secret
    raise RequestError(
        phrase(
            "the secret {secret} is missing. Give it in one of three ways:"
            "\n  systemd:      LoadCredential={secret}:/path/to/a/file"
            "\n  environment:  {variable}=…"
            "\n  file:         {file} (then: chmod 600 {file})",
            secret=f"{account}.{name}",
            variable=variable(account, name),
            file=_file(account, name, folder),
        )
    )


def find(
    account: str, name: str, *, environment: Mapping[str, str], folder: Path
) -> str | None:
    """Return a secret of *account*; None when it is nowhere.

    Raises:
        RequestError: It is empty, or open to other people's eyes.
    """
    if not (_NAME.fullmatch(account) and _NAME.fullmatch(name)):
        raise RequestError(phrase("'{name}' is no name of a secret", name=name))
    secret = (
        _credential(account, name, environment)
        or _variable(account, name, environment)
        or _owned_file(_file(account, name, folder))
    )
    if secret is not None:
        with _known_lock:
            _known.add(secret)
    return secret


def known_secrets() -> frozenset[str]:
    """Return every secret read so far, for whoever must keep them out of logs."""
    with _known_lock:
        return frozenset(_known)


def variable(account: str, name: str) -> str:
    """Return the name of the environment variable that may hold a secret."""
    words = f"KAIRANBAN_{account}_{name}".upper()
    return re.sub(r"[^A-Z0-9]", "_", words)


def _file(account: str, name: str, folder: Path) -> Path:
    return folder / FOLDER / f"{account}.{name}"


def _credential(account: str, name: str, environment: Mapping[str, str]) -> str | None:
    """Ask systemd, which has seen to the file's rights itself."""
    directory = environment.get("CREDENTIALS_DIRECTORY")
    if not directory:
        return None
    path = Path(directory) / f"{account}.{name}"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    return _decoded(content, str(path))


def _variable(account: str, name: str, environment: Mapping[str, str]) -> str | None:
    key = variable(account, name)
    if key not in environment:
        return None
    return _filled(environment[key], key)


def _owned_file(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        _require_private(os.fstat(descriptor), path)
        content = os.read(descriptor, _LIMIT_BYTES)
    finally:
        os.close(descriptor)
    return _decoded(content, str(path))


def _require_private(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RequestError(phrase("{file} is not a file", file=path))
    if status.st_uid not in {os.geteuid(), 0}:
        raise RequestError(
            phrase(
                "{file} belongs to somebody else; type: chown {user} {file}",
                file=path,
                user=os.geteuid(),
            )
        )
    if status.st_mode & _OTHERS:
        raise RequestError(
            phrase("{file} can be read by others; type: chmod 600 {file}", file=path)
        )


def _decoded(content: bytes, source: str) -> str:
    try:
        return _filled(content.decode(), source)
    except UnicodeDecodeError:
        # Chained, the error would show the bytes.
        raise RequestError(
            phrase("{source} is not UTF-8 text", source=source)
        ) from None


def _filled(content: str, source: str) -> str:
    secret = content.removesuffix("\n").removesuffix("\r")
    if not secret.strip():
        raise RequestError(phrase("the secret in {source} is empty", source=source))
    return secret


def _unreadable(path: Path, error: OSError) -> RequestError:
    return RequestError(
        phrase("{file} cannot be read: {reason}", file=path, reason=error.strerror)
    )
