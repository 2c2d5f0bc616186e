"""What a document shows as an example works.

A YAML block tells by its shape what it is: a list is a file of the queue, a mapping is
`kairanban.yaml`, or the part of it that the page speaks of.
"""

from pathlib import Path

import pytest
import yaml

from config.load import load
from tests.documents import Block, blocks
from tests.project_files import PNG, write

EXAMPLES = blocks("yaml", "yml")

#: Whatever of `kairanban.yaml` an example does not speak of.
REST = {
    "community": "community: {name: Makers, timezone: Asia/Tokyo}\n",
    "accounts": "accounts:\n  box: {platform: sandbox}\n"
    "  bsky: {platform: bluesky, handle: example.bsky.social}\n",
}


def project_of(example: Block, folder: Path) -> Path:
    """Write a project around an example."""
    read = yaml.safe_load(example.body)
    is_queue = isinstance(read, list)
    front = "" if is_queue else example.body
    rest = "".join(text for key, text in REST.items() if is_queue or key not in read)
    write(folder, "kairanban.yaml", front + rest)
    if is_queue:
        write(folder, "queue/example.yaml", example.body)
        for picture in [m for post in read for m in post.get("media", ())]:
            write(folder, picture["file"], PNG)
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
    assert any(project.database for project in loaded)
