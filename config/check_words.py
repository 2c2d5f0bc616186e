"""Does any post say what was said before, or what its platform will make a link of?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from config.check_times import named
from config.locate import Places
from config.told import Told
from connectors.setup import Platform
from domain.errors import Problem
from domain.phrases import Phrase, phrase
from domain.posts import Post
from domain.project import Project
from rules.bare_domains import bare_domains_in
from rules.near_duplicates import Said, Twin, twins
from scheduler.due import versions


def repeated(
    project: Project, now: datetime, told: Told, places: Places
) -> Iterator[Problem]:
    """Tell of posts that say what their account said, or will say, shortly before."""
    posts = {post.key: post for post in project.posts if _is_to_come(post, now)}
    coming = [
        Said(post.key, account, _when(post, now), _words(version, account))
        for post in posts.values()
        for version in versions(post)
        for account in post.accounts
    ]
    found: dict[tuple[str, str], list[Twin]] = defaultdict(list)
    for twin in twins([*told.published, *coming]):
        found[twin.later.key, twin.earlier.key].append(twin)
    for (later, earlier), alike in found.items():
        what = _repetition(alike, posts.get(earlier))
        yield places.problem(posts[later], "near-duplicate", what, "text")


def _when(post: Post, now: datetime) -> datetime:
    """Return about when it goes out: what waits for a slot does so soon."""
    return now if post.timing.slot is not None else max(post.at, now)


def _is_to_come(post: Post, now: datetime) -> bool:
    return post.repeat is not None or post.at >= now


def _words(post: Post, account: str) -> str:
    if not (post.thread or post.variants):
        return post.text
    return "\n".join(message.text for message in post.messages_for(account))


def _repetition(alike: list[Twin], post: Post | None) -> Phrase:
    first = alike[0].earlier
    accounts = ", ".join(twin.later.account for twin in alike)
    if first.is_out:
        return phrase(
            "says nearly the same as '{other}', which went out on {accounts} on {day}",
            other=first.key,
            accounts=accounts,
            day=f"{first.at:%Y-%m-%d}",
        )
    return phrase(
        "says nearly the same as {other} on {accounts}",
        other=named(post) if post else f"'{first.key}'",
        accounts=accounts,
    )


def bare_domains(
    project: Project, platforms: Mapping[str, Platform], places: Places
) -> Iterator[Problem]:
    """Tell of words that will become links on a platform that makes links of them."""
    linking = {
        key: platforms[account.platform].capabilities.title
        for key, account in project.accounts.items()
        if account.platform in platforms
        and platforms[account.platform].capabilities.links_bare_domains
    }
    for post in project.posts if linking else ():
        for account in post.accounts:
            if account in linking:
                yield from _linked(post, account, linking[account], places)


def _linked(post: Post, account: str, title: str, places: Places) -> Iterator[Problem]:
    texts = {
        message.text: None
        for version in versions(post)
        for message in version.messages_for(account)
    }
    for text in texts:
        for word in bare_domains_in(text):
            what = phrase(
                "{platform} will make a link of '{word}'; if you mean one, write"
                " https:// before it, else take the dot out",
                platform=title,
                word=word,
            )
            yield places.problem(post, "bare-domain", what, "text")
