"""Finds somebody's post by the address that a person sees: to answer or quote it."""

import re

from connectors.bluesky.record import COLLECTION
from connectors.bluesky.trouble import BlueskyAnswerError, Trouble, after_read
from connectors.bluesky.views import PostView, read_posts
from connectors.bluesky.wire import Wire
from connectors.json_paths import objects_at, text_at
from domain.errors import GoneError, PlatformError, RefusedError
from domain.items import RemoteReference
from domain.phrases import phrase

#: Any program that shows Bluesky in a browser writes its addresses like this.
_WEB = re.compile(r"https?://[^/]+/profile/([^/?#]+)/post/([^/?#]+)/?")
_AT = re.compile(rf"at://([^/]+)/{re.escape(COLLECTION)}/([^/]+)")


def find_post(wire: Wire, address: str) -> RemoteReference:
    """Point at the post at *address*; raises what `post_at` does."""
    post = post_at(wire, address)
    return RemoteReference(post.uri, post.cid)


def post_at(wire: Wire, address: str) -> PostView:
    """Return the post at *address*, in today's version.

    Raises:
        RefusedError: It is no address of a post on Bluesky.
        GoneError: There is no such post.
        PlatformError: As `after_read` sorts it.
    """
    known = _WEB.fullmatch(address.strip()) or _AT.fullmatch(address.strip())
    if known is None:
        raise RefusedError(
            phrase(
                "{address} is no post on Bluesky; its address looks like {like}",
                address=address,
                like="https://bsky.app/profile/…/post/…",
            )
        )
    uri = f"at://{_did_of(wire, known[1])}/{COLLECTION}/{known[2]}"
    post = seen_post(wire, uri)
    if post is None:
        raise GoneError(phrase("There is no post at {address}", address=address))
    return post


def seen_post(wire: Wire, uri: str) -> PostView | None:
    """Return a post as the network shows it to us; None if it does not.

    Raises:
        PlatformError: As `after_read` sorts it.
    """
    answer = wire.ask("app.bsky.feed.getPosts", uris=[uri])
    return next(read_posts(objects_at(answer, "posts")), None)


def _did_of(wire: Wire, owner: str) -> str:
    if owner.startswith("did:"):
        return owner
    answer = wire.try_ask("com.atproto.identity.resolveHandle", handle=owner)
    if not isinstance(answer, Trouble):
        return text_at(answer, "did")
    error: PlatformError = after_read(answer)
    if isinstance(error, RefusedError):
        error = GoneError(phrase("Nobody on Bluesky is called @{handle}", handle=owner))
    raise error from BlueskyAnswerError(str(answer))
