"""The JSON Schemas say of our files what we say of them."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ValidationError

from config.campaign_schema import CampaignFileEntry
from config.document import Section, Series, Value
from config.emit import entry_of
from config.entry import Entry, keys_of
from config.event_schema import CalendarEntry, EventEntry
from config.init import init
from config.load import load
from config.queue_schema import FrameEntry, PostEntry
from config.scalars import meaning
from config.schema import ProjectEntry, WishesEntry
from config.schema_files import FOLDER, SCHEMA_NAMES, schema_text, write_schemas
from config.schema_line import (
    CAMPAIGN_SCHEMA,
    EVENT_SCHEMA,
    PROJECT_SCHEMA,
    QUEUE_SCHEMA,
    schema_line,
    schema_of,
)
from config.tree import project_files
from config.yaml_reader import read
from domain.errors import ConfigurationError
from tests.clocks import NOON
from tests.documents import Block
from tests.journeys.program import QuickProgram
from tests.json_schemas import all_of_them
from tests.machine_settings import examples
from tests.project_files import PNG, write
from tests.test_docs_examples import EXAMPLES, project_of

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo}
accounts:
  box: {platform: sandbox}
  bsky: {platform: bluesky, handle: example.bsky.social}
campaigns: {spring: }
"""
POST = """\
- id: hello
  at: 2026-11-24 09:30
  to: box
  text: Hello!
"""


def as_editors_read(value: Value) -> Any:
    """Return YAML as a language server hands it to the schema (YAML 1.2)."""
    if isinstance(value, Section):
        return {key: as_editors_read(inner) for key, inner in value.items()}
    if isinstance(value, Series):
        return [as_editors_read(inner) for inner in value]
    return meaning(value)


@cache
def validator(name: str) -> Draft7Validator:
    """Return the judge of one kind of file."""
    schema = json.loads(schema_text(name))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def complaints(text: str | bytes, name: str = QUEUE_SCHEMA) -> list[str]:
    """Return what an editor would mark in a file."""
    data = text if isinstance(text, bytes) else text.encode()
    value = as_editors_read(read(data, "file.yaml").value)
    return [error.message for error in validator(name).iter_errors(value)]


def is_taken(folder: Path) -> bool:
    """Do we ourselves take a project as it is?"""
    try:
        load(folder, environment={})
    except ConfigurationError:
        return False
    return True


def marked(folder: Path) -> Mapping[str, list[str]]:
    """Return what an editor would mark, file by file."""
    return {
        file.name: found
        for file in project_files(folder)
        if (found := complaints(file.read_bytes(), schema_of(file, folder).name))
    }


def test_the_packaged_schemas_are_what_the_models_say() -> None:
    """After a change of the files' shape: make schemas."""
    assert {name: schema_text(name) for name in SCHEMA_NAMES} == all_of_them()
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMA_NAMES)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_schema_and_loader_take_every_example_of_the_documents(
    example: Block, tmp_path: Path
) -> None:
    """What is shown to readers is never marked in their editor."""
    folder = project_of(example, tmp_path)

    assert marked(folder) == {}
    assert is_taken(folder)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_new_project_is_not_marked_and_knows_its_schemas(
    language: str, tmp_path: Path
) -> None:
    """Its files lead to schemas that lie in the project itself."""
    init(tmp_path, name="A: #1", timezone="UTC", now=NOON, language=language)
    for file in project_files(tmp_path):
        first = file.read_text().splitlines()[0]
        way = first.removeprefix("# yaml-language-server: $schema=")

        assert (file.parent / way).resolve() == schema_of(file, tmp_path).resolve()
        assert (file.parent / way).is_file()
    assert marked(tmp_path) == {}


WRONG_POSTS = [
    POST.replace("text: Hello!", "txet: Hello!"),
    POST.replace("to: box", "to: {a: b}"),
    POST.replace("text: Hello!", "text: [Hello]"),
    POST.replace("hello", "two words"),
    POST.replace("Hello!", "Hello!\n  approval: maybe"),
    POST.replace("Hello!", "Hello!\n  late: {within: soon}"),
    POST.replace("Hello!", "Hello!\n  late: {else: perhaps}"),
    POST.replace("Hello!", "Hello!\n  late: 30m"),
    POST.replace("Hello!", "Hello!\n  thread: one"),
    POST.replace("Hello!", "Hello!\n  thread: [[one]]"),
    POST.replace("Hello!", "Hello!\n  media: media/a.png"),
    POST.replace("Hello!", "Hello!\n  media: [{file: media/a.png}]"),
    POST.replace("Hello!", "Hello!\n  visibility: secret"),
    POST.replace("Hello!", "Hello!\n  draft: perhaps"),
    "posts: hello\n",
    "posts:\n  - hello\n",
    "campain: spring\nposts: []\n",
    "just words\n",
]


@pytest.mark.parametrize("text", WRONG_POSTS)
def test_schema_and_loader_refuse_the_same_shapes(text: str, tmp_path: Path) -> None:
    """A slip is marked while it is typed."""
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "media/a.png", PNG)
    write(tmp_path, "queue/a.yaml", text)

    assert complaints(text)
    assert not is_taken(tmp_path)


WRONG_FRONTS = [
    FRONT.replace("timezone", "time_zone"),
    FRONT.replace("  box: {platform: sandbox}", "  box: {}"),
    FRONT.replace("sandbox", "sandpit"),
    FRONT.replace(", handle: example.bsky.social", ""),
    FRONT.replace("platform: sandbox", "platform: sandbox, server: x"),
    FRONT.replace("  box:", "  b x:"),
    "accounts: {box: {platform: sandbox}}\n",
    FRONT + "digest: {at: noon}\n",
    FRONT + "digest: {formats: [pdf]}\n",
    FRONT + "approval: yes\n",
    FRONT + "late: {spacing: often}\n",
    FRONT + "budgets: {sandbox: {writes: 5 per year}}\n",
    FRONT + "budgets: {sandbox: }\n",
    FRONT + "prices: {sandbox: {write: much}}\n",
    FRONT + "team: [Aiko]\n",
    FRONT + "replies: {within: {urgent: }, soon: 1h}\n",
]


@pytest.mark.parametrize("text", WRONG_FRONTS)
def test_schema_and_loader_refuse_the_same_projects(text: str, tmp_path: Path) -> None:
    """An account's keys depend on its platform, for an editor too."""
    write(tmp_path, "kairanban.yaml", text)

    assert complaints(text, PROJECT_SCHEMA)
    assert not is_taken(tmp_path)


ODD_BUT_RIGHT = [
    POST.replace("id: hello", "id: 2026"),
    POST.replace("  id: hello\n", "").replace("- id: hello\n  at", "- at"),
    POST.replace("Hello!", "no"),
    POST.replace("Hello!", "12.5"),
    POST.replace("to: box", "to: [box, bsky]"),
    POST.replace("Hello!", "Hello!\n  thread:\n  campaign: ~\n  x-note: {a: [1]}"),
    POST.replace("Hello!", "Hello!\n  thread: [one, 2, {text: three}]"),
    POST.replace("id: hello", "id: 冬祭り"),
    "- {id: soon, draft: true, text: Not yet}\n",
    "campaign: spring\nposts:\n",
    "# nothing yet\n",
    "[]\n",
]


@pytest.mark.parametrize("text", ODD_BUT_RIGHT)
def test_schema_and_loader_take_what_is_odd_but_right(
    text: str, tmp_path: Path
) -> None:
    """Words that look like numbers are text; a key without a value is not written."""
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "queue/a.yaml", text)

    assert is_taken(tmp_path)
    assert complaints(text) == []


WORDS = [
    *("box", "bsky", "2026-11-24 09:30", "30m", "1h 30m", "skip", "required"),
    *("spring", "true", "false", "none", "", "~", "12", "public", "ja", "#tag"),
    *("https://example.org/a", "FREQ=DAILY", "@aiko", "monday 09:00", "JP"),
    *("22:00-07:00", "08:00", "UTC", "ask", "50 per day", "x y", "next slot"),
]
VALUES = st.sampled_from(WORDS)


def names_in(model: type[Entry]) -> set[str]:
    """Return every key of an entry, and of those that it holds."""
    found = set(keys_of(model))
    for held in keys_of(model).values():
        if held.entry not in {None, model}:
            found |= names_in(held.entry)
    return found


def changes_of(model: type[Entry]) -> st.SearchStrategy[dict[str, Any]]:
    """Return changes of some keys, whatever keys there are now."""
    own = sorted({*keys_of(model), "x-own", "unknown"})
    inner = st.sampled_from(sorted({*names_in(model), "box", "sandbox"}))
    data: st.SearchStrategy[Any] = st.recursive(
        VALUES,
        lambda deeper: (
            st.lists(deeper, max_size=2) | st.dictionaries(inner, deeper, max_size=2)
        ),
        max_leaves=4,
    )
    return st.dictionaries(st.sampled_from(own), data, min_size=1, max_size=2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project whose only file of the queue changes all the time."""
    folder = tmp_path_factory.mktemp("home")
    write(folder, "kairanban.yaml", FRONT)
    return folder


def readings(model: type[Entry]) -> Iterator[str]:
    """Return each key of an entry with each word: alone, in a list, in a mapping."""
    inner = sorted(names_in(model))
    for number, word in enumerate(WORDS):
        for key in set(keys_of(model)) - {"posts"}:  # read one by one
            for value in (word, [word], {inner[number % len(inner)]: word}, [[word]]):
                yield entry_of({key: value}, "")


@pytest.mark.parametrize(
    ("model", "name", "definition"),
    [
        (PostEntry, QUEUE_SCHEMA, "Post"),
        (FrameEntry, QUEUE_SCHEMA, "Frame"),
        (WishesEntry, PROJECT_SCHEMA, "Project"),
        (CampaignFileEntry, CAMPAIGN_SCHEMA, "CampaignFile"),
        (EventEntry, EVENT_SCHEMA, "Event"),
        (CalendarEntry, EVENT_SCHEMA, "Calendar"),
    ],
)
def test_what_a_model_takes_its_schema_takes(
    model: type[Entry], name: str, definition: str
) -> None:
    """Key by key, with every kind of word in every place."""
    whole = json.loads(schema_text(name))
    loose = {**whole["definitions"][definition], "required": []}
    judge = Draft7Validator({**loose, "definitions": whole["definitions"]})
    taken = 0
    for text in readings(model):
        section = read(text.encode(), "file.yaml").value
        try:
            model.model_validate(section)
        except ValidationError as error:
            lacks = [("missing", 1)] * error.error_count()
            if [(one["type"], len(one["loc"])) for one in error.errors()] != lacks:
                continue
        taken += 1
        value = as_editors_read(section)

        assert list(judge.iter_errors(value)) == [], text
    assert taken > len(WORDS)


@settings(max_examples=examples(40), deadline=None)
@given(changes=changes_of(PostEntry))
def test_a_post_that_the_loader_takes_is_never_marked(
    changes: Mapping[str, Any], home: Path
) -> None:
    """Whatever is changed in it, with whatever keys there are."""
    post = {"id": "a", "at": "2026-11-24 09:30", "to": "box", "text": "Hi", **changes}
    text = entry_of(post)
    write(home, "kairanban.yaml", FRONT)
    write(home, "queue/a.yaml", text.encode())

    assert not is_taken(home) or complaints(text) == []


@settings(max_examples=examples(40), deadline=None)
@given(changes=changes_of(ProjectEntry))
def test_a_project_that_the_loader_takes_is_never_marked(
    changes: Mapping[str, Any], home: Path
) -> None:
    """The same for `kairanban.yaml`."""
    front = {
        "community": {"name": "Makers", "timezone": "Asia/Tokyo"},
        "accounts": {"box": {"platform": "sandbox"}},
        **changes,
    }
    text = entry_of(front, "").encode()
    write(home, "queue/a.yaml", "")
    write(home, "kairanban.yaml", text)

    assert not is_taken(home) or complaints(text, PROJECT_SCHEMA) == []


def test_the_command_prints_a_schema_and_writes_them_all(tmp_path: Path) -> None:
    """Into the project, so that whoever clones it has them."""
    write(tmp_path, "kairanban.yaml", FRONT)
    program = QuickProgram(tmp_path)

    assert program.well("schema").json["title"] == "queue/*.yaml"
    assert program.well("schema", "kairanban").json["title"] == "kairanban.yaml"
    program.well("schema", "--write")
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == set(SCHEMA_NAMES)


def test_new_files_of_the_queue_lead_to_the_schema_if_there_is_one(
    tmp_path: Path,
) -> None:
    """The line would lead nowhere in a project without schemas."""
    file = tmp_path / "queue" / "spring" / "a.yaml"

    assert schema_line(file, tmp_path) == ""
    write_schemas(tmp_path)
    assert schema_line(file, tmp_path) == (
        "# yaml-language-server: $schema=../../schemas/queue.schema.json\n"
    )


def test_keys_tell_what_they_mean() -> None:
    """In the words of the reference page."""
    schema = json.loads(schema_text(QUEUE_SCHEMA))
    post = schema["definitions"]["Post"]["properties"]

    assert post["campaign"]["description"]
    assert "](" not in json.dumps(schema)
