"""Variants: a post says something else on one platform or account."""

from pathlib import Path

import pytest

from domain.posts import AS_USUAL, Manner, MediaFile, Message, Post, Variant
from tests.project_files import (
    PNG,
    RICH_FRONT,
    a_folder,
    loaded,
    problems,
    write,
)

TWO_BOXES = RICH_FRONT + "  box2:\n    platform: plain\n"


def a_post_of(*lines: str, to: str = "[box, bird, rich]", text: str = "Hello!") -> str:
    """Return a queue file with one post, and these lines below it."""
    head = ["- id: hello", "  at: 2026-11-24 09:30", f"  to: {to}", f"  text: {text}"]
    return "\n".join([*head, *(f"  {line}" for line in lines)]) + "\n"


def post_in(folder: Path, queue: str, front: str = TWO_BOXES) -> Post:
    (post,) = loaded(a_folder(folder, queue, front)).project.posts
    return post


def texts(post: Post) -> dict[str, list[str]]:
    """Return what the post says on each account."""
    return {
        account: [message.text for message in post.messages_for(account)]
        for account in post.accounts
    }


def test_a_post_without_variants_says_the_same_everywhere(tmp_path: Path) -> None:
    """And is stored as simply as it is."""
    post = post_in(tmp_path, a_post_of())

    assert post.variants == ()
    assert post.manner is AS_USUAL


def test_a_variant_is_for_a_platform_or_an_account(tmp_path: Path) -> None:
    """The account's own word wins over that of its platform, key by key."""
    post = post_in(
        tmp_path,
        a_post_of(
            "variants:",
            "  plain: {text: Plain, language: en}",
            "  box2: {text: Second box}",
            to="[rich, box, box2]",
        ),
    )

    assert texts(post) == {
        "rich": ["Hello!"],
        "box": ["Plain"],
        "box2": ["Second box"],
    }
    assert {v.account: v.messages[0].manner for v in post.variants} == {
        "box": Manner(language="en"),
        "box2": Manner(language="en"),
    }


def test_what_a_variant_does_not_say_is_the_posts_own(tmp_path: Path) -> None:
    """Media, thread and manner stay, where only the text differs."""
    write(tmp_path, "media/a.png", PNG)
    post = post_in(
        tmp_path,
        a_post_of(
            "media: [{file: media/a.png, alt: A lamp}]",
            "visibility: public",
            "thread: [Two.]",
            "variants: {box: {text: Other}}",
            to="[rich, box]",
        ),
    )
    media = (MediaFile(tmp_path.resolve() / "media" / "a.png", "A lamp"),)

    assert post.variants == (
        Variant("box", (Message("Other", media, post.manner), post.thread[0])),
    )


def test_a_variant_may_take_back_what_the_post_has(tmp_path: Path) -> None:
    """Empty is said, too."""
    write(tmp_path, "media/a.png", PNG)
    post = post_in(
        tmp_path,
        a_post_of(
            "media: [{file: media/a.png, alt: A lamp}]",
            "content_warning: Spoilers",
            "first_comment: More at the door.",
            "quote: https://rich.test/1",
            "poll: {options: [a, b], open_for: 1d}",
            "variants:",
            '  box: {media: [], content_warning: "", first_comment: "", quote: "",'
            " poll: none}",
            to="box",
        ),
    )

    assert post.messages == (Message("Hello!"),)


def test_a_variant_that_says_the_same_is_none(tmp_path: Path) -> None:
    """Nothing is kept twice."""
    post = post_in(tmp_path, a_post_of("variants: {bird: {text: Hello!}}"))

    assert post.variants == ()


def test_each_variant_is_measured_on_its_own_platform(tmp_path: Path) -> None:
    """The long text is long only where it is said, and is told where it stands."""
    queue = a_post_of(
        "variants: {tiny: {text: Short}, rich: {text: Much longer than ten}}",
        text="Longer than ten",
    )
    wrong = queue.replace("Short", "Longer than ten too!")

    assert texts(post_in(tmp_path, queue))["bird"] == ["Short"]
    found = problems(a_folder(tmp_path, wrong, TWO_BOXES))
    place = "queue/a.yaml:5: hello.variants.tiny.text: "

    assert found == [
        f"{place}is 10 characters too long for Tiny: it has 20 of at most 10",
        f"{place}is 5 bytes too large for Tiny: it has 20 of at most 15",
    ]


WRONG = [
    ("variants: {plian: {text: x}}", "variants.plian: the post goes to no account"),
    ("variants: {plian: {text: x}}", "did you mean 'plain'?"),
    ("variants: {box2: {text: x}}", "no platform 'box2'; did you mean 'box'?"),
    ("variants: {box: {txt: x}}", "variants.box.txt: unknown key; did you mean 'text'"),
    ("variants: {box: {at: x}}", "variants.box.at: unknown key"),
    ("variants: [a]", "variants: should be a mapping, got a list"),
    ("variants: {box: hi}", "variants.box: should be a mapping, got 'hi'"),
    ('variants: {box: {text: ""}}', "variants.box.text: a post needs a text"),
    (
        "variants: {box: {media: [{file: gone.png, alt: x}]}}",
        "variants.box.media.1.file: is not there",
    ),
    ("variants: {box: {thread: [{}]}}", "box.thread.1.text: a part needs a text"),
]


@pytest.mark.parametrize(("line", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_variant_is_told_in_words(line: str, said: str, tmp_path: Path) -> None:
    """At its own place."""
    (found,) = problems(a_folder(tmp_path, a_post_of(line), TWO_BOXES))

    assert said in found


def test_a_mistake_is_told_once_however_many_accounts_it_concerns(
    tmp_path: Path,
) -> None:
    """Two accounts on one platform are one reader's mistake."""
    queue = a_post_of("media: [{file: gone.png, alt: x}]", to="[box, box2, rich]")

    assert len(problems(a_folder(tmp_path, queue, TWO_BOXES))) == 1


def test_a_thread_may_be_longer_on_one_account(tmp_path: Path) -> None:
    """And its parts are shown as the post is, unless they say otherwise."""
    post = post_in(
        tmp_path,
        a_post_of(
            "content_warning: Spoilers",
            "language: en",
            "visibility: unlisted",
            "quote: https://rich.test/1",
            "thread: [Two, {text: Drei, language: de}]",
            to="rich",
        ),
    )
    two, three = post.thread

    assert two.manner == Manner("Spoilers", post.manner.visibility, "en")
    assert three.manner == Manner("Spoilers", post.manner.visibility, "de")


def test_a_first_comment_is_a_further_part(tmp_path: Path) -> None:
    """It answers the post, right after it is out."""
    post = post_in(tmp_path, a_post_of("first_comment: See inside", to="rich"))
    wrong = a_post_of("first_comment: x", "thread: [y]", to="box")

    assert post.thread == (Message("See inside"),)
    (found,) = problems(a_folder(tmp_path, wrong, TWO_BOXES))
    assert "first_comment: a thread has no first comment: let it be the last" in found


def test_whom_a_post_answers_may_differ_by_account(tmp_path: Path) -> None:
    """A conversation on one platform has another address elsewhere."""
    post = post_in(
        tmp_path,
        a_post_of(
            "reply_to: https://rich.test/1",
            'variants: {box: {reply_to: ""}}',
            to="[rich, box]",
        ),
    )

    assert post.answers_on("rich") == "https://rich.test/1"
    assert post.answers_on("box") == ""
