"""Words that are filled in: values, handles, hashtags, parameters of campaigns."""

from pathlib import Path

import pytest

from config.hashtags import missing
from config.links import links, with_parameters
from config.load import Loaded
from tests.project_files import (
    POST,
    RICH_FRONT,
    a_folder,
    loaded,
    problems,
    write,
)
from tests.test_config_variants import a_post_of

PEOPLE = """
aiko:
  name: Aiko Tanaka
  handles: {plain: aiko, rich: "@aiko@rich.test"}
ben:
  handles: {plain: ben}
"""
CAMPAIGN = """
values: {street: Sakura Street, day: Sunday}
campaigns:
  spring:
    values: {day: Monday}
    hashtags: [SpringFair, "#Makers"]
    utm: {medium: post, except: [sakura.example]}
  quiet: {utm: true}
"""
LINK = "https://example.org/fair"


def said(folder: Path, queue: str, front: str = RICH_FRONT + CAMPAIGN) -> str:
    """Return what the post says on its first account."""
    (post,) = loaded(with_people(folder, queue, front)).project.posts
    return post.text


def with_people(
    folder: Path, queue: str = POST, front: str = RICH_FRONT, people: str = PEOPLE
) -> Path:
    write(folder, "people.yaml", people)
    return a_folder(folder, queue, front)


FILLED = [
    ("{{street}}", "Sakura Street"),
    ("{{ street }} on {{day}}", "Sakura Street on Sunday"),
    ("{{day}}{{day}}", "SundaySunday"),
    ("{ street } {{", "{ street } {{"),
    ("}} {{street", "}} {{street"),
    ("by @{aiko}", "by @aiko"),
    ("@{aiko}さん、@{ ben }さん", "@aikoさん、@benさん"),
    ("@aiko {aiko} @{", "@aiko {aiko} @{"),
]


@pytest.mark.parametrize(("text", "filled"), FILLED, ids=[f[0] for f in FILLED])
def test_names_in_double_braces_are_filled_in(
    text: str, filled: str, tmp_path: Path
) -> None:
    """Only names; a brace by itself is a brace."""
    assert said(tmp_path, a_post_of(to="box", text=f"'{text}'")) == filled


def test_the_nearest_value_counts(tmp_path: Path) -> None:
    """Post, file, campaign, project."""
    queue = """\
    campaign: spring
    values: {place: the bridge}
    hashtags: []
    posts:
    - id: hello
      at: 2026-11-24 09:30
      to: box
      values: {time: noon}
      text: "{{day}}, {{time}}, {{place}}, {{street}}"
    """

    assert said(tmp_path, queue) == "Monday, noon, the bridge, Sakura Street"


def test_what_is_filled_in_is_not_looked_through_again(tmp_path: Path) -> None:
    """So braces can be said, too, and nothing goes round in circles."""
    lines = ["values: {a: '{{b}}', b: '{{a}}', at: '@{aiko}'}"]
    queue = a_post_of(*lines, to="box", text='"{{a}} {{at}}"')

    assert said(tmp_path, queue) == "{{b}} @{aiko}"


def test_everything_that_is_read_is_filled_in(tmp_path: Path) -> None:
    """Alternative text, warning, options of a poll, parts of a thread."""
    write(
        tmp_path, "a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + bytes(8)
    )
    queue = a_post_of(
        "media: [{file: a.png, alt: 'on {{day}}'}]",
        "content_warning: '{{day}}!'",
        "thread: [{text: '{{street}}', poll: {options: ['{{day}}', b], open_for: 1d}}]",
        to="rich",
    )
    folder = with_people(tmp_path, queue, RICH_FRONT + CAMPAIGN)
    (post,) = loaded(folder).project.posts
    poll = post.thread[0].manner.poll

    assert post.media[0].alt == "on Sunday"
    assert post.manner.content_warning == "Sunday!"
    assert post.thread[0].text == "Sakura Street"
    assert poll is not None
    assert poll.options == ("Sunday", "b")


WRONG = [
    ("{{dai}}", "nothing is said for {{dai}} under 'values'"),
    ("{{dai}}", "did you mean 'day'?"),
    ("{{1 + 1}}", "only a name can stand between '{{' and '}}', such as {{place}}"),
    ("{{}}", "'' is none"),
    ("{{#if day}}", "'#if day' is none"),
    ("@{akio}", "there is nobody called 'akio' in people.yaml; did you mean 'aiko'?"),
    ("@{}", "there is nobody called ''"),
]


@pytest.mark.parametrize(("text", "what"), WRONG, ids=[w[1] for w in WRONG])
def test_what_cannot_be_filled_in_is_told(text: str, what: str, tmp_path: Path) -> None:
    """Where it stands; nothing goes out with a hole in it."""
    queue = a_post_of(to="[box, box2]", text=f"'{text}'")
    front = RICH_FRONT + "  box2: {platform: plain}\n" + CAMPAIGN
    (found,) = problems(with_people(tmp_path, queue, front))

    assert found.startswith("queue/a.yaml:4: hello.text: ")
    assert what in found


def test_a_missing_handle_is_told_for_its_platform(tmp_path: Path) -> None:
    """With the two ways out."""
    queue = a_post_of(to="[box, rich]", text="by @{ben}")
    (found,) = problems(with_people(tmp_path, queue))
    mended = a_post_of("variants: {rich: {text: by Ben}}", to="box", text="by @{ben}")

    assert "ben has no handle on Rich in people.yaml; add it, or say it" in found
    assert said(tmp_path, mended.replace("to: box", "to: [box, rich]")) == "by @ben"


def test_length_is_counted_once_all_is_filled_in(tmp_path: Path) -> None:
    """As each platform will see it."""
    queue = a_post_of("values: {x: 0123456789}", to="bird", text="'{{x}}'")
    longer = a_post_of("values: {x: 0123456789a}", to="bird", text="'{{x}}'")
    (found,) = problems(a_folder(tmp_path / "b", longer))

    assert said(tmp_path / "a", queue) == "0123456789"
    assert "is 1 character too long for Tiny" in found


BAD_PEOPLE = [
    ("- aiko", "people.yaml:1: should be a mapping, got a list"),
    ("aiko: {handle: x}", "aiko.handle: unknown key; did you mean 'handles'?"),
    ("aiko: {handles: {plian: x}}", "there is no platform 'plian'; did you mean"),
    ("aiko: {handles: {plain: a b}}", "should be a handle such as"),
    ("a b: {handles: {plain: x}}", "should be at most 100 letters"),
    ("aiko: {plain: x}", "aiko.plain: unknown key; what somebody is called on"),
    ("people: {aiko: {}}", "people.aiko: unknown key; each person's name stands at"),
    ("aiko: ]", ""),
]


@pytest.mark.parametrize(("people", "what"), BAD_PEOPLE, ids=[b[0] for b in BAD_PEOPLE])
def test_a_wrong_people_file_is_told(people: str, what: str, tmp_path: Path) -> None:
    """In its own lines."""
    (found,) = problems(with_people(tmp_path, people=people))

    assert found.startswith("people.yaml:1: ")
    assert what in found


@pytest.mark.parametrize("people", ["", "# nobody yet", "x-note: hi", PEOPLE])
def test_a_people_file_may_say_little(people: str, tmp_path: Path) -> None:
    """It may also not be there at all, as in every other test."""
    assert loaded(with_people(tmp_path, people=people)).warnings == ()


def test_a_changed_people_file_is_noticed(tmp_path: Path) -> None:
    """A new handle is a new text."""
    before = loaded(with_people(tmp_path)).fingerprint

    assert loaded(with_people(tmp_path, people="aiko: {}")).fingerprint != before


TAGS = [
    ("text: Hello!", "Hello!\n\n#SpringFair #Makers"),
    ("text: 'Hello #springfair!'", "Hello #springfair!\n\n#Makers"),
    ("text: 'Hello ＃Makers #SpringFair'", "Hello ＃Makers #SpringFair"),
    ("text: 'Come to {{hashtags}}!'", "Come to #SpringFair #Makers!"),
    ("text: 'At #Makers: {{hashtags}}!'", "At #Makers: #SpringFair!"),
    ("text: Hello!\n  hashtags: []", "Hello!"),
    ("text: Hello!\n  hashtags: Own", "Hello!\n\n#Own"),
]


@pytest.mark.parametrize(("lines", "text"), TAGS, ids=[t[0] for t in TAGS])
def test_hashtags_of_the_campaign_stand_below(
    lines: str, text: str, tmp_path: Path
) -> None:
    """Where the writer wants them, and none twice."""
    queue = POST.replace("text: Hello!", f"campaign: spring\n  {lines}")

    assert said(tmp_path, queue) == text


def test_only_the_post_itself_gets_hashtags(tmp_path: Path) -> None:
    """A thread is one thing."""
    queue = POST + "  campaign: spring\n  thread: [Two.]\n"
    folder = a_folder(tmp_path, queue, RICH_FRONT + CAMPAIGN)
    (post,) = loaded(folder).project.posts

    assert [message.text for message in post.thread] == ["Two."]


def test_a_hashtag_is_known_whatever_its_case() -> None:
    """Platforms make no difference either."""
    assert missing("#Straße und ＃春", ["STRASSE", "春", "neu"]) == ["neu"]


UTM = "utm_source=plain&utm_medium=post&utm_campaign=spring"
MARKED = [
    (LINK, f"{LINK}?{UTM}"),
    (f"{LINK}?a=1#top", f"{LINK}?a=1&{UTM}#top"),
    (f"({LINK}).", f"({LINK}?{UTM})."),
    (f"見て「{LINK}」。", f"見て「{LINK}?{UTM}」。"),
    (f"{LINK}?utm_source=x", f"{LINK}?utm_source=x"),
    ("https://sakura.example/a", "https://sakura.example/a"),
    ("https://www.Sakura.example", "https://www.Sakura.example"),
    ("https://notsakura.example", f"https://notsakura.example?{UTM}"),
    ("mailto:a@example.org", "mailto:a@example.org"),
]


@pytest.mark.parametrize(("text", "marked"), MARKED, ids=[m[0] for m in MARKED])
def test_links_of_a_campaign_are_marked(text: str, marked: str, tmp_path: Path) -> None:
    """Save those that asked not to be."""
    lines = ["campaign: spring", "hashtags: []"]

    assert said(tmp_path, a_post_of(*lines, to="box", text=f"'{text}'")) == marked


def test_each_platform_gets_its_own_parameters(tmp_path: Path) -> None:
    """They are frozen into the text, thread and card too."""
    queue = a_post_of(
        "campaign: quiet",
        f"card: {LINK}",
        f"thread: ['more: {LINK}']",
        to="rich",
        text=LINK,
    )
    folder = a_folder(tmp_path, queue, RICH_FRONT + CAMPAIGN)
    (post,) = loaded(folder).project.posts
    marked = f"{LINK}?utm_source=rich&utm_medium=social&utm_campaign=quiet"

    assert (post.text, post.manner.card) == (marked, marked)
    assert post.thread[0].text == f"more: {marked}"


def test_a_post_may_ask_that_its_links_stay(tmp_path: Path) -> None:
    """Or want other parameters, or any at all."""
    queue = a_post_of("campaign: quiet", "utm: false", to="box", text=LINK)
    own = a_post_of(
        "campaign: quiet", "utm: {content: '{{id}} ü'}", to="box", text=LINK
    )
    alone = a_post_of("utm: true", to="box", text=LINK)

    assert said(tmp_path / "a", queue) == LINK
    assert said(tmp_path / "b", own).endswith("&utm_content=hello+%C3%BC")
    assert said(tmp_path / "c", alone) == f"{LINK}?utm_source=plain&utm_medium=social"


def test_a_wrong_name_in_a_parameter_is_told(tmp_path: Path) -> None:
    """Once, at the post that would be marked with it."""
    queue = a_post_of("utm: {content: '{{idd}}'}", to="[box, rich]", text=LINK)
    (found,) = problems(a_folder(tmp_path, queue, RICH_FRONT))

    assert "hello.utm: nothing is said for {{idd}}" in found


def test_links_end_where_a_reader_sees_them_end() -> None:
    """Brackets that belong to an address stay in it."""
    text = (
        "a (https://x.test/a_(b)) https://x.test/? <https://y.test>, https://z.test。"
    )

    assert links(text) == [
        "https://x.test/a_(b)",
        "https://x.test/",
        "https://y.test",
        "https://z.test",
    ]
    assert with_parameters("https://x.test/?", {"source": ""}) == "https://x.test/?"


def drafts(found: Loaded) -> list[tuple[str, str]]:
    return [(one.key, one.text) for one in found.drafts]


def test_a_draft_is_checked_and_kept_apart(tmp_path: Path) -> None:
    """It is no post yet: nothing plans it."""
    queue = f"{POST}- id: later\n  draft: true\n  text: Not yet\n"
    found = loaded(a_folder(tmp_path, queue))

    assert [post.key for post in found.project.posts] == ["hello"]
    assert drafts(found) == [("later", "Not yet")]


def test_a_whole_file_may_be_drafts(tmp_path: Path) -> None:
    """And a post in it may say that it is ready."""
    ready = POST.replace("hello", "ready") + "  draft: false\n"
    found = loaded(a_folder(tmp_path, f"draft: true\nposts:{POST}{ready[1:]}"))

    assert drafts(found) == [("hello", "Hello!")]
    assert [post.key for post in found.project.posts] == ["ready"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("at: soon", "later.at: should be a time such as"),
        ("to: bx", "later.to: there is no account 'bx'"),
        ("to: bird\n  text: Much too long for it", "is 10 characters too long"),
        ("txt: x", "later.txt: unknown key"),
    ],
)
def test_what_is_wrong_with_a_draft_is_wrong(
    line: str, what: str, tmp_path: Path
) -> None:
    """Better now than on the day."""
    text = "" if "text" in line else "\n  text: x"
    queue = f"- id: later\n  draft: true\n  {line}{text}\n"
    found = problems(a_folder(tmp_path, queue))

    assert what in found[0]


def test_a_draft_holds_its_id(tmp_path: Path) -> None:
    """Two posts of one name stay a mistake."""
    (found,) = problems(a_folder(tmp_path, f"{POST}{POST[1:]}  draft: true\n"))

    assert "'hello' is taken already" in found
