"""Keeps the trace of our own bugs where a person can send it from."""

import os
import platform
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kairanban import __version__
from kairanban.redaction import hide


def keep_trace(
    error: BaseException, arguments: Sequence[str], secrets: Iterable[str] = ()
) -> Path:
    """Write versions, the command and the trace, without secrets; return where."""
    lines = [
        f"kairanban {__version__}, Python {platform.python_version()}",
        platform.platform(),
        " ".join(arguments),
        "",
        *traceback.format_exception(error),
    ]
    descriptor, name = tempfile.mkstemp(
        prefix=f"kairanban-{datetime.now(UTC):%Y%m%d-%H%M%S}-", suffix=".log"
    )
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(hide("\n".join(lines), secrets))
    return Path(name)
