"""Freezing a draft: everything that will be sent, decided before anything is.

What needs the network is only read: what the server takes, the status that is
answered (whom it names, who sees it), and the one that is quoted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import uuid4

from connectors.fitting import require_fitting
from connectors.mastodon.instance import Instance
from connectors.mastodon.limits import capabilities_by
from connectors.mastodon.mentions import with_mentions
from connectors.mastodon.places import Places
from connectors.mastodon.record import payload, poll_of, visibility_of
from connectors.mastodon.views import Status, read_status
from connectors.mastodon.wire import Wire
from connectors.trouble import AnswerError, Trouble
from domain.errors import GoneError, RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import Draft, Frozen, ReplyTarget


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes requests for one account."""

    wire: Wire
    instance: Instance
    places: Places

    def freeze(self, draft: Draft) -> Frozen:
        """Return the request that will publish *draft*.

        Raises:
            PlatformError: As `Connector.freeze` says.
        """
        able = capabilities_by(self.instance.known())
        require_fitting(draft, able)
        parent = self._answered(draft.reply_to) if draft.reply_to else None
        whole = self._addressed(draft, parent)
        require_fitting(whole, able)
        manner = whole.manner
        status = {
            "status": whole.text,
            "in_reply_to_id": parent.id if parent else "",
            "spoiler_text": manner.content_warning,
            "visibility": visibility_of(manner.visibility) or self._inherited(parent),
            "language": manner.language,
            "poll": poll_of(manner.poll),
            "quoted_status_id": self._quoted(manner.quote),
        }
        frozen = payload(self.wire.server, self.wire.us.remote_id, status)
        return Frozen(frozen, uuid4().hex, draft.media)

    def _answered(self, target: ReplyTarget) -> Status:
        """Return the status that is answered, as it is now.

        Raises:
            RefusedError: It is gone, or hidden from us.
        """
        is_ours = target.entry_id is None and not target.by_address
        path = f"/api/v1/statuses/{quote(target.parent.remote_id, safe='')}"
        answer = self.wire.try_ask(path)
        if isinstance(answer, Trouble):
            error = self.wire.error_of(answer)
            if isinstance(error, GoneError) and is_ours:
                # A part of our own thread: it is out, a copy of the database lags.
                error = TryLaterError(
                    phrase("The part before it is not to be seen on the server yet.")
                )
            elif isinstance(error, GoneError):
                error = RefusedError(phrase("The post that this answers is gone."))
            raise error from AnswerError(str(answer))
        status = read_status(answer)
        if status is None:
            raise TryLaterError(
                phrase("The post that this answers could not be read just now.")
            )
        return status

    def _addressed(self, draft: Draft, parent: Status | None) -> Draft:
        """Return *draft* with the names and the warning that a reply takes along."""
        if parent is None:
            return draft
        is_ours = parent.author.remote_id == self.wire.us.remote_id
        theirs = "" if is_ours else parent.content_warning
        warning = draft.manner.content_warning or theirs
        return replace(
            draft,
            text=with_mentions(draft.text, self._names(parent)),
            manner=replace(draft.manner, content_warning=warning),
        )

    def _names(self, parent: Status) -> Iterable[str]:
        """Return who must be named to hear of an answer to *parent*.

        A thread of our own names nobody again; unless nobody else would see it.
        """
        us = self.wire.us.remote_id
        if parent.author.remote_id != us:
            yield parent.author.handle
        elif parent.visibility != "direct":
            return
        yield from (one.acct for one in parent.mentions if one.remote_id != us)

    def _inherited(self, parent: Status | None) -> str:
        """Return whom an answer is shown to: no more people than what it answers."""
        if parent is None:
            return ""
        is_ours = parent.author.remote_id == self.wire.us.remote_id
        return parent.visibility if is_ours or parent.visibility != "public" else ""

    def _quoted(self, address: str) -> str:
        return self.places.anybody(address).remote_id if address else ""
