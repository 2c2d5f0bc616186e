"""What the neighbours will say to what we publish: the same words, the same answers."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from connectors.sandbox.community import Community, Scene, Topic
from connectors.sandbox.feed import Message, feed_at
from connectors.sandbox.lines import Line, Published, Said
from connectors.sandbox.opening import addressed

THANKS_AFTER = timedelta(seconds=4)

#: Two of three answers of ours are thanked for.
THANKED, OF = 2, 3

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")

_WHEN = re.compile(
    r"\b\d{1,2}:\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\d{1,2}[時月]"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|tonight)\b"
    r"|[月火水木金土日]曜|明日|今夜|今週|来週",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\bv?\d+\.\d+\b|\b(?:new|releas\w*|update\w*|launch\w*|firmware)\b"
    r"|公開|新しい|新作|リリース|アップデート|ファームウェア",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]|(?:ですか|ますか|ませんか|でしょうか)(?:。|$)", re.MULTILINE)


def speaks_japanese(text: str) -> bool:
    """Is *text* mostly Japanese? A Japanese letter says as much as two Latin ones."""
    japanese = len(_JAPANESE.findall(text))
    return japanese * 2 > len(_LATIN.findall(text))


def topic_of(post: Published) -> Topic:
    """Return what a neighbour would take *post* to be about."""
    if _WHEN.search(post.text):
        return Topic.GATHERING
    if _NEW.search(post.text):
        return Topic.NEWS
    if _ASKS.search(post.text):
        return Topic.QUESTION
    return Topic.PICTURE if post.pictures else Topic.ANYTHING


def answers_to(
    post: Published, lines: Sequence[Line], community: Community, handle: str
) -> Sequence[Said]:
    """Return what will be said to *post*, with the times at which it will be.

    A post at the top plays a scene of at most a few lines. A reply to a member is
    thanked for at most once per thread. What we add to our own words is let pass.
    """
    if not post.parent:
        heard = {line.text for line in lines if isinstance(line, Said)}
        return _played(_scene(post, community, heard), post, handle)
    messages = feed_at(lines, post.at).messages
    asker = messages[post.parent]
    if asker.is_ours or _has_thanked(asker, lines, messages):
        return ()
    return _thanks(post, asker, community, handle)


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])


def _scene(post: Published, community: Community, heard: Collection[str]) -> Scene:
    """Choose by the post's words; rather a scene that nobody has heard yet."""
    language = "ja" if speaks_japanese(post.text) else "en"
    spoken = [s for s in community.scenes if s.language == language]
    fitting = [s for s in spoken if s.topic is topic_of(post)]
    start = _number(post.text) % len(fitting)
    turned = [*fitting[start:], *fitting[:start]]
    return next((s for s in turned if s.lines[0].text not in heard), turned[0])


def _played(scene: Scene, post: Published, handle: str) -> Sequence[Said]:
    ids = {line.by: f"{post.id}-{number}" for number, line in enumerate(scene.lines, 1)}
    return [
        Said(
            at=post.at + line.after,
            id=ids[line.by],
            by=line.by,
            text=addressed(line.text, handle),
            parent="" if line.quotes else ids.get(line.to, post.id),
            quotes=post.id if line.quotes else "",
        )
        for line in scene.lines
    ]


def _has_thanked(
    asker: Message, lines: Sequence[Line], messages: Mapping[str, Message]
) -> bool:
    """Has she answered a reply of ours in this thread, or is she about to?"""
    our_replies = {
        message.id
        for message in messages.values()
        if message.is_ours and message.parent and message.root == asker.root
    }
    return any(
        isinstance(line, Said) and line.by == asker.by and line.parent in our_replies
        for line in lines
    )


def _thanks(
    post: Published, asker: Message, community: Community, handle: str
) -> Sequence[Said]:
    member = community.members.get(asker.by)
    number = _number(post.text)
    if member is None or not member.thanks or number % OF >= THANKED:
        return ()
    words = addressed(member.thanks[number % len(member.thanks)], handle)
    return [Said(post.at + THANKS_AFTER, f"{post.id}-1", asker.by, words, post.id)]
