"""Logs: events with keys. Colour for people, JSON for the journal."""

import logging
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import structlog

from kairanban.log_format import LogFormat
from kairanban.redaction import redactor

#: Libraries that would print headers and bodies at DEBUG: never below this.
_NOISY = (
    "httpx",
    "httpcore",
    "atproto",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "watchfiles",
)


def set_up(
    log_format: LogFormat = LogFormat.AUTO,
    level: int = logging.INFO,
    secrets: Callable[[], Iterable[str]] = tuple,
) -> None:
    """Send our events and those of every library to standard error, one way."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redactor(secrets),
                _renderer(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _renderer(log_format: LogFormat) -> Any:
    under_journal = bool(os.environ.get("JOURNAL_STREAM"))
    if log_format is LogFormat.JSON or (log_format is LogFormat.AUTO and under_journal):
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
