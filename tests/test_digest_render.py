"""The paper as it is read: text, Markdown, HTML, JSON; in English and Japanese."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from digest.as_json import as_json
from digest.columns import width
from digest.paper import Digest
from digest.render import SUFFIXES, render
from digest.render_html import render_html
from digest.render_markdown import escape, render_markdown
from digest.render_text import render_text
from digest.words import age, money
from domain.accounts import AccountHealth, AccountStatus
from domain.budgets import Counted
from domain.deliveries import CancelledBy, DeliveryState
from domain.items import Attachment, MediaKind
from domain.judgements import Language, Reason, Tone, ToneLabel
from domain.pauses import Pause, PauseScope
from domain.phrases import ENGLISH, phrase
from domain.posts import Origin, Receipt
from domain.project import DigestFormat
from domain.response_times import ResponseTimes
from tests.builders import a_judgement, an_identity, an_item
from tests.clocks import NOON
from tests.papers import (
    DAY,
    JAPANESE,
    a_delivery,
    a_digest,
    a_reading,
    a_thread,
    a_waiting,
)

S = DeliveryState
NASTY = '<script>alert("1")</script> [click](javascript:x) *b* _i_ `c` # | ~ & >'
RECEIPT = Receipt("r", url="https://sandbox.test/r")


def a_full_digest() -> Digest:
    """Return a paper with something in every corner."""
    angry = a_judgement(
        tone=Tone(-0.62, ToneLabel.NEGATIVE),
        due_at=NOON - timedelta(hours=3),
        reasons=(Reason("question", phrase("asks a question")),),
    )
    picture = Attachment(MediaKind.IMAGE, "https://sandbox.test/cat.png")
    first = a_waiting("Hello?", hours=50, judgement=angry, is_newcomer=True)
    again = a_waiting("Anyone?", hours=40)
    again = replace(again, item=replace(again.item, root=first.item.reference))
    return a_digest(
        first,
        again,
        a_waiting("And this?", hours=3, edited_at=NOON),
        a_waiting(
            who="rin",
            item=an_item(
                "",
                author=an_identity("rin", display_name="rin"),
                attachments=(picture,),
                url="",
            ),
            judgement=a_judgement(language=Language.OTHER, due_at=None),
        ),
        deliveries=(
            a_delivery(S.FAILED, NOON - 8 * DAY, reason=phrase("too long"), id=7),
            a_delivery(S.UNCERTAIN, NOON, id=8),
            a_delivery(S.REVIEW, NOON, part=1, post=a_thread(5), post_key="trip", id=9),
            a_delivery(S.QUEUED, NOON, part=2, post=a_thread(5), post_key="trip"),
            a_delivery(S.QUEUED, NOON, part=3, post=a_thread(5), post_key="trip"),
            a_delivery(S.AWAITING_APPROVAL, NOON + DAY, id=10),
            a_delivery(S.AWAITING_APPROVAL, NOON + DAY, origin=Origin.REPLY),
            a_delivery(S.QUEUED, text="", reason=phrase("we were asked to wait")),
            a_delivery(S.SENDING, origin=Origin.REPLY),
            a_delivery(S.SENT, sent_at=NOON - DAY, receipt=RECEIPT),
            a_delivery(
                S.SENT, sent_at=NOON - DAY, receipt=RECEIPT, origin=Origin.REPLY
            ),
            a_delivery(S.SENT, sent_at=NOON - DAY, deleted_at=NOON - DAY / 2),
            a_delivery(
                S.CANCELLED,
                NOON - DAY,
                cancelled_by=CancelledBy.POLICY,
                changed_at=NOON - DAY / 4,
                reason=phrase("its time went by (late: skip)"),
            ),
        ),
        places={9: "https://sandbox.test/us"},
        pauses=(
            Pause(PauseScope.EVERYTHING, "", "earthquake", "Aiko", NOON - DAY),
            Pause(PauseScope.ACCOUNT, "box", "moving house", "", NOON - DAY),
        ),
        budgets=(
            a_reading(Counted.WRITES, 50, 50),
            a_reading(Counted.MONEY, 4_200_000, 5_000_000, accounts=("box", "other")),
        ),
        statuses=(
            AccountStatus("box", AccountHealth.SIGN_IN, phrase("wrong password")),
            AccountStatus("box", AccountHealth.GOOD, None, NOON - DAY),
            AccountStatus("box", AccountHealth.WAITING),
        ),
        responses=ResponseTimes(12, timedelta(hours=2), timedelta(hours=9), 12, 11),
    )


@pytest.mark.parametrize("kind", DigestFormat)
def test_a_quiet_morning_is_said_kindly(kind: DigestFormat) -> None:
    """No news is news too."""
    page = render(a_digest(), kind, ENGLISH)

    assert "Nobody is waiting for a reply. Enjoy the quiet." in page
    assert SUFFIXES[kind].startswith(".")


@pytest.mark.parametrize("kind", DigestFormat)
def test_every_format_says_everything(kind: DigestFormat) -> None:
    """A format is a layout, not a selection."""
    page = render(a_full_digest(), kind, ENGLISH)
    page = " ".join(page.replace("\\", "").split())

    for words in (
        "Moon Café: daily digest",
        "Tue 24 Nov 2026, 12:00 (Asia/Tokyo)",
        "3 conversations wait for a reply.",
        "1 is overdue.",
        "3 posts of ours need a person.",
        "2 posts wait for approval.",
        "Everything is paused: earthquake",
        "since Mon 23 Nov, 12:00, by Aiko",
        "1 post that is due is held back",
        "to lift it: kairanban resume",
        "The account box is paused: moving house",
        "to lift it: kairanban resume --account box",
        "3 accounts are in trouble.",
        "Normal priority (3)",
        "Aiko (@aiko.test)",
        "first message",
        "Sandbox · box",
        "waiting for 2 days",
        "overdue by 3 h",
        "due in 1 day",
        "no due time",
        "negative (-0.62)",
        "no score",
        "Why: asks a question",
        "1 more message in this thread, 1 more message elsewhere",
        "edited",
        "with a picture",
        "Mon 16 Nov, 12:00",
        "failed",
        "too long",
        "number 7; to deal with it: kairanban queue review",
        "see: kairanban queue show 8",
        "may have been posted; please look",
        "https://sandbox.test/us",
        "part 2 of 5",
        "the thread is broken here: 2 more parts wait for it",
        "missed if nobody approves it by Wed 25 Nov, 12:00",
        "to approve it: kairanban queue approve 10",
        "a reply; it goes out when somebody approves it",
        "posts: 50 of 50 (per day)",
        "used up: what is due goes out after that",
        "money: USD 4.20 of USD 5 (per month)",
        "more than four fifths are used",
        "prices as of 2026-11-22",
        "Taken down since the last digest",
        "it went out on Mon 23 Nov, 12:00",
        "Left out since the last digest",
        "its time went by (late: skip)",
        "may have been posted; we are finding out",
        "Waiting for approval",
        "wrong password",
        "a person must sign in again",
        "nothing heard for 1 day",
        "last good: Mon 23 Nov, 12:00",
        "never reached",
        "does not answer",
        "we were asked to wait",
        "(no text)",
        "being sent",
        "Published since the last digest",
        "https://sandbox.test/r",
        "half within 2 h, nine of ten within 9 h",
        "In time: 11 of 12.",
    ):
        assert words in page


@pytest.mark.parametrize("kind", DigestFormat)
def test_a_pause_stands_above_everything(kind: DigestFormat) -> None:
    """Who reads one line only, reads that nothing goes out."""
    page = render(a_full_digest(), kind, ENGLISH)

    assert page.index("earthquake") < page.index("wait for a reply")


@pytest.mark.parametrize(
    ("micros", "said"),
    [
        (0, "USD 0"),
        (15_000, "USD 0.015"),
        (1_500_000, "USD 1.50"),
        (120_000_000, "USD 120"),
        (1, "USD 0.000001"),
    ],
)
def test_money_is_said_to_the_last_fraction(micros: int, said: str) -> None:
    """Prices are fractions of a cent; a yen has none."""
    assert money(micros, "USD") == said


@pytest.mark.parametrize("kind", DigestFormat)
def test_the_community_says_what_it_is_for(kind: DigestFormat) -> None:
    """Its purpose stands at the head of the paper, its rules at the foot."""
    digest = replace(
        a_full_digest(),
        purpose="Coffee by moonlight",
        guidelines_url="https://moon.test/r",
    )
    paper = render(digest, kind, ENGLISH)

    assert paper.index("Coffee by moonlight") < paper.index("https://moon.test/r")
    assert "Coffee" not in render(a_full_digest(), kind, ENGLISH)


def test_text_keeps_within_its_columns() -> None:
    """Wide letters count twice; only addresses may stick out."""
    long = (
        "アプリが動かないんですが、いつ直りますか？ and then some English words. " * 3
    )
    page = render_text(a_digest(a_waiting(long)), ENGLISH)

    assert "    | アプリが" in page
    assert all(
        width(line) <= 78 for line in page.splitlines() if "https://" not in line
    )


def test_text_aligns_times_and_accounts() -> None:
    """A column begins where its longest neighbour ends."""
    page = render_text(
        a_digest(
            deliveries=(a_delivery(S.FAILED, NOON - 8 * DAY), a_delivery(S.MISSED))
        ),
        ENGLISH,
    )
    starts = {
        line.index("Sandbox") for line in page.splitlines() if "Sandbox · box" in line
    }

    assert len(starts) == 1


def test_nobodys_words_become_markdown() -> None:
    """What members write is shown as they wrote it."""
    page = render_markdown(a_digest(a_waiting(NASTY)), ENGLISH)

    assert "\\<script\\>" in page
    assert "\\[click\\](javascript:x)" in page
    assert escape("1. one") == "1\\. one"
    assert escape("- one") == "\\- one"
    assert escape("= = =") == "\\= = ="
    assert escape("2026 was") == "2026 was"


def test_nobodys_words_become_html() -> None:
    """Nor do names, keys or addresses."""
    item = an_item(
        NASTY,
        author=an_identity("x", display_name="<b>Eve</b>"),
        url='https://a.test/"onclick="x',
    )
    page = render_html(a_digest(a_waiting(item=item)), ENGLISH)

    assert "<script" not in page
    assert "<b>" not in page
    assert "onclick" not in page


class Outline(HTMLParser):
    """Reads a page as a machine that reads aloud would."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in {"meta", "link", "img", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "a":
            self.links.append(data)


def test_the_page_can_be_read_aloud() -> None:
    """Headings step down one by one, links say where they lead, languages are told."""
    page = Outline(render_html(a_full_digest(), JAPANESE))
    steps = [
        after - before
        for before, after in zip(page.levels, page.levels[1:], strict=False)
    ]

    assert page.open == []
    assert page.levels[0] == 1
    assert max(steps) == 1
    assert ("html", {"lang": "ja"}) in page.attributes
    assert "Aiko’s message on Sandbox" in page.links
    assert any(
        tag == "blockquote" and known.get("lang") == "en"
        for tag, known in page.attributes
    )


def test_the_page_needs_nothing_else() -> None:
    """An e-mail may load nothing, and runs no script."""
    page = Outline(render_html(a_full_digest(), ENGLISH))
    loading = {"script", "link", "img", "iframe", "object"}

    assert not loading & {tag for tag, _ in page.attributes}
    assert render_html(a_digest(), ENGLISH).startswith("<!doctype html>")


def luminance(colour: str) -> float:
    """Return how bright a colour is, as WCAG counts it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_every_colour_of_text_can_be_read(mode: int) -> None:
    """4.5 to 1 is the least contrast that most people can read."""
    page = render_html(a_digest(), ENGLISH)
    block = re.findall(r":root \{(.*?)\}", page, re.DOTALL)[mode]
    colours = dict(re.findall(r"--(\w+): (#\w{6})", block))

    for ground in ("paper", "card"):
        for ink in ("ink", "quiet", "link", "urgent", "high", "normal", "low"):
            pair = sorted(luminance(colours[name]) for name in (ground, ink))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ground, ink)


@pytest.mark.parametrize(
    ("length", "english", "japanese"),
    [
        (timedelta(seconds=59), "less than a minute", "less than a minute"),
        (timedelta(minutes=1), "1 min", "1 min"),
        (timedelta(minutes=59), "59 min", "59 min"),
        (timedelta(hours=3), "3 h", "3時間"),
        (timedelta(hours=47), "1 day", "1日"),
        (timedelta(days=2), "2 days", "2日"),
        (timedelta(seconds=-5), "less than a minute", "less than a minute"),
    ],
)
def test_spans_are_told_in_one_unit(
    length: timedelta, english: str, japanese: str
) -> None:
    """Nobody needs "2 days 3 h 12 min"."""
    assert age(length, ENGLISH) == english
    assert age(length, JAPANESE) == japanese


def test_japanese_says_dates_its_own_way() -> None:
    """The order of year, month and day is the translator's."""
    page = render_text(a_digest(a_waiting(hours=50)), JAPANESE)

    assert "2026年11月24日(火), 12:00" in page
    assert "2日待ち" in page
    assert "調子: 点数なし" in page


def test_one_answer_is_told_in_the_singular() -> None:
    """ "1 messages" hurts."""
    times = ResponseTimes(1, timedelta(hours=2), timedelta(hours=2))
    page = render_text(a_digest(responses=times), ENGLISH)

    assert "1 message was answered, after 2 h." in page
    assert "In time" not in page


def test_programs_get_the_same_paper() -> None:
    """Moments as ISO 8601, spans as seconds, priorities by name."""
    found = json.loads(json.dumps(as_json(a_full_digest(), ENGLISH)))
    first = found["groups"][0]["people"][0]

    assert found["zone"] == "Asia/Tokyo"
    assert found["composed_at"] == "2026-11-24T03:00:00+00:00"
    assert found["groups"][0]["priority"] == "normal"
    assert first["age"] == 50 * 3600
    assert first["tone"] == {"score": -0.62, "label": "negative"}
    assert first["reasons"] == ["asks a question"]
    assert found["troubles"][0]["state"] == "failed"
    assert found["responses"]["median"] == 7200
    assert found["pauses"][0]["command"] == "kairanban resume --everything"
    assert found["pauses"][0]["held"] == 1
    assert found["budgets"][0]["is_reached"]
    assert found["budgets"][1]["prices_as_of"] == "2026-11-22"
    assert (found["troubles"][2]["part"], found["troubles"][2]["more"]) == (2, 2)
    assert found["troubles"][2]["command"] == "kairanban queue review"
    assert found["left_out"][0]["reason"] == "its time went by (late: skip)"
    assert found["taken_down"][0]["url"] == ""
