"""Posts that are read after a pattern are what the general way makes of them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.disk import document
from config.findings import Findings
from config.front import front
from config.people import People
from config.posts import Queue
from config.project import Home
from tests.machine_settings import examples
from tests.project_files import FRONT, PLATFORMS, write

QUICK = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

ODD_FRONT = (
    FRONT
    + """
values: {place: the river}
campaigns:
  plain: {}
  tagged: {hashtags: [spring, 春], late: {else: skip}}
  tracked: {utm: {source: us}}
  short: {window: {from: 2026-03-01, until: 2026-11-30}}
  abroad: {timezone: Europe/London, defaults: {to: bird}}
  careful: {approval: required, defaults: {language: en}}
"""
)

TIMES = st.sampled_from(
    [
        "2026-11-24 09:30",
        "2026-3-1 9:00",
        "2026-10-25 01:30",
        "2026-03-29 01:30",
        "2026-11-31 09:30",
        "2026-11-24",
        "2026-11-24T09:30+09:00",
        "'2027-01-02 10:00'",
        "next slot",
        "~",
        "1999-01-01 10:00",
        "2026-12-24 23:59",
        "09:30",
    ]
)
TEXTS = st.sampled_from(
    [
        "Hello",
        "'Hello '",
        "see https://example.org/a",
        "~",
        "''",
        "{a: b}",
        "at {{place}}",
        "hi @{aiko}",
        "#春 is here",
        "no",
        "'0123456789 0123456789'",
        "ハロー。",
        "'  x'",
        "|\n    two\n    lines\n",
        "éé",
    ]
)
IDS = st.sampled_from(
    ["a", "b", "é", "e\u0301", "'~'", "~", "x y", "017", "c-1", "d.2"]
)
REST = st.sampled_from(
    ["", "\n  approval: required", "\n  late: {else: skip}", "\n  late: {within: 1h}"]
    + ["\n  thread: [more, {text: and more}, ~]", "\n  thread: []"]
    + ["\n  thread: [{text: 'at {{place}}', language: en}, x]", "\n  thread: more"]
    + ["\n  thread: [more]", "\n  draft: true", "\n  silence: past", "\n  x-a: b"]
    + ["\n  language: en", "\n  holidays: JP", "\n  oops: 1"]
    + [f"\n  campaign: {n}" for n in ("plain", "tagged", "tracked", "short")]
    + [f"\n  campaign: {n}" for n in ("abroad", "careful", "none", "'plain'", "~")]
)
TO = st.sampled_from(
    [
        "\n  to: box",
        "\n  to: bird",
        "\n  to: [box, bird]",
        "",
        "\n  to: boks",
        "\n  to: [box, box]",
        "\n  to: []",
        "\n  to: 'box'",
    ]
)
#: Key, time, text, accounts and the rest.
Row = tuple[str, str, str, str, str]
POSTS = st.lists(st.tuples(IDS, TIMES, TEXTS, TO, REST), min_size=1, max_size=12)
HEADS = st.sampled_from(
    [
        "",
        "posts:\n",
        "campaign: tagged\nposts:\n",
        "draft: true\nposts:\n",
        "approval: required\nposts:\n",
        "hashtags: [all]\nposts:\n",
    ]
)


def told(folder: Path, *, with_patterns: bool) -> tuple[object, ...]:
    """Return everything that reading two files gives."""
    findings = Findings()
    home = Home(folder, {})
    said = front(document(folder / "kairanban.yaml", folder), home, PLATFORMS, findings)
    queue = Queue(folder, said, findings, People())
    for name in ("a.yaml", "b.yaml"):
        if not with_patterns:
            queue._patterns._known.clear()
            queue._patterns.limit = 0
        queue.take_in(document(folder / "queue" / name, folder))
    sources = [(post, post.source) for post in queue.posts]
    return sources, queue.drafts, findings.problems, findings.warnings


@QUICK
@given(HEADS, POSTS, HEADS, POSTS)
def test_both_ways_lead_to_the_same(
    tmp_path: Path, head: str, posts: list[Row], other: str, others: list[Row]
) -> None:
    """Same posts, same places, same complaints, whatever stands in the files."""
    write(tmp_path, "kairanban.yaml", ODD_FRONT)
    for name, begin, rows in (("a", head, posts), ("b", other, others)):
        entries = [
            f"- id: {key}\n  at: {at}\n  text: {text}{to}{rest}\n"
            for key, at, text, to, rest in rows
        ]
        (tmp_path / "queue").mkdir(exist_ok=True)
        content = begin + "".join(entries)
        (tmp_path / "queue" / f"{name}.yaml").write_text(content, encoding="utf-8")

    assert told(tmp_path, with_patterns=True) == told(tmp_path, with_patterns=False)


@pytest.mark.parametrize("campaign", ["plain", "tagged", "short", "abroad"])
def test_patterns_are_really_used(tmp_path: Path, campaign: str) -> None:
    """The test above would be worth nothing if everything went the general way."""
    write(tmp_path, "kairanban.yaml", ODD_FRONT)
    posts = (
        f"- {{id: n{n}, at: 2026-11-2{n} 09:00, to: box, campaign: {campaign},"
        f" text: H{n}}}\n"
        for n in range(5)
    )
    write(tmp_path, "queue/a.yaml", "".join(posts))
    findings = Findings()
    home = Home(tmp_path, {})
    page = document(tmp_path / "kairanban.yaml", tmp_path)
    queue = Queue(tmp_path, front(page, home, PLATFORMS, findings), findings, People())
    queue.take_in(document(tmp_path / "queue" / "a.yaml", tmp_path))

    assert findings.problems == []
    assert [post.key for post in queue.posts] == [f"n{n}" for n in range(5)]
    assert [one is not None for one in queue._patterns._known.values()] == [True]
