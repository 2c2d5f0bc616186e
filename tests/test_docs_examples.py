"""What a document shows as an example works.

A YAML block tells by its shape what it is: a list is a file of the queue, and so is a
mapping with `posts`, unless it has an `id`, as a campaign's file has; a mapping of
people with handles is `people.yaml`; any other mapping is `kairanban.yaml`, or the
part of it that the page speaks of.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.load import load
from tests.documents import Block, blocks
from tests.project_files import PNG, write

EXAMPLES = blocks("yaml", "yml")

#: Whatever of `kairanban.yaml` an example does not speak of.
REST = {
    "community": "community: {name: Makers, timezone: Asia/Tokyo}\n",
    "accounts": "accounts:\n"
    "  box: {platform: sandbox, slots: {morning: mon-fri 09:00, evening: sat 18:00}}\n"
    "  bsky: {platform: bluesky, handle: example.bsky.social}\n",
    "campaigns": "campaigns: {spring: }\n",
}


def posts_of(read: Any) -> list[Any] | None:
    """Return the posts of an example, if it is a file of the queue."""
    if isinstance(read, list):
        return read
    posts: list[Any] | None = read.get("posts")
    return posts


#: Whom examples may mention.
PEOPLE = "aiko: {handles: {bluesky: aiko.bsky.social, sandbox: aiko}}\n"


def is_people(read: Any) -> bool:
    """Is an example a `people.yaml`?"""
    return isinstance(read, dict) and all(
        isinstance(one, dict) and "handles" in one for one in read.values()
    )


def pictures_of(post: Mapping[str, Any]) -> Iterator[str]:
    """Give the files that a post and the parts of its thread show."""
    for message in (post, *post.get("thread", ())):
        if isinstance(message, dict):
            yield from (media["file"] for media in message.get("media", ()))


def project_of(example: Block, folder: Path) -> Path:
    """Write a project around an example."""
    read = yaml.safe_load(example.body)
    posts, people = posts_of(read), is_people(read)
    is_front = posts is None and not people
    front = example.body if is_front else ""
    rest = [text for key, text in REST.items() if not is_front or key not in read]
    write(folder, "people.yaml", example.body if people else PEOPLE)
    write(folder, "kairanban.yaml", front + "".join(rest))
    if posts is not None:
        name = "campaigns" if isinstance(read, dict) and "id" in read else "queue"
        write(folder, f"{name}/example.yaml", example.body)
        for picture in (file for post in posts for file in pictures_of(post)):
            write(folder, picture, PNG)
    return folder


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_yaml_example_loads(example: Block, tmp_path: Path) -> None:
    """A reader who copies it meets no complaint."""
    loaded = load(project_of(example, tmp_path), environment={})

    assert loaded.warnings == ()


def test_both_kinds_of_examples_are_really_found(tmp_path: Path) -> None:
    """The test above would be worth nothing over no examples."""
    loaded = [
        load(project_of(example, tmp_path / str(number)), environment={}).project
        for number, example in enumerate(EXAMPLES)
    ]

    assert any(post.media for project in loaded for post in project.posts)
    assert any(post.variants for project in loaded for post in project.posts)
    assert any(post.answers for project in loaded for post in project.posts)
    assert any(is_people(yaml.safe_load(example.body)) for example in EXAMPLES)
    assert any(post.thread for project in loaded for post in project.posts)
    assert any(post.needs_approval for project in loaded for post in project.posts)
    assert any(project.tariffs for project in loaded)
    assert any(project.database for project in loaded)
