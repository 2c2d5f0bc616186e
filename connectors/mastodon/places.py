"""Finds posts by the addresses that a person sees: our own, and anybody's."""

from urllib.parse import SplitResult, quote, urlsplit

from connectors.json_paths import Json, objects_at, text_at
from connectors.mastodon.own import receipt_of
from connectors.mastodon.views import id_at
from connectors.mastodon.wire import Wire
from connectors.trouble import AnswerError, Trouble
from domain.errors import GoneError, RefusedError
from domain.items import RemoteReference
from domain.phrases import phrase
from domain.posts import Receipt


class Places:
    """Knows which post an address names.

    Every server writes addresses in its own way. An address on our server is tried
    by its last part, which is the id on most; then the server's own search is asked.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def own(self, address: str) -> Receipt:
        """Return the receipt of a post of ours, by its address.

        Raises:
            RefusedError: It is no address of a post of ours.
            GoneError: There is no such post.
            PlatformError: As `after_read` sorts it.
        """
        parts = _parts(address)
        if parts is None or not self._is_here(parts) or not self._may_be_ours(parts):
            raise self._not_ours(address)
        status = self._by_id(parts) or self._searched(address.strip(), resolve=False)
        if status is None:
            raise _no_such(address)
        if id_at(status, "account", "id") != self._wire.us.remote_id:
            raise self._not_ours(address)
        return receipt_of(status)

    def anybody(self, address: str) -> RemoteReference:
        """Return the post at an address; our server may fetch it from another one.

        Raises:
            RefusedError: It is no address of a post, or our server cannot have it.
            GoneError: There is no such post on our server.
            PlatformError: As `after_read` sorts it.
        """
        parts = _parts(address)
        if parts is None:
            raise _no_post(address)
        is_here = self._is_here(parts)
        status = self._by_id(parts) if is_here else None
        status = status or self._searched(address.strip(), resolve=not is_here)
        if status is None:
            raise _no_such(address) if is_here else _no_post(address)
        return RemoteReference(id_at(status, "id"), text_at(status, "edited_at"))

    def _is_here(self, parts: SplitResult) -> bool:
        """Is it on our server? Names of people may live under another host."""
        hosts = {urlsplit(self._wire.server).netloc, urlsplit(self._wire.us.url).netloc}
        return parts.netloc.lower() in {host.lower() for host in hosts if host}

    def _may_be_ours(self, parts: SplitResult) -> bool:
        """Does the path name us, or nobody?"""
        names = [part for part in parts.path.split("/") if part.startswith("@")]
        us = self._wire.us.handle.lower()
        return all(name[1:].partition("@")[0].lower() == us for name in names)

    def _by_id(self, parts: SplitResult) -> Json | None:
        last = parts.path.rstrip("/").rpartition("/")[2]
        if not last or last.startswith("@"):
            return None
        answer = self._wire.try_ask(f"/api/v1/statuses/{quote(last, safe='')}")
        if isinstance(answer, Trouble):
            error = self._wire.error_of(answer)
            if isinstance(error, GoneError | RefusedError):
                return None
            raise error from AnswerError(str(answer))
        address = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
        known = {text_at(answer, "url"), text_at(answer, "uri")}
        # A number may be the id of another post here than the one it is there.
        is_it = address in {one.rstrip("/") for one in known}
        return answer if isinstance(answer, dict) and is_it else None

    def _searched(self, address: str, *, resolve: bool) -> Json | None:
        answer = self._wire.try_ask(
            "/api/v2/search",
            q=address,
            type="statuses",
            resolve="true" if resolve else "false",
            limit=1,
        )
        if isinstance(answer, Trouble):
            error = self._wire.error_of(answer)
            if isinstance(error, GoneError | RefusedError):
                return None
            raise error from AnswerError(str(answer))
        found = [one for one in objects_at(answer, "statuses") if id_at(one, "id")]
        return found[0] if found else None

    def _not_ours(self, address: str) -> RefusedError:
        return RefusedError(
            phrase(
                "{address} is no post of {handle}; its address looks like {like}",
                address=address,
                handle=self._wire.us.handle,
                like=f"{self._wire.us.url or self._wire.server}/…",
            )
        )


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return parts if is_web and parts.path.strip("/") else None


def _no_such(address: str) -> GoneError:
    return GoneError(phrase("There is no post at {address}", address=address))


def _no_post(address: str) -> RefusedError:
    return RefusedError(
        phrase(
            "{address} is no post that your server can find; is it public, and is "
            "its server up?",
            address=address,
        )
    )
