"""Read the queue: every post of every file, checked against the places it goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from config.alike import Pattern, Patterns, common_of
from config.anchors import slot_wish
from config.bearing import Bearing
from config.campaigns import composed
from config.complaints import checked, lack
from config.document import Document, Place, Section, Series, Value, shown
from config.entry import remains
from config.evergreen import lacking, pool_problems, said_by_turns, shortage
from config.findings import Findings
from config.front import Front
from config.guess import one_of
from config.identity import derived_id
from config.lateness import policy
from config.leaks import leaks
from config.message_schema import MessageEntry
from config.messages import Messages, Said, Target
from config.occurrences import NOT_OTHERWISE, OccurrenceReader
from config.people import People
from config.post_making import Belonging, Wishes, saying, whole_post
from config.queue_schema import FrameEntry, PostEntry, PostRemains
from config.scalars import is_unsaid
from config.schedule import Schedule, wrong_region
from config.silence import Silence, of_file, of_post
from config.values import kind
from config.when import When, WhenReader
from config.wording import Pen
from config.written import Layer
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import Pool, Post, SourceLine


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is still being written: it is checked, but never planned."""

    key: str
    source: SourceLine
    #: What it says where it says the usual; names are filled in.
    text: str
    #: Aware UTC; None while nobody knows.
    at: datetime | None = None


class Part(NamedTuple):
    """What one file brought that nothing is wrong with."""

    ids: tuple[tuple[str, SourceLine], ...]
    posts: tuple[Post, ...]
    drafts: tuple[Draft, ...]
    warnings: tuple[Problem, ...]
    silences: tuple[Silence, ...]


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
    #: Every id, in the order of the files.
    _ids: list[tuple[str, SourceLine]] = field(default_factory=list)
    _patterns: Patterns = field(default_factory=Patterns)

    def take_in(self, document: Document) -> Part | None:
        """Read the posts of one file.

        Return what it brought, to be taken in again as long as nothing else changes;
        None if anything is wrong with it.
        """
        before = self._lengths()
        self.findings.add_broken(document.problems)
        if document.is_readable and not document.is_empty:
            self.findings.add(leaks(document.top, {}))
            self._take_in_posts(document.top, self._frame(document.top))
        after = self._lengths()
        if after[0] > before[0] or document.problems:
            return None
        lists = self._lists()[1:]
        return Part(*(tuple(o[n:]) for o, n in zip(lists, before[1:], strict=True)))

    def take_in_again(self, part: Part) -> bool:
        """Take in what a file brought before; False if an id is taken meanwhile."""
        if any(name in self._first_uses for name, _ in part.ids):
            return False
        self._first_uses.update(part.ids)
        for whole, piece in zip(self._lists()[1:], part, strict=True):
            whole.extend(piece)
        return True

    def _lists(self) -> tuple[list[Any], ...]:
        """Return everything that reading a file may add to; problems first."""
        found = self.findings
        silences = found.silences.known
        return (
            found.problems,
            self._ids,
            self.posts,
            self.drafts,
            found.warnings,
            silences,
        )

    def _lengths(self) -> list[int]:
        return list(map(len, self._lists()))

    def take_in_campaign(self, document: Document) -> None:
        """Read the posts in a campaign's own file; `front` has read the rest of it."""
        name = document.top.child("id").value
        key = composed(name) if isinstance(name, str) else ""
        if key and key in self.front.campaigns.times:
            self._take_in_posts(document.top, FrameEntry(campaign=key))

    def _take_in_posts(self, top: Place, frame: FrameEntry) -> None:
        # What is said of a whole file makes patterns of its own.
        mark = object() if frame.model_fields_set - {"posts"} else None
        holder = self._holder(top)
        posts = holder.value
        if isinstance(posts, Series):
            for number, section in enumerate(posts):
                source = SourceLine(top.document.file, posts.marks[number].line + 1)
                if not self._take_in_alike(section, source, mark):
                    self._take_in_generally(frame, holder.child(number), mark)

    def _take_in_alike(self, section: Value, source: SourceLine, mark: object) -> bool:
        """Read a post after the pattern of one before it, if it is plainly right."""
        pattern = self._patterns.find(section, mark)
        if pattern is None or not isinstance(section, Section):
            return False
        post = pattern.post(section, source)
        if post is None or post.key in self._first_uses:
            return False
        self._first_uses[post.key] = source
        self._ids.append((post.key, source))
        self.posts.append(post)
        return True

    def _take_in_generally(self, frame: FrameEntry, place: Place, mark: object) -> None:
        found, posts = self.findings.count, len(self.posts)
        entry = checked(PostEntry, place, self.findings)
        entry = entry or remains(PostRemains, place)
        if entry is None:
            return
        if entry.silence:
            self.findings.hush(of_post(entry.silence, place))
        self._take_in_post(entry, frame, place)
        is_clean = self.findings.count == found and len(self.posts) > posts
        if is_clean and self._patterns.lacks(place.value, mark):
            pattern = self._pattern(entry, frame, place)
            self._patterns.learn(place.value, mark, pattern)

    def _pattern(
        self, entry: PostEntry, frame: FrameEntry, place: Place
    ) -> Pattern | None:
        """Return the pattern of the post read last, with which nothing is wrong."""
        common = common_of(self.posts[-1])
        belonging = self._belonging(entry, frame, place.child("campaign"))
        wording = belonging.wording.below(entry, entry.values)
        if common is None or wording.utm is not None:
            return None
        targets = self._targets(belonging.completed(entry), place.child("to"))
        limits = {t.capabilities.text: None for t in targets if t.capabilities}
        zone, hashtags = belonging.schedule.zone, wording.hashtags
        return Pattern(common, zone, belonging.times, hashtags, tuple(limits))

    def _frame(self, top: Place) -> FrameEntry:
        """Return what a file says of all of its posts; a mere list says nothing."""
        if not isinstance(top.value, Section):
            return FrameEntry()
        entry = checked(FrameEntry, top, self.findings) or remains(FrameEntry, top)
        frame = entry or FrameEntry()
        self.findings.hush(of_file(frame.silence, top))
        spot = top.child("campaign")
        self.findings.add(self.front.campaigns.misnamed(frame.campaign, spot))
        return frame

    def _holder(self, top: Place) -> Place:
        """Return where the list of posts is: the file itself, or under `posts:`."""
        place = top.child("posts") if isinstance(top.value, Section) else top
        value = place.value
        if not (isinstance(value, Series) or is_unsaid(value)):
            what = phrase("should be a list of posts, got {kind}", kind=kind(value))
            self.findings.add([place.problem(what)])
        return place

    def _take_in_post(self, entry: PostEntry, frame: FrameEntry, place: Place) -> None:
        source = SourceLine(place.document.file, place.line)
        is_own = bool(entry.id)
        entry = self._named(entry, frame, place, source)
        belonging = self._belonging(entry, frame, place.child("campaign"))
        entry = belonging.completed(entry)
        is_draft = _is_draft(place, frame)
        if not (is_draft or entry.to) and is_unsaid(place.child("to").value):
            self.findings.add([lack(place.child("to"))])
        when = self._when(entry, belonging, place, is_draft=is_draft)
        wishes = Wishes(entry, belonging, source, place)
        if is_draft:
            usual = next(iter(self._said(wishes).values())).messages[0]
            at = None if when is None or when.slot is not None else when.at
            self.drafts.append(Draft(entry.id, source, usual.text, at))
            return
        post = self._post(wishes, when)
        if post is not None and not belonging.times.is_cancelled:
            self.posts.append(replace(post, has_own_id=is_own))

    def _named(
        self, entry: PostEntry, frame: FrameEntry, place: Place, source: SourceLine
    ) -> PostEntry:
        """Return an entry with its id; without one, it goes by its time."""
        if entry.id:
            self._check_id(entry.id, place, source, is_own=True)
            return entry
        if slot_wish(entry.at) is not None:
            what = phrase(
                "needs an id beside it: slots come again, and nothing else would tell"
                " this post from the next"
            )
            self.findings.add([place.child("at").problem(what, "missing-key")])
            return entry.model_copy(update={"id": str(source)})
        every = place.child("every").value
        words = entry.at or (every if isinstance(every, str) else "")
        campaign = composed(entry.campaign or frame.campaign)
        key = derived_id(words, self.front.zone, campaign)
        self._check_id(key, place, source, is_own=False)
        # Only what nobody publishes has neither: where it stands is name enough.
        return entry.model_copy(update={"id": key or str(source)})

    def _when(
        self, entry: PostEntry, belonging: Belonging, place: Place, *, is_draft: bool
    ) -> When | None:
        if is_draft and not (entry.at or entry.every):
            return None
        reader = WhenReader(
            self.findings,
            belonging.schedule,
            belonging.times,
            self.front.campaigns.unknown_anchors(belonging.campaign),
        )
        return reader.read(entry, place)

    def _post(self, wishes: Wishes, when: When | None) -> Post | None:
        """Return the post with all of its versions; None if nobody knows when."""
        entry = wishes.entry
        turns = [
            self._said(wishes, turn) for turn in said_by_turns(entry, wishes.place)
        ]
        if not (turns or is_unsaid(wishes.place.child("evergreen").value)):
            self.findings.add(lacking(entry, wishes.place.child("evergreen")))
            return None
        said = turns[0] if turns else self._said(wishes)
        if when is None:
            return None
        otherwise = NOT_OTHERWISE
        if when.repeat is not None:
            otherwise = OccurrenceReader(self.findings, when).read(entry, wishes.place)
        timing = self._bearing.timing(entry, when, otherwise, wishes.belonging)
        post = whole_post(wishes, said, when, timing)
        self._bearing.check(post, wishes.place, wishes.belonging.times)
        if entry.evergreen is None and not otherwise.rewordings:
            return post
        return replace(
            post,
            pool=self._pool(wishes, post, turns),
            reworded={
                one.moment: saying(
                    post,
                    self._said(wishes, Layer(MessageEntry(text=one.text), one.place)),
                )
                for one in otherwise.rewordings
            },
        )

    @property
    def _bearing(self) -> Bearing:
        return Bearing(self.findings, self.front.accounts, self.front.zone.key)

    def _pool(
        self, wishes: Wishes, post: Post, turns: Sequence[Mapping[str, Said]]
    ) -> Pool | None:
        evergreen, place = wishes.entry.evergreen, wishes.place.child("evergreen")
        if evergreen is None or post.repeat is None:
            return None
        versions = tuple(saying(post, said) for said in turns)
        self.findings.add(pool_problems(wishes.entry, versions, place))
        pool = Pool(versions, evergreen.rest)
        self.findings.warnings.extend(shortage(post, pool, place))
        return pool

    def _said(self, wishes: Wishes, top: Layer | None = None) -> Mapping[str, Said]:
        entry, place, belonging = wishes.entry, wishes.place, wishes.belonging
        wording = belonging.wording.below(entry, entry.values)
        return Messages(self.folder, self.findings, top).read(
            entry,
            entry.variants,
            Pen(wording, self.people, entry.id, wishes.belonging.campaign),
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
            schedule=self._schedule(entry, frame, name, place),
            times=known.times_of(name),
        )

    def _schedule(
        self, entry: PostEntry, frame: FrameEntry, name: str, place: Place
    ) -> Schedule:
        spot = Place(place.document, place.path[:-1]).child("holidays")
        self.findings.add(wrong_region(entry.holidays, spot))
        return self.front.campaigns.times_of(name).schedule.below(frame).below(entry)

    def _check_id(
        self, key: str, place: Place, source: SourceLine, *, is_own: bool
    ) -> None:
        first = self._first_uses.setdefault(key, source) if key else source
        self._ids.append((key, source))
        if first is source:
            return
        if is_own:
            what = phrase("'{id}' is taken already, in {place}", id=key, place=first)
            self.findings.add([place.child("id").problem(what, "same-id")])
            return
        what = phrase(
            "has no id, so it goes by its time; another post goes by '{id}' already, "
            "in {place}: give this one an id of its own",
            id=key,
            place=first,
        )
        at = "every" if place.child("at").value is None else "at"
        self.findings.add([place.child(at).problem(what, "same-id")])

    def _targets(self, entry: PostEntry, place: Place) -> list[Target]:
        """Return the accounts that a post goes to, as far as they are known."""
        if not entry.to and "to" in entry.model_fields_set:
            findings = [place.problem(phrase("name at least one account"))]
            self.findings.add(findings)
        known = self.front.targets
        if known is None:
            return []
        own = () if is_unsaid(place.value) else entry.to
        for number, name in enumerate(own):
            self._check_account(name, own[:number], place.child(number))
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


def _is_draft(place: Place, frame: FrameEntry) -> bool:
    """Is the post at *place* still being written? Its own word counts first."""
    section = place.value
    own = section.get("draft") if isinstance(section, Section) else None
    return frame.draft if is_unsaid(own) else own == "true"
