"""A project's files in; one value, or every problem, out."""

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from config.findings import LIMIT_PER_FILE
from config.language import language_of
from config.load import load
from domain.budgets import Budget, Counted, Span
from domain.errors import ConfigurationError, RequestError
from domain.judgements import Priority
from domain.late import LateAction, LatePolicy
from domain.posts import SourceLine
from domain.project import DigestFormat
from tests.project_files import FRONT, POST, a_folder, loaded, problems, write

FULL = """
community:
  name: Sakura Street
  purpose: |
    Neighbours who help one another.
  guidelines: https://example.org/rules
  timezone: Asia/Tokyo
  language: ja
  languages: [ja, en, pt-BR, ja]
accounts:
  bird:
    platform: tiny
    handle: "@sakura.example"
    server: https://tiny.test
    poll_every: 1m30s
    approval: required
    budget: {writes: 50 per day, money: 5 per month}
team:
- name: Aiko
  handles: {tiny: "@aiko.example"}
- name: Ben
digest:
  at: 7:05
  formats: [html, text]
  folder: out
replies:
  within: {urgent: 10m, low: 1h 30m}
  approval: required
late: {within: 0m, else: skip, spacing: 5m}
approval: required
campaigns:
  spring: {title: Spring, approval: required, late: {within: 1h, else: post}}
budgets: {tiny: {writes: [9 per hour, 99 per day], reads: 999 per day}}
prices: {tiny: {as_of: 2026-11-24, currency: EUR, write: 0.015, read: 0.1}}
alerts: {command: mail -s 'Kairanban asks' team@example.org}
database: postgresql://kai@localhost/kai
state: /var/lib/kairanban
x-notes: {anything: [1, 2]}
"""


def test_the_files_become_a_project(tmp_path: Path) -> None:
    """What a person wrote is what the rooms below get."""
    project = loaded(a_folder(tmp_path)).project
    (post,) = project.posts

    assert project.folder == tmp_path.resolve()
    assert project.community.name == "Sakura Street"
    assert project.community.timezone.key == "Asia/Tokyo"
    assert list(project.accounts) == ["box", "bird"]
    assert post.key == "hello"
    assert post.text == "Hello!"
    assert post.accounts == ("box",)
    assert post.at == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert post.source == SourceLine("queue/a.yaml", 2)


def test_every_wish_is_taken_over(tmp_path: Path) -> None:
    """No key is read and then forgotten."""
    project = loaded(a_folder(tmp_path, "", FULL)).project
    community, account = project.community, project.accounts["bird"]

    assert community.purpose == "Neighbours who help one another."
    assert community.guidelines_url == "https://example.org/rules"
    assert (community.language, community.languages) == ("ja", ("ja", "en", "pt-BR"))
    assert (account.platform, account.handle) == ("tiny", "sakura.example")
    assert account.options == {"server": "https://tiny.test", "colour": "red"}
    assert account.poll_every == timedelta(seconds=90)
    assert [member.name for member in project.team] == ["Aiko", "Ben"]
    assert project.team[0].handles == {"tiny": "aiko.example"}
    assert project.digest.at == time(7, 5)
    assert project.digest.formats == (DigestFormat.HTML, DigestFormat.TEXT)
    assert project.digest.folder == tmp_path.resolve() / "out"
    assert project.reply_within[Priority.URGENT] == timedelta(minutes=10)
    assert project.reply_within[Priority.HIGH] == timedelta(hours=4)
    assert project.reply_within[Priority.LOW] == timedelta(minutes=90)
    assert project.late.within == timedelta(0)
    assert project.late.spacing == timedelta(minutes=5)
    assert project.database == "postgresql://kai@localhost/kai"
    assert project.state_folder == Path("/var/lib/kairanban")


def test_every_wish_for_what_goes_out_is_taken_over(tmp_path: Path) -> None:
    """Approval, lateness, limits, prices, alerts."""
    project = loaded(a_folder(tmp_path, "", FULL)).project
    spring = project.campaigns["spring"]

    assert project.needs_approval
    assert project.replies_need_approval
    assert project.late.otherwise is LateAction.SKIP
    assert (spring.title, spring.needs_approval) == ("Spring", True)
    assert spring.late == LatePolicy(
        timedelta(hours=1), timedelta(minutes=5), LateAction.POST
    )
    assert project.accounts["bird"].needs_approval
    assert project.accounts["bird"].budgets == (
        Budget(Counted.WRITES, 50, Span.DAY),
        Budget(Counted.MONEY, 5_000_000, Span.MONTH),
    )
    assert len(project.budgets["tiny"]) == 3
    assert project.tariffs["tiny"].write == 15_000
    assert project.alerts.command[1:3] == ("-s", "Kairanban asks")


def test_what_is_not_wished_has_a_default(tmp_path: Path) -> None:
    """A short file is a good file."""
    project = loaded(a_folder(tmp_path)).project

    assert project.digest.at == time(8, 0)
    assert project.digest.folder is None
    assert project.late.within == timedelta(minutes=30)
    assert project.reply_within[Priority.NORMAL] == timedelta(days=1)
    assert project.database == ""
    assert project.state_folder == tmp_path.resolve() / ".kairanban"


def test_systemd_says_where_the_state_lies(tmp_path: Path) -> None:
    """A service's files belong under /var/lib; the first of several is ours."""
    project = loaded(a_folder(tmp_path), STATE_DIRECTORY="/var/lib/a:/b").project

    assert project.state_folder == Path("/var/lib/a")


def test_a_folder_without_a_project_says_how_to_make_one(tmp_path: Path) -> None:
    """The first error a newcomer meets tells the way on."""
    with pytest.raises(RequestError, match="'kairanban init' makes a new project"):
        load(tmp_path, environment={})


def test_the_real_platforms_are_the_default(tmp_path: Path) -> None:
    """The sandbox needs nothing but its name."""
    front = FRONT.split("  bird:")[0].replace("plain", "sandbox")

    assert load(a_folder(tmp_path, POST, front)).project.accounts["box"].platform


def test_the_fingerprint_is_that_of_the_files(tmp_path: Path) -> None:
    """Who watches can tell whether the files are still those that were loaded."""
    first = loaded(a_folder(tmp_path)).fingerprint
    again = loaded(tmp_path).fingerprint
    write(tmp_path, "queue/b.yml", "")

    assert first == again
    assert loaded(tmp_path).fingerprint != first


def test_everything_wrong_in_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Nobody likes to hear of mistakes one by one."""
    a_folder(tmp_path, POST.replace("box", "bx"), FRONT.replace("name:", "nam:"))
    write(tmp_path, "queue/b.yaml", "- id: 'oops\n")

    assert problems(tmp_path) == [
        "kairanban.yaml:2: community.name: is missing",
        "kairanban.yaml:3: community.nam: unknown key; did you mean 'name'?",
        "queue/a.yaml:4: hello.to: there is no account 'bx'; did you mean 'box'?",
        "queue/b.yaml:1: the quote that opens here is never closed",
    ]


def test_a_broken_front_does_not_hide_the_queue(tmp_path: Path) -> None:
    """Accounts that cannot be told are not called wrong."""
    a_folder(tmp_path, POST.replace("at:", "att:"), "community: [a\n")

    assert problems(tmp_path) == [
        "kairanban.yaml:1: the list that '[' opens here lacks a ',' or its ']'",
        "queue/a.yaml:2: hello.at: is missing: say when, such as 2026-11-24 09:30",
        "queue/a.yaml:3: hello.att: unknown key; did you mean 'at'?",
    ]


def test_problems_of_one_kind_do_not_flood_the_screen(tmp_path: Path) -> None:
    """After fifty of a file, only their number is told."""
    posts = "".join(f"- id: p{n}\n  txt: a\n" for n in range(100))
    found = problems(a_folder(tmp_path, posts))

    assert len(found) == LIMIT_PER_FILE + 1
    assert found[-1].endswith("more problems follow")


def test_what_is_odd_but_not_wrong_is_a_warning(tmp_path: Path) -> None:
    """A time that comes twice still has a meaning."""
    front = FRONT.replace("Asia/Tokyo", "Europe/Berlin")
    a_folder(tmp_path, POST.replace("2026-11-24 09:30", "2026-10-25 02:30"), front)
    (warning,) = loaded(tmp_path).warnings

    assert warning.place() == "queue/a.yaml:3: hello.at"
    assert "comes twice" in str(warning)


FILES = [
    ("queue/deep/er/b.yaml", True),
    ("queue/b.yml", True),
    ("queue/.hidden.yaml", False),
    ("queue/.git/b.yaml", False),
    ("queue/b.yaml~", False),
    ("queue/#b.yaml#", False),
    ("queue/#b.yaml", False),
    ("queue/.b.yaml.swp", False),
    ("queue/b.yaml.txt", False),
]


@pytest.mark.parametrize(("name", "is_read"), FILES, ids=[n for n, _ in FILES])
def test_editors_copies_are_not_read(
    name: str, *, is_read: bool, tmp_path: Path
) -> None:
    """A backup of a post is not another post."""
    a_folder(tmp_path)
    write(tmp_path, name, POST.replace("hello", "other"))

    assert (len(loaded(tmp_path).project.posts) == 2) is is_read


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    """A pipe, a folder, a broken link: each is told, none is waited for."""
    a_folder(tmp_path)
    (tmp_path / "queue" / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "queue" / "pipe.yaml")
    (tmp_path / "queue" / "gone.yaml").symlink_to("nowhere")

    assert problems(tmp_path) == [
        "queue/gone.yaml: cannot be read: No such file or directory",
        "queue/pipe.yaml: cannot be read: it is not a file",
    ]


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    """Whatever lies there, it gets a sentence."""
    (tmp_path / "kairanban.yaml").mkdir()

    assert problems(tmp_path) == ["kairanban.yaml: is a folder, not a file"]


def test_names_that_are_no_text_can_still_be_told(tmp_path: Path) -> None:
    """File names are bytes; some are no UTF-8."""
    a_folder(tmp_path)
    path = os.fsencode(tmp_path / "queue") + b"/\xff.yaml"
    with open(path, "wb") as file:  # noqa: PTH123 - Path takes no bytes
        file.write(b"a: [1")

    assert problems(tmp_path)[0].startswith("queue/?.yaml:1: ")


SHAPES = [
    ("", "kairanban.yaml:1: should be a mapping, got nothing"),
    ("hello", "kairanban.yaml:1: should be a mapping, got 'hello'"),
    ("- a", "kairanban.yaml:1: should be a mapping, got a list"),
]


@pytest.mark.parametrize(("front", "said"), SHAPES)
def test_the_file_as_a_whole_must_be_a_mapping(
    front: str, said: str, tmp_path: Path
) -> None:
    """An empty file is no project yet."""
    assert problems(a_folder(tmp_path, "", front)) == [said]


VALUES = [
    ("timezone: Asia/Tokyo", "timezone: Tokio", "no IANA time zone; did you mean"),
    ("timezone: Asia/Tokyo", "timezone: JST", "did you mean 'Asia/Tokyo'?"),
    ("timezone: Asia/Tokyo", "timezone: tokyo", "did you mean 'Asia/Tokyo'?"),
    ("timezone: Asia/Tokyo", "timezone: localtime", "is no IANA time zone"),
    ("timezone: Asia/Tokyo", "timezone: ../../etc/passwd", "is no IANA time zone"),
    ("timezone: Asia/Tokyo", "timezone: Asia", "is no IANA time zone"),
    ("timezone: Asia/Tokyo", "timezone: q8", "they look like Asia/Tokyo"),
    ("timezone: Asia/Tokyo", "language: en", "timezone: is missing: name the IANA"),
    ("timezone: Asia/Tokyo", "timezone:", "community.timezone: has no value"),
    ("name: Sakura Street", "name: null", "if you mean the word 'null'"),
    ("name: Sakura Street", "name: ''", "should not be empty"),
    ("name: Sakura Street", "name: |\n    a\n    b", "should be a single line"),
    ("name: Sakura Street", "name: [a]", "should be text, got a list"),
    ("name: Sakura Street", "name: {a: b}", "should be text, got a mapping"),
    ("name:", "language: jp\n  name:", "does not speak 'jp'; did you mean 'ja'?"),
    ("name:", "language: fr\n  name:", "does not speak 'fr'; there is: en, ja"),
    ("name:", "languages: [en, jp]\n  name:", "languages.2: 'jp' is no language code"),
    ("name:", "languages: xx\n  name:", "community.languages: 'xx' is no language"),
    ("name:", "languages: [~]\n  name:", "languages.1: has no value"),
    ("name:", "languages: {a: b}\n  name:", "should be a list, got a mapping"),
    ("name:", "guidelines: example.org\n  name:", "should be an address such as"),
    ("name:", "guidelines: 'http://[x'\n  name:", "should be an address such as"),
    ("name:", "guidelines: https://a b\n  name:", "should be an address such as"),
    ("name:", "guidelines: https://u:p@x.test\n  name:", "should not hold a user name"),
    ("accounts:", "digest: {at: 25:00}\naccounts:", "should be a time of day"),
    ("accounts:", "digest: {at: 8}\naccounts:", "should be a time of day"),
    ("accounts:", "digest: {formats: [pdf]}\naccounts:", "'pdf' is not known here"),
    ("accounts:", "digest: {formats: [htm]}\naccounts:", "did you mean 'html'?"),
    ("accounts:", "late: {within: 30}\naccounts:", "should be a duration such as"),
    ("accounts:", "late: {within: ''}\naccounts:", "should be a duration such as"),
    ("accounts:", "late: 30m\naccounts:", "late: should be a mapping, got '30m'"),
    ("accounts:", "replies: {within: {low: 0s}}\naccounts:", "longer than nothing"),
    ("accounts:", "team: Aiko\naccounts:", "team: should be a list, got 'Aiko'"),
    ("accounts:", "team: [Aiko]\naccounts:", "team.1: should be a mapping"),
    ("accounts:", "database: kai\naccounts:", "should be a URL such as"),
    ("accounts:", "database: 'postgresql://['\naccounts:", "should be a URL such as"),
    ("accounts:", "database: postgres://h/x\naccounts:", "mean 'postgresql'?"),
    ("accounts:", "database: mysql://h/x\naccounts:", "is no database that Kairanban"),
    ("accounts:", "acounts: 1\naccounts:", "unknown key; did you mean 'accounts'?"),
]


@pytest.mark.parametrize(("old", "new", "said"), VALUES, ids=[v[1] for v in VALUES])
def test_a_wrong_value_is_told_in_words(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """Each sentence says what would be right."""
    (found,) = problems(a_folder(tmp_path, "", FRONT.replace(old, new, 1)))

    assert said in found


def test_the_error_is_readable_as_a_whole(tmp_path: Path) -> None:
    """The exception itself shows the list, in the order of the files."""
    a_folder(tmp_path, POST.replace("box", "bx"), FRONT.replace("name:", "nam:"))
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path)

    assert str(caught.value).splitlines() == problems(tmp_path)


LANGUAGES = [
    ("community:\n  language: ja\n", "ja"),
    ("community:\n  name: [broken\n  language: 'ja' # x\n", "ja"),
    ("community: {name: x, language: ja}\n", "ja"),
    ("community:\n  languages: ja\n", "en"),
    ("community:\n  language: fr\n", "en"),
    ("\0\xff", "en"),
]


@pytest.mark.parametrize(("front", "language"), LANGUAGES)
def test_the_language_of_errors_is_found_in_broken_files(
    front: str, language: str, tmp_path: Path
) -> None:
    """Who cannot write the file yet still reads the error in their language."""
    write(tmp_path, "kairanban.yaml", front.encode("latin-1"))

    assert language_of(tmp_path) == language


def test_without_a_file_the_language_is_what_the_caller_says(tmp_path: Path) -> None:
    """No project is no reason to fail."""
    assert language_of(tmp_path, "ja") == "ja"
