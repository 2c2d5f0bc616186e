"""Posts are written so that they are read back the same, and nothing else changes."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.append import appended, plain
from config.emit import entry_of, scalar
from config.values import WrongValueError
from config.yaml_reader import read

POST: dict[str, Any] = {
    "id": "new",
    "at": "2026-11-24 09:30",
    "to": ["box", "bsky"],
    "text": "Hi!",
}

TEXTS = [
    "plain words",
    "09:30",
    "no",
    "null",
    "~",
    "",
    "#tag first",
    "a #tag",
    "a: b",
    "ends with:",
    "https://example.org/a#b?c=d",
    "@aiko",
    "- dash",
    "'quoted'",
    '"double"',
    "{{name}}",
    "two\nlines",
    "two\nlines\n",
    "two\n\nlines\n\n",
    "  leading\nspace",
    "trailing \nspace",
    "tab\there",
    "line\u2028separator",
    "明日は「晴れ」です。",
    "👩‍👩‍👧 family",
    "\u202eright to left",
    "\ufeffmark",
    "back\\slash",
    "%",
    "---",
    "...",
    "<<",
    "\r\n",
]


def back(text: str) -> Any:
    """Return what we read, as bare values."""
    document = read(text.encode(), "queue/a.yaml")
    assert document.problems == ()
    return plain(document.value)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    """On a line of its own, as a value, and in a list."""
    assert back(f"- {scalar(text)}\n") == [text]
    assert back(entry_of({"text": text, "thread": [text, "x"]})) == [
        {"text": text, "thread": [text, "x"]}
    ]


#: What can stand in a file at all.
WORDS = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"
    )
    | st.sampled_from("\n\t :#-'\"|>&*!%@`{}[],\\"),
    max_size=40,
)
DATA = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS.filter(bool), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), DATA, min_size=1))
@example({"a": [["x"]]})
@example({"a": [[], {}]})
def test_whatever_is_written_is_read_back(data: Mapping[str, Any]) -> None:
    """Any text, in any depth of lists and mappings."""
    assert back(entry_of(data)) == [plain(data)]


def test_a_post_is_written_as_a_person_would() -> None:
    """No quotes where none are needed, line breaks as line breaks."""
    post = POST | {
        "text": "One.\nTwo: three.\n",
        "media": [{"file": "a.png", "alt": ""}],
    }

    assert entry_of(post) == (
        "- id: new\n"
        "  at: 2026-11-24 09:30\n"
        "  to: [box, bsky]\n"
        "  text: |\n"
        "    One.\n"
        "    Two: three.\n"
        "  media:\n"
        "    - file: a.png\n"
        '      alt: ""\n'
    )


FILES = {
    "empty": "",
    "only comments": "# What we say\n",
    "no line end": "- id: a\n  text: b",
    "comments and odd spaces": "# top\n-   id:   a   # mine\n    text: 'b'\n\n\n# end",
    "indented": "posts:\n    - id: a\n      text: |\n        b\n",
    "not indented": "posts:\n- id: a\n  text: b\ncampaign: spring\n",
    "keys behind": "posts:\n  - id: a\n    text: b\n\n# of all\nlate: {within: 1h}\n",
    "keys before": "campaign: spring\nposts:\n  - {id: a, text: b}\n",
    "windows": "- id: a\r\n  text: b\r\n",
    "kept line ends": "- id: a\n  text: |+\n    b\n\n\n",
    "quotes over lines": '- id: a\n  text: "b\n    c"\n',
    "byte order mark": "\ufeff- id: a\n  text: b\n",
    "dash alone": "- id: a\n  thread:\n  - b\n  - c\n",
}


def alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@pytest.mark.parametrize("name", FILES)
def test_what_stands_in_a_file_stays_to_the_byte(name: str) -> None:
    """The old lines are all there, in one piece or around the new ones."""
    old = FILES[name]
    new = appended(old, [POST], "queue/a.yaml")
    posts = back(new)
    same = alike(old, new) + alike(old[::-1], new[::-1])

    assert same >= len(old)
    assert (posts if isinstance(posts, list) else posts["posts"])[-1] == POST
    assert ("\r\n" in old) == ("\r\n" in new)


def test_a_post_goes_behind_the_list_and_before_the_keys_that_follow() -> None:
    """With an empty line around it, as people do."""
    assert appended(FILES["keys behind"], [{"id": "n", "text": "x"}], "a") == (
        "posts:\n  - id: a\n    text: b\n\n  - id: n\n    text: x\n\n# of all\n"
        "late: {within: 1h}\n"
    )


@pytest.mark.parametrize(
    "text", ["[{id: a, text: b}]\n", "posts: []\n", "campaign: spring\n", "~\n"]
)
def test_a_file_in_which_it_cannot_be_done_is_left_alone(text: str) -> None:
    """The remedy is named."""
    with pytest.raises(WrongValueError, match="another file with --file"):
        appended(text, [POST], "queue/a.yaml")


def test_a_broken_file_is_mended_first() -> None:
    """Nobody builds on what cannot be read."""
    with pytest.raises(WrongValueError, match="has problems; see kairanban check"):
        appended("- id: [\n", [POST], "queue/a.yaml")
