"""Read what will be seen of a post: on each account, message by message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.document import Place, Section, Series, shown
from config.findings import Findings
from config.fitting import Sketch, misfits
from config.guess import one_of
from config.manner import manner_of, odd_manner, unfit_manner
from config.media import Picture, picture
from config.message_schema import VariantEntry, WholeEntry
from config.values import WrongValueError
from config.wording import Pencil, Wording
from config.written import Layer, Saying, Written, has_comment, written
from domain.capabilities import Capabilities
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import MediaFile, Message


@dataclass(frozen=True, slots=True)
class Target:
    """An account that a post goes to."""

    account: str
    #: None where its platform is not known.
    capabilities: Capabilities | None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what a variant may be called for it: the last one counts."""
        if self.capabilities is None:
            return (self.account,)
        return tuple(dict.fromkeys([self.capabilities.platform, self.account]))


#: Stands for the accounts of a post of which none is known.
NOWHERE = Target("", None)


@dataclass(frozen=True, slots=True)
class Said:
    """What a post says on an account."""

    messages: tuple[Message, ...]
    #: Address of what it answers; "" for nothing.
    answers: str


@dataclass(frozen=True, slots=True)
class Messages:
    """Reads a post's messages, each checked against the platform it goes to."""

    #: The project's, resolved.
    folder: Path
    findings: Findings
    #: What was found, by the name in the file: looked at once for all accounts.
    _pictures: dict[str, Picture | WrongValueError] = field(default_factory=dict)
    #: In the order in which they were found; each once.
    _problems: dict[Problem, None] = field(default_factory=dict)
    _oddities: dict[Problem, None] = field(default_factory=dict)

    def read(
        self,
        entry: WholeEntry,
        variants: Mapping[str, VariantEntry],
        wording: Wording,
        targets: Sequence[Target],
        place: Place,
    ) -> Mapping[str, Said]:
        """Return what the post at *place* says, by account; there is always one."""
        self._check_variants(variants, targets, place.child("variants"))
        known: dict[tuple[object, ...], Said] = {}
        said: dict[str, Said] = {}
        for target in targets or (NOWHERE,):
            names = [name for name in target.names if name in variants]
            alike = (id(target.capabilities), *names)
            if alike not in known:
                spots = place.child("variants")
                layers = [Layer(variants[name], spots.child(name)) for name in names]
                whole = written(entry, layers, place)
                known[alike] = self._said(whole, wording, target.capabilities)
            said[target.account] = known[alike]
        self.findings.add(self._problems)
        self.findings.warnings.extend(self._oddities)
        return said

    def _check_variants(
        self,
        variants: Mapping[str, VariantEntry],
        targets: Sequence[Target],
        place: Place,
    ) -> None:
        names = tuple(dict.fromkeys(name for one in targets for name in one.names))
        for name in variants if targets else ():
            if name not in names:
                what = phrase(
                    "the post goes to no account and no platform '{name}'{choices}",
                    name=shown(name),
                    choices=one_of(name, names),
                )
                self._complain(place.child(name).key_problem(what, "unknown-account"))

    def _said(
        self, whole: Written, wording: Wording, target: Capabilities | None
    ) -> Said:
        self._check_whole(whole, target)
        pencil = wording.on(target)
        links = whole.spot("utm")
        for what, name in pencil.complaints_of_utm():
            self._complain(links.key_problem(what, name))
        messages = [self._message(one, pencil, target) for one in whole.sayings()]
        return Said(tuple(messages), whole.entry.reply_to)

    def _check_whole(self, whole: Written, target: Capabilities | None) -> None:
        entry = whole.entry
        if has_comment(entry) and entry.thread:
            what = phrase("a thread has no first comment: let it be the last part")
            self._complain(whole.spot("first_comment").key_problem(what))
        if target is None:
            return
        follows = "thread" if entry.thread else "first_comment"
        if not target.can_reply and (entry.thread or has_comment(entry)):
            what = phrase("{platform} knows no threads", platform=target.title)
            self._complain(whole.spot(follows).key_problem(what, "no-threads"))
        if entry.reply_to and not (target.finds_addresses and target.can_reply):
            what = phrase(
                "{platform} cannot answer a post by its address", platform=target.title
            )
            self._complain(whole.spot("reply_to").problem(what, "no-replies"))

    def _message(
        self, saying: Saying, pencil: Pencil, target: Capabilities | None
    ) -> Message:
        self._check_words(saying)
        for problem in _unfilled(saying, pencil):
            self._complain(problem)
        sketch = self._sketch(saying, pencil)
        if target is not None:
            self._measure(sketch, target)
        media = (
            MediaFile(seen.path, alt)
            for seen, alt in zip(sketch.pictures, sketch.alts, strict=True)
            if seen is not None
        )
        return Message(sketch.text, tuple(media), sketch.manner)

    def _sketch(self, saying: Saying, pencil: Pencil) -> Sketch:
        entry = saying.entry
        write = pencil.part if saying.part else pencil.first
        return Sketch(
            saying,
            text=write(entry.text),
            alts=[pencil.plain(one.alt) for one in entry.media],
            pictures=[
                self._picture(one.file, saying.spot("media", number, "file"))
                for number, one in enumerate(entry.media)
            ],
            manner=manner_of(saying, pencil),
        )

    def _measure(self, sketch: Sketch, target: Capabilities) -> None:
        for problem in misfits(sketch, target):
            self._complain(problem)
        for problem in unfit_manner(sketch.saying, sketch.manner, target):
            self._complain(problem)
        for problem in odd_manner(sketch.saying, sketch.manner, target):
            self._oddities[problem] = None

    def _check_words(self, saying: Saying) -> None:
        entry, spot = saying.entry, saying.spot("text")
        shown_too = entry.media or saying.spot("media").value
        if not (entry.text or shown_too or isinstance(spot.value, Section | Series)):
            lack = (
                phrase("a part needs a text, or something to show under 'media'")
                if saying.part
                else phrase("a post needs a text, or something to show under 'media'")
            )
            self._complain(spot.key_problem(lack, "nothing-to-say"))

    def _picture(self, name: str, place: Place) -> Picture | None:
        if name not in self._pictures:
            try:
                self._pictures[name] = picture(name, self.folder)
            except WrongValueError as error:
                self._pictures[name] = error
        found = self._pictures[name]
        if isinstance(found, Picture):
            return found
        self._complain(place.problem(found.phrase, found.name))
        return None

    def _complain(self, problem: Problem) -> None:
        self._problems[problem] = None


def _unfilled(saying: Saying, pencil: Pencil) -> Iterator[Problem]:
    """Say what in the texts of a message cannot be filled in."""
    for place, text in _texts(saying):
        is_first = not saying.part and place == saying.spot("text")
        for what, name in pencil.complaints(text, is_first=is_first):
            yield place.problem(what, name)


def _texts(saying: Saying) -> Iterator[tuple[Place, str]]:
    entry = saying.entry
    if entry.text:
        yield saying.spot("text"), entry.text
    for number, one in enumerate(entry.media):
        yield saying.spot("media", number, "alt"), one.alt
    if entry.content_warning:
        yield saying.spot("content_warning"), entry.content_warning
    for number, option in enumerate(entry.poll.options if entry.poll else ()):
        yield saying.spot("poll", "options", number), option
