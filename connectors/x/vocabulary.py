"""The two vocabularies of X's API: "tweet", and since August 2026 "post".

We ask in the one that is chosen, and read answers in either: in one place each name is
brought to the newer form.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Vocabulary(StrEnum):
    """In which words we ask."""

    #: As X's published OpenAPI document has it since version 2.167.
    POST = "post"
    #: As it was before; still understood, though published no more.
    TWEET = "tweet"


#: Names in answers, older to newer.
_NEWER: Mapping[str, str] = MappingProxyType(
    {
        "tweets": "posts",
        "referenced_tweets": "referenced_posts",
        "edit_history_tweet_ids": "edit_history_post_ids",
        "note_tweet": "note_post",
        "retweet_count": "repost_count",
        "tweet_count": "post_count",
    }
)
#: What the newer vocabulary expands, and the older one has as a field.
_FIELD_BEFORE: Mapping[str, str] = MappingProxyType(
    {
        "referenced_posts": "referenced_tweets",
        "edit_history_post_ids": "edit_history_tweet_ids",
        "in_reply_to_user_id": "in_reply_to_user_id",
    }
)


def newer(answer: object) -> object:
    """Return *answer* with every name in the newer vocabulary."""
    if isinstance(answer, list):
        return [newer(one) for one in answer]
    if isinstance(answer, Mapping):
        return {_NEWER.get(name, name): newer(one) for name, one in answer.items()}
    return answer


def asked_in(vocabulary: Vocabulary, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a question (in the newer words) in *vocabulary*."""
    known = dict(parameters)
    if vocabulary is Vocabulary.POST or "post.fields" not in known:
        return known
    fields = known.pop("post.fields").split(",")
    expansions = known["expansions"].split(",")
    fields += [
        "author_id",
        *(_FIELD_BEFORE[e] for e in expansions if e in _FIELD_BEFORE),
    ]
    kept = [one for one in expansions if one not in _FIELD_BEFORE]
    kept += ["referenced_tweets.id"] if "referenced_posts" in expansions else []
    older = [{"note_post": "note_tweet"}.get(one, one) for one in fields]
    return {**known, "tweet.fields": ",".join(older), "expansions": ",".join(kept)}
