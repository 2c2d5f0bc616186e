"""The record of a post, and the request that will put it up; both are pure values.

What is frozen is the whole body of `com.atproto.repo.putRecord`: the same record
under the same key, as often as needed, makes one post. ``swapRecord: null`` says
"only if there is nothing under this key": so the request can create, never edit.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.bluesky.cid import blob_cid
from connectors.bluesky.facets import Span
from domain.items import RemoteReference
from domain.posts import Frozen, KeptMedia, ReplyTarget

COLLECTION = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown below a post for the first link in it."""

    url: str
    title: str
    description: str
    thumb: KeptMedia | None = None


@dataclass(frozen=True, slots=True)
class PutRequest:
    """A frozen request, read again."""

    repo: str
    rkey: str
    record: Mapping[str, object]
    body: bytes

    @property
    def uri(self) -> str:
        """Return the address that the post has, or will have."""
        return f"at://{self.repo}/{COLLECTION}/{self.rkey}"

    @classmethod
    def thaw(cls, frozen: Frozen) -> "PutRequest":
        """Read what `freeze` wrote."""
        body = json.loads(frozen.payload)
        return cls(body["repo"], body["rkey"], body["record"], frozen.payload)


def put_body(repo: str, rkey: str, record: Mapping[str, object]) -> bytes:
    """Return the request's body; equal values give equal bytes."""
    body = {
        "repo": repo,
        "collection": COLLECTION,
        "rkey": rkey,
        "record": record,
        "swapRecord": None,
    }
    return _canonical(body)


def delete_body(repo: str, rkey: str) -> bytes:
    """Return the body of the request that takes a post down."""
    return _canonical({"repo": repo, "collection": COLLECTION, "rkey": rkey})


def post_record(
    text: str,
    created_at: datetime,
    *,
    marks: Sequence[Mapping[str, object]] = (),
    languages: Sequence[str] = (),
    embed: Mapping[str, object] | None = None,
    reply_to: ReplyTarget | None = None,
) -> dict[str, object]:
    """Return a post as the network stores it; what is empty is left out."""
    record: dict[str, object] = {
        "$type": COLLECTION,
        "text": text,
        "createdAt": timestamp(created_at),
        "facets": list(marks),
        "langs": list(languages),
        "embed": embed,
        "reply": _reply(reply_to) if reply_to else None,
    }
    return {name: value for name, value in record.items() if value not in ([], None)}


def labels(warning: str) -> dict[str, object]:
    """Return what a record says of what is in it; nothing without a *warning*."""
    if not warning:
        return {}
    kind = "com.atproto.label.defs#selfLabels"
    return {"labels": {"$type": kind, "values": [{"val": warning}]}}


def prose_of(text: str, spans: Sequence[Span]) -> str:
    """Return *text* without its links, mentions and tags."""
    kept, last = [], 0
    for span in spans:
        kept.append(text[last : span.start])
        last = span.end
    return " ".join([*kept, text[last:]])


def images_embed(media: Sequence[KeptMedia]) -> dict[str, object]:
    """Return pictures as a post shows them."""
    return {"$type": "app.bsky.embed.images", "images": [_image(m) for m in media]}


def film_embed(film: KeptMedia) -> dict[str, object]:
    """Return a film as a post shows it."""
    embed: dict[str, object] = {"$type": "app.bsky.embed.video", "video": blob(film)}
    if film.alt:
        embed["alt"] = film.alt
    return embed | _shape(film)


def quote_embed(
    quoted: RemoteReference, beside: Mapping[str, object] | None
) -> dict[str, object]:
    """Return a post as another shows it inside, with what stands beside it."""
    record = {"$type": "app.bsky.embed.record", "record": _strong(quoted)}
    if beside is None:
        return dict(record)
    kind = "app.bsky.embed.recordWithMedia"
    return {"$type": kind, "record": record, "media": dict(beside)}


def card_embed(card: Card) -> dict[str, object]:
    """Return a link's card as a post shows it."""
    external: dict[str, object] = {
        "uri": card.url,
        "title": card.title,
        "description": card.description,
    }
    if card.thumb is not None:
        external["thumb"] = blob(card.thumb)
    return {"$type": "app.bsky.embed.external", "external": external}


def blob(media: KeptMedia) -> dict[str, object]:
    """Return the reference to a file that is uploaded before the post."""
    return {
        "$type": "blob",
        "ref": {"$link": blob_cid(media.sha256)},
        "mimeType": media.mime_type,
        "size": media.size_bytes,
    }


def timestamp(moment: datetime) -> str:
    """Return a time as the network writes it, to the millisecond."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="milliseconds") + "Z"


def _image(media: KeptMedia) -> dict[str, object]:
    return {"image": blob(media), "alt": media.alt} | _shape(media)


def _shape(media: KeptMedia) -> dict[str, object]:
    if media.width > 0 and media.height > 0:
        return {"aspectRatio": {"width": media.width, "height": media.height}}
    return {}


def _reply(target: ReplyTarget) -> dict[str, object]:
    return {"root": _strong(target.root), "parent": _strong(target.parent)}


def _strong(reference: RemoteReference) -> dict[str, str]:
    return {"uri": reference.remote_id, "cid": reference.revision}


def _canonical(body: Mapping[str, object]) -> bytes:
    """Return JSON that is the same for equal values."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
