"""Projects with defaults, for tests of the verbs."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.accounts import Account
from domain.posts import Post
from domain.project import Community, Project


def a_project(
    *posts: Post, accounts: tuple[str, ...] = ("box",), **changes: Any
) -> Project:
    """Return a project in Tokyo with these posts and scripted accounts."""
    known: dict[str, Any] = {
        "folder": Path("/nowhere"),
        "community": Community("The Test Garden", ZoneInfo("Asia/Tokyo")),
        "accounts": {key: Account(key, "scripted", handle="us") for key in accounts},
        "posts": posts,
    }
    return Project(**known | changes)
