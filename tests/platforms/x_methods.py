"""What the pretend X answers to each request, and what it changes.

Every request and every good answer is held against X's published document.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oauthlib.oauth1.rfc5849 import signature

from connectors.x.snowflakes import first_id_at
from tests.platforms.platform_calls import Call, MethodError, Reply
from tests.platforms.x_contract import require_answer, require_request
from tests.platforms.x_views import Wishes, newer_name, older, shown, user
from tests.platforms.x_world import XMedia, XStored, XUser, XWorld

_NO_SUCH = "https://api.x.com/2/problems/resource-not-found"
_QUERY_LIMIT = 512
_SEARCH_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Keys:
    """Of an app and of an account on it."""

    consumer_key: str = "canary-consumer-key"
    consumer_secret: str = "canary-consumer-secret"  # of the tests
    access_token: str = "canary-access-token"
    access_token_secret: str = "canary-access-secret"


@dataclass(slots=True)
class XMethods:
    """Answers calls out of a world."""

    world: XWorld
    us: XUser
    keys: Keys = field(default_factory=Keys)
    #: Is an answer only taken by who mentions or quotes us (since 2026-02-23)?
    has_reply_rule: bool = True
    refuses_duplicates: bool = True
    #: How many looks an uploaded film takes to be ready.
    film_looks: int = 0
    film_state: str = "succeeded"
    #: At most so many on a page, whatever was asked for.
    page_limit: int = 100
    #: Posts and people that were returned: X charges for them.
    charged: int = 0
    #: Where the server is.
    url: str = ""

    @property
    def rate_headers(self) -> Mapping[str, str]:
        """Tell how much may still be asked."""
        reset = int(self.world.now().timestamp()) + 900
        return {
            "x-rate-limit-limit": "300",
            "x-rate-limit-remaining": "299",
            "x-rate-limit-reset": str(reset),
        }

    def answer(self, call: Call) -> Reply:
        """Do what is asked.

        Raises:
            MethodError: X does not want to.
        """
        self._require_signed(call)
        for method, path, do in self._routes():
            found = re.fullmatch(re.sub(r"\{\w+\}", r"([^/]+)", path), call.path)
            if found and method == call.method:
                low = method.lower()
                require_request(
                    path, low, dict(call.query), call.content_type, call.body
                )
                reply = do(call, *found.groups())
                require_answer(path, low, reply.status, reply.content)
                is_older = "tweet.fields" in call.query
                content = older(reply.content) if is_older else reply.content
                return Reply(content, reply.status)
        raise MethodError(404, "Not Found", html=True)

    def _routes(self) -> Iterable[tuple[str, str, Callable[..., Reply]]]:
        upload = "/2/media/upload"
        return (
            ("GET", "/2/users/me", self._me),
            ("GET", "/2/users/{id}/mentions", self._mentions),
            ("GET", "/2/users/{id}/tweets", self._posts_of),
            ("GET", "/2/tweets/search/recent", self._search),
            ("GET", "/2/tweets", self._many),
            ("GET", "/2/tweets/{id}", self._one),
            ("POST", "/2/tweets", self._post),
            ("DELETE", "/2/tweets/{id}", self._delete),
            ("POST", f"{upload}/initialize", self._initialize),
            ("POST", f"{upload}/{{id}}/append", self._append),
            ("POST", f"{upload}/{{id}}/finalize", self._finalize),
            ("GET", upload, self._status),
            ("POST", upload, self._upload),
            ("POST", "/2/media/metadata", self._describe),
        )

    def _require_signed(self, call: Call) -> None:
        """Check the signature of OAuth 1.0a (RFC 5849), as a server does."""
        said = signature.collect_parameters(
            uri_query="",
            headers={"Authorization": call.authorization},
            exclude_oauth_signature=False,
        )
        told = dict(said)
        params = [one for one in said if one[0] != "oauth_signature"]
        params += parse_qsl(urlsplit(call.target).query, keep_blank_values=True)
        request = SimpleNamespace(
            signature=told.get("oauth_signature", ""),
            params=params,
            uri=f"{self.url}{call.path}",
            http_method=call.method,
        )
        names = (told.get("oauth_consumer_key"), told.get("oauth_token"))
        is_known = names == (self.keys.consumer_key, self.keys.access_token)
        secrets = (self.keys.consumer_secret, self.keys.access_token_secret)
        if not is_known or not signature.verify_hmac_sha1(request, *secrets):
            raise _problem(401, "Unauthorized", "Unauthorized")

    # -- reading

    def _me(self, call: Call) -> Reply:
        return Reply({"data": user(self.us)})

    def _mentions(self, call: Call, whose: str) -> Reply:
        named = [
            post
            for post in self.world.up()
            if whose in {one.id for one in self.world.named_in(post)}
            or (post.parent and self.world.posts[post.parent].author.id == whose)
        ]
        return self._listed(call, [p for p in named if p.author.id != whose])

    def _posts_of(self, call: Call, whose: str) -> Reply:
        theirs = [post for post in self.world.up() if post.author.id == whose]
        return self._listed(call, theirs)

    def _search(self, call: Call) -> Reply:
        query = call.one("query")
        if len(query) > _QUERY_LIMIT:
            raise _problem(400, "Invalid Request", "query is too long")
        since = call.one("since_id")
        oldest = self.world.now() - _SEARCH_DAYS
        if since and since < first_id_at(oldest):
            raise _problem(
                400, "Invalid Request", "'since_id' must be a post id after 7 days ago"
            )
        return self._listed(
            call, [p for p in self.world.up() if self._matches(p, query)]
        )

    def _matches(self, post: XStored, query: str) -> bool:
        either, _, others = query.removeprefix("(").partition(")")
        terms = [term.split(":") for term in either.split(" OR ")]
        is_found = any(
            (name == "conversation_id" and post.conversation == value)
            or (name == "quotes_of_tweet_id" and post.quoted == value)
            for name, value in terms
        )
        is_left_out = f"-from:{post.author.name}" in others.split()
        return is_found and not is_left_out and not post.is_repost

    def _listed(self, call: Call, posts: list[XStored]) -> Reply:
        since, until = call.one("since_id", "0"), call.one("until_id", "9" * 19)
        found = [p for p in posts if int(since) < int(p.id) < int(until)]
        found.sort(key=lambda post: int(post.id), reverse=True)
        limit = min(int(call.one("max_results", "10")), self.page_limit)
        page = found[:limit]
        meta: dict[str, Any] = {"result_count": len(page)}
        if not page:
            return Reply({"meta": meta})
        if len(found) > limit:
            meta["next_token"] = f"token{page[-1].id}"
        return Reply({**self._shown(call, page), "meta": meta})

    def _many(self, call: Call) -> Reply:
        wanted = call.one("ids").split(",")
        known = {one: self.world.posts.get(one) for one in wanted}
        there = [post for post in known.values() if post and not post.gone]
        missing = [one for one, post in known.items() if post is None or post.gone]
        said = self._shown(call, there) if there else {}
        errors = [_missing(one) for one in missing]
        return Reply(said | ({"errors": errors} if errors else {}))

    def _one(self, call: Call, remote_id: str) -> Reply:
        post = self.world.posts.get(remote_id)
        if post is None or post.gone:
            return Reply({"errors": [_missing(remote_id)]})
        said = self._shown(call, [post])
        return Reply({**said, "data": said["data"][0]})

    def _shown(self, call: Call, posts: list[XStored]) -> dict[str, Any]:
        is_older = "tweet.fields" in call.query
        asked = set(call.one("tweet.fields" if is_older else "post.fields").split(","))
        expansions = set(call.one("expansions").split(","))
        if is_older:
            asked = {newer_name(one) for one in asked}
            expansions |= {newer_name(one.removesuffix(".id")) for one in expansions}
        wishes = Wishes(
            frozenset(asked),
            frozenset(expansions),
            frozenset(call.one("user.fields").split(",")),
        )
        answer = shown(self.world, posts, wishes)
        self.charged += len(answer["data"])
        return answer

    # -- writing

    def _post(self, call: Call) -> Reply:
        body = call.body
        text, quoted = body.get("text", ""), body.get("quote_tweet_id", "")
        parent = body.get("reply", {}).get("in_reply_to_tweet_id", "")
        media = [self.world.media[one] for one in body.get("media", _NONE)["media_ids"]]
        ours = [one for one in self.world.up() if one.author is self.us]
        if self.refuses_duplicates and any(
            (one.text, one.parent) == (text, parent) and one.media == tuple(media)
            for one in ours
        ):
            raise _problem(
                403,
                "Forbidden",
                "You are not allowed to create a Tweet with duplicate content.",
            )
        if parent:
            self._require_answerable(parent)
        post = self.world.say(
            self.us,
            text,
            parent=parent,
            quoted=quoted,
            media=tuple(media),
            poll=tuple(body.get("poll", {}).get("options", ())),
        )
        return Reply({"data": {"id": post.id, "text": post.text}}, 201)

    def _require_answerable(self, parent: str) -> None:
        above = self.world.posts.get(parent)
        if above is None or above.gone:
            raise _problem(
                400, "Invalid Request", "The post that you replied to was deleted."
            )
        quoted = self.world.posts.get(above.quoted)
        is_engaged = self.us in {above.author, *self.world.named_in(above)}
        is_engaged |= quoted is not None and quoted.author is self.us
        if self.has_reply_rule and not is_engaged:
            raise _problem(
                403,
                "Forbidden",
                "Reply to this conversation is not allowed because you have not been "
                "mentioned or otherwise engaged by the author of the post you are "
                "replying to.",
            )

    def _delete(self, call: Call, remote_id: str) -> Reply:
        post = self.world.posts.get(remote_id)
        if post is None or post.gone:
            raise _problem(404, "Not Found Error", "Could not find it.", _NO_SUCH)
        if post.author is not self.us:
            raise _problem(
                403, "Forbidden", "You are not authorized to delete this Tweet."
            )
        self.world.take_down(remote_id)
        return Reply({"data": {"deleted": True}})

    # -- media

    def _upload(self, call: Call) -> Reply:
        content = base64.b64decode(call.body["media"], validate=True)
        return self._said(self._stored(call.body["media_category"], content))

    def _initialize(self, call: Call) -> Reply:
        return self._said(self._stored(call.body["media_category"]))

    def _append(self, call: Call, media_id: str) -> Reply:
        media = self._found(media_id)
        media.content += call.body["content"]
        return Reply({"data": {"expires_at": 1}})

    def _finalize(self, call: Call, media_id: str) -> Reply:
        return self._said(self._found(media_id))

    def _status(self, call: Call) -> Reply:
        media = self._found(call.one("media_id"))
        media.looks_left -= 1
        return self._said(media)

    def _describe(self, call: Call) -> Reply:
        media = self._found(call.body["id"])
        media.alt = call.body["metadata"]["alt_text"]["text"]
        return Reply({"data": {"id": media.id}})

    def _stored(self, category: str, content: bytes = b"") -> XMedia:
        looks = self.film_looks if category != "tweet_image" else 0
        media = XMedia(
            self.world.new_id(),
            category,
            content,
            looks_left=looks,
            state=self.film_state,
        )
        self.world.media[media.id] = media
        return media

    def _found(self, media_id: str) -> XMedia:
        if media_id not in self.world.media:
            raise _problem(404, "Not Found Error", "No such media.", _NO_SUCH)
        return self.world.media[media_id]

    def _said(self, media: XMedia) -> Reply:
        data: dict[str, Any] = {"id": media.id, "media_key": f"3_{media.id}"}
        if media.category != "tweet_image":
            state = media.state if media.looks_left <= 0 else "in_progress"
            data["processing_info"] = {"state": state, "check_after_secs": 1}
        return Reply({"data": data})


_NONE: dict[str, list[str]] = {"media_ids": []}


def _missing(remote_id: str) -> dict[str, str]:
    return {
        "type": _NO_SUCH,
        "title": "Not Found Error",
        "detail": f"Could not find tweet with ids: [{remote_id}].",
        "resource_id": remote_id,
        "resource_type": "tweet",
        "parameter": "ids",
        "value": remote_id,
    }


def _problem(
    status: int, title: str, detail: str, kind: str = "about:blank"
) -> MethodError:
    content = {"title": title, "detail": detail, "type": kind, "status": status}
    return MethodError(status, title, content=content)
