"""What surrounds a message: whose words it answers, and who has answered it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.accounts import Account
from domain.items import EntryStatus, InboxEntry, ItemKind
from domain.judgements import Language
from domain.project import Community, Project, TeamMember
from rules.addressed import Address, address_of
from rules.context import Context, gather
from rules.signs import read_signs
from tests.builders import an_entry, an_identity, an_item
from tests.clocks import NOON

PROJECT = Project(
    folder=Path("/moon"),
    community=Community("Moon", ZoneInfo("Asia/Tokyo")),
    accounts={"box": Account("box", "sandbox", "@Moon.test")},
    team=(TeamMember("Rin", {"sandbox": "rin.test"}), TeamMember("Sol")),
)


def a_reply(
    text: str = "me too", to: InboxEntry | None = None, **more: object
) -> InboxEntry:
    """Return a reply that does not name us, to another entry or to a post of ours."""
    parent = to.item.reference if to else an_item().reference
    known = {"kind": ItemKind.REPLY, "mentions_us": False, "parent": parent}
    return an_entry(item=an_item(text, **known | more))


def test_our_handles_are_known_in_any_spelling() -> None:
    """People write "@Moon.test" in YAML, platforms say "moon.test"."""
    context = gather(an_entry(), PROJECT)

    assert context.is_us(an_identity("moon.TEST"))
    assert context.is_us(an_identity("rin.test"))
    assert not context.is_us(an_identity("aiko.test"))


def test_an_account_that_left_the_project_has_no_handle() -> None:
    """Entries outlive the accounts they came through."""
    assert gather(an_entry(account="gone"), PROJECT).our_handles == frozenset()


def test_a_parent_in_the_inbox_is_a_members() -> None:
    """The inbox holds what others said to us."""
    question = an_entry()
    reply = a_reply(to=question)

    assert gather(reply, PROJECT, [question, reply]).parent_is_ours is False


def test_a_colleague_counts_as_us() -> None:
    """Who answers a team member, answers us."""
    words = an_entry(item=an_item(author=an_identity("rin.test")))

    assert gather(a_reply(to=words), PROJECT, [words]).parent_is_ours is True


def test_an_unknown_parent_is_unknown() -> None:
    """Our own posts are not in the inbox, nor is what nobody pulled."""
    assert gather(a_reply(), PROJECT, [an_entry()]).parent_is_ours is None
    assert gather(an_entry(), PROJECT).parent_is_ours is None


def test_a_colleagues_reply_is_an_answer() -> None:
    """Team members may answer from accounts of their own."""
    question = an_entry()
    answer = a_reply(to=question, author=an_identity("rin.test"), created_at=NOON)

    assert gather(question, PROJECT, [question, answer]).answered_at == NOON


def test_our_answer_to_the_next_words_answers_these_too() -> None:
    """People ask in two messages and get one answer."""
    first = an_entry()
    second = an_entry(
        item=an_item(created_at=NOON),
        status=EntryStatus.ANSWERED,
        closed_at=NOON + timedelta(hours=1),
    )

    found = gather(first, PROJECT, [first, second]).answered_at

    assert found == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "other",
    [
        an_entry(person_id=2, status=EntryStatus.ANSWERED, closed_at=NOON),
        an_entry(status=EntryStatus.DONE, closed_at=NOON),
        an_entry(
            item=an_item(created_at=NOON - timedelta(days=1)),
            status=EntryStatus.ANSWERED,
            closed_at=NOON,
        ),
    ],
    ids=["another person", "only marked as done", "earlier words"],
)
def test_other_answers_answer_somebody_else(other: InboxEntry) -> None:
    """An answer counts for the one who was answered, and what came before it."""
    entry = an_entry()

    assert gather(entry, PROJECT, [entry, other]).answered_at is None


def test_the_same_words_are_counted_per_person() -> None:
    """Names, links and letter case make no other message."""
    entry = an_entry("Buy this https://a.test")
    recent = [
        entry,
        an_entry("buy THIS https://b.test"),
        an_entry("Buy this", person_id=2),
        an_entry("Buy that"),
    ]

    assert gather(entry, PROJECT, recent=recent).same_words == 1


def test_emoji_are_nobodys_same_words() -> None:
    """Hearts come often and from everybody."""
    assert gather(an_entry("❤️"), PROJECT, recent=[an_entry("❤️")]).same_words == 0


OURS = Context(our_handles=frozenset({"moon.test"}))
MEMBERS = Context(parent_is_ours=False)


@pytest.mark.parametrize(
    ("entry", "context", "address"),
    [
        (an_entry(), OURS, Address.BY_NAME),
        (a_reply("hi @Moon.test."), OURS, Address.BY_NAME),
        (a_reply("hi @moon.tests"), OURS, Address.TO_OUR_POST),
        (a_reply(), OURS, Address.TO_OUR_POST),
        (a_reply(), MEMBERS, Address.AMONG_MEMBERS),
        (a_reply(mentions_us=True), MEMBERS, Address.BY_NAME),
        (a_reply(kind=ItemKind.COMMENT, parent=None), OURS, Address.TO_OUR_POST),
        (a_reply(kind=ItemKind.QUOTE, parent=None), OURS, Address.QUOTES_US),
    ],
)
def test_everybody_speaks_to_somebody(
    entry: InboxEntry, context: Context, address: Address
) -> None:
    """By name, to our post, about us, or to each other."""
    assert address_of(entry.item, context) is address


def test_members_languages_decide_where_the_app_says_nothing() -> None:
    """Latin letters of a community that speaks German are not scored as English."""
    german = replace(PROJECT, community=replace(PROJECT.community, languages=("de",)))
    entry = an_entry("Das ist doch kein Problem, oder?")
    declared = replace(entry, item=replace(entry.item, declared_languages=("en",)))

    assert read_signs(entry, gather(entry, german)).language is Language.OTHER
    assert read_signs(entry, gather(entry, PROJECT)).language is Language.ENGLISH
    assert read_signs(declared, gather(declared, german)).language is Language.ENGLISH
