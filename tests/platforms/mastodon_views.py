"""How the pretend server shows things, in the API's JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.platforms.mastodon_world import (
    Resident,
    Stored,
    Told,
    Upload,
    World,
    html_of,
)


@dataclass(frozen=True, slots=True)
class Views:
    """Shows what is in a world."""

    world: World

    def account(self, who: Resident) -> dict[str, Any]:
        """Show somebody."""
        return {
            "id": who.id,
            "username": who.name,
            "acct": who.acct,
            "display_name": who.name.title(),
            "url": self.url_of(who),
            "created_at": "2024-01-01T00:00:00.000Z",
        }

    def url_of(self, who: Resident) -> str:
        """Return where somebody's page is."""
        return f"https://{who.host}/@{who.name}" if who.host else self.home(who)

    def home(self, who: Resident) -> str:
        """Return the page of a resident."""
        return f"{self.world.url}/@{who.name}"

    def status(self, stored: Stored) -> dict[str, Any]:
        """Show a status."""
        world = self.world
        urls = {who: self.url_of(who) for who in world.residents.values()}
        parent = world.there(stored.parent)
        shown: dict[str, Any] = {
            "id": stored.id,
            "created_at": written(stored.created_at),
            "edited_at": written(stored.edited_at) if stored.edited_at else None,
            "in_reply_to_id": stored.parent or None,
            "in_reply_to_account_id": parent.author.id if parent else None,
            "sensitive": bool(stored.warning),
            "spoiler_text": stored.warning,
            "visibility": stored.visibility,
            "language": stored.language or None,
            "uri": f"{world.url}/users/{stored.author.name}/statuses/{stored.id}",
            "url": f"{self.url_of(stored.author)}/{stored.id}",
            "replies_count": self._replies(stored),
            "content": stored.html
            or html_of(stored, urls, list(world.named(stored.text))),
            "reblog": {"id": "1"} if stored.is_reblog else None,
            "account": self.account(stored.author),
            "media_attachments": [self.upload(one) for one in stored.media],
            "mentions": [
                {"id": m.id, "username": m.name, "acct": m.acct, "url": urls[m]}
                for m in stored.mentions
            ],
            "tags": [],
            "card": None,
            "poll": stored.poll,
        }
        quoted = world.there(stored.quoted)
        if quoted is not None:
            shown["quote"] = {"state": "accepted", "quoted_status": self.status(quoted)}
        if world.flavour.shows_plain:
            shown["pleroma"] = {"content": {"text/plain": stored.text}}
        return shown

    def told(self, one: Told) -> dict[str, Any]:
        """Show a notification."""
        return {
            "id": one.id,
            "type": one.kind,
            "created_at": written(one.created_at),
            "account": self.account(one.status.author),
            "status": self.status(one.status),
        }

    def upload(self, one: Upload) -> dict[str, Any]:
        """Show a file; without an address while it is worked on."""
        is_ready = one.looks_left <= 0
        return {
            "id": one.id,
            "type": "video" if one.mime_type.startswith("video") else "image",
            "url": f"{self.world.url}/media/{one.id}" if is_ready else None,
            "description": one.description or None,
        }

    def instance(self, *, old: bool) -> dict[str, Any]:
        """Show what the server says of itself, in the old form or the new one."""
        flavour = self.world.flavour
        said: dict[str, Any] = {"title": "Pretend", "version": flavour.version}
        if flavour.name == "pleroma":
            return {**said, "max_toot_chars": flavour.characters, **flavour.instance}
        media: dict[str, Any] = {
            "supported_mime_types": ["image/jpeg", "image/png", "video/mp4"],
            "image_size_limit": 16_777_216,
            "image_matrix_limit": 16_777_216,
            "video_size_limit": 103_809_024,
        }
        if not old:
            media["description_limit"] = 1500
            said["api_versions"] = {"mastodon": flavour.api_version}
        said["configuration"] = {
            "statuses": {
                "max_characters": flavour.characters,
                "max_media_attachments": 4,
                "characters_reserved_per_url": 23,
            },
            "media_attachments": media,
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2_629_746,
            },
        }
        return {**said, **flavour.instance}

    def _replies(self, stored: Stored) -> int:
        if not self.world.flavour.counts_replies:
            return 0
        everything = self.world.statuses.values()
        return sum(1 for s in everything if s.parent == stored.id and not s.gone)


def written(moment: datetime) -> str:
    """Return a time as the API writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
