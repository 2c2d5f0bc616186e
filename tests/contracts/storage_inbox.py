"""What every database must do for the inbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.items import (
    Attachment,
    EntryStatus,
    InboxEntry,
    Intake,
    Item,
    ItemKind,
    MediaKind,
    OwnAnswer,
    RemoteReference,
    Reread,
    Version,
)
from domain.judgements import Language, Priority, Reason, Tone, ToneLabel
from domain.phrases import phrase, phrase_many
from domain.ports import EntryFilter
from storage.memory import Memory
from tests.builders import a_judgement, a_page, an_entry, an_identity, an_item
from tests.clocks import NOON

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LATER = NOON + HOUR


def taken(memory: Memory, item: Item, **changes: Any) -> InboxEntry:
    """Take one item in, and return its entry."""
    memory.inbox.take_in("box", a_page(item, **changes), NOON)
    return entry_of(memory, item)


def entry_of(memory: Memory, item: Item) -> InboxEntry:
    """Return the entry of an item."""
    found = memory.inbox.entries(EntryFilter(account="box"))
    return next(one for one in found if one.item.remote_id == item.remote_id)


def an_answer(to: Item, **changes: Any) -> OwnAnswer:
    """Return our answer, given half an hour after `NOON`."""
    answer = OwnAnswer(f"answer-to-{to.remote_id}", to.remote_id, NOON + 30 * MINUTE)
    return replace(answer, **changes)


class IntakeContract:
    """Taking pages in."""

    def test_an_item_comes_back_as_it_was_pulled(self, memory: Memory) -> None:
        """Author, references, languages, links and pictures included."""
        item = an_item(
            "こんにちは <b>&</b>",
            kind=ItemKind.QUOTE,
            author=an_identity(url="https://x.test", joined_at=NOON - HOUR),
            parent=RemoteReference("parent", "p1"),
            root=RemoteReference("root", "r1"),
            quoted=RemoteReference("quoted"),
            declared_languages=("ja", "en"),
            links=("https://a.test", "https://b.test"),
            attachments=(Attachment(MediaKind.IMAGE, "https://c.test", "猫"),),
        )
        entry = taken(memory, item)

        assert entry.item == item
        assert (entry.account, entry.platform) == ("box", "sandbox")
        assert entry.seen_at == NOON
        assert entry.status is EntryStatus.OPEN
        assert entry.judgement is None
        assert memory.inbox.entry(entry.id) == entry

    def test_the_same_item_twice_is_stored_once(self, memory: Memory) -> None:
        """Pages overlap; within a page, too."""
        item = an_item()
        first = memory.inbox.take_in("box", a_page(item, item), NOON)
        again = memory.inbox.take_in("box", a_page(item), LATER)

        assert (first, again) == (Intake(new=1), Intake())
        assert len(memory.inbox.entries(EntryFilter())) == 1
        assert entry_of(memory, item).seen_at == NOON

    def test_two_accounts_may_hear_the_same(self, memory: Memory) -> None:
        """Each account has its own entry of it."""
        item = an_item()
        memory.inbox.take_in("box", a_page(item), NOON)
        memory.inbox.take_in("other", a_page(item), NOON)

        assert len(memory.inbox.entries(EntryFilter())) == 2
        assert len(memory.inbox.entries(EntryFilter(account="other"))) == 1

    def test_a_cursor_is_kept_for_each_account(self, memory: Memory) -> None:
        """It starts empty and moves with the pages."""
        memory.inbox.take_in("box", a_page(cursor="a"), NOON)
        memory.inbox.take_in("box", a_page(cursor="b"), NOON)

        assert memory.inbox.cursor("box") == "b"
        assert memory.inbox.cursor("other") == ""

    def test_a_page_that_cannot_be_stored_does_not_move_the_cursor(
        self, memory: Memory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Items and cursor go in together, or not at all."""
        memory.inbox.take_in("box", a_page(cursor="a"), NOON)
        naive = an_item(author=an_identity(joined_at=NOON.replace(tzinfo=None)))
        with pytest.raises(ValueError, match="time zone"):
            memory.inbox.take_in("box", a_page(an_item(), naive, cursor="b"), NOON)

        assert memory.inbox.cursor("box") == "a"
        assert not memory.inbox.entries(EntryFilter())

    def test_a_page_may_be_as_long_as_it_likes(self, memory: Memory) -> None:
        """No limit of the database shows through."""
        authors = [an_identity(f"fan{number}.test") for number in range(700)]
        items = [an_item(f"No. {n}", author=who) for n, who in enumerate(authors)]
        answers = tuple(an_answer(one) for one in items)
        first = memory.inbox.take_in("box", a_page(*items, answers=answers), NOON)
        again = memory.inbox.take_in("box", a_page(*items, answers=answers), NOON)

        assert first == Intake(new=700, answered=700)
        assert again == Intake()

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"text": "Hello, how is it?"}, id="text"),
            pytest.param({"revision": "2"}, id="revision"),
            pytest.param(
                {"attachments": (Attachment(MediaKind.IMAGE, "https://a.test"),)},
                id="picture",
            ),
        ],
    )
    def test_an_edited_item_is_judged_anew_and_its_past_is_kept(
        self, memory: Memory, changes: dict[str, Any]
    ) -> None:
        """What we judged is no longer what it says."""
        item = an_item("Hello")
        entry = taken(memory, item)
        memory.inbox.judge(entry, a_judgement())
        edited = replace(item, **changes)
        intake = memory.inbox.take_in("box", a_page(edited), LATER)

        after = entry_of(memory, item)
        assert intake == Intake(changed=1)
        assert after.item == edited
        assert (after.judgement, after.edited_at) == (None, LATER)
        assert list(memory.inbox.history(entry.id)) == [Version("Hello", "1", LATER)]
        assert [one.id for one in memory.inbox.unjudged()] == [entry.id]

    def test_what_a_platform_should_not_send_does_not_stop_the_intake(
        self, memory: Memory
    ) -> None:
        """NUL and half surrogates are replaced; a repeat is no edit."""
        item = an_item("a\0b\ud800", links=("https://a.test/\ud800",))
        item = replace(item, remote_id="id\0", author=an_identity("a\0.test"))
        first = memory.inbox.take_in("box", a_page(item), NOON)
        again = memory.inbox.take_in("box", a_page(item), NOON)

        assert (first, again) == (Intake(new=1), Intake())
        (entry,) = memory.inbox.entries(EntryFilter())
        assert entry.item.text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


class PeopleContract:
    """Who they are."""

    def test_only_the_first_words_make_a_newcomer(self, memory: Memory) -> None:
        """Even when a page brings several, in any order."""
        memory.inbox.take_in("box", a_page(), NOON)
        early = an_item(created_at=NOON)
        late = an_item(created_at=LATER)
        memory.inbox.take_in("box", a_page(late, early), LATER)
        later = taken(memory, an_item(created_at=LATER))

        assert entry_of(memory, early).is_newcomer
        assert not entry_of(memory, late).is_newcomer
        assert not later.is_newcomer

    def test_whom_we_find_at_the_start_is_no_newcomer(self, memory: Memory) -> None:
        """They may have spoken for years before we listened, or joined last week."""
        old = taken(memory, an_item(created_at=NOON - HOUR))
        author = an_identity("noor.test", joined_at=NOON - timedelta(days=7))
        new = taken(memory, an_item(created_at=NOON - HOUR, author=author))

        assert not old.is_newcomer
        assert new.is_newcomer

    def test_a_person_is_known_by_the_identity_not_the_name(
        self, memory: Memory
    ) -> None:
        """Handles and names change; the person stays."""
        old = an_identity(display_name="Aiko", joined_at=NOON - HOUR)
        new = replace(old, handle="aiko2.test", display_name="愛子", joined_at=None)
        first = taken(memory, an_item(author=old))
        memory.inbox.take_in("box", a_page(an_item(author=new)), LATER)

        person = memory.inbox.person(first.person_id)
        assert person is not None
        assert person.name == "愛子"
        assert person.identities == (replace(new, joined_at=NOON - HOUR),)
        assert (person.first_seen_at, person.last_seen_at) == (NOON, LATER)

    def test_a_repeat_is_not_hearing_from_somebody(self, memory: Memory) -> None:
        """Overlapping pages say nothing new."""
        item = an_item()
        entry = taken(memory, item)
        memory.inbox.take_in("box", a_page(item), LATER)

        person = memory.inbox.person(entry.person_id)
        assert person is not None
        assert person.last_seen_at == NOON

    def test_the_same_id_elsewhere_is_somebody_else(self, memory: Memory) -> None:
        """Remote ids mean something on their own platform only."""
        here = taken(memory, an_item())
        stranger = an_identity(platform="bluesky")
        there = taken(memory, an_item(author=stranger, created_at=NOON))

        assert here.person_id != there.person_id
        assert there.platform == "bluesky"
        assert there.is_newcomer

    def test_a_nameless_person_goes_by_the_handle(self, memory: Memory) -> None:
        """Somebody must be called something."""
        entry = taken(memory, an_item(author=an_identity(display_name="")))

        person = memory.inbox.person(entry.person_id)
        assert person is not None
        assert person.name == "aiko.test"

    def test_nobody_is_nobody(self, memory: Memory) -> None:
        """An unknown number finds no person."""
        assert memory.inbox.person(404) is None


class AnswersContract:
    """Our own answers, seen on the platform."""

    def test_an_answer_closes_the_entry_at_its_own_time(self, memory: Memory) -> None:
        """Response times are measured by the answer, not by the pull."""
        item = an_item()
        entry = taken(memory, item)
        page = a_page(answers=(an_answer(item),))
        intake = memory.inbox.take_in("box", page, LATER)

        after = entry_of(memory, item)
        assert intake == Intake(answered=1)
        assert after.status is EntryStatus.ANSWERED
        assert (after.closed_at, after.closed_by) == (NOON + 30 * MINUTE, "")
        (line,) = memory.journal.read(entry_id=entry.id)
        assert (line.event, line.at) == ("item_answered", LATER)

    def test_an_answer_may_arrive_before_its_item(self, memory: Memory) -> None:
        """Pages come in the platform's order; the earliest answer counts."""
        item = an_item()
        late = an_answer(item, remote_id="late", created_at=LATER)
        memory.inbox.take_in("box", a_page(answers=(late, an_answer(item))), NOON)
        intake = memory.inbox.take_in("box", a_page(item), LATER)

        assert intake == Intake(new=1, answered=1)
        assert entry_of(memory, item).closed_at == NOON + 30 * MINUTE

    def test_one_page_may_bring_both(self, memory: Memory) -> None:
        """The first pull ever brings a whole past, with several answers to one."""
        item = an_item()
        late = an_answer(item, remote_id="late", created_at=LATER)
        page = a_page(item, answers=(late, an_answer(item)))
        intake = memory.inbox.take_in("box", page, LATER)

        assert intake == Intake(new=1, answered=1)
        assert entry_of(memory, item).closed_at == NOON + 30 * MINUTE

    def test_an_answer_of_another_account_closes_nothing(self, memory: Memory) -> None:
        """Accounts are apart."""
        item = an_item()
        taken(memory, item)
        page = a_page(answers=(an_answer(item),))
        intake = memory.inbox.take_in("other", page, LATER)

        assert intake == Intake()
        assert entry_of(memory, item).status is EntryStatus.OPEN

    def test_an_entry_opened_again_stays_open(self, memory: Memory) -> None:
        """The same answer in the next, overlapping page is no news."""
        item = an_item()
        page = a_page(item, answers=(an_answer(item),))
        memory.inbox.take_in("box", page, LATER)
        memory.inbox.reopen(entry_of(memory, item).id, "Aiko", LATER)
        intake = memory.inbox.take_in("box", page, LATER)

        assert intake == Intake()
        assert entry_of(memory, item).status is EntryStatus.OPEN

    def test_what_a_person_closed_stays_as_it_is(self, memory: Memory) -> None:
        """An answer does not overwrite who closed it, and when."""
        item = an_item()
        entry = taken(memory, item)
        memory.inbox.close(entry.id, EntryStatus.DONE, "Aiko", NOON)
        page = a_page(answers=(an_answer(item),))
        intake = memory.inbox.take_in("box", page, LATER)

        assert intake == Intake()
        assert entry_of(memory, item).status is EntryStatus.DONE


class RereadContract:
    """Looking again."""

    def test_what_is_gone_is_marked_and_kept(self, memory: Memory) -> None:
        """Nobody waits for an answer to what they took back."""
        item = an_item("Hello")
        entry = taken(memory, item)
        memory.inbox.judge(entry, a_judgement())
        reread = Reread((), (item.remote_id, "never-seen"))
        first = memory.inbox.take_again("box", reread, LATER)
        again = memory.inbox.take_again("box", reread, LATER + HOUR)

        after = entry_of(memory, item)
        assert (first, again) == (Intake(gone=1), Intake())
        assert after.deleted_at == LATER
        assert not after.is_waiting
        assert not memory.inbox.entries(EntryFilter(waiting_only=True))
        assert list(memory.inbox.history(entry.id)) == [
            Version("Hello", "1", LATER, deleted=True)
        ]

    def test_what_reads_otherwise_is_an_edit(self, memory: Memory) -> None:
        """However we learn of it."""
        item = an_item("Hello")
        entry = taken(memory, item)
        edited = replace(item, text="Goodbye", revision="2")
        reread = Reread((edited, an_item("a stranger")), ())
        intake = memory.inbox.take_again("box", reread, LATER)

        assert intake == Intake(changed=1)
        assert entry_of(memory, item).item == edited
        assert list(memory.inbox.history(entry.id)) == [Version("Hello", "1", LATER)]
        assert len(memory.inbox.entries(EntryFilter())) == 1

    def test_what_is_there_again_is_not_gone(self, memory: Memory) -> None:
        """Platforms err, and people change their minds."""
        item = an_item("Hello")
        entry = taken(memory, item)
        memory.inbox.take_again("box", Reread((), (item.remote_id,)), NOON)
        intake = memory.inbox.take_again("box", Reread((item,), ()), LATER)

        assert intake == Intake(changed=1)
        assert entry_of(memory, item).deleted_at is None
        assert len(memory.inbox.history(entry.id)) == 1

    def test_what_came_back_changed_is_there(self, memory: Memory) -> None:
        """Its last version is in the history once."""
        item = an_item("Hello")
        entry = taken(memory, item)
        memory.inbox.take_again("box", Reread((), (item.remote_id,)), NOON)
        edited = replace(item, text="Goodbye")
        memory.inbox.take_in("box", a_page(edited), LATER)

        assert entry_of(memory, item).deleted_at is None
        assert [one.text for one in memory.inbox.history(entry.id)] == ["Hello"]

    def test_the_longest_unread_is_read_again_first(self, memory: Memory) -> None:
        """Each gets its turn; what is closed, gone, old or another's does not."""
        one, two, closed, gone = (an_item() for _ in range(4))
        old = an_item(created_at=NOON - 24 * HOUR)
        memory.inbox.take_in("box", a_page(one, two, closed, gone, old), NOON)
        memory.inbox.take_in("other", a_page(an_item()), NOON)
        memory.inbox.close(entry_of(memory, closed).id, EntryStatus.DONE, "", NOON)
        memory.inbox.take_again("box", Reread((), (gone.remote_id,)), NOON)
        memory.inbox.take_again("box", Reread((one,), ()), LATER)

        wanted = memory.inbox.to_reread("box", NOON - HOUR)
        assert list(wanted) == [two.remote_id, one.remote_id]
        assert list(memory.inbox.to_reread("box", NOON - HOUR, limit=1)) == [
            two.remote_id
        ]


class JudgingContract:
    """What the rules say."""

    def test_a_judgement_comes_back_as_it_was_given(self, memory: Memory) -> None:
        """Reasons keep their words, with phrases, times and counts in them."""
        entry = taken(memory, an_item())
        judgement = a_judgement(
            language=Language.JAPANESE,
            tone=Tone(-0.25, ToneLabel.NEGATIVE),
            priority=Priority.URGENT,
            reasons=(
                Reason("question", phrase("It asks: {mark}", mark="？")),
                Reason("angry", phrase_many("{count} word", "{count} words", 2)),
                Reason("due", phrase("{why} ({at})", why=phrase("soon"), at=LATER)),
            ),
        )
        memory.inbox.judge(entry, judgement)

        after = memory.inbox.entry(entry.id)
        assert after is not None
        assert after.judgement == judgement
        assert after.is_waiting
        assert not memory.inbox.unjudged()

    def test_a_second_judgement_replaces_the_first(self, memory: Memory) -> None:
        """Rules change."""
        entry = taken(memory, an_item())
        memory.inbox.judge(entry, a_judgement())
        second = a_judgement(needs_reply=False, due_at=None, tone=None)
        memory.inbox.judge(entry, second)

        after = memory.inbox.entry(entry.id)
        assert after is not None
        assert after.judgement == second
        assert not memory.inbox.entries(EntryFilter(waiting_only=True))

    def test_judging_nothing_is_fine(self, memory: Memory) -> None:
        """The entry may be of another database."""
        memory.inbox.judge(an_entry(id=404), a_judgement())

        assert memory.inbox.entry(404) is None

    def test_an_old_reading_is_not_judged(self, memory: Memory) -> None:
        """Who edits while the rules think is judged by the new words."""
        item = an_item("Hello?")
        before = taken(memory, item)
        edited = replace(item, text="Never mind", revision="2")
        memory.inbox.take_in("box", a_page(edited, cursor="2"), LATER)
        memory.inbox.judge(before, a_judgement())

        assert [entry.id for entry in memory.inbox.unjudged()] == [before.id]

    def test_the_oldest_is_judged_first(self, memory: Memory) -> None:
        """And no more than asked for."""
        late, early = an_item(created_at=LATER), an_item(created_at=NOON)
        memory.inbox.take_in("box", a_page(late, early), NOON)

        assert [one.item for one in memory.inbox.unjudged()] == [early, late]
        assert [one.item for one in memory.inbox.unjudged(limit=1)] == [early]


class EntriesContract:
    """Listing, closing and opening entries."""

    def test_the_newest_is_listed_first(self, memory: Memory) -> None:
        """Unless somebody asks who waits."""
        items = [an_item(created_at=NOON + n * MINUTE) for n in (1, 3, 2)]
        memory.inbox.take_in("box", a_page(*items), NOON)

        listed = memory.inbox.entries(EntryFilter(limit=2))
        assert [one.item for one in listed] == [items[1], items[2]]

    def test_entries_are_listed_by_account_status_and_time(
        self, memory: Memory
    ) -> None:
        """Each wish narrows the list."""
        old, new = an_item(created_at=NOON - HOUR), an_item(created_at=NOON)
        memory.inbox.take_in("box", a_page(old, new), NOON)
        memory.inbox.take_in("other", a_page(an_item()), NOON)
        memory.inbox.close(entry_of(memory, new).id, EntryStatus.DONE, "Aiko", NOON)
        listed = memory.inbox.entries

        assert len(listed(EntryFilter())) == 3
        assert len(listed(EntryFilter(account="box"))) == 2
        assert [one.item for one in listed(EntryFilter(status=EntryStatus.DONE))] == [
            new
        ]
        assert [one.item for one in listed(EntryFilter(account="box", since=NOON))] == [
            new
        ]

    def test_the_most_urgent_and_longest_waiting_comes_first(
        self, memory: Memory
    ) -> None:
        """Who needs no reply does not wait, nor who got one."""
        late, early, urgent, thanks, closed = (
            an_item(created_at=NOON - n * MINUTE) for n in (1, 2, 0, 9, 8)
        )
        memory.inbox.take_in("box", a_page(late, early, urgent, thanks, closed), NOON)
        for item, judgement in [
            (late, a_judgement()),
            (early, a_judgement()),
            (urgent, a_judgement(priority=Priority.URGENT)),
            (thanks, a_judgement(needs_reply=False)),
            (closed, a_judgement(priority=Priority.URGENT)),
        ]:
            memory.inbox.judge(entry_of(memory, item), judgement)
        memory.inbox.close(entry_of(memory, closed).id, EntryStatus.DONE, "", NOON)

        waiting = memory.inbox.entries(EntryFilter(waiting_only=True))
        assert [one.item for one in waiting] == [urgent, early, late]
        assert all(one.is_waiting for one in waiting)
        assert not memory.inbox.entries(EntryFilter("other", waiting_only=True))
        assert len(memory.inbox.entries(EntryFilter("box", waiting_only=True))) == 3

    def test_a_conversation_is_one_thread_from_its_beginning(
        self, memory: Memory
    ) -> None:
        """Under the same top, on the same account."""
        top = an_item(created_at=NOON - HOUR)
        under = an_item(root=top.reference, parent=top.reference)
        deeper = an_item(root=top.reference, created_at=NOON)
        memory.inbox.take_in("box", a_page(deeper, under, top, an_item()), NOON)
        memory.inbox.take_in("other", a_page(under), NOON)

        thread = memory.inbox.conversation(entry_of(memory, under).id)
        assert [one.item for one in thread] == [top, under, deeper]
        assert not memory.inbox.conversation(404)

    @pytest.mark.parametrize("status", [EntryStatus.DONE, EntryStatus.ANSWERED])
    def test_closing_is_done_once(self, memory: Memory, status: EntryStatus) -> None:
        """The first who closes it, has closed it."""
        entry = taken(memory, an_item())

        assert memory.inbox.close(entry.id, status, "Aiko", LATER)
        assert not memory.inbox.close(entry.id, EntryStatus.DONE, "Ben", LATER + HOUR)
        after = memory.inbox.entry(entry.id)
        assert after is not None
        assert (after.status, after.closed_by) == (status, "Aiko")
        assert after.closed_at == LATER
        (line,) = memory.journal.read(entry_id=entry.id)
        assert (line.event, line.by) == (f"item_{status}", "Aiko")

    def test_a_closed_entry_can_be_opened_again(self, memory: Memory) -> None:
        """As if it had never been closed; the journal knows better."""
        entry = taken(memory, an_item())
        memory.inbox.close(entry.id, EntryStatus.DONE, "Aiko", NOON)

        assert memory.inbox.reopen(entry.id, "Ben", LATER)
        assert not memory.inbox.reopen(entry.id, "Ben", LATER)
        assert memory.inbox.entry(entry.id) == entry
        assert memory.journal.read(entry_id=entry.id)[0].event == "item_reopened"

    def test_what_is_not_there_cannot_be_closed(self, memory: Memory) -> None:
        """Nor opened; and closing is not opening."""
        assert not memory.inbox.close(404, EntryStatus.DONE, "", NOON)
        assert not memory.inbox.reopen(404, "", NOON)
        with pytest.raises(ValueError, match="open"):
            memory.inbox.close(404, EntryStatus.OPEN, "", NOON)
