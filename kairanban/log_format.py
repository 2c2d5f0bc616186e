"""How log lines may look; apart from `kairanban.logs`, so that `--help` stays quick."""

from enum import StrEnum


class LogFormat(StrEnum):
    """How log lines look."""

    #: JSON under systemd's journal, else for people.
    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"
