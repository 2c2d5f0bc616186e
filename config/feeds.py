"""Feeds: what `kairanban.yaml` says of them, and how their entries become posts.

An entry is written into the queue's own shape, as if a person had written it there;
so all that holds for posts holds for these, too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from config.accounts import told_of_language
from config.document import Document, Place, Section, Series, Value, moved
from config.event_templates import Templates
from config.event_times import midnight
from config.event_words import Voice, day_in_words
from config.findings import Findings
from config.post_language import say_language
from config.posts import Queue
from config.schema import FeedEntry as FeedWish
from domain.errors import Problem
from domain.feeds import Feed, FeedEntry, News
from domain.phrases import Phrase, phrase
from domain.posts import Origin, Post

#: What is taken over from the feed as it stands there.
_TAKEN_OVER = ("to", "campaign", "approval", "late", "hashtags", "utm")

#: A text that does not fit is tried again with so many characters of these.
_SUMMARIES = (400, 200, 100, 50, 0)
_TITLES = (250, 200, 150, 120, 100, 80, 60, 40, 25)

_GAP = re.compile(r"\n\s*\n\s*\n")

_SAMPLE = FeedEntry(
    key="sample",
    title="A title",
    link="https://example.org/a",
    summary="A summary.",
    author="An author",
)


@dataclass(frozen=True, slots=True)
class FeedWriter:
    """Writes the posts of one feed."""

    key: str
    wish: FeedWish
    #: Where it stands in `kairanban.yaml`.
    place: Place
    templates: Templates
    #: Of the community.
    home: Voice
    #: Knows accounts, people and campaigns; takes nothing in itself.
    queue: Queue

    def __call__(self, news: News) -> Post | Phrase:
        """Return the post about an entry; why there is none, if it cannot be told.

        What is too long for a platform is told with less of its summary, then of its
        title.
        """
        problems: Sequence[Problem] = ()
        for entry in shorter(news.entry):
            post, problems = self.tried(replace(news, entry=entry))
            if post is not None:
                return post
            if any(one.name != "too-long" for one in problems):
                break
        return problems[0].what if problems else phrase("a post needs a text")

    def tried(self, news: News) -> tuple[Post | None, Sequence[Problem]]:
        """Return the post as it is, or what is wrong with it."""
        findings = Findings()
        queue = Queue(self.queue.folder, self.queue.front, findings, self.queue.people)
        document = self._document(news, findings)
        if document is not None:
            queue.take_in(document)
        if findings.problems or not queue.posts:
            return None, findings.problems
        key = f"feed/{self.key}/{news.entry.key}"
        return replace(tidied(queue.posts[0]), key=key, origin=Origin.FEED), ()

    def _document(self, news: News, findings: Findings) -> Document | None:
        body = self._body(findings)
        if body is None:
            return None
        mark = self.place.mark
        post = Section()
        post.put("id", f"{self.key}.{news.entry.key}", mark, mark)
        post.put("at", f"{news.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", mark, mark)
        for key in _TAKEN_OVER:
            spot = self.place.child(key)
            if spot.value is not None:
                post.put(key, spot.value, spot.key_mark(), spot.mark)
        for key, value in body.items():
            post.put(key, value, mark, mark)
        post.put("values", self._values(news), mark, mark)
        told = told_of_language(self.queue.front.targets or {})
        say_language(post, self._language, told, mark)
        posts = Series()
        posts.append(post)
        posts.marks.append(mark)
        return Document(self.place.document.file, posts)

    @property
    def _language(self) -> str:
        return self.wish.language or self.home.language

    def _body(self, findings: Findings) -> Mapping[str, Value] | None:
        """Return what its posts say: its own text, else its template's."""
        if self.wish.text:
            return {"text": self.wish.text}
        spot, name = self.place.child("template"), self.wish.template
        if name not in self.templates.templates:
            findings.add([self.templates.unknown(name, spot)])
            return None
        found = self.templates.text(name, self._language)
        if found is None:
            what = phrase(
                "there is no text of '{template}' in '{language}'; write one in"
                " templates/",
                template=name,
                language=self._language,
            )
            findings.add([spot.problem(what)])
            return None
        if not isinstance(found, Section):
            return {"text": found}
        return {key: moved(value, self.place.mark) for key, value in found.items()}

    def _values(self, news: News) -> Section:
        entry, mark = news.entry, self.place.mark
        at = (entry.published_at or news.at).astimezone(self.home.home)
        known = {
            "title": entry.title,
            "link": entry.link,
            "summary": entry.summary,
            "author": entry.author,
            "feed": news.feed_title,
            "date": day_in_words(at, Voice(self._language, self.home.home)),
            **self.wish.values,
        }
        values = Section()
        for name, words in known.items():
            values.put(name, words, mark, mark)
        return values


def shorter(entry: FeedEntry) -> Iterator[FeedEntry]:
    """Yield an entry, then the same with less and less of its words."""
    yield entry
    for limit in _SUMMARIES:
        if len(entry.summary) > limit:
            entry = replace(entry, summary=_cut(entry.summary, limit))
            yield entry
    for limit in _TITLES:
        if len(entry.title) > limit:
            entry = replace(entry, title=_cut(entry.title, limit))
            yield entry


def tidied(post: Post) -> Post:
    """Return *post* without the gaps that empty names leave in its texts."""
    return replace(
        post,
        text=_tidy(post.text),
        variants=tuple(
            replace(
                one,
                messages=tuple(replace(m, text=_tidy(m.text)) for m in one.messages),
            )
            for one in post.variants
        ),
    )


def _tidy(text: str) -> str:
    return _GAP.sub("\n\n", text).strip()


def feeds_of(
    queue: Queue, templates: Templates, home: Voice, findings: Findings
) -> tuple[Feed, ...]:
    """Return the feeds of the project, each tried with an entry that says little."""
    front, found = queue.front, []
    for key, wish in front.feeds.items():
        place = front.top.child("feeds", key) if front.top else None
        if place is None:
            continue
        writer = FeedWriter(key, wish, place, templates, home, queue)
        at = midnight(wish.since, home.home)
        findings.add(writer.tried(News("A feed", _SAMPLE, at))[1])
        feed = Feed(key, wish.url, wish.since, wish.poll_every, wish.spacing, writer)
        found.append(feed)
    return tuple(found)


def _cut(words: str, limit: int) -> str:
    if not limit:
        return ""
    return words[: limit - 1].rstrip() + "…"
