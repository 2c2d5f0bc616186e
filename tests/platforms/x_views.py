"""Posts and people as X shows them, in the newer vocabulary or the older one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.platforms.x_world import XStored, XUser, XWorld

_OLDER = {
    "posts": "tweets",
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "note_post": "note_tweet",
}
#: A text longer than this is cut, and whole in a note.
_LONGEST = 280


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a question asks to be shown."""

    fields: frozenset[str]
    expansions: frozenset[str]
    user_fields: frozenset[str]


def shown(world: XWorld, posts: Sequence[XStored], wishes: Wishes) -> dict[str, Any]:
    """Return posts and what belongs to them, as an answer."""
    includes: dict[str, Any] = {}
    if "author_id" in wishes.expansions:
        authors = {post.author.id: post.author for post in posts}
        includes["users"] = [_user(one, wishes) for one in authors.values()]
    media = [one for post in posts for one in post.media]
    if media and "attachments.media_keys" in wishes.expansions:
        includes["media"] = [
            {"media_key": f"3_{m.id}", "type": "photo", "alt_text": m.alt}
            for m in media
        ]
    if "referenced_posts" in wishes.expansions:
        named = [p for post in posts for p in (post.parent, post.quoted) if p]
        above = [world.posts[p] for p in dict.fromkeys(named) if p in world.posts]
        known = [_post(world, p, wishes) for p in above if not p.gone]
        includes |= {"posts": known} if known else {}
    answer: dict[str, Any] = {"data": [_post(world, post, wishes) for post in posts]}
    return answer | ({"includes": includes} if includes else {})


def older(value: Any) -> Any:
    """Return an answer in the older vocabulary."""
    if isinstance(value, list):
        return [older(one) for one in value]
    if isinstance(value, dict):
        return {_OLDER.get(name, name): older(one) for name, one in value.items()}
    return value


def newer_name(field: str) -> str:
    """Return a field of the older vocabulary as the newer one calls it."""
    return {old: new for new, old in _OLDER.items()}.get(field, field)


def user(one: XUser) -> dict[str, Any]:
    """Return somebody as they are shown when nothing more is asked for."""
    return {"id": one.id, "name": one.name.title(), "username": one.name}


def _user(one: XUser, wishes: Wishes) -> dict[str, Any]:
    said = user(one)
    if "created_at" in wishes.user_fields:
        said["created_at"] = _time(one.joined_at)
    return said


def _post(world: XWorld, post: XStored, wishes: Wishes) -> dict[str, Any]:
    text, urls = _with_short_links(post)
    said: dict[str, Any] = {"id": post.id, "text": text[:_LONGEST]}
    asked = {*wishes.fields, *wishes.expansions}
    above = world.posts.get(post.parent)
    references = [("replied_to", post.parent), ("quoted", post.quoted)]
    references += [("retweeted", "1")] if post.is_repost else []
    told: dict[str, Any] = {
        "author_id": post.author.id,
        "conversation_id": post.conversation,
        "created_at": _time(post.created_at),
        "edit_history_post_ids": list(post.versions),
        "entities": _entities(world, post, urls),
        "lang": "und",
        "attachments": {"media_keys": [f"3_{m.id}" for m in post.media]},
        "referenced_posts": [{"type": t, "id": i} for t, i in references if i],
        "in_reply_to_user_id": above.author.id if above else None,
    }
    if len(text) > _LONGEST:
        told["note_post"] = {"text": text}
    said |= {name: value for name, value in told.items() if name in asked and value}
    return said


def _with_short_links(post: XStored) -> tuple[str, list[dict[str, Any]]]:
    text, urls = escape(post.text, quote=False), list[dict[str, Any]]()
    for number, link in enumerate(post.links):
        short = f"https://t.co/{post.id}{number}"
        text = text.replace(escape(link, quote=False), short)
        whole = link if "://" in link else f"http://{link}"
        seen = whole.partition("://")[2]
        urls.append({"url": short, "expanded_url": whole, "display_url": seen})
    if post.media:
        short = f"https://t.co/{post.id}m"
        text = f"{text} {short}".lstrip()
        urls += [
            {
                "url": short,
                "expanded_url": f"https://x.com/i/status/{post.id}/photo/1",
                "display_url": "pic.x.com/abc",
                "media_key": f"3_{one.id}",
            }
            for one in post.media
        ]
    return text, [{"start": 0, "end": 0, **url} for url in urls]


def _entities(
    world: XWorld, post: XStored, urls: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    mentions = [
        {"start": 0, "end": 0, "id": one.id, "username": one.name}
        for one in world.named_in(post)
    ]
    found = {"mentions": mentions, "urls": list(urls)}
    return {name: value for name, value in found.items() if value}


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
