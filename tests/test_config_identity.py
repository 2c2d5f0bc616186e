"""A post without an `id` goes by its time."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.identity import derived_id
from tests.project_files import a_folder, loaded, problems

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")

TWO = """
- at: 2026-11-24 09:30
  to: box
  text: Hello!
- at: 2026-11-24T09:30+09:00
  to: bird
  text: Hi!
"""


@pytest.mark.parametrize(
    "words", ["2026-11-24 09:30", "2026-11-24 9:30", "2026-11-24T00:30Z"]
)
def test_however_a_time_is_spelled_it_is_the_same_name(words: str) -> None:
    """Tidying up a file is no reason to publish anything anew."""
    assert derived_id(words, TOKYO) == "2026-11-24-0930"


def test_seconds_and_the_second_hour_of_the_night_are_told_apart() -> None:
    """Two moments never share a name."""
    assert derived_id("2026-11-24 09:30:05", TOKYO) == "2026-11-24-093005"
    assert derived_id("2026-10-25T00:30Z", BERLIN) == "2026-10-25-0230"
    assert derived_id("2026-10-25T01:30Z", BERLIN) == "2026-10-25-0230-b"


def test_other_words_for_a_time_are_a_name_themselves() -> None:
    """So the post keeps its name when what the words hang on moves."""
    assert derived_id("launch - 7d 10:00", TOKYO) == "launch-7d-10-00"
    assert derived_id(" ", TOKYO) == ""


def test_a_post_without_an_id_is_loaded_under_its_time(tmp_path: Path) -> None:
    """The post says that the name is not its own."""
    text = "- at: 2026-11-24 09:30\n  to: box\n  text: Hello!\n"
    (post,) = loaded(a_folder(tmp_path, text)).project.posts

    assert (post.key, post.has_own_id) == ("2026-11-24-0930", False)
    assert post.at == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def test_two_posts_of_one_time_need_an_id(tmp_path: Path) -> None:
    """Which of them was edited could not be told later."""
    (found,) = problems(a_folder(tmp_path, TWO))

    assert found.startswith("queue/a.yaml:5: 2.at: has no id, so it goes by its time")
    assert "queue/a.yaml:2" in found
    assert "give this one an id of its own" in found


def test_the_text_of_a_post_is_no_part_of_its_name(tmp_path: Path) -> None:
    """A mended slip is an edit, never a second post."""
    text = "- at: 2026-11-24 09:30\n  to: box\n  text: Hello!\n"
    (before,) = loaded(a_folder(tmp_path, text)).project.posts
    (after,) = loaded(a_folder(tmp_path, text.replace("Hello", "Hi"))).project.posts

    assert before.key == after.key
    assert before.content_hash != after.content_hash
