"""Saved sessions in memory."""

from datetime import datetime


class SessionShelf:
    """Saved sessions in memory; a `domain.ports.Sessions`."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def load(self, account: str) -> str | None:
        """Return the saved session."""
        return self.kept.get(account)

    def save(self, account: str, session: str, now: datetime) -> None:
        """Keep a session."""
        self.kept[account] = session

    def forget(self, account: str) -> None:
        """Drop the saved session."""
        self.kept.pop(account, None)
