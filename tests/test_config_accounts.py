"""Accounts, each checked against what its platform wants."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from tests.project_files import FRONT, PLATFORMS, a_folder, loaded, problems

COMMUNITY = FRONT.split("accounts:")[0]

WRONG = [
    (
        "box: {platform: plan}",
        "box.platform: there is no platform 'plan'; did you mean",
    ),
    ("box: {platform: zzz}", "no platform 'zzz'; there is: plain, tiny, rich"),
    ("box: {handle: x}", "accounts.box.platform: is missing"),
    ("box: {platform: ~}", "accounts.box.platform: has no value"),
    ("box: plain", "accounts.box: should be a mapping, got 'plain'"),
    ("box: {platform: plain, handle: a b}", "should be a handle such as"),
    ("box: {platform: plain, handle: '@'}", "should be a handle such as"),
    ("box: {platform: plain, poll_every: 0s}", "should be longer than nothing"),
    ("box: {platform: plain, colour: red}", "box.colour: unknown key"),
    ("box: {platform: plain, handel: x}", "did you mean 'handle'?"),
    ("b x: {platform: plain}", "accounts.b x: an account's name is made of"),
    ("家: {platform: plain}", "accounts.家: an account's name is made of"),
    ("Database: {platform: plain}", "this name is taken by Kairanban itself"),
    (
        "t: {platform: tiny, server: 'https://x'}",
        "t.handle: is missing: our name on Tiny",
    ),
    ("t: {platform: tiny, handle: x}", "t.server: is missing: where it is"),
    ("t: {platform: tiny, handle: x, server: ~}", "t.server: is missing: where it is"),
    ("t: {platform: tiny, handle: x, server: y}", "t.server: should begin with https"),
    (
        "t: {platform: tiny, handle: x, server: [y]}",
        "t.server: should be text, got a list",
    ),
    (
        "t: {platform: tiny, handle: x, server: 'https://x', color: y}",
        "t.color: unknown key; did you mean 'colour'?",
    ),
]


@pytest.mark.parametrize(("account", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_account_is_told_in_words(
    account: str, said: str, tmp_path: Path
) -> None:
    """Platforms have keys of their own; slips of the hand are guessed."""
    (found,) = problems(a_folder(tmp_path, "", f"{COMMUNITY}accounts:\n  {account}\n"))

    assert said in found


SECTIONS = [
    ("", "accounts: is missing"),
    ("accounts:", "accounts: has no value"),
    ("accounts: {}", "accounts: name at least one account"),
    ("accounts: box", "accounts: should be a mapping, got 'box'"),
]


@pytest.mark.parametrize(("section", "said"), SECTIONS)
def test_there_must_be_an_account(section: str, said: str, tmp_path: Path) -> None:
    """Without one there is nothing to do."""
    (found,) = problems(a_folder(tmp_path, "", f"{COMMUNITY}{section}\n"))

    assert found.endswith(said)


def test_one_mistake_in_an_account_does_not_hide_another(tmp_path: Path) -> None:
    """All of them at once."""
    front = FRONT.replace("handle: sakura.example", "poll_every: often").replace(
        "server:", "sever:"
    )
    found = problems(a_folder(tmp_path, "", front))

    assert [line.split(": ")[1] for line in found] == [
        "accounts.bird.handle",
        "accounts.bird.server",
        "accounts.bird.poll_every",
        "accounts.bird.sever",
    ]


def test_an_account_may_begin_with_x(tmp_path: Path) -> None:
    """`x-` marks keys that are the writer's own, but not names of accounts."""
    front = FRONT.replace("box:", "x-team:\n    x-note: ours\n    x-more: [1]")
    project = loaded(a_folder(tmp_path, "", front)).project

    assert project.accounts["x-team"].options == {}


def test_a_platform_says_how_often_to_look(tmp_path: Path) -> None:
    """A folder may be asked more often than a server; YAML has the last word."""
    front = FRONT.replace("platform: tiny", "platform: tiny\n    poll_every: 9s")
    accounts = loaded(a_folder(tmp_path, "", front)).project.accounts

    assert accounts["box"].poll_every == PLATFORMS["plain"].poll_every
    assert accounts["bird"].poll_every == timedelta(seconds=9)


def test_two_accounts_may_not_share_a_variable(tmp_path: Path) -> None:
    """`a-b` and `a_b` would both sign in with KAIRANBAN_A_B_APP_PASSWORD."""
    tiny = "{platform: tiny, handle: x, server: 'https://x'}"
    front = f"{COMMUNITY}accounts:\n  a-b: {tiny}\n  A_b: {tiny}\n"
    (found,) = problems(a_folder(tmp_path, "", front))

    assert "accounts.A_b: too like the account 'a-b'" in found
    assert "KAIRANBAN_A_B_APP_PASSWORD" in found


TEAM = [
    ("- {name: A, handles: {tinny: x}}", "team.1.handles.tinny: there is no platform"),
    ("- {name: A, handles: [tiny]}", "team.1.handles: should be a mapping, got a list"),
    ("- {name: A, handles: {tiny: [x]}}", "team.1.handles.tiny: should be text"),
]


@pytest.mark.parametrize(("member", "said"), TEAM)
def test_a_wrong_team_is_told_in_words(member: str, said: str, tmp_path: Path) -> None:
    """Handles go by platform, so that a colleague is known on each."""
    (found,) = problems(a_folder(tmp_path, "", f"{FRONT}team:\n{member}\n"))

    assert said in found


CANARY = "hunter2-canary"

LEAKS = [
    f"database: postgresql://kai:{CANARY}@localhost/kai",
    f"database: postgresql://kai@localhost/kai?password={CANARY}",
    f"password: {CANARY}",
    f"digest: {{smtpPassword: {CANARY}}}",
    f"team: [{{name: A, api-key: {CANARY}}}]",
    f"x-notes: {{token: {CANARY}}}",
    f"secrets: [{CANARY}]",
    f"x-notes: [[{{client_secret: {CANARY}}}]]",
]


@pytest.mark.parametrize("line", LEAKS)
def test_a_secret_in_yaml_is_refused_and_never_repeated(
    line: str, tmp_path: Path
) -> None:
    """What is in YAML is in git, and soon everywhere."""
    a_folder(tmp_path, "", f"{FRONT}{line}\n")
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path)
    (problem,) = caught.value.problems

    assert "does not belong in YAML" in str(problem)
    assert CANARY not in f"{caught.value}{caught.value!r}{problem!r}"
    assert caught.value.__context__ is None


def test_a_secret_of_an_account_is_sent_where_it_belongs(tmp_path: Path) -> None:
    """The message has the exact names, ready to be typed."""
    front = FRONT.replace("server:", f"password: {CANARY}\n    server:")
    (found,) = problems(a_folder(tmp_path, "", front))

    assert "accounts.bird.password: a secret does not belong in YAML" in found
    assert "secrets/bird.app_password" in found
    assert "KAIRANBAN_BIRD_APP_PASSWORD" in found
    assert CANARY not in found


def test_a_mapping_under_such_a_key_is_looked_into(tmp_path: Path) -> None:
    """It is unknown as a whole, and what it holds may be a secret."""
    found = problems(a_folder(tmp_path, "", f"{FRONT}secrets: {{a: 1, token: x}}\n"))

    assert [line.split(":")[2].strip() for line in found] == [
        "secrets",
        "secrets.token",
    ]


def test_a_secret_in_the_queue_is_refused_too(tmp_path: Path) -> None:
    """Posts are in git as well."""
    (found,) = problems(a_folder(tmp_path, f"posts: []\npassword: {CANARY}\n"))

    assert "keep it in a file of the folder secrets/" in found
    assert CANARY not in found


def test_an_account_may_be_called_secret(tmp_path: Path) -> None:
    """A mapping is no password."""
    front = FRONT.replace("box:", "secret:")

    assert "secret" in loaded(a_folder(tmp_path, "", front)).project.accounts
    assert "secret" not in PLATFORMS
