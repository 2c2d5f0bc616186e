"""The methods of the pretend server: what each answers, and what it changes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import regex

from connectors.bluesky.cid import blob_cid
from tests.platforms.bluesky_world import Resident, Stored, World

_TID = re.compile(r"[2-7a-j][2-7a-z]{12}")
_IMAGE_LIMIT_BYTES = 2_000_000
_FREE = {"createSession", "refreshSession"}


class MethodError(Exception):
    """An error of the protocol, as the server words it."""

    def __init__(self, status: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "message": message or error}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, taken apart."""

    nsid: str
    token: str
    query: Mapping[str, list[str]]
    #: JSON, or bytes for an upload.
    body: Any
    content_type: str

    def one(self, name: str, default: str = "") -> str:
        """Return a parameter that is given once."""
        return self.query.get(name, [default])[0]


@dataclass(slots=True)
class Methods:
    """Answers calls out of a world, and keeps sessions."""

    world: World
    access: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    #: Every token ever given out: secrets that must not be seen anywhere.
    tokens: list[str] = field(default_factory=list)
    honours_reasons: bool = True

    def answer(self, call: Call) -> dict[str, Any]:
        """Do what is asked.

        Raises:
            MethodError: The server does not want to.
        """
        name = call.nsid.rsplit(".", maxsplit=1)[-1]
        method: Callable[..., dict[str, Any]] | None = getattr(self, f"_{name}", None)
        if method is None:
            raise MethodError(HTTPStatus.NOT_IMPLEMENTED, "MethodNotImplemented")
        if name in _FREE:
            return method(call)
        did = self.access.get(call.token)
        if did is None:
            raise MethodError(400, "ExpiredToken", "Token has expired")
        return method(call, self.world.residents[did])

    # -- sessions

    def _createSession(self, call: Call) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        resident = self.world.find(call.body["identifier"])
        if resident is None or resident.password != call.body["password"]:
            raise MethodError(
                401, "AuthenticationRequired", "Invalid identifier or password"
            )
        return self._session(resident)

    def _refreshSession(self, call: Call) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        did = self.refresh.pop(call.token, None)
        if did is None:
            raise MethodError(400, "ExpiredToken", "Token has been revoked")
        return self._session(self.world.residents[did])

    def _session(self, resident: Resident) -> dict[str, Any]:
        number = len(self.tokens)
        access, refresh = f"canary-access-{number}", f"canary-refresh-{number}"
        self.tokens += [access, refresh]
        self.access[access] = self.refresh[refresh] = resident.did
        return {
            "accessJwt": access,
            "refreshJwt": refresh,
            "did": resident.did,
            "handle": resident.handle,
            "active": True,
        }

    # -- the repository

    def _putRecord(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        body = call.body
        uri = f"at://{us.did}/{body['collection']}/{body['rkey']}"
        self._require_valid(body)
        known = self.world.records.get(uri)
        if known is not None and known.value == body["record"]:
            return {"uri": uri, "cid": known.cid}
        if known is not None and body.get("swapRecord", "") is None:
            raise MethodError(400, "InvalidSwap", f"Record was at {known.cid}")
        stored = self.world.put(uri, body["record"])
        return {"uri": uri, "cid": stored.cid, "commit": {"rev": "1"}}

    def _require_valid(self, body: dict[str, Any]) -> None:
        record = body["record"]
        if not _TID.fullmatch(body["rkey"]):
            raise MethodError(400, "InvalidRequest", "Invalid TID string")
        if len(regex.findall(r"\X", record["text"])) > 300:
            raise MethodError(400, "InvalidRequest", "Record/text is too long")
        embed = record.get("embed", {})
        shown = embed.get("media", embed)
        for image in [*shown.get("images", []), *([shown] if "video" in shown else [])]:
            blob = image.get("image") or image["video"]
            known = self.world.blobs.get(blob["ref"]["$link"])
            if known is None:
                raise MethodError(400, "BlobNotFound", "Could not find blob")
            if ("image" in image and blob["size"] > _IMAGE_LIMIT_BYTES) or known[
                "mimeType"
            ] != blob["mimeType"]:
                raise MethodError(400, "InvalidMimeType", "blob too big, or other")

    def _getRecord(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        stored = self.world.records.get(
            f"at://{call.one('repo')}/{call.one('collection')}/{call.one('rkey')}"
        )
        if stored is None:
            raise MethodError(400, "RecordNotFound", "Could not locate record")
        return {"uri": stored.uri, "cid": stored.cid, "value": stored.value}

    def _listRecords(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        start = f"at://{call.one('repo')}/{call.one('collection')}/"
        before, limit = call.one("cursor"), int(call.one("limit", "50"))
        known = self.world.records.values()
        newest = sorted((r.uri, r) for r in known if r.uri.startswith(start))[::-1]
        older = [r for uri, r in newest if not before or uri < start + before]
        page = older[:limit]
        answer: dict[str, Any] = {
            "records": [{"uri": r.uri, "cid": r.cid, "value": r.value} for r in page]
        }
        if len(older) > limit:
            answer["cursor"] = page[-1].uri.removeprefix(start)
        return answer

    def _deleteRecord(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        body = call.body
        if body["repo"] != us.did:
            raise MethodError(401, "AuthenticationRequired")
        uri = f"at://{us.did}/{body['collection']}/{body['rkey']}"
        self.world.records.pop(uri, None)
        return {}

    def _uploadBlob(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        cid = blob_cid(sha256(call.body).hexdigest())
        blob = {
            "$type": "blob",
            "ref": {"$link": cid},
            "mimeType": call.content_type,
            "size": len(call.body),
        }
        self.world.blobs[cid] = blob
        return {"blob": blob}

    # -- what the network shows

    def _resolveHandle(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        resident = self.world.find(call.one("handle"))
        if resident is None:
            raise MethodError(400, "InvalidRequest", "Unable to resolve handle")
        return {"did": resident.did}

    def _getProfile(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        resident = self.world.find(call.one("actor"))
        if resident is None:
            raise MethodError(400, "InvalidRequest", "Profile not found")
        return self.world.author_view(resident)

    def _getPosts(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        uris = call.query["uris"]
        if len(uris) > 25:
            raise MethodError(400, "InvalidRequest", "uris must not have more than 25")
        found = [self.world.records[uri] for uri in uris if uri in self.world.records]
        return {"posts": [self.world.view(stored) for stored in found]}

    def _getPostThread(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        thread = self.world.thread(call.one("uri"), int(call.one("depth", "6")))
        if thread is None:
            raise MethodError(400, "NotFound", "Post not found")
        return {"thread": thread}

    def _getAuthorFeed(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        posts = self.world.posts_of(call.one("actor"))
        newest = sorted(posts, key=lambda r: r.sorted_at, reverse=True)
        kept = [r for r in newest if "text" in r.value][: int(call.one("limit", "50"))]
        return {"feed": [{"post": self.world.view(stored)} for stored in kept]}

    def _listNotifications(self, call: Call, us: Resident) -> dict[str, Any]:  # noqa: N802  # the protocol's name
        wanted = call.query.get("reasons", []) if self.honours_reasons else []
        told = [t for t in self.world.told(us.did) if not wanted or t[1] in wanted]
        before = call.one("cursor")
        older = [t for t in told if not before or _mark(t[0]) < before]
        limit = int(call.one("limit", "50"))
        page = older[:limit]
        answer: dict[str, Any] = {"notifications": [self._told(*t) for t in page]}
        if len(older) > limit:
            answer["cursor"] = _mark(page[-1][0])
        return answer

    def _told(self, stored: Stored, reason: str) -> dict[str, Any]:
        return {
            **self.world.view(stored),
            "reason": reason,
            "isRead": True,
            "indexedAt": _mark(stored),
        }


def _mark(stored: Stored) -> str:
    return stored.sorted_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
