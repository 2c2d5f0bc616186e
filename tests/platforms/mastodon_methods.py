"""What the pretend server answers to each request, and what it changes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from tests.platforms.mastodon_views import Views
from tests.platforms.mastodon_world import Resident, Stored, Upload, World
from tests.platforms.platform_calls import Call, MethodError, Reply

_URL = re.compile(r"https?://\S+")
_REMOTE = re.compile(r"@([\w.\-]+)@[\w.\-]+\w(?::\d+)?")
RATE = {
    "X-RateLimit-Limit": "300",
    "X-RateLimit-Remaining": "299",
    "X-RateLimit-Reset": "2026-11-24T03:05:00.123456Z",
}
_PLACES = ("min_id", "max_id", "since_id")


@dataclass(slots=True)
class Methods:
    """Answers calls out of a world."""

    world: World
    token: str
    us: Resident
    #: Idempotency keys that were seen, and what they made.
    keys: dict[str, str] = field(default_factory=dict)
    #: Requests that named a place in a list.
    pagings: int = 0
    #: How many looks an uploaded film takes to be ready.
    film_looks: int = 0
    page_limit: int = 80

    @property
    def rate_headers(self) -> Mapping[str, str]:
        """Tell how much may still be asked."""
        return RATE if self.world.flavour.has_rate_headers else {}

    @property
    def views(self) -> Views:
        """Show things."""
        return Views(self.world)

    def answer(self, call: Call) -> Reply:
        """Do what is asked.

        Raises:
            MethodError: The server does not want to.
        """
        if call.path.endswith("/instance"):
            return self._instance(call)
        if call.token != self.token:
            status, kind = self.world.flavour.bad_token
            words = "The access token is invalid"
            raise MethodError(status, words, html=kind == "html")
        if any(name in call.query for name in _PLACES):
            self.pagings += 1
        for pattern, method in self._routes(call.method):
            found = re.fullmatch(pattern, call.path)
            if found:
                return method(call, *found.groups())
        raise MethodError(404, "Not Found", html=True)

    def _routes(self, method: str) -> list[tuple[str, Callable[..., Reply]]]:
        status = r"/api/v1/statuses/([^/]+)"
        table: dict[str, list[tuple[str, Callable[..., Reply]]]] = {
            "GET": [
                (r"/api/v1/accounts/verify_credentials", self._verify),
                (r"/api/v1/accounts/([^/]+)/statuses", self._statuses_of),
                (r"/api/v1/notifications", self._notifications),
                (r"/api/v1/statuses", self._many),
                (status, self._status),
                (f"{status}/context", self._context),
                (f"{status}/source", self._source),
                (r"/api/v1/media/([^/]+)", self._media),
                (r"/api/v2/search", self._search),
            ],
            "POST": [
                (r"/api/v1/statuses", self._post),
                (r"/api/v([12])/media", self._upload),
            ],
            "DELETE": [(status, self._delete)],
        }
        return table.get(method, [])

    # -- who and what

    def _instance(self, call: Call) -> Reply:
        flavour, old = self.world.flavour, "/v1/" in call.path
        if not (flavour.has_v1_instance if old else flavour.has_v2_instance):
            raise MethodError(404, "Not Found")
        return Reply(self.views.instance(old=old))

    def _verify(self, call: Call) -> Reply:
        return Reply(self.views.account(self.us))

    # -- lists

    def _notifications(self, call: Call) -> Reply:
        wanted = set(call.query.get("types[]", []))
        if self.world.flavour.name == "pixelfed":
            wanted = set()  # it does not know the parameter
        told = [
            one
            for one in self.world.told
            if not one.status.gone and (not wanted or one.kind in wanted)
        ]
        all_ids = [one.id for one in self.world.told]
        page = self._paged([one.id for one in told], all_ids, call, 40)
        shown = {one.id: one for one in told}
        return Reply(
            [self.views.told(shown[id_]) for id_ in page],
            headers=self._links(call, page),
        )

    def _statuses_of(self, call: Call, account: str) -> Reply:
        who = self.world.residents.get(account)
        if who is None:
            raise MethodError(404, "Record not found")
        theirs = {one.id: one for one in self.world.of(who)}
        if call.one("exclude_reblogs"):
            theirs = {k: v for k, v in theirs.items() if not v.is_reblog}
        everything = list(self.world.statuses)
        page = self._paged(list(theirs), everything, call, 20)
        return Reply(
            [self.views.status(theirs[id_]) for id_ in page],
            headers=self._links(call, page),
        )

    def _paged(
        self, ids: list[str], all_ids: list[str], call: Call, usual: int
    ) -> list[str]:
        """Return a page of *ids* (oldest first), newest first."""
        limit = min(int(call.one("limit", str(usual))), self.page_limit)
        place = {name: call.one(name) for name in _PLACES if call.one(name)}
        if any(id_ not in all_ids for id_ in place.values()):
            raise MethodError(404, "Record not found")
        rank = {id_: number for number, id_ in enumerate(all_ids)}
        if "max_id" in place:
            ids = [i for i in ids if rank[i] < rank[place["max_id"]]]
        if "since_id" in place:
            ids = [i for i in ids if rank[i] > rank[place["since_id"]]]
        if "min_id" in place:
            newer = [i for i in ids if rank[i] > rank[place["min_id"]]]
            return newer[:limit][::-1]
        return ids[::-1][:limit]

    def _links(self, call: Call, page: list[str]) -> dict[str, str]:
        if not page:
            return {}
        url = f"{self.world.url}{call.path}"
        known = {
            "next": f'<{url}?max_id={page[-1]}>; rel="next"',
            "prev": f'<{url}?min_id={page[0]}>; rel="prev"',
        }
        return {"Link": ", ".join(known[name] for name in self.world.flavour.links)}

    # -- statuses

    def _many(self, call: Call) -> Reply:
        if not self.world.flavour.has_many:
            raise MethodError(404, "Not Found", html=True)
        wanted = call.query.get("id[]", [])
        if len(wanted) > 20:
            raise MethodError(422, "Too many ids")
        found = [self.world.there(one) for one in wanted]
        return Reply([self.views.status(one) for one in found if one])

    def _status(self, call: Call, id_: str) -> Reply:
        return Reply(self.views.status(self._there(id_)))

    def _context(self, call: Call, id_: str) -> Reply:
        status = self._there(id_)
        show = self.views.status
        return Reply(
            {
                "ancestors": [show(one) for one in self.world.above(status)],
                "descendants": [show(one) for one in self.world.below(status)],
            }
        )

    def _source(self, call: Call, id_: str) -> Reply:
        status = self._there(id_)
        if not self.world.flavour.has_source:
            raise MethodError(404, "Not Found", html=True)
        return Reply({"id": id_, "text": status.text, "spoiler_text": status.warning})

    def _post(self, call: Call) -> Reply:
        body = call.body
        if self.world.flavour.honours_key and call.key in self.keys:
            return Reply(self.views.status(self._there(self.keys[call.key])))
        status = self._posted(body)
        self.keys[call.key] = status.id
        return Reply(self.views.status(status))

    def _posted(self, body: dict[str, Any]) -> Stored:
        parent = body.get("in_reply_to_id", "")
        if parent and not self.world.there(parent):
            if self.world.flavour.reply_to_unknown >= 400:
                raise MethodError(
                    self.world.flavour.reply_to_unknown, "Record not found"
                )
            parent = ""
        media = [self._shown(one) for one in body.get("media_ids", [])]
        self._require_valid(body, media)
        poll = body.get("poll")
        return self.world.say(
            self.us,
            body.get("status", "").strip(),
            parent=parent,
            quoted=body.get("quoted_status_id", ""),
            visibility=body.get("visibility", self.world.flavour.default_visibility),
            warning=body.get("spoiler_text", ""),
            language=body.get("language", ""),
            poll=poll,
            media=tuple(media),
        )

    def _require_valid(self, body: dict[str, Any], media: list[Upload]) -> None:
        text = body.get("status", "")
        if not text.strip() and not media:
            raise MethodError(422, "Validation failed: Text can't be blank")
        if self._length(text + body.get("spoiler_text", "")) > self._limit():
            raise MethodError(422, "Validation failed: Text character limit exceeded")
        if len(media) > 4:
            raise MethodError(422, "Cannot attach more than 4 files")
        if body.get("poll") and media:
            raise MethodError(422, "Cannot attach a poll and files")

    def _limit(self) -> int:
        return self.world.flavour.characters

    def _length(self, text: str) -> int:
        if not self.world.flavour.counts_kindly:
            return len(text)
        short = _REMOTE.sub(r"@\1", _URL.sub("x" * 23, text))
        return len(regex.findall(r"\X", short))

    def _shown(self, id_: str) -> Upload:
        upload = self.world.uploads.get(id_)
        if upload is None or upload.status:
            raise MethodError(422, "Validation failed: media not found")
        if upload.looks_left > 0:
            raise MethodError(
                422, "Cannot attach files that have not finished processing."
            )
        return upload

    def _delete(self, call: Call, id_: str) -> Reply:
        status = self._there(id_)
        if status.author != self.us and self.world.flavour.delete_of_others >= 400:
            raise MethodError(self.world.flavour.delete_of_others, "Not yours")
        shown = {**self.views.status(status), "text": status.text}
        self.world.take_down(id_)
        return Reply(shown)

    def _there(self, id_: str) -> Stored:
        status = self.world.there(id_)
        if status is None:
            raise MethodError(404, "Record not found")
        return status

    # -- files, search

    def _upload(self, call: Call, version: str) -> Reply:
        if version == "2" and not self.world.flavour.has_v2_media:
            raise MethodError(404, "Not Found", html=True)
        form = call.body
        if not form["content"].startswith((b"\x89PNG", b"\xff\xd8", b"film")):
            raise MethodError(422, "Validation failed: File content type is invalid")
        is_film = form["mime_type"].startswith("video")
        upload = Upload(
            self.world.new_id("number"),
            form.get("description", ""),
            form["mime_type"],
            form["content"],
            form.get("focus", ""),
            looks_left=self.film_looks if is_film else 0,
        )
        self.world.uploads[upload.id] = upload
        ready = upload.looks_left <= 0
        return Reply(self.views.upload(upload), 200 if ready else 202)

    def _media(self, call: Call, id_: str) -> Reply:
        upload = self.world.uploads.get(id_)
        if upload is None or upload.status:
            raise MethodError(404, "Record not found")
        upload.looks_left -= 1
        ready = upload.looks_left <= 0
        return Reply(self.views.upload(upload), 200 if ready else 206)

    def _search(self, call: Call) -> Reply:
        wanted, show = call.one("q"), self.views.status
        up = [show(one) for one in self.world.statuses.values() if not one.gone]
        found = [one for one in up if wanted in (one["url"], one["uri"])]
        return Reply({"accounts": [], "statuses": found[:1], "hashtags": []})
