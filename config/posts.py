"""Read the queue: every post of every file, checked against the places it goes to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from config.messages import Messages, Said, Target
from config.moments import moment
from config.people import People
from config.queue_schema import DraftEntry, FrameEntry, PostEntry, PostRemains
from config.scalars import is_null
from config.values import WrongValueError, kind
from config.wording import Wording
from domain.late import LatePolicy
from domain.phrases import phrase
from domain.posts import Post, Repeat, SourceLine, Variant
from scheduler.recurrence import check_rule


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a post takes over from its file, its campaign and the project."""

    campaign: str
    late: LatePolicy
    needs_approval: bool
    wording: Wording


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is still being written: it is checked, but never planned."""

    key: str
    source: SourceLine
    #: What it says where it says the usual; names are filled in.
    text: str
    #: Aware UTC; None while nobody knows.
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Takes in the queue's files one after the other."""

    #: The project's, resolved.
    folder: Path
    #: What `kairanban.yaml` says.
    front: Front
    findings: Findings
    people: People = field(default_factory=People)
    #: The posts that could be read, in the order of the files.
    posts: list[Post] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
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
            model = DraftEntry if _is_draft(place, frame) else PostEntry
            entry = checked(model, place, self.findings)
            entry = entry or remains(PostRemains, place)
            if entry is not None:
                self._take_in_post(entry, frame, place)

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

    def _take_in_post(self, entry: PostEntry, frame: FrameEntry, place: Place) -> None:
        source = SourceLine(place.document.file, place.line)
        self._check_id(entry.id, place.child("id"), source)
        belonging = self._belonging(entry, frame, place.child("campaign"))
        said = self._said(entry, belonging, place)
        repeat = self._repeat(entry.repeat, place.child("repeat"))
        at = self._at(entry.at, place.child("at"))
        if _is_draft(place, frame):
            usual = next(iter(said.values())).messages[0]
            self.drafts.append(Draft(entry.id, source, usual.text, at))
        elif at is not None:
            whole = _whole_post(entry, said, belonging, at)
            self.posts.append(replace(whole, source=source, repeat=repeat))

    def _said(
        self, entry: PostEntry, belonging: Belonging, place: Place
    ) -> Mapping[str, Said]:
        wording = belonging.wording.below(entry, entry.values)
        names = {**wording.names, "id": entry.id}
        return Messages(self.folder, self.findings).read(
            entry,
            entry.variants,
            replace(wording, people=self.people, names=names),
            self._targets(entry, place.child("to")),
            place,
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
            wording=known.wording_of(name).below(frame, frame.values),
        )

    def _check_id(self, name: str, place: Place, source: SourceLine) -> None:
        first = self._first_uses.setdefault(name, source) if name else source
        if first is not source:
            what = phrase("'{id}' is taken already, in {place}", id=name, place=first)
            self.findings.add([place.problem(what, "same-id")])

    def _targets(self, entry: PostEntry, place: Place) -> list[Target]:
        """Return the accounts that a post goes to, as far as they are known."""
        if not entry.to and "to" in entry.model_fields_set:
            findings = [place.problem(phrase("name at least one account"))]
            self.findings.add(findings)
        known = self.front.targets
        if known is None:
            return []
        for number, name in enumerate(entry.to):
            self._check_account(name, entry.to[:number], place.child(number))
        return [
            Target(name, platform.capabilities if platform else None)
            for name in dict.fromkeys(entry.to)
            if (platform := known.get(name)) or name in known
        ]

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


def _is_draft(place: Place, frame: FrameEntry) -> bool:
    """Is the post at *place* still being written? Its own word counts first."""
    own = place.child("draft").value
    return frame.draft if own is None or is_null(own) else own == "true"


def _whole_post(
    entry: PostEntry, said: Mapping[str, Said], belonging: Belonging, at: datetime
) -> Post:
    """Return the post: what it says on its first account, and where it differs."""
    usual, *_ = said.values()
    first, *thread = usual.messages
    return Post(
        key=entry.id,
        text=first.text,
        accounts=entry.to,
        at=at,
        media=first.media,
        thread=tuple(thread),
        campaign=belonging.campaign,
        late=belonging.late,
        needs_approval=belonging.needs_approval,
        manner=first.manner,
        variants=tuple(
            Variant(account, one.messages, one.answers)
            for account, one in said.items()
            if one != usual
        ),
        answers=usual.answers,
    )
