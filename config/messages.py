"""Read what will be seen of a post: on each account, message by message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.document import Place, Section, Series, shown
from config.filling import has_names
from config.findings import Findings
from config.fitting import Sketch, misfits
from config.guess import one_of
from config.manner import manner_of, odd_manner, unfit_manner
from config.media import Picture, picture
from config.message_schema import MessageEntry, VariantEntry, WholeEntry
from config.values import WrongValueError
from config.wording import Pen, Pencil
from config.written import Layer, Saying, Written, has_comment, written
from domain.capabilities import Capabilities
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import AS_USUAL, MediaFile, Message


@dataclass(frozen=True, slots=True)
class Target:
    """An account that a post goes to."""

    account: str
    #: None where its platform is not known.
    capabilities: Capabilities | None

    @property
    def platform(self) -> str:
        """Return its platform's name; "" where that is not known."""
        return self.capabilities.platform if self.capabilities else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return what a variant may be called for it: the last one counts."""
        platform = self.platform
        both = platform and platform != self.account
        return (platform, self.account) if both else (self.account,)


#: Stands for the accounts of a post of which none is known.
NOWHERE = Target("", None)


@dataclass(frozen=True, slots=True)
class Said:
    """What a post says on an account."""

    messages: tuple[Message, ...]
    #: Address of what it answers; "" for nothing.
    answers: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A post as it is written for some accounts."""

    whole: Written
    sketches: Sequence[Sketch]
    said: Said


@dataclass(frozen=True, slots=True)
class Messages:
    """Reads a post's messages, each checked against the platform it goes to."""

    #: The project's, resolved.
    folder: Path
    findings: Findings
    #: What is said on top of everything, for once or by turns.
    top: Layer | None = None
    #: What was found, by the name in the file: looked at once for all accounts.
    _pictures: dict[str, Picture | WrongValueError] = field(default_factory=dict)
    #: In the order in which they were found; each once.
    _problems: dict[Problem, None] = field(default_factory=dict)
    _oddities: dict[Problem, None] = field(default_factory=dict)

    def read(
        self,
        entry: WholeEntry,
        variants: Mapping[str, VariantEntry],
        pen: Pen,
        targets: Sequence[Target],
        place: Place,
    ) -> Mapping[str, Said]:
        """Return what the post at *place* says, by account; there is always one.

        What is the same for several platforms is written once, and measured on each.
        """
        if variants:
            self._check_variants(variants, targets, place.child("variants"))
        depends = pen.depends_on_platform or _has_names(entry, variants.values())
        drawn: dict[tuple[str, ...], Drawn] = {}
        measured: set[tuple[object, ...]] = set()
        said: dict[str, Said] = {}
        for target in targets or (NOWHERE,):
            names = tuple(name for name in target.names if name in variants)
            alike = (target.platform, *names) if depends else names
            if alike not in drawn:
                layers = _layers(variants, names, place) if names else []
                layers += [self.top] if self.top else []
                whole = written(entry, layers, place)
                drawn[alike] = self._drawn(whole, pen.on(target.capabilities))
            one = (id(target.capabilities), *names)
            if one not in measured and target.capabilities is not None:
                measured.add(one)
                self._measure(drawn[alike], target.capabilities)
            said[target.account] = drawn[alike].said
        self._hand_over()
        return said

    def _hand_over(self) -> None:
        """Let those who asked know what was found, each once."""
        if self._problems:
            self.findings.add(self._problems)
        if self._oddities:
            self.findings.warnings.extend(self._oddities)

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

    def _drawn(self, whole: Written, pencil: Pencil) -> Drawn:
        self._check_whole(whole)
        for what, name in pencil.complaints_of_utm():
            self._complain(whole.spot("utm").key_problem(what, name))
        sketches = [self._sketch(saying, pencil) for saying in whole.sayings()]
        said = Said(tuple(map(_message, sketches)), whole.entry.reply_to)
        return Drawn(whole, sketches, said)

    def _check_whole(self, whole: Written) -> None:
        if whole.entry.thread and has_comment(whole.entry):
            what = phrase("a thread has no first comment: let it be the last part")
            self._complain(whole.spot("first_comment").key_problem(what))

    def _measure(self, drawn: Drawn, target: Capabilities) -> None:
        if len(drawn.sketches) > 1 or drawn.said.answers:
            self._check_answers(drawn.whole, target)
        for sketch in drawn.sketches:
            for problem in misfits(sketch, target):
                self._complain(problem)
            if sketch.manner is AS_USUAL:
                continue
            for problem in unfit_manner(sketch.saying, sketch.manner, target):
                self._complain(problem)
            for problem in odd_manner(sketch.saying, sketch.manner, target):
                self._oddities[problem] = None

    def _check_answers(self, whole: Written, target: Capabilities) -> None:
        entry = whole.entry
        follows = "thread" if entry.thread else "first_comment"
        if not target.can_reply and (entry.thread or has_comment(entry)):
            what = phrase("{platform} knows no threads", platform=target.title)
            self._complain(whole.spot(follows).key_problem(what, "no-threads"))
        if entry.reply_to and not (target.finds_addresses and target.can_reply):
            what = phrase(
                "{platform} cannot answer a post by its address", platform=target.title
            )
            self._complain(whole.spot("reply_to").problem(what, "no-replies"))
        elif entry.reply_to and target.answers_only_who_names_us:
            what = phrase(
                "{platform} takes a reply from a program only where that very post "
                "mentions or quotes us; else it is refused when it is due",
                platform=target.title,
            )
            problem = whole.spot("reply_to").problem(what, "reply-rule")
            self._oddities[problem] = None

    def _sketch(self, saying: Saying, pencil: Pencil) -> Sketch:
        self._check_words(saying)
        for problem in _unfilled(saying, pencil):
            self._complain(problem)
        entry = saying.entry
        write = pencil.part if saying.part else pencil.first
        return Sketch(
            saying,
            text=write(entry.text),
            alts=[pencil.plain(one.alt) for one in entry.media],
            focuses=[one.focus for one in entry.media],
            pictures=[
                self._picture(one.file, saying, number)
                for number, one in enumerate(entry.media)
            ],
            manner=manner_of(saying, pencil),
        )

    def _check_words(self, saying: Saying) -> None:
        if saying.entry.text or saying.entry.media:
            return
        spot, shown_too = saying.spot("text"), saying.spot("media").value
        if not (shown_too or isinstance(spot.value, Section | Series)):
            lack = (
                phrase("a part needs a text, or something to show under 'media'")
                if saying.part
                else phrase("a post needs a text, or something to show under 'media'")
            )
            self._complain(spot.key_problem(lack, "nothing-to-say"))

    def _picture(self, name: str, saying: Saying, number: int) -> Picture | None:
        if name not in self._pictures:
            try:
                self._pictures[name] = picture(name, self.folder)
            except WrongValueError as error:
                self._pictures[name] = error
        found = self._pictures[name]
        if isinstance(found, Picture):
            return found
        spot = saying.spot("media", number, "file")
        self._complain(spot.problem(found.phrase, found.name))
        return None

    def _complain(self, problem: Problem) -> None:
        self._problems[problem] = None


def _layers(
    variants: Mapping[str, VariantEntry], names: Sequence[str], place: Place
) -> list[Layer]:
    spots = place.child("variants")
    return [Layer(variants[name], spots.child(name)) for name in names]


def _message(sketch: Sketch) -> Message:
    """Return what is seen; what could not be read is left out, and complained of."""
    media = tuple(
        MediaFile(seen.path, alt, focus)
        for seen, alt, focus in zip(
            sketch.pictures, sketch.alts, sketch.focuses, strict=True
        )
        if seen is not None
    )
    return Message(sketch.text, media, sketch.manner)


def _has_names(entry: WholeEntry, variants: Iterable[WholeEntry]) -> bool:
    """Is there anything to be filled in, in one of the texts?"""
    return any(
        has_names(text)
        for whole in (entry, *variants)
        for part in (whole, *whole.thread, *filter(None, [whole.first_comment]))
        for _, text in _texts(part)
    )


def _unfilled(saying: Saying, pencil: Pencil) -> Iterator[Problem]:
    """Say what in the texts of a message cannot be filled in."""
    for steps, text in _texts(saying.entry):
        if has_names(text):
            is_first = not saying.part and steps == ("text",)
            for what, name in pencil.complaints(text, is_first=is_first):
                yield saying.spot(*steps).problem(what, name)


def _texts(entry: MessageEntry) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Return every text of a message, each with the way to its place."""
    yield ("text",), entry.text
    for number, one in enumerate(entry.media):
        yield ("media", number, "alt"), one.alt
    if entry.content_warning:
        yield ("content_warning",), entry.content_warning
    for number, option in enumerate(entry.poll.options if entry.poll else ()):
        yield ("poll", "options", number), option
