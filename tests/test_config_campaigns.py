"""Campaigns, lateness and approval: who says what, and whose word counts."""

import unicodedata
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from domain.late import USUAL, LateAction, LatePolicy
from domain.posts import Post, Repeat
from domain.project import AlertWishes, Campaign, Project
from tests.project_files import FRONT, POST, a_folder, loaded, problems, write


def project_of(folder: Path, front: str = "", post: str = POST) -> Project:
    return loaded(a_folder(folder, post, FRONT + front)).project


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_a_campaign_says_what_holds_for_its_posts(tmp_path: Path) -> None:
    """In the order of the file; what it does not say is the project's."""
    project = project_of(
        tmp_path,
        "late: {within: 1h, spacing: 3m}\n"
        "campaigns:\n"
        "  spring:\n"
        "  夏祭り: {title: Summer party, approval: required, late: {else: skip}}\n",
    )

    assert list(project.campaigns.values()) == [
        Campaign("spring"),
        Campaign(
            "夏祭り",
            "Summer party",
            needs_approval=True,
            late=LatePolicy(minutes(60), minutes(3), LateAction.SKIP),
        ),
    ]


LATE = list(product([False, True], repeat=4))


@pytest.mark.parametrize(("project", "campaign", "file", "post"), LATE)
def test_the_nearest_word_on_lateness_counts(
    *, project: bool, campaign: bool, file: bool, post: bool, tmp_path: Path
) -> None:
    """Post before file before campaign before project."""
    front = "late: {within: 1m, spacing: 7m}\n" if project else "late: {spacing: 7m}\n"
    front += f"campaigns: {{spring: {{{'late: {within: 2m}' if campaign else ''}}}}}\n"
    frame = "campaign: spring\n" + ("late: {within: 3m}\n" if file else "")
    own = "  late: {within: 4m}\n" if post else ""
    (found,) = project_of(tmp_path, front, f"{frame}posts:\n{POST}{own}").posts
    said = (4, post), (3, file), (2, campaign), (1, project), (30, True)
    nearest = next(number for number, is_said in said if is_said)

    assert found.late == LatePolicy(minutes(nearest), minutes(7), LateAction.ASK)


def test_each_key_of_lateness_has_its_own_nearest_word(tmp_path: Path) -> None:
    """`within` from here, `else` from there."""
    front = "late: {within: 1m, else: post}\n"
    front += "campaigns: {spring: {late: {else: skip}}, autumn: {late: {within: 2m}}}\n"
    frame = "campaign: spring\nlate: {within: 3m}\nposts:\n"
    other = POST.replace("hello", "other") + "  campaign: autumn\n"
    first, second = project_of(tmp_path, front, frame + POST + other).posts

    assert first.late == LatePolicy(minutes(3), otherwise=LateAction.SKIP)
    assert second.late == LatePolicy(minutes(3), otherwise=LateAction.POST)


@pytest.mark.parametrize("action", list(LateAction))
def test_every_way_out_of_lateness_can_be_written(
    action: LateAction, tmp_path: Path
) -> None:
    """`ask`, `skip` and `post`."""
    project = project_of(tmp_path, f"late: {{else: {action}}}")

    assert project.late == LatePolicy(otherwise=action)


def test_a_post_that_says_nothing_is_as_usual(tmp_path: Path) -> None:
    """No campaign, no thread, no approval, no recurrence."""
    (post,) = project_of(tmp_path).posts

    assert post.late == USUAL
    assert (post.campaign, post.thread, post.repeat) == ("", (), None)
    assert not post.needs_approval


@pytest.mark.parametrize(("project", "campaign", "file", "post"), LATE)
def test_approval_only_ever_tightens(
    *, project: bool, campaign: bool, file: bool, post: bool, tmp_path: Path
) -> None:
    """One of them suffices."""
    yes = "approval: required\n"
    front = yes * project + "campaigns:\n  spring:\n" + f"    {yes}" * campaign
    frame = "campaign: spring\n" + yes * file
    queue = f"{frame}posts:\n{POST}" + f"  {yes}" * post
    read = project_of(tmp_path, front, queue)

    assert read.posts[0].needs_approval is (project or campaign or file or post)
    assert read.needs_approval is project
    assert read.replies_need_approval is project


def test_an_account_may_ask_for_approval(tmp_path: Path) -> None:
    """The account says so itself; the post does not change."""
    front = FRONT.replace("platform: plain", "platform: plain\n    approval: required")
    project = loaded(a_folder(tmp_path, front=front)).project

    assert project.accounts["box"].needs_approval
    assert not project.accounts["bird"].needs_approval
    assert not project.posts[0].needs_approval


def test_replies_alone_may_need_approval(tmp_path: Path) -> None:
    """Posts go out by themselves then."""
    project = project_of(tmp_path, "replies: {approval: required}")

    assert project.replies_need_approval
    assert not project.needs_approval


def test_a_posts_own_campaign_counts_more_than_its_files(tmp_path: Path) -> None:
    """A file may hold a stranger; names are alike if they look alike."""
    front = "campaigns: {spring: {approval: required}, が: {}}\n"
    guest = POST.replace("hello", "guest")
    guest += f"  campaign: {unicodedata.normalize('NFD', 'が')}\n"
    posts: list[Post] = list(
        project_of(tmp_path, front, f"campaign: spring\nposts:\n{POST}{guest}").posts
    )

    assert [post.campaign for post in posts] == ["spring", "が"]
    assert [post.needs_approval for post in posts] == [True, False]


WRONG_FRONT = [
    ("approval: no", "approval: should be 'required', got 'no'; leave it out where"),
    ("approval: Required", "approval: should be 'required', got 'Required'; leave"),
    ("approval: [required]", "approval: should be text, got a list"),
    ("replies: {approval: yes}", "replies.approval: should be 'required', got 'yes'"),
    ("late: {else: drop}", "late.else: 'drop' is not known here; there is: ask, skip"),
    ("late: {otherwise: ask}", "late.otherwise: unknown key"),
    ("late: {spacing: often}", "late.spacing: should be a duration such as"),
    ("campaigns: spring", "campaigns: should be a mapping, got 'spring'"),
    ("campaigns: [spring]", "campaigns: should be a mapping, got a list"),
    ("campaigns: {spring: nice}", "campaigns.spring: should be a mapping, got 'nice'"),
    ("campaigns: {a b: {}}", "campaigns.a b: should be at most 100 letters, digits"),
    ("campaigns: {a: {titel: x}}", "a.titel: unknown key; did you mean 'title'?"),
    ("campaigns: {late: {titel: x}}", "late.titel: unknown key; did you mean 'title'?"),
    ("campaigns: {a: {approval: x}}", "campaigns.a.approval: should be 'required'"),
    ("campaigns: {a: {late: 3m}}", "campaigns.a.late: should be a mapping, got '3m'"),
    (
        "campaigns: {a: {late: {spacing: 3m}}}",
        "campaigns.a.late.spacing: is for the whole project: it stands only under",
    ),
    (
        f"campaigns: {{が: , {unicodedata.normalize('NFD', 'が')}: }}",
        "there is a campaign of that name already",
    ),
    ("alerts: loud", "alerts: should be a mapping, got 'loud'"),
    ("alerts: {command: ''}", "alerts.command: should not be empty"),
    ("alerts: {command: []}", "alerts.command: should name a program"),
    ("alerts: {command: ['', x]}", "alerts.command: should name a program"),
    ("alerts: {command: '\"\"'}", "alerts.command: should name a program"),
    ("alerts: {command: {a: b}}", "alerts.command: should be a list, got a mapping"),
    ("alerts: {command: [a, [b]]}", "alerts.command.2: should be text, got a list"),
    ("alerts: {command: it's}", "alerts.command: a quote in it is never closed"),
]


@pytest.mark.parametrize(("line", "said"), WRONG_FRONT, ids=[w for w, _ in WRONG_FRONT])
def test_a_wrong_wish_of_the_project_is_told_in_words(
    line: str, said: str, tmp_path: Path
) -> None:
    """Each sentence says what would be right."""
    (found,) = problems(a_folder(tmp_path, "", f"{FRONT}{line}\n"))

    assert said in found


COMMANDS = [
    (
        "[mail, -s, It is late, team@x.test]",
        ("mail", "-s", "It is late", "team@x.test"),
    ),
    ("mail -s 'It is late' team@x.test", ("mail", "-s", "It is late", "team@x.test")),
    ("[notify, '']", ("notify", "")),
    ("./tell me", ("./tell", "me")),
]


@pytest.mark.parametrize(("said", "command"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_alerts_go_to_a_command(
    said: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    """A list of words, or a line that is split as a shell splits it."""
    project = project_of(tmp_path, f"alerts:\n  command: {said}\n")

    assert project.alerts == AlertWishes(command)


def test_nobody_is_alerted_where_nobody_said_so(tmp_path: Path) -> None:
    """The default is silence."""
    assert project_of(tmp_path).alerts == AlertWishes()


SPRING = "campaigns: {spring: }\n"

WRONG_POST = [
    ("campaign: sprng", "hello.campaign: there is no campaign 'sprng'; did you mean"),
    ("campaign: zzz", "hello.campaign: there is no campaign 'zzz'; there is: spring"),
    ("campaign: [spring]", "hello.campaign: should be text, got a list"),
    ("approval: maybe", "hello.approval: should be 'required', got 'maybe'"),
    ("late: {els: ask}", "hello.late.els: unknown key; did you mean 'else'?"),
    ("late: {else: x}", "hello.late.else: 'x' is not known here; there is: ask, skip"),
    ("late: {spacing: 3m}", "hello.late.spacing: is for the whole project"),
    ("late: 3m", "hello.late: should be a mapping, got '3m'"),
    ("repeat: weekly", "hello.repeat: should be a rule such as FREQ=WEEKLY;BYDAY=MO"),
    ("repeat: INTERVAL=2", "hello.repeat: does not say how often: begin with FREQ="),
    ("repeat: FREQ=HOURLY", "hello.repeat: a post recurs daily at most"),
    (
        "repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "hello.repeat: there is no such day, ever",
    ),
    ("repeat: [a]", "hello.repeat: should be text, got a list"),
]


@pytest.mark.parametrize(("line", "said"), WRONG_POST, ids=[w for w, _ in WRONG_POST])
def test_a_wrong_wish_of_a_post_is_told_in_words(
    line: str, said: str, tmp_path: Path
) -> None:
    """With the post's own name."""
    (found,) = problems(a_folder(tmp_path, f"{POST}  {line}\n", FRONT + SPRING))

    assert said in found


WRONG_FRAME = [
    ("campaign: sprng", "a.yaml:1: campaign: there is no campaign 'sprng'; did you"),
    ("approval: maybe", "a.yaml:1: approval: should be 'required', got 'maybe'"),
    ("late: {within: x}", "a.yaml:1: late.within: should be a duration such as"),
    ("campain: spring", "a.yaml:1: campain: unknown key; did you mean 'campaign'?"),
]


@pytest.mark.parametrize(("line", "said"), WRONG_FRAME, ids=[w for w, _ in WRONG_FRAME])
def test_a_wrong_wish_of_a_file_is_told_once(
    line: str, said: str, tmp_path: Path
) -> None:
    """Not once for every post; and what is wrong with a post is told as well."""
    queue = f"{line}\nposts:\n{POST}{POST.replace('hello', 'b').replace('box', 'bx')}"
    first, second = problems(a_folder(tmp_path, queue, FRONT + SPRING))

    assert said in first
    assert "posts.b.to: there is no account 'bx'" in second


def test_where_there_are_no_campaigns_the_way_to_one_is_told(tmp_path: Path) -> None:
    """A guess among none would help nobody."""
    (found,) = problems(a_folder(tmp_path, f"{POST}  campaign: spring\n"))

    assert found.endswith(
        "there is no campaign 'spring'; name it under 'campaigns' in kairanban.yaml"
    )


def test_campaigns_that_cannot_be_told_are_not_called_missing(tmp_path: Path) -> None:
    """One mistake, one sentence."""
    post = f"{POST}  campaign: spring\n"
    for campaigns in ("[spring]", "{spring: {titel: x}}"):
        front = f"{FRONT}campaigns: {campaigns}\n"
        (found,) = problems(a_folder(tmp_path, post, front))
        assert found.startswith("kairanban.yaml:")
    write(tmp_path, "kairanban.yaml", "a: [")

    assert len(problems(tmp_path)) == 1


def test_a_post_may_recur_by_the_communitys_clock(tmp_path: Path) -> None:
    """Monday at nine stays Monday at nine, whatever the clocks do."""
    rule = "FREQ=WEEKLY;BYDAY=MO"
    (post,) = project_of(tmp_path, post=f"{POST}  repeat: {rule}\n").posts

    assert post.repeat == Repeat(rule, "Asia/Tokyo")
