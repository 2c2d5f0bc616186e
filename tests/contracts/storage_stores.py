"""What every database must do for accounts, journal, notes, people's words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.accounts import AccountHealth, AccountStatus, RateLeft
from domain.deliveries import JournalEntry
from domain.phrases import phrase, phrase_many
from storage.memory import Memory
from tests.clocks import NOON
from tests.contracts.storage_places import Place

HOUR = timedelta(hours=1)


class AccountsContract:
    """How an account stands."""

    def test_an_account_never_called_is_unknown(self, memory: Memory) -> None:
        """Nothing is said of what nobody tried."""
        assert memory.accounts.status("box") == AccountStatus("box")

    def test_a_status_comes_back_as_it_went_in(self, memory: Memory) -> None:
        """Health, reason, times and rate limit survive a restart."""
        status = AccountStatus(
            account="box",
            health=AccountHealth.WAITING,
            problem=phrase("{server} is down", server="sandbox"),
            last_good_at=NOON,
            not_before=NOON + HOUR,
            failures=3,
            rate=RateLeft(3000, 12, NOON + HOUR, "3000;w=300"),
        )
        memory.accounts.record(status)

        assert memory.accounts.status("box") == status

    def test_a_later_status_replaces_the_earlier(self, memory: Memory) -> None:
        """Only the present counts; one account says nothing of another."""
        bad = AccountStatus("box", AccountHealth.SIGN_IN, phrase("Sign in again"))
        memory.accounts.record(bad)
        memory.accounts.record(replace(bad, health=AccountHealth.GOOD, problem=None))

        assert memory.accounts.status("box").health is AccountHealth.GOOD
        assert memory.accounts.status("box").problem is None
        assert memory.accounts.status("other").health is AccountHealth.UNKNOWN


class JournalContract:
    """The history of everything."""

    def test_a_line_comes_back_as_it_went_in(self, memory: Memory) -> None:
        """A phrase keeps its places, plural, times and phrases within."""
        words = phrase_many(
            "{count} post, {why}",
            "{count} posts, {why}",
            2,
            why=phrase("due at {at}", at=NOON),
            wait=HOUR,
        )
        line = JournalEntry(NOON, "delivery_moved", words, "box", 7, 8, "Aiko")
        memory.journal.write(line)

        assert list(memory.journal.read()) == [line]

    def test_the_newest_line_comes_first(self, memory: Memory) -> None:
        """History is read backwards."""
        for hours in (1, 3, 2):
            memory.journal.write(
                JournalEntry(NOON + hours * HOUR, f"after_{hours}", phrase("Hello"))
            )

        assert [line.event for line in memory.journal.read(limit=2)] == [
            "after_3",
            "after_2",
        ]

    def test_history_can_be_asked_for_one_thing(self, memory: Memory) -> None:
        """By delivery, by entry, by time, and by all of them at once."""
        said = phrase("Hello")
        for hours, delivery, entry in [(0, 1, None), (1, 2, 5), (2, 1, 5)]:
            at = NOON + hours * HOUR
            line = JournalEntry(at, "e", said, "", delivery_id=delivery, entry_id=entry)
            memory.journal.write(line)
        read = memory.journal.read

        assert [one.at for one in read(delivery_id=1)] == [NOON + 2 * HOUR, NOON]
        assert [one.at for one in read(entry_id=5)] == [NOON + 2 * HOUR, NOON + HOUR]
        assert len(read(since=NOON + HOUR)) == 2
        assert len(read(since=NOON + HOUR, delivery_id=2, entry_id=5)) == 1


class NotesContract:
    """Small things to remember."""

    def test_a_note_is_found_by_its_name(self, memory: Memory) -> None:
        """The last word counts; what was never noted is not there."""
        memory.notes.put("digest", "monday")
        memory.notes.put("digest", "tuesday")

        assert memory.notes.get("digest") == "tuesday"
        assert memory.notes.get("other") is None

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            pytest.param("回覧板 👩‍👩‍👧‍👦", "回覧板 👩‍👩‍👧‍👦", id="any script"),
            pytest.param("a\0b", "a\N{REPLACEMENT CHARACTER}b", id="NUL"),
            pytest.param("a\ud800b", "a\N{REPLACEMENT CHARACTER}b", id="half a pair"),
            pytest.param("\ud83d\ude00", "😀", id="both halves"),
            pytest.param("", "", id="nothing"),
        ],
    )
    def test_any_text_can_be_kept(self, memory: Memory, given: str, kept: str) -> None:
        """What no database holds is replaced, not a reason to fall over."""
        memory.notes.put("words", given)

        assert memory.notes.get("words") == kept


class MomentsContract:
    """Times."""

    @pytest.mark.parametrize(
        "moment",
        [
            NOON,
            NOON.replace(microsecond=123_457),
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            NOON.astimezone(timezone(9 * HOUR)),
        ],
        ids=["now", "microseconds", "first", "last", "in Tokyo"],
    )
    def test_a_time_comes_back_to_the_microsecond(
        self, memory: Memory, moment: datetime
    ) -> None:
        """What goes in aware comes out aware, in UTC."""
        memory.accounts.record(AccountStatus("box", last_good_at=moment))

        known = memory.accounts.status("box").last_good_at
        assert known == moment
        assert known is not None
        assert known.tzinfo is UTC

    def test_a_time_without_a_zone_is_refused(self, memory: Memory) -> None:
        """Nobody knows which moment it means."""
        naive = NOON.replace(tzinfo=None)

        with pytest.raises(Exception, match="time zone"):
            memory.accounts.record(AccountStatus("box", last_good_at=naive))


class SessionsContract:
    """Sign-ins."""

    def test_a_session_is_read_with_the_secret_that_sealed_it(
        self, memory: Memory
    ) -> None:
        """The last one saved counts."""
        sessions = memory.sessions("open sesame")
        sessions.save("box", "first", NOON)
        sessions.save("box", "second 回", NOON)

        assert memory.sessions("open sesame").load("box") == "second 回"
        assert sessions.load("other") is None

    def test_another_secret_opens_nothing(self, memory: Memory) -> None:
        """A new secret means to sign in again, not to fall over."""
        memory.sessions("open sesame").save("box", "canary", NOON)

        assert memory.sessions("wrong").load("box") is None

    def test_an_empty_session_does_not_replace_a_good_one(self, memory: Memory) -> None:
        """SDKs have been seen to export nothing after a failure."""
        sessions = memory.sessions("open sesame")
        sessions.save("box", "good", NOON)
        with pytest.raises(ValueError, match="empty"):
            sessions.save("box", "", NOON)

        assert sessions.load("box") == "good"

    def test_a_forgotten_session_is_gone(self, memory: Memory) -> None:
        """Forgetting twice is fine."""
        sessions = memory.sessions("open sesame")
        sessions.save("box", "good", NOON)
        sessions.forget("box")
        sessions.forget("box")

        assert sessions.load("box") is None

    def test_the_database_does_not_show_a_session(
        self, memory: Memory, place: Place
    ) -> None:
        """Whoever steals a backup cannot speak in our name."""
        memory.sessions("open sesame").save("box", "canary-token", NOON)

        stored = b"".join(
            bytes(part)
            for row in place.execute("SELECT salt, sealed FROM session")
            for part in row
            if isinstance(part, bytes)
        )
        assert len(stored) > len("canary-token")
        assert b"canary" not in stored

    def test_a_session_cannot_be_moved_to_another_account(
        self, memory: Memory, place: Place
    ) -> None:
        """The account's name is sealed in."""
        sessions = memory.sessions("open sesame")
        sessions.save("box", "good", NOON)
        place.execute("UPDATE session SET account = 'other'")

        assert sessions.load("other") is None

    def test_an_empty_secret_seals_nothing(self, memory: Memory) -> None:
        """Everybody knows it."""
        with pytest.raises(ValueError, match="secret"):
            memory.sessions("")
