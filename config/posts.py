"""Read the queue: every post of every file, checked against the places it goes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.campaigns import composed
from config.complaints import checked
from config.document import Document, Place, Section, Series, shown
from config.entry import remains
from config.findings import Findings
from config.front import Front
from config.guess import one_of
from config.lateness import policy
from config.leaks import leaks
from config.messages import Messages
from config.moments import moment
from config.queue_schema import FrameEntry, PostEntry, PostRemains
from config.scalars import is_null
from config.values import WrongValueError, kind
from domain.capabilities import Capabilities
from domain.late import LatePolicy
from domain.phrases import phrase
from domain.posts import Post, Repeat, SourceLine
from scheduler.recurrence import check_rule


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a post takes over from its file, its campaign and the project."""

    campaign: str
    late: LatePolicy
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Takes in the queue's files one after the other."""

    #: The project's, resolved.
    folder: Path
    #: What `kairanban.yaml` says.
    front: Front
    findings: Findings
    #: The posts that could be read, in the order of the files.
    posts: list[Post] = field(default_factory=list)
    #: Where each id was used first.
    _first_uses: dict[str, SourceLine] = field(default_factory=dict)

    def take_in(self, document: Document) -> None:
        """Read the posts of one file."""
        self.findings.add_broken(document.problems)
        if not document.is_readable or document.is_empty:
            return
        self.findings.add(leaks(document.top, {}))
        frame = self._frame(document.top)
        for place in self._places(document.top):
            entry = checked(PostEntry, place, self.findings)
            entry = entry or remains(PostRemains, place)
            post = self._post(entry, frame, place) if entry else None
            if post is not None:
                self.posts.append(post)

    def _frame(self, top: Place) -> FrameEntry:
        """Return what a file says of all of its posts; a mere list says nothing."""
        if not isinstance(top.value, Section):
            return FrameEntry()
        entry = checked(FrameEntry, top, self.findings) or remains(FrameEntry, top)
        frame = entry or FrameEntry()
        spot = top.child("campaign")
        self.findings.add(self.front.campaigns.misnamed(frame.campaign, spot))
        return frame

    def _places(self, top: Place) -> Iterator[Place]:
        """Find the posts: the file is a list of them, or has one under `posts:`."""
        place = top.child("posts") if isinstance(top.value, Section) else top
        value = place.value
        if isinstance(value, Series):
            yield from map(place.child, range(len(value)))
        elif value is not None and not is_null(value):
            what = phrase("should be a list of posts, got {kind}", kind=kind(value))
            self.findings.add([place.problem(what)])

    def _post(self, entry: PostEntry, frame: FrameEntry, place: Place) -> Post | None:
        source = SourceLine(place.document.file, place.line)
        self._check_id(entry.id, place.child("id"), source)
        targets = self._targets(entry, place.child("to"))
        messages = Messages(self.folder, self.findings)
        message = messages.post(entry, targets, place)
        thread = messages.thread(entry.thread, targets, place.child("thread"))
        repeat = self._repeat(entry.repeat, place.child("repeat"))
        belonging = self._belonging(entry, frame, place.child("campaign"))
        at = self._at(entry.at, place.child("at"))
        if at is None:
            return None
        return Post(
            key=entry.id,
            text=message.text,
            accounts=entry.to,
            at=at,
            media=message.media,
            source=source,
            thread=thread,
            campaign=belonging.campaign,
            late=belonging.late,
            needs_approval=belonging.needs_approval,
            repeat=repeat,
        )

    def _belonging(
        self, entry: PostEntry, frame: FrameEntry, place: Place
    ) -> Belonging:
        """Return what post, file, campaign and project say together."""
        known = self.front.campaigns
        self.findings.add(known.misnamed(entry.campaign, place))
        name = composed(entry.campaign or frame.campaign)
        return Belonging(
            campaign=name,
            late=policy(entry.late, policy(frame.late, known.late_of(name))),
            needs_approval=(
                entry.approval or frame.approval or known.asks_for_yes(name)
            ),
        )

    def _check_id(self, name: str, place: Place, source: SourceLine) -> None:
        first = self._first_uses.setdefault(name, source) if name else source
        if first is not source:
            what = phrase("'{id}' is taken already, in {place}", id=name, place=first)
            self.findings.add([place.problem(what, "same-id")])

    def _targets(self, entry: PostEntry, place: Place) -> list[Capabilities]:
        """Return the platforms that a post goes to, each of them once."""
        if not entry.to and "to" in entry.model_fields_set:
            findings = [place.problem(phrase("name at least one account"))]
            self.findings.add(findings)
        known = self.front.targets
        if known is None:
            return []
        for number, name in enumerate(entry.to):
            self._check_account(name, entry.to[:number], place.child(number))
        platforms = {p.name: p for n in entry.to if (p := known.get(n))}
        return [platform.capabilities for platform in platforms.values()]

    def _check_account(self, name: str, before: Sequence[str], place: Place) -> None:
        known = self.front.targets or {}
        if name not in known:
            what = phrase(
                "there is no account '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, known),
            )
            self.findings.add([place.problem(what, "unknown-account")])
        elif name in before:
            what = phrase("the account '{name}' stands here twice", name=name)
            self.findings.add([place.problem(what)])

    def _repeat(self, rule: str, place: Place) -> Repeat | None:
        if not rule:
            return None
        if (what := check_rule(rule)) is not None:
            self.findings.add([place.problem(what)])
            return None
        return Repeat(rule, self.front.zone.key)

    def _at(self, words: str, place: Place) -> datetime | None:
        if not words:
            return None
        try:
            read = moment(words, self.front.zone)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        if read.oddity is not None:
            oddity = place.problem(read.oddity, "clocks-change")
            self.findings.warnings.append(oddity)
        return read.at
