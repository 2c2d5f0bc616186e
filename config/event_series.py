"""From an event to its posts: a piece of the queue, as if a person had written it.

What comes out is a document of the queue's own shape whose marks lead into the
event's file. So everything that holds for posts holds for these, too, and whatever
is wrong with them is shown where it can be mended.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from config.document import Document, Mark, Place, Section, Series, Value, moved
from config.entry import keys_of
from config.event_templates import Templates
from config.event_times import Span, time_at
from config.event_wishes import NOTICE, Source, Wish, WishReader, items
from config.event_words import Voice, names_of
from config.findings import Findings
from config.post_language import say_language
from config.queue_schema import FrameEntry
from config.values import WrongValueError, language
from domain.errors import Problem
from domain.phrases import phrase

#: These make no sense where a day has no hours.
_OF_HOURS: Final = frozenset({"1-hour", "live-now"})

#: What the series says of a post itself.
_OURS: Final = frozenset({"template", "id", "at", "to", "language", "values"})

#: What holds for all posts of an event, as it does for all of a file of the queue.
_FRAME: Final = sorted(keys_of(FrameEntry).keys() - {"posts", "values", "timezone"})

#: What goes out at that very moment, or is not true any more.
_ON_THE_DOT: Final = {"quiet_hours": "none", "holidays": "none", "jitter": "0m"}


@dataclass(frozen=True, slots=True)
class _Addressees:
    """Where a post goes in one language."""

    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class SeriesMaker:
    """Makes the posts of events."""

    templates: Templates
    #: Of the community, with its language.
    home: Voice
    findings: Findings
    #: Accounts whose platforms are told in which language a post is.
    told: Collection[str] = ()

    def posts_of(self, source: Source) -> Document | None:
        """Return the posts of an event in the queue's shape; None if there are none."""
        posts = Series()
        for wish in WishReader(self.templates, self.findings).wishes(source):
            for post in self._in_languages(wish, source):
                posts.append(post)
                posts.marks.append(wish.place.mark)
        if not posts:
            return None
        top = Section()
        for key in _FRAME:
            _copy(top, key, source.place.child(key))
        mark = source.place.mark
        top.put("posts", posts, mark, mark)
        return Document(source.place.document.file, top)

    def _in_languages(self, wish: Wish, source: Source) -> Iterator[Section]:
        if source.event.is_all_day and wish.template in _OF_HOURS:
            return
        at = self._at(wish, source)
        if isinstance(at, WrongValueError):
            place = wish.place.child("at")
            self.findings.add([place.problem(at.phrase)])
            return
        groups = tuple(self._addressees(wish, source))
        for group in groups:
            post = self._post(wish, source, group, at)
            if post is not None:
                # What is silenced is written once: for the last one, which covers all.
                yield post if group is groups[-1] else _without(post, "silence")

    def _at(self, wish: Wish, source: Source) -> datetime | WrongValueError | None:
        event = source.event
        own = wish.place.child("at").value
        words = own if isinstance(own, str) else ""
        if not words and wish.template == NOTICE:
            return event.cancellation.told_at if event.cancellation else None
        if not words and wish.template:
            words = self.templates.templates[wish.template].at
        if not words:
            return None
        try:
            return time_at(words, Span(event.starts, event.ends, event.zone)).at
        except WrongValueError as error:
            return error

    def _addressees(self, wish: Wish, source: Source) -> Iterator[_Addressees]:
        own = wish.place.child("to")
        place = source.place.child("to") if own.value is None else own
        usual = self._language(wish, source)
        if not isinstance(place.value, Section):
            yield _Addressees(usual, place)
            return
        for key in place.value:
            try:
                yield _Addressees(language(key), place.child(key))
            except WrongValueError as error:
                self.findings.add([place.child(key).key_problem(error.phrase)])

    def _language(self, wish: Wish, source: Source) -> str:
        said = wish.place.child("language").value
        try:
            own = language(said) if isinstance(said, str) and said else ""
        except WrongValueError as error:
            self.findings.add([wish.place.child("language").problem(error.phrase)])
            own = ""
        return own or self._usual(source)

    def _usual(self, source: Source) -> str:
        return source.entry.language or self.home.language

    def _post(
        self, wish: Wish, source: Source, group: _Addressees, at: datetime | None
    ) -> Section | None:
        """Return the post in one language, in the queue's shape."""
        body = self._body(wish, group.language)
        if body is None:
            return None
        mark = wish.place.mark
        post = Section()
        name = f"{source.event.key}.{wish.name}"
        is_usual = group.language == self._usual(source)
        post.put("id", name if is_usual else f"{name}.{group.language}", mark, mark)
        if at is not None:
            post.put("at", f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", mark, mark)
        _copy(post, "to", group.place)
        post.put("values", self._values(wish, source, group.language), mark, mark)
        for key, value in body.items():
            post.put(key, value, body.key_mark(key), body.value_mark(key))
        say_language(post, group.language, self.told, mark)
        for key, word in _ON_THE_DOT.items() if wish.template in _OF_HOURS else ():
            if key not in post:
                post.put(key, word, mark, mark)
        if not _says_when(wish, source):
            post.put("late", _usual_lateness(wish, mark), mark, mark)
        return post

    def _body(self, wish: Wish, code: str) -> Section | None:
        """Return everything of a post but its name, time and addressees."""
        body = self._own_words(wish, code)
        if "text" not in body and wish.template:
            found = self.templates.text(wish.template, code)
            if found is None:
                self.findings.add([_no_text(wish, code)])
                return None
            mark = wish.place.mark
            said = found if isinstance(found, Section) else {"text": found}
            for key, value in said.items():
                if key not in body:
                    body.put(key, moved(value, mark), mark, mark)
        return body

    def _own_words(self, wish: Wish, code: str) -> Section:
        body = Section()
        value = wish.place.value
        for key in value if isinstance(value, Section) else ():
            place = wish.place.child(key)
            if key == "text" and isinstance(place.value, Section):
                place = _in_language(place, code)
            if key not in _OURS and place.value is not None:
                body.put(key, place.value, place.key_mark(), place.mark)
        return body

    def _values(self, wish: Wish, source: Source, code: str) -> Section:
        """Return what its texts can name: the post's own word counts first."""
        voice = Voice(code, self.home.home)
        own = wish.place.child("values").value
        known: dict[str, Value] = {**names_of(source.event, voice), **source.values}
        known.update(own if isinstance(own, Section) else {})
        values = Section()
        for name, words in known.items():
            values.put(name, words, wish.place.mark, wish.place.mark)
        return values


def one_by_one(document: Document) -> Iterator[Document]:
    """Return the same posts, each in a document of its own."""
    top, posts = document.value, document.top.child("posts")
    if not isinstance(top, Section):
        return
    for place in items(posts):
        alone, whole = Series(), Section()
        alone.append(place.value or Section())
        alone.marks.append(place.mark)
        for key in top:
            _copy(whole, key, document.top.child(key))
        whole["posts"] = alone
        yield Document(document.file, whole)


def _without(section: Section, key: str) -> Section:
    """Return *section* without *key*."""
    rest = Section()
    for name in section:
        if name != key:
            rest.put(
                name, section[name], section.key_mark(name), section.value_mark(name)
            )
    return rest


def _copy(section: Section, key: str, place: Place) -> None:
    """Take over what stands at *place*, with its marks."""
    if place.value is not None:
        section.put(key, place.value, place.key_mark(), place.mark)


def _in_language(place: Place, code: str) -> Place:
    for name in (code, code.split("-", maxsplit=1)[0]):
        if place.child(name).value is not None:
            return place.child(name)
    return place.child(code)


def _says_when(wish: Wish, source: Source) -> bool:
    """Did a person say when it goes out, or what happens when it is late?

    A time that is only usual may lie in the past when an event is written down; such
    a post is left out, and nobody asked.
    """
    if wish.template == NOTICE and not source.event.uid:
        return True
    places = (wish.place.child("at"), wish.place.child("late"))
    is_said = any(place.value is not None for place in places)
    return is_said or source.place.child("late").value is not None


def _usual_lateness(wish: Wish, mark: Mark) -> Section:
    """Leave out what is late; a calendar may be read long after it was changed."""
    late = Section()
    if wish.template == NOTICE:
        late.put("within", "2d", mark, mark)
    late.put("else", "skip", mark, mark)
    return late


def _no_text(wish: Wish, code: str) -> Problem:
    return wish.place.problem(
        phrase(
            "there is no text of '{template}' in '{language}'; write one in templates/",
            template=wish.template,
            language=code,
        )
    )
