"""Ears and voice in a folder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from connectors.sandbox.answers import answers_to
from connectors.sandbox.board import BOARD, hang_up
from connectors.sandbox.community import load_community
from connectors.sandbox.feed import (
    Feed,
    Message,
    feed_at,
    find_published,
    news_since,
)
from connectors.sandbox.gallery import keep_copies
from connectors.sandbox.items import View
from connectors.sandbox.ledger import Ledger, Pen
from connectors.sandbox.lines import Deleted, Line, Opened, Published
from connectors.sandbox.opening import opening_lines
from connectors.sandbox.platform import CAPABILITIES, LIVELY, REHEARSAL
from connectors.sandbox.request import freeze, published
from connectors.setup import ConnectorSetup
from domain.accounts import Profile, RateLeft
from domain.capabilities import Capabilities
from domain.errors import GoneError, PlatformError, RefusedError
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPost, OwnPosts
from domain.phrases import phrase
from domain.posts import Draft, Frozen, Receipt

#: The board, wherever its folder lies: so files of a project can name a post on it.
ANY_BOARD = "sandbox://board"
DEFAULT_HANDLE = "kairanban"


class Sandbox:
    """One account on the platform in its folder."""

    def __init__(self, setup: ConnectorSetup) -> None:
        self._folder = setup.folder.absolute()
        self._clock = setup.clock
        self._ledger = Ledger(self._folder)
        self._community = load_community()
        self._handle = setup.account.handle or DEFAULT_HANDLE
        self._is_lively = setup.account.options.get("community", LIVELY) == LIVELY
        #: Do we stand in for another platform, whose posts are not here?
        self._is_rehearsal = REHEARSAL in setup.account.options

    @property
    def capabilities(self) -> Capabilities:
        """Tell what the sandbox can do."""
        return CAPABILITIES

    @property
    def rate(self) -> RateLeft | None:
        """Tell that there is no rate limit."""
        return None

    def sign_in(self) -> Profile:
        """Tell who we are; there is nothing to sign in to."""
        return Profile(
            remote_id=self._handle,
            handle=self._handle,
            display_name=self._handle,
            url=self.page,
        )

    def pull(self, cursor: str) -> Page:
        """Return what happened since *cursor*; the first pull lets the members in.

        Raises:
            TryLaterError: The folder cannot be read or written just now.
            RefusedError: A line of the ledger makes no sense.
            OutcomeUnknownError: The disk failed while members were let in.
        """
        now = self._clock.now()
        lines = self._opened_lines(now)
        news = news_since(lines, cursor, now)
        view = self._view(feed_at(lines, now))
        if news.ids:
            self._show(view)
        return Page(
            items=view.items(news.ids),
            next_cursor=news.next_cursor,
            more=news.more,
            answers=view.own_answers(news.ids),
        )

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at items seen before.

        Raises:
            TryLaterError: The folder cannot be read just now.
            RefusedError: A line of the ledger makes no sense.
        """
        view = self._view(feed_at(self._ledger.read(), self._clock.now()))
        items = view.items_again(remote_ids)
        there = {item.remote_id for item in items}
        return Reread(items, tuple(known for known in remote_ids if known not in there))

    def freeze(self, draft: Draft, now: datetime) -> Frozen:  # noqa: ARG002 - the sandbox stamps what arrives
        """Return the exact request that will publish *draft*. Publishes nothing.

        Raises:
            RefusedError: It says nothing, or is too long or too large.
            GoneError: What it is to show inside is not there.
            TryLaterError: The folder cannot be read just now.
        """
        if self._is_rehearsal:
            draft = self._as_far_as_it_is_here(draft)
        quote = draft.manner.quote
        return freeze(draft, self.find(quote).remote_id if quote else "")

    def publish(self, frozen: Frozen) -> Receipt:
        """Publish *frozen*; as often as asked, to the same effect.

        Raises:
            TryLaterError: Surely not published: the folder cannot be written.
            RefusedError: Surely not published, and never will be.
            OutcomeUnknownError: The disk failed while it was being written.
        """
        now = self._clock.now()
        with self._opened(now) as pen:
            known = find_published(pen.lines, frozen.idempotency_key)
            post = known or published(frozen, now)
            if known:
                pen.write([])  # an earlier try may have died before it was durable
            else:
                _require_there(post, feed_at(pen.lines, now))
                keep_copies(frozen.media, self._folder)
                pen.write([post, *self._answers(post, pen.lines)])
        self._show_now()
        return self._receipt(post.id)

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether *frozen* is out; None means that it is not.

        Raises:
            TryLaterError: The folder cannot be read just now.
            RefusedError: A line of the ledger makes no sense.
        """
        lines = self._ledger.read()
        known = find_published(lines, frozen.idempotency_key)
        is_up = known and known.id in feed_at(lines, self._clock.now()).messages
        return self._receipt(known.id) if known and is_up else None

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return our own posts since *since*, newest first.

        Raises:
            TryLaterError: The folder cannot be read just now.
        """
        feed = feed_at(self._ledger.read(), self._clock.now())
        ours = [m for m in feed.messages.values() if m.is_ours and m.at >= since]
        found = [
            OwnPost(self._receipt(m.id), m.text, len(m.pictures), m.at, m.parent)
            for m in reversed(ours)
        ]
        return OwnPosts(tuple(found))

    def identify(self, address: str) -> Receipt:
        """Return the receipt of one of our own posts, by its place on the board.

        Raises:
            RefusedError: It is no address of a post of ours.
            GoneError: There is no such post.
            TryLaterError: The folder cannot be read just now.
        """
        message = self._at(address)
        if not message.is_ours:
            raise RefusedError(phrase("{id} was not written by us", id=message.id))
        return self._receipt(message.id)

    def find(self, address: str) -> RemoteReference:
        """Return anybody's post, by its place on the board.

        Raises:
            RefusedError: It is no address on the board.
            GoneError: There is no such post.
            TryLaterError: The folder cannot be read just now.
        """
        if self._is_rehearsal and not self._is_here(address):
            return RemoteReference(address)
        message = self._at(address)
        return RemoteReference(message.id, str(message.revision))

    @property
    def page(self) -> str:
        """Return where a person sees the board."""
        return (self._folder / BOARD).as_uri()

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts; fine if it is gone already.

        Raises:
            TryLaterError: The folder cannot be written just now.
            RefusedError: It is somebody else's.
            OutcomeUnknownError: The disk failed while it was being written.
        """
        now = self._clock.now()
        with self._ledger.writing() as pen:
            message = feed_at(pen.lines, now).messages.get(remote_id)
            if message is None:
                return
            if not message.is_ours:
                raise RefusedError(phrase("{id} was not written by us", id=remote_id))
            pen.write([Deleted(now, remote_id)])
        self._show_now()

    def close(self) -> None:
        """Do nothing: nothing stays open."""

    def _is_here(self, address: str) -> bool:
        """Is it an address on the board?"""
        place, mark, known = address.strip().rpartition("#")
        is_id = bool(mark) or known.startswith("post-")
        return place in {"", ANY_BOARD, self.page} and is_id

    def _as_far_as_it_is_here(self, draft: Draft) -> Draft:
        """Return *draft* without the posts of another platform that it speaks of.

        What it would show inside is named by a card; what it would answer is not.
        """
        manner, target = draft.manner, draft.reply_to
        if manner.quote and not self._is_here(manner.quote):
            manner = replace(manner, quote="", card=manner.card or manner.quote)
        if target is not None and "://" in target.parent.remote_id:
            target = None
        return replace(draft, manner=manner, reply_to=target)

    def _at(self, address: str) -> Message:
        known = address.strip().rpartition("#")[2]
        if not self._is_here(address):
            raise RefusedError(
                phrase("{address} is no post on our board", address=address)
            )
        message = feed_at(self._ledger.read(), self._clock.now()).messages.get(known)
        if message is None:
            raise GoneError(phrase("There is no post at {address}", address=address))
        return message

    def _opened_lines(self, now: datetime) -> Sequence[Line]:
        lines = self._ledger.read()
        if _is_open(lines):
            return lines
        with self._opened(now) as pen:
            return pen.lines

    @contextmanager
    def _opened(self, now: datetime) -> Iterator[Pen]:
        """Hold the ledger, after the members were let in (or kept out) once."""
        with self._ledger.writing() as pen:
            if not _is_open(pen.lines):
                pen.write(self._opening(now))
            yield pen

    def _opening(self, now: datetime) -> Sequence[Line]:
        if self._is_lively:
            return opening_lines(self._community, self._handle, now)
        return [Opened(now)]

    def _answers(self, post: Published, lines: Sequence[Line]) -> Sequence[Line]:
        if not self._is_lively:
            return ()
        return answers_to(post, lines, self._community, self._handle)

    def _view(self, feed: Feed) -> View:
        return View(feed, self._community, self._handle, self._folder / BOARD)

    def _receipt(self, post_id: str) -> Receipt:
        return Receipt(post_id, revision="1", url=f"{self.page}#{post_id}")

    def _show_now(self) -> None:
        # It is out already: no trouble with reading it back may hide that.
        with suppress(PlatformError):
            self._show(self._view(feed_at(self._ledger.read(), self._clock.now())))

    def _show(self, view: View) -> None:
        # The page is a kindness: a full disk must not turn it into an error.
        with suppress(OSError):
            hang_up(view)


def _is_open(lines: Sequence[Line]) -> bool:
    return any(isinstance(line, Opened) for line in lines)


def _require_there(post: Published, feed: Feed) -> None:
    if post.quotes and post.quotes not in feed.messages:
        raise RefusedError(
            phrase("what it quotes ({id}) is no longer there", id=post.quotes)
        )
    if post.parent and post.parent not in feed.messages:
        raise RefusedError(
            phrase("what it answers ({id}) is no longer there", id=post.parent)
        )
