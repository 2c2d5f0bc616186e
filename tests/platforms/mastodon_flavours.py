"""How servers of this API differ, as it was observed on each of them.

Sources: the facts page (GoToSocial, Takahe and Hollo on loopback), Mastodon's source.
"""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Flavour:
    """One kind of server."""

    name: str
    version: str
    #: "number" (in order), "ulid", "uuid" (in no order), "jumbled" (numbers in none).
    ids: str = "number"
    notification_ids: str = "number"
    characters: int = 500
    #: Counts graphemes, links as 23, mentions without server; else plain code points.
    counts_kindly: bool = True
    honours_key: bool = True
    has_v1_instance: bool = True
    has_v2_instance: bool = True
    api_version: int = 0
    has_source: bool = True
    has_many: bool = False
    has_v2_media: bool = True
    has_rate_headers: bool = True
    #: Relations of the `Link` header that it sends.
    links: tuple[str, ...] = ("next", "prev")
    #: A bad token is answered with this status; "html" or "json".
    bad_token: tuple[int, str] = (401, "json")
    default_visibility: str = "public"
    reply_to_unknown: int = 404
    delete_of_others: int = 404
    kind_of_mention: str = "mention"
    #: Fields that only this kind of server puts into a status.
    shows_plain: bool = False
    counts_replies: bool = True
    instance: dict[str, Any] = field(default_factory=dict)


MASTODON = Flavour("mastodon", "4.5.2", api_version=7, has_many=True, ids="number")
MASTODON_OLD = replace(MASTODON, version="3.5.19", api_version=0, has_many=False)
GOTOSOCIAL = Flavour(
    "gotosocial",
    "0.20.0-rc1+8+git-57cb4fe",
    ids="ulid",
    notification_ids="ulid",
    characters=5000,
    counts_kindly=False,
    honours_key=False,
    bad_token=(401, "json"),
    default_visibility="unlisted",
    delete_of_others=403,
)
TAKAHE = Flavour(
    "takahe",
    "takahe/0.11.0",
    ids="jumbled",
    counts_kindly=False,
    honours_key=False,
    has_rate_headers=False,
    bad_token=(400, "html"),
    reply_to_unknown=200,
    delete_of_others=401,
)
HOLLO = Flavour(
    "hollo",
    "4.2.1+hollo-0.6.12",
    ids="uuid",
    notification_ids="uuid",
    characters=10_000,
    counts_kindly=False,
    has_v1_instance=False,
    has_source=False,
    has_rate_headers=False,
    links=("next",),
    reply_to_unknown=422,
    delete_of_others=200,
    counts_replies=False,
)
PLEROMA = Flavour(
    "pleroma",
    "2.7.2 (compatible; Pleroma 2.6.0)",
    ids="ulid",
    characters=5000,
    counts_kindly=False,
    has_v2_instance=False,
    bad_token=(403, "json"),
    shows_plain=True,
)
PIXELFED = Flavour(
    "pixelfed",
    "3.5.3 (compatible; Pixelfed 0.12.3)",
    has_v2_instance=False,
    honours_key=False,
    has_source=False,
    kind_of_mention="comment",
    counts_kindly=False,
    has_rate_headers=False,
)
