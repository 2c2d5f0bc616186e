"""What a post becomes on Mastodon: its words, its readers, its warning, its poll."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.mastodon.connector import MastodonConnector
from domain.errors import GoneError, PlatformError, RefusedError, TryLaterError
from domain.items import RemoteReference
from domain.likeness import find, likeness_of
from domain.posts import Draft, Frozen, Manner, Poll, ReplyTarget, Visibility
from tests.clocks import NOON, ManualClock
from tests.contracts.connector import haul, reply_to
from tests.platforms.mastodon_faults import HangUp, Say
from tests.platforms.mastodon_flavours import MASTODON, MASTODON_OLD, TAKAHE, Flavour
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import a_setup, connected, running

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def flavour() -> Flavour:
    return MASTODON


@pytest.fixture
def platform(clock: ManualClock, flavour: Flavour) -> Iterator[PretendMastodon]:
    with running(clock, flavour) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> Iterator[MastodonConnector]:
    with connected(a_setup(platform.url, tmp_path, clock)) as connector:
        yield connector


def said(frozen: Frozen) -> dict[str, Any]:
    """Return what is going to be sent."""
    status: dict[str, Any] = json.loads(frozen.payload)["status"]
    return status


def answer_to(remote_id: str) -> ReplyTarget:
    """Return a target somebody chose in the inbox."""
    reference = RemoteReference(remote_id)
    return ReplyTarget(1, parent=reference, root=reference)


def part_after(remote_id: str) -> ReplyTarget:
    """Return the target of the next part of our own thread."""
    reference = RemoteReference(remote_id)
    return ReplyTarget(None, parent=reference, root=reference)


def test_plain_words_say_nothing_but_themselves(connector: MastodonConnector) -> None:
    """Whatever nobody wished for is left to the account's own settings."""
    frozen = connector.freeze(Draft("Hello"), NOON)

    assert said(frozen) == {"status": "Hello"}


def test_a_manner_goes_along(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """A warning, fewer readers, a language, a poll."""
    poll = Poll(("Yes", "No", "いいえ"), DAY, several=True)
    manner = Manner("Food", Visibility.FOLLOWERS, "pt-BR", poll=poll)
    connector.publish(connector.freeze(Draft("Hungry?", manner=manner), NOON))
    [status] = platform.world.of(platform.us)

    assert (status.warning, status.visibility) == ("Food", "private")
    assert status.language == "pt-BR"
    assert status.poll == {
        "options": ["Yes", "No", "いいえ"],
        "expires_in": 86400,
        "multiple": True,
    }


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Visibility.PUBLIC, "public"),
        (Visibility.UNLISTED, "unlisted"),
        (Visibility.FOLLOWERS, "private"),
        (Visibility.DIRECT, "direct"),
    ],
)
def test_every_visibility_has_its_word(
    connector: MastodonConnector, wish: Visibility, told: str
) -> None:
    """The API calls some of them otherwise than people do."""
    frozen = connector.freeze(Draft("Hi", manner=Manner(visibility=wish)), NOON)

    assert said(frozen)["visibility"] == told


def test_a_reply_names_everybody_who_was_in_it(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Whoever is not named does not hear of it; we ourselves are not."""
    asked = platform.world.say(
        platform.fans["aiko"], "@board and @bob and @chie@other.example, when?"
    )
    [item] = haul(connector, platform).items
    draft = Draft("At noon.", reply_to=reply_to(item))
    connector.publish(connector.freeze(draft, NOON))
    reply = platform.world.of(platform.us)[-1]

    assert reply.text == "@aiko@far.example @bob @chie@other.example At noon."
    assert reply.parent == asked.id


def test_a_name_that_is_written_is_not_written_twice(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Wherever it stands in the text, and in whatever letters."""
    asked = platform.world.say(platform.fans["aiko"], "@board when?")
    draft = Draft("Thanks @Aiko@far.example!", reply_to=answer_to(asked.id))
    frozen = connector.freeze(draft, NOON)

    assert said(frozen)["status"] == "Thanks @Aiko@far.example!"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("public", None),
        ("unlisted", "unlisted"),
        ("private", "private"),
        ("direct", "direct"),
        ("mutuals_only", "mutuals_only"),
    ],
)
def test_a_reply_is_shown_to_no_more_people_than_what_it_answers(
    connector: MastodonConnector,
    platform: PretendMastodon,
    theirs: str,
    ours: str | None,
) -> None:
    """What was said in private stays there; words of other servers are kept."""
    asked = platform.world.say(
        platform.fans["aiko"], "@board psst", visibility=theirs, warning="Secret"
    )
    frozen = connector.freeze(Draft("Yes?", reply_to=answer_to(asked.id)), NOON)

    assert said(frozen).get("visibility") == ours
    assert said(frozen)["spoiler_text"] == "Secret"


def test_wishes_of_ones_own_come_first(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Whoever says it, means it."""
    asked = platform.world.say(platform.fans["aiko"], "@board hm", warning="Theirs")
    manner = Manner("Ours", Visibility.DIRECT)
    draft = Draft("Yes?", reply_to=answer_to(asked.id), manner=manner)
    status = said(connector.freeze(draft, NOON))

    assert (status["spoiler_text"], status["visibility"]) == ("Ours", "direct")


def test_a_thread_names_nobody_again_and_keeps_its_readers(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """One notification is enough; what is for followers stays for them."""
    manner = Manner(visibility=Visibility.FOLLOWERS)
    first = connector.publish(
        connector.freeze(Draft("Thanks to @bob", manner=manner), NOON)
    )
    draft = Draft("Part 2", reply_to=part_after(first.remote_id))
    status = said(connector.freeze(draft, NOON))

    assert (status["status"], status["visibility"]) == ("Part 2", "private")


def test_a_thread_in_private_names_its_readers(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Else nobody would see its second part."""
    first = platform.world.say(platform.us, "@bob psst", visibility="direct")
    draft = Draft("Part 2", reply_to=part_after(first.id))
    status = said(connector.freeze(draft, NOON))

    assert (status["status"], status["visibility"]) == ("@bob Part 2", "direct")


def test_a_reply_to_what_is_gone_is_refused(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Some servers would put it up at the top of a thread of its own (Takahe)."""
    asked = platform.fan_mentions("hello")
    platform.fan_deletes(asked)
    with pytest.raises(RefusedError, match="is gone"):
        connector.freeze(Draft("Hi", reply_to=answer_to(asked)), NOON)


def test_a_part_before_it_that_is_not_to_be_seen_yet_is_waited_for(
    connector: MastodonConnector,
) -> None:
    """A copy of the database may lag; the thread goes on a little later."""
    with pytest.raises(TryLaterError, match="part before"):
        connector.freeze(Draft("Part 2", reply_to=part_after("404404")), NOON)


@pytest.mark.parametrize("flavour", [TAKAHE], ids=["takahe"])
def test_a_reply_that_is_answered_meanwhile_is_not_put_up_elsewhere(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Deleted after we looked: the receipt tells what the server made of it."""
    asked = platform.fan_mentions("hello")
    frozen = connector.freeze(Draft("Hi", reply_to=answer_to(asked)), NOON)
    platform.fan_deletes(asked)
    connector.publish(frozen)

    assert [post.parent for post in platform.posts()] == [""]


def test_a_reply_is_found_by_the_words_that_somebody_wrote(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """The names before them were put there by us."""
    asked = platform.world.say(platform.fans["aiko"], "@board and @bob, when?")
    draft = Draft("At noon.", reply_to=answer_to(asked.id))
    receipt = connector.publish(connector.freeze(draft, NOON))
    own = connector.own_posts(NOON - timedelta(minutes=1))

    assert find(likeness_of(draft), own.posts, NOON) == receipt


def test_a_reply_that_begins_with_a_name_is_found(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """With the names that somebody wrote, too."""
    asked = platform.world.say(platform.fans["aiko"], "@board when?")
    draft = Draft("@aiko@far.example At noon.", reply_to=answer_to(asked.id))
    receipt = connector.publish(connector.freeze(draft, NOON))
    own = connector.own_posts(NOON - timedelta(minutes=1))

    assert find(likeness_of(draft), own.posts, NOON) == receipt


def test_a_quote_is_found_by_its_address(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """On our server by its id, on others by search."""
    theirs = platform.world.say(platform.fans["bob"], "Quote me")
    far = platform.world.say(platform.fans["aiko"], "Me too")
    for quoted in (theirs, far):
        address = platform.methods.views.status(quoted)["url"]
        draft = Draft("Look", manner=Manner(quote=address))
        status = said(connector.freeze(draft, NOON))

        assert status["quoted_status_id"] == quoted.id


@pytest.mark.parametrize("flavour", [MASTODON_OLD], ids=["old"])
def test_a_server_without_quotes_says_so(connector: MastodonConnector) -> None:
    """Before anything is sent."""
    draft = Draft("Look", manner=Manner(quote="https://far.example/@aiko/1"))
    with pytest.raises(RefusedError, match="inside of another"):
        connector.freeze(draft, NOON)


@pytest.mark.parametrize(
    ("poll", "problem"),
    [
        (Poll(("Yes",), DAY), "2 to 4 options"),
        (Poll(tuple("abcde"), DAY), "2 to 4 options here, not 5"),
        (Poll(("Yes", "n" * 51), DAY), "at most 50 characters"),
        (Poll(("Yes", "No"), timedelta(minutes=4)), "5 minutes to 30 days"),
        (Poll(("Yes", "No"), timedelta(days=40)), "5 minutes to 30 days"),
    ],
    ids=["one", "five", "long", "short", "for ever"],
)
def test_a_poll_that_does_not_fit_is_refused(
    connector: MastodonConnector, poll: Poll, problem: str
) -> None:
    """The server's own limits are known before."""
    with pytest.raises(RefusedError, match=problem):
        connector.freeze(Draft("Well?", manner=Manner(poll=poll)), NOON)


def test_the_warning_counts_too(connector: MastodonConnector) -> None:
    """500 characters are for both together."""
    fits = Draft("a" * 490, manner=Manner("b" * 10))
    connector.freeze(fits, NOON)
    with pytest.raises(RefusedError, match="501"):
        connector.freeze(Draft("a" * 490, manner=Manner("b" * 11)), NOON)


def test_the_names_of_a_reply_count_too(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """But not the servers in them."""
    asked = platform.world.say(platform.fans["aiko"], "@board when?")
    target = answer_to(asked.id)
    connector.freeze(Draft("a" * 494, reply_to=target), NOON)
    with pytest.raises(RefusedError, match="501"):
        connector.freeze(Draft("a" * 495, reply_to=target), NOON)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "nothing to say"),
        ("  \n ", "nothing to say"),
        ("a\ud800", "half a"),
        ("a\0", "NUL"),
    ],
)
def test_what_says_nothing_is_refused(
    connector: MastodonConnector, text: str, problem: str
) -> None:
    """Nor can half a character be sent."""
    with pytest.raises(RefusedError, match=problem):
        connector.freeze(Draft(text), NOON)


def test_without_a_servers_limits_nothing_is_called_too_long(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """It may take 5000 characters: we ask again later instead of refusing."""
    platform.script.will("GET /api/v2/instance", HangUp())
    with pytest.raises(TryLaterError):
        connector.freeze(Draft("a" * 501), NOON)


@pytest.mark.parametrize(
    "address",
    ["https://far.example/@aiko/9", "https://127.0.0.1/", "gopher://x/1", "http://[x"],
)
def test_an_address_that_no_server_knows_is_refused(
    connector: MastodonConnector, address: str
) -> None:
    """It says what to look at."""
    with pytest.raises(RefusedError, match="is no post"):
        connector.find(address)


def test_a_number_of_another_server_is_not_taken_for_ours(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """The same id is another post there."""
    post = platform.we_post("Ours")
    with pytest.raises(PlatformError):
        connector.find(f"https://far.example/@aiko/{post}")


def test_somebody_elses_post_here_is_no_post_of_ours(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """By its name in the address, or by its author where there is none."""
    theirs = platform.world.say(platform.fans["bob"], "Theirs")
    for address in (
        platform.methods.views.status(theirs)["url"],
        platform.methods.views.status(theirs)["uri"],
    ):
        with pytest.raises(RefusedError, match="no post of board"):
            connector.identify(address)


def test_our_post_is_known_by_its_other_address_too(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Servers have one for people and one for programs."""
    post = platform.we_post("Ours")
    shown = platform.methods.views.status(platform.world.statuses[post])

    assert connector.identify(shown["uri"]).remote_id == post
    assert connector.identify(shown["url"] + "/").remote_id == post


def test_a_post_that_is_gone_is_gone(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Its address is right, but there is nothing."""
    post = platform.we_post("Ours")
    url = platform.methods.views.status(platform.world.statuses[post])["url"]
    platform.world.take_down(post)
    with pytest.raises(GoneError, match="no post at"):
        connector.identify(url)


def test_trouble_over_an_address_is_no_answer(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Not found is only what the server says itself."""
    post = platform.we_post("Ours")
    url = platform.methods.views.status(platform.world.statuses[post])["url"]
    platform.script.will(f"GET /api/v1/statuses/{post}", Say(502))
    with pytest.raises(TryLaterError):
        connector.identify(url)


def test_a_source_that_cannot_be_had_makes_a_list_incomplete(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """In HTML names have no servers: "not found" would prove nothing."""
    post = platform.world.say(platform.us, "Hello @aiko@far.example")
    missing = Say(404, b"<html>", content_type="text/html")
    platform.script.will(f"GET /api/v1/statuses/{post.id}/source", missing)
    own = connector.own_posts(NOON - timedelta(minutes=1))

    assert not own.is_complete
    assert [one.text for one in own.posts] == ["Hello @aiko@far.example"]


def test_trouble_over_a_source_is_no_answer(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """The whole look is tried again."""
    post = platform.we_post("Hello")
    platform.script.will(f"GET /api/v1/statuses/{post}/source", HangUp())
    with pytest.raises(TryLaterError):
        connector.own_posts(NOON - timedelta(minutes=1))


def test_all_of_our_own_posts_are_listed(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """Page after page, back to the moment asked for; not what we only passed on."""
    platform.we_post("too old")
    clock.turn(timedelta(hours=1))
    since = clock.now()
    said_ = [platform.we_post(f"word {number}") for number in range(50)]
    platform.world.say(platform.us, "passed on", is_reblog=True)
    own = connector.own_posts(since)

    assert own.is_complete
    assert [one.receipt.remote_id for one in own.posts] == said_[::-1]


AWKWARD = [
    "\u202eolleh\u202c שלום",
    "h" + "\u0301\u0327" * 40,
    "👩‍👩‍👧‍👦" * 20,
    "<b>not bold</b> &amp; &lt;script&gt;",
    "'; DROP TABLE status; --",
    "{name} {{secret}} %s $HOME `id`",
    "\u00a0a\u2003b\u3000c\ufeff",
    "a\r\nb\x0b\x0cc\u2028d\x85e",
    "\x07\x1b[31mred\x1b[0m",
    "回覧板、㍿、ｱｲｳ、𠮷野家",
    "=HYPERLINK(1)\t\\u0000 \\ud800",
    "@@everyone @here #️⃣ :: https:// @",
]


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_awkward_words_go_out_as_they_are_and_are_found_again(
    connector: MastodonConnector, platform: PretendMastodon, text: str
) -> None:
    """Letter by letter, but for blanks at the ends; or it would go out twice."""
    receipt = connector.publish(connector.freeze(Draft(text), NOON))
    own = connector.own_posts(NOON - timedelta(minutes=1))

    assert [post.text for post in platform.posts()] == [text.strip()]
    assert find(likeness_of(Draft(text)), own.posts, NOON) == receipt
