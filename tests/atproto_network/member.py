"""A person on the network: what a fan's hands do in a test.

A member speaks to the server directly, not through the proxy: the fans go on
while the line of the program under test is cut.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.atproto_network.facets import Facet, mention
from tests.atproto_network.xrpc import Xrpc

POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class Member:
    """An account, and a session of it."""

    handle: str
    did: str
    password: str
    #: For any call that has no method here.
    xrpc: Xrpc

    def post(self, text: str, *facets: Facet, **fields: Any) -> str:
        """Publish *text* and return the post's URI.

        Args:
            text: What it says.
            facets: Marks in the text, see `facets`.
            fields: Further fields of the record, such as `langs` or `createdAt`.
        """
        record = {"text": text, "createdAt": _now(), "facets": list(facets), **fields}
        return self._create(POST, record)

    def mention(self, handle: str, text: str) -> str:
        """Publish "@handle text" with a true mention and return the URI."""
        did = self.xrpc.query("com.atproto.identity.resolveHandle", handle=handle)
        words = f"@{handle} {text}"
        return self.post(words, mention(words, handle, did["did"]))

    def reply(self, to_uri: str, text: str) -> str:
        """Answer the post *to_uri*, in its thread, and return the URI."""
        parent = self.record(to_uri)
        ref = {"uri": parent["uri"], "cid": parent["cid"]}
        root = parent["value"].get("reply", {}).get("root", ref)
        return self.post(text, reply={"root": root, "parent": ref})

    def quote(self, uri: str, text: str) -> str:
        """Publish *text* above the post *uri* and return the new URI."""
        embed = {"$type": "app.bsky.embed.record", "record": self._ref(uri)}
        return self.post(text, embed=embed)

    def like(self, uri: str) -> str:
        """Like the post *uri* and return the like's URI."""
        record = {"subject": self._ref(uri), "createdAt": _now()}
        return self._create("app.bsky.feed.like", record)

    def delete(self, uri: str) -> None:
        """Take back a post or a like of this member."""
        collection, rkey = uri.split("/")[-2:]
        self.xrpc.procedure(
            "com.atproto.repo.deleteRecord",
            repo=self.did,
            collection=collection,
            rkey=rkey,
        )

    def app_password(self, name: str) -> str:
        """Make an app password called *name* and return it."""
        made = self.xrpc.procedure("com.atproto.server.createAppPassword", name=name)
        return str(made["password"])

    def record(self, uri: str) -> dict[str, Any]:
        """Return the record *uri* from the server: `uri`, `cid` and `value`."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        return self.xrpc.query(
            "com.atproto.repo.getRecord", repo=repo, collection=collection, rkey=rkey
        )

    def posts(self) -> list[dict[str, Any]]:
        """Return this member's newest 100 posts, as the server has them."""
        page = self.xrpc.query(
            "com.atproto.repo.listRecords", repo=self.did, collection=POST, limit=100
        )
        return list(page["records"])

    def thread(self, uri: str) -> dict[str, Any]:
        """Return the thread of the post *uri*, as the AppView shows it."""
        return dict(
            self.xrpc.query("app.bsky.feed.getPostThread", uri=uri, depth=100)["thread"]
        )

    def notifications(self) -> list[dict[str, Any]]:
        """Return this member's newest 100 notifications."""
        page = self.xrpc.query("app.bsky.notification.listNotifications", limit=100)
        return list(page["notifications"])

    def _ref(self, uri: str) -> dict[str, str]:
        record = self.record(uri)
        return {"uri": record["uri"], "cid": record["cid"]}

    def _create(self, collection: str, record: dict[str, Any]) -> str:
        made = self.xrpc.procedure(
            "com.atproto.repo.createRecord",
            repo=self.did,
            collection=collection,
            record={"$type": collection, **record},
        )
        return str(made["uri"])


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
