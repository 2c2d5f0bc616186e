"""An event file brings its posts and its tasks, and moves them with it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.check import check
from config.load import load, take_in
from domain.events import Event, Task
from domain.late import LateAction
from domain.posts import Post
from tests.machine_settings import examples
from tests.project_files import PLATFORMS, a_platform, loaded, problems, write

FRONT = """
community: {name: Sakura Street, timezone: Asia/Tokyo}
accounts: {box: {platform: plain}, sky: {platform: plain}}
"""

POLYGLOT = "sky: {platform: polyglot"

EVENT = """
title: Spring meetup
starts: 2027-03-10 19:00
ends: 21:00
venue:
  name: Moon Hall
  address: 1-2-3 Sakura
to: box
posts: [7-days, live-now]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "kairanban.yaml", FRONT)
    return tmp_path


def posts(folder: Path, event: str = EVENT, **files: str) -> dict[str, Post]:
    """Return the posts of a project with that event, by their keys."""
    write(folder, "events/spring.yaml", event)
    for name, text in files.items():
        write(folder, f"templates/{name}.yaml", text)
    return {post.key: post for post in loaded(folder).project.posts}


def event(folder: Path, text: str = EVENT) -> Event:
    """Return the only event of a project."""
    write(folder, "events/spring.yaml", text)
    (one,) = loaded(folder).project.events
    return one


def wrong(folder: Path, event: str, **files: str) -> list[str]:
    """Return what is wrong with a project with that event."""
    write(folder, "events/spring.yaml", event)
    for name, text in files.items():
        write(folder, f"templates/{name}.yaml", text)
    return problems(folder)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day ...


def test_an_event_brings_a_post_for_each_template(folder: Path) -> None:
    """Seven days before at ten o'clock by the event's clock, and as it begins."""
    found = posts(folder)

    assert list(found) == ["spring.7-days", "spring.live-now"]
    assert found["spring.7-days"].at == utc(2027, 3, 3, 1)
    assert found["spring.live-now"].at == utc(2027, 3, 10, 10)
    assert found["spring.7-days"].text == (
        "One week to go until “Spring meetup”.\n\n"
        "🗓 Wed, 10 March 2027, 19:00–21:00\n"
        "📍 Moon Hall (1-2-3 Sakura)"
    )


def test_a_moved_event_moves_its_posts(folder: Path) -> None:
    """Their keys are derived from event and template, so the plan knows them again."""
    before = posts(folder)
    after = posts(folder, EVENT.replace("2027-03-10", "2027-03-12"))

    assert before.keys() == after.keys()
    assert after["spring.7-days"].at == utc(2027, 3, 5, 1)


def test_a_cancelled_event_takes_its_posts_back(folder: Path) -> None:
    """What is not in the files any more is cancelled by the plan."""
    assert posts(folder, EVENT + "cancelled: The hall is flooded\n") == {}


def test_people_are_told_of_a_cancelled_event(folder: Path) -> None:
    """A notice goes out at the time that somebody gives, and says why."""
    told = "cancelled: {reason: Too windy., tell: 2027-03-09 18:00}\n"
    found = posts(folder, EVENT + told)

    assert list(found) == ["spring.cancelled"]
    assert found["spring.cancelled"].at == utc(2027, 3, 9, 9)
    assert "Too windy." in found["spring.cancelled"].text


def test_a_silent_cancellation_is_warned_of(folder: Path) -> None:
    """Nobody should stand before a closed door for want of a line."""
    write(folder, "events/spring.yaml", EVENT + "cancelled: yes\n")
    (warning,) = loaded(folder).warnings

    assert "nobody is told" in str(warning)


def test_each_language_has_its_accounts(folder: Path) -> None:
    """The event's own language keeps the short name of the post."""
    text = EVENT.replace("to: box", "to: {en: box, ja: sky}")
    found = posts(folder, text)

    assert found["spring.7-days"].accounts == ("box",)
    assert found["spring.7-days.ja"].accounts == ("sky",)
    assert "あと1週間です" in found["spring.7-days.ja"].text
    assert "2027年3月10日(水) 19:00〜21:00" in found["spring.7-days.ja"].text


def test_the_project_says_it_in_its_own_words(folder: Path) -> None:
    """A template of the same name counts before ours, language by language."""
    own = "templates: {7-days: {at: -8d 12:00, en: 'Soon: {{title}}'}}"
    found = posts(folder, EVENT, own=own)

    assert found["spring.7-days"].text == "Soon: Spring meetup"
    assert found["spring.7-days"].at == utc(2027, 3, 2, 3)


def test_a_template_says_it_otherwise_on_a_platform(folder: Path) -> None:
    """A text may be a mapping with everything that a post of the queue may say."""
    own = """
    templates:
      7-days:
        en: {text: "Soon: {{title}}", variants: {plain: {text: "On Plain: {{title}}"}}}
    """
    found = posts(folder, EVENT, own=own)

    messages = found["spring.7-days"].messages_for("box")
    assert [one.text for one in messages] == ["On Plain: Spring meetup"]


def test_what_holds_for_a_file_of_posts_holds_for_an_event(folder: Path) -> None:
    """Values, hashtags and approval, for all of its posts."""
    text = EVENT.replace("7-days", '{template: 7-days, text: "{{title}}: {{price}}"}')
    more = "values: {price: free}\nhashtags: [moon]\napproval: required\n"
    found = posts(folder, text + more)

    assert found["spring.7-days"].text == "Spring meetup: free\n\n#moon"
    assert all(post.needs_approval for post in found.values())


def test_a_platform_that_takes_it_is_told_the_language(folder: Path) -> None:
    """Others are not, and nobody is warned of what they did not write."""
    platforms = {**PLATFORMS, "polyglot": a_platform("polyglot", takes_language=True)}
    write(folder, "kairanban.yaml", FRONT.replace("sky: {platform: plain", POLYGLOT))
    write(folder, "events/spring.yaml", EVENT.replace("to: box", "to: [box, sky]"))
    found = load(folder, platforms, {})
    (first, _) = found.project.posts

    assert first.messages_for("box")[0].manner.language == ""
    assert first.messages_for("sky")[0].manner.language == "en"
    assert found.warnings == ()


def test_an_unknown_account_is_complained_of_once(folder: Path) -> None:
    """It stands in one place, however many posts go there."""
    assert len(wrong(folder, EVENT.replace("to: box", "to: nowhere"))) == 1


def test_the_event_says_it_in_its_own_words(folder: Path) -> None:
    """Its word counts before every template; it may have posts of its own, too."""
    own = """
posts:
  - {template: 7-days, at: -2h, text: "{{title}} at {{venue}}"}
  - {id: menu, at: 2027-03-01 08:00, text: Soup!, to: sky}
"""
    found = posts(folder, EVENT[: EVENT.index("posts:")] + own)

    assert found["spring.7-days"].text == "Spring meetup at Moon Hall"
    assert found["spring.7-days"].at == utc(2027, 3, 10, 8)
    assert found["spring.menu"].accounts == ("sky",)


def test_a_usual_time_that_went_by_is_left_out(folder: Path) -> None:
    """An event written down late is no reason to say "one week to go" the day before.

    A time that somebody wrote follows the project's policy, as everywhere.
    """
    text = EVENT + "  \n"
    said = text.replace("[7-days, live-now]", "[7-days, {template: 1-day, at: -1d}]")
    found = posts(folder, said)

    assert found["spring.7-days"].late.otherwise is LateAction.SKIP
    assert found["spring.1-day"].late.otherwise is LateAction.ASK


def test_days_are_counted_by_the_calendar(folder: Path) -> None:
    """A week before is at the same wall time although the clocks changed since."""
    text = EVENT.replace("2027-03-10", "2027-03-31") + "zone: Europe/Berlin\n"
    own = "posts: [{template: 7-days, at: -7d}, {template: 1-hour, at: -168h}]\n"
    found = posts(folder, text[: text.index("posts:")] + own + "zone: Europe/Berlin\n")

    assert found["spring.7-days"].at == utc(2027, 3, 24, 18)
    assert found["spring.1-hour"].at == utc(2027, 3, 24, 17)


def test_a_checklist_gives_its_tasks(folder: Path) -> None:
    """What an organiser needs; the event says who does it, and what is done."""
    tasks = """
checklist: meetup
tasks:
  - {id: venue, owner: Aiko, done: yes}
  - Print badges
  - {task: Buy tea, owner: Ken, due: -1d}
"""
    found = {task.key: task for task in event(folder, EVENT + tasks).tasks}

    assert {"venue", "equipment", "access", "safety", "food", "staff"} <= found.keys()
    assert "day-plan" in found
    assert found["venue"].owner == "Aiko"
    assert found["venue"].is_done
    assert found["venue"].due == date(2027, 1, 9)
    assert found["task-2"] == Task("task-2", "Print badges")
    assert found["task-3"].due == date(2027, 3, 9)


def test_a_task_is_overdue_by_the_clock_of_its_event(folder: Path) -> None:
    """On its day it is due, on the day after it is overdue; done, it is neither."""
    text = EVENT + "tasks: [{task: a, due: -1d}, {task: b, due: -1d, done: yes}]\n"
    one = event(folder, text)

    assert one.overdue(utc(2027, 3, 9, 14, 59)) == ()
    assert [task.title for task in one.overdue(utc(2027, 3, 9, 15))] == ["a"]
    assert [task.title for task in one.open_tasks] == ["a"]


def test_everything_about_an_event_is_read(folder: Path) -> None:
    """Venue, programme, speakers, staff and notes, each briefly or at length."""
    more = """
online: https://example.org/live
programme: [Welcome, {at: "19:15", title: Talk, speaker: Ken}]
speakers: [Aiko, {name: Ken, about: Boards, link: "https://ken.example"}]
safety: Be kind.
accessibility: Step-free.
staff: [Mio, {name: Jun, role: camera}]
"""
    one = event(folder, EVENT + more)

    assert one.programme[1].at == utc(2027, 3, 10, 10, 15)
    assert [speaker.name for speaker in one.speakers] == ["Aiko", "Ken"]
    assert [helper.role for helper in one.staff] == ["", "camera"]
    assert (one.safety, one.accessibility) == ("Be kind.", "Step-free.")


def test_an_event_past_midnight_ends_on_the_next_day(folder: Path) -> None:
    """`ends: 01:00` cannot be meant before it starts."""
    one = event(folder, EVENT.replace("ends: 21:00", "ends: 01:00"))

    assert one.ends == utc(2027, 3, 10, 16)


WRONG = {
    "no end": ("ends: 21:00", "", "ends: is missing"),
    "an end before": ("ends: 21:00", "ends: 2027-03-09 21:00", "after it starts"),
    "an unknown template": ("7-days", "7-day", "did you mean '7-days'?"),
    "an unknown checklist": ("to: box", "to: box\nchecklist: met", "no checklist"),
    "a name it does not tell": ("7-days", "survey", "nothing is said for {{survey}}"),
    "no account": ("to: box", "", "to: is missing"),
    "an unknown account": ("to: box", "to: bux", "did you mean 'box'?"),
    "an unknown key": ("venue:", "venu:", "did you mean 'venue'?"),
    "no language": ("to: box", "to: {english: box}", "no language code"),
    "no text": ("to: box", "to: {fr: box}", "no text of '7-days' in 'fr'"),
    "no time": (
        "[7-days",
        "[{template: 7-days, at: soon}",
        "no anchor 'soon'; there is: starts, ends",
    ),
    "ten years": ("[7-days", "[{template: 7-days, at: -4000d}", "ten years"),
    "no list": ("[7-days, live-now]", "{a: b}", "a list of posts"),
    "neither": ("[7-days", "[{to: box}", "name a template here"),
    "a due day": ("to: box", "to: box\ntasks: [{task: a, due: x}]", "no anchor 'x'"),
    "no task": ("to: box", "to: box\ntasks: [{id: a}]", "what is to be done"),
    "a hall": ("name: Moon Hall", "capacity: many", "a whole number"),
}


@pytest.mark.parametrize(("old", "new", "what"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_where_it_stands(
    folder: Path, old: str, new: str, what: str
) -> None:
    """In the event's own file, with a line and a guess."""
    found = wrong(folder, EVENT.replace(old, new, 1))

    assert any(what in one for one in found), found
    assert all(one.startswith("events/spring.yaml:") for one in found)


def test_a_post_that_is_too_long_once_filled_is_refused(folder: Path) -> None:
    """Length is counted after filling, on each platform."""
    text = EVENT.replace("[7-days, live-now]", '[{id: a, at: -1d, text: "{{about}}"}]')
    found = wrong(folder, f"{text}about: {'x' * 501}\n")

    assert "1 character too long for Plain" in found[0]


def test_what_a_post_silences_is_silent_in_all_languages(folder: Path) -> None:
    """It is written once, and neither unheard nor in vain."""
    text = EVENT.replace("to: box", "to: {en: box, ja: box}")
    own = "posts: [{id: a, at: -1d, text: Come all to our great meetup soon}, "
    own += "{id: b, at: -2d, text: Come all to our great meetup soon, "
    own += "silence: [near-duplicate]}, {id: c, at: -3d, text: Something else}]\n"
    write(folder, "events/spring.yaml", text[: text.index("posts:")] + own)
    now = utc(2027, 1, 1)
    found = check(folder, now, platforms=PLATFORMS, environment={}).found

    assert [one.name for one in found if "posts.b" in one.where] == []
    assert [one.name for one in found if one.name == "unused-silence"] == []


def test_two_events_need_two_names(folder: Path) -> None:
    """Their posts would be taken for each other."""
    write(folder, "events/a.yaml", EVENT + "id: spring\n")
    found = wrong(folder, EVENT)

    assert any("taken already" in one for one in found)


def test_a_template_stands_once(folder: Path) -> None:
    """Which of two would be meant?"""
    own = "templates: {own: {at: -1d, text: Hi}}"
    found = wrong(folder, EVENT, one=own, two=own)

    assert any("stands in another file" in one for one in found)


def test_who_needs_no_posts_is_not_kept_by_a_broken_event(folder: Path) -> None:
    """People are answered, whatever a file of events says."""
    write(folder, "events/spring.yaml", EVENT)
    write(folder, "events/bad.yaml", "title: [\n")
    found = load(folder, PLATFORMS, {}, with_posts=False).project

    assert [one.key for one in found.events] == ["spring"]


#: What people, and machines, write where something else should stand.
ODD = ["", "[]", "{}", "null", "0", "yes", "{a: {b: [c]}}", "[[[]]]", "'{{x}}'", "-7d"]
KEYS = [
    *("id", "title", "starts", "ends", "zone", "about", "venue", "online", "programme"),
    *(
        "speakers",
        "staff",
        "tasks",
        "checklist",
        "cancelled",
        "language",
        "to",
        "posts",
    ),
    *(
        "values",
        "late",
        "campaign",
        "hashtags",
        "survey",
        "silence",
        "calendar",
        "since",
    ),
    *("venue.capacity", "posts.template", "posts.at", "posts.to", "posts.text"),
    *("posts.values", "posts.language", "posts.late", "posts.variants", "posts.id"),
]


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(ODD), max_size=3))
def test_whatever_stands_there_is_read_or_complained_of(
    folder: Path, changes: dict[str, str]
) -> None:
    """Never a traceback, always a place."""
    known = {"title": "A", "starts": "2027-03-10 19:00", "ends": "2h", "to": "box"}
    known |= {"venue": "Hall", "posts": "[7-days]"}
    post = {"template": "7-days"}
    for key, value in changes.items():
        _, _, inner = key.partition("posts.")
        (post if inner else known)[inner or key.replace(".", ": {")] = value
    if len(post) > 1 or "template" in {k.removeprefix("posts.") for k in changes}:
        known["posts"] = "[{" + ", ".join(f"{k}: {v}" for k, v in post.items()) + "}]"
    text = "".join(
        f"{key}: {value}{'}' * key.count('{')}\n" for key, value in known.items()
    )
    write(folder, "events/spring.yaml", text)
    found = take_in(folder, PLATFORMS, {}).findings.problems

    assert all(one.file == "events/spring.yaml" for one in found)
