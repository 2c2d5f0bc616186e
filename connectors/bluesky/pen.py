"""Freezing a draft: everything that will be sent, decided before anything is.

What needs the network is only read: who a mentioned handle is, whether a thread
takes our reply, what a linked page is called.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.bluesky.cards import CardMaker
from connectors.bluesky.facets import Mark, Span, facets, find_spans
from connectors.bluesky.found import post_at, seen_post
from connectors.bluesky.languages import languages
from connectors.bluesky.limits import is_film, require_fitting
from connectors.bluesky.record import (
    Card,
    card_embed,
    film_embed,
    images_embed,
    labels,
    post_record,
    prose_of,
    put_body,
    quote_embed,
)
from connectors.bluesky.tid import TidMaker
from connectors.bluesky.trouble import BlueskyAnswerError, Trouble, after_read
from connectors.bluesky.views import PostView, read_posts
from connectors.bluesky.wire import Wire
from connectors.json_paths import objects_at, text_at
from domain.errors import PlatformError, RefusedError, TryLaterError
from domain.items import RemoteReference
from domain.phrases import phrase
from domain.posts import Draft, Frozen, ReplyTarget


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes requests for one account."""

    wire: Wire
    cards: CardMaker
    tids: TidMaker

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the request that will publish *draft*.

        Raises:
            PlatformError: As `Connector.freeze` says.
        """
        require_fitting(draft)
        target = self._checked(draft.reply_to) if draft.reply_to else None
        spans = find_spans(draft.text)
        marks = facets(draft.text, spans, self._dids(spans))
        card = None if draft.media else self._card(draft.manner.card, spans)
        quote = draft.manner.quote
        quoted = self._quoted(quote) if quote else None
        record = post_record(
            draft.text,
            now,
            marks=marks,
            languages=_languages(draft, spans),
            embed=_embed(draft, card, quoted),
            reply_to=target,
        ) | labels(draft.manner.content_warning)
        key = self.tids.make(now)
        thumb = (card.thumb,) if card and card.thumb else ()
        body = put_body(self.wire.did, key, record)
        return Frozen(body, key, (*draft.media, *thumb))

    def _dids(self, spans: Sequence[Span]) -> dict[str, str]:
        """Return the permanent id of every handle that is somebody's."""
        handles = {span.value for span in spans if span.mark is Mark.MENTION}
        found = {handle: self._did_of(handle) for handle in sorted(handles)}
        return {handle: did for handle, did in found.items() if did}

    def _did_of(self, handle: str) -> str:
        answer = self.wire.try_ask("com.atproto.identity.resolveHandle", handle=handle)
        if not isinstance(answer, Trouble):
            return text_at(answer, "did")
        error: PlatformError = after_read(answer)
        if isinstance(error, RefusedError):
            return ""  # nobody: the words stay plain text
        if isinstance(error, TryLaterError):
            error = TryLaterError(
                phrase("The handle @{handle} could not be looked up.", handle=handle),
                answer.retry_after,
            )
        raise error from BlueskyAnswerError(str(answer))

    def _card(self, wish: str | None, spans: Sequence[Span]) -> Card | None:
        """Return the card that was asked for, else that of the first link."""
        if wish is not None:
            # A page that tells nothing of itself is named by its address.
            return (self.cards.make(wish) or Card(wish, wish, "")) if wish else None
        links = (span.value for span in spans if span.mark is Mark.LINK)
        first = next(links, None)
        return self.cards.make(first) if first else None

    def _quoted(self, address: str) -> RemoteReference:
        """Return the post that is to be shown inside.

        Raises:
            RefusedError: Its author does not want that.
        """
        post = post_at(self.wire, address)
        if post.is_unquotable:
            raise RefusedError(
                phrase(
                    "{handle} does not let this post be quoted.",
                    handle=post.author.handle,
                )
            )
        return RemoteReference(post.uri, post.cid)

    def _checked(self, target: ReplyTarget) -> ReplyTarget:
        """Return *target*, its versions filled in; the server checks nothing itself.

        Raises:
            RefusedError: It is gone, or takes no reply from us.
        """
        if target.by_address:
            return self._in_its_thread(target)
        if target.entry_id is None:
            # A part of our own thread answers the part before it: we know that it is
            # out, while the index that is asked below may not know it for a second.
            return target
        wanted = {target.parent.remote_id, target.root.remote_id}
        answer = self.wire.ask("app.bsky.feed.getPosts", uris=sorted(wanted))
        posts = {p.uri: p for p in read_posts(objects_at(answer, "posts"))}
        _require_open(posts.get(target.parent.remote_id))
        return ReplyTarget(
            entry_id=target.entry_id,
            parent=_whole(target.parent, posts),
            root=_whole(target.root, posts),
        )

    def _in_its_thread(self, target: ReplyTarget) -> ReplyTarget:
        """Return *target* with the top of the thread in which the found post stands.

        A later part of our own thread answers the part before it, in that same thread.
        """
        found = _require_open(seen_post(self.wire, target.root.remote_id))
        itself = RemoteReference(found.uri, found.cid)
        is_first = target.parent.remote_id == target.root.remote_id
        return ReplyTarget(
            None,
            parent=itself if is_first else target.parent,
            root=found.root or itself,
        )


def _require_open(post: PostView | None) -> PostView:
    """Return *post* if it takes our answer.

    Raises:
        RefusedError: It is gone, or takes no reply from us.
    """
    if post is None:
        raise RefusedError(phrase("The post that this answers is gone."))
    if post.is_closed:
        raise RefusedError(
            phrase(
                "{handle} does not let us reply there: the answer would be hidden.",
                handle=post.author.handle,
            )
        )
    return post


def _whole(reference: RemoteReference, posts: dict[str, PostView]) -> RemoteReference:
    """Return *reference* with a version: the one it has, else today's.

    Raises:
        RefusedError: It has none, and the post is gone.
    """
    if reference.revision:
        return reference
    post = posts.get(reference.remote_id)
    if post is None:
        raise RefusedError(phrase("The thread that this answers is gone."))
    return RemoteReference(reference.remote_id, post.cid)


def _languages(draft: Draft, spans: Sequence[Span]) -> Sequence[str]:
    said = draft.manner.language
    return [said] if said else languages(prose_of(draft.text, spans))


def _embed(
    draft: Draft, card: Card | None, quoted: RemoteReference | None
) -> dict[str, object] | None:
    beside = card_embed(card) if card else None
    if is_film(draft.media):
        beside = film_embed(draft.media[0])
    elif draft.media:
        beside = images_embed(draft.media)
    return quote_embed(quoted, beside) if quoted else beside
