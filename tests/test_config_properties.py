"""What holds for any text that anybody may type."""

import time
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.document import Document, Section, Series
from config.entry import Entry, keys_of
from config.load import load
from config.queue_schema import FrameEntry, PostEntry
from config.schema import AccountEntry, ProjectEntry
from config.yaml_reader import read
from domain.errors import ConfigurationError
from tests.machine_settings import examples
from tests.project_files import FRONT, PLATFORMS, POST, a_folder, loaded, write
from tests.test_config_load import FULL

LENIENT = settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

#: Line breaks to some, and what is no character at all.
ODD = "\ufeff\u2028\u2029\ufffe\uffff"

#: Letters of many scripts, and what YAML finds exciting.
WORDS = st.text(
    st.one_of(
        st.sampled_from("-:#?*&!|>'\"%@`{}[],~\\ \t\n09azあ漢🎏"),
        st.characters(
            exclude_categories=["Cs", "Cc"],
            exclude_characters="\ufeff\u2028\u2029\ufffe\uffff",
        ),
    ),
    max_size=40,
)


@LENIENT
@given(WORDS)
def test_text_in_quotes_comes_back_as_it_was(words: str) -> None:
    """Whatever PyYAML writes in quotes, we read as it was meant."""
    data = yaml.safe_dump({"a": words}, default_style='"', allow_unicode=True)

    assert read(data.encode(), "f").value == {"a": words}


@LENIENT
@given(st.one_of(st.integers(), st.booleans(), st.dates(), st.times(), st.none()))
def test_bare_words_come_back_as_they_were_typed(value: object) -> None:
    """A number, a date or a time is first of all what somebody typed."""
    typed = str(value)
    document = read(f"a: {typed}\n".encode(), "f")

    assert document.value == {"a": typed}


@LENIENT
@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_problem_with_a_place(data: bytes) -> None:
    """Never a traceback."""
    for parser in (yaml.CSafeLoader, yaml.SafeLoader):
        check(read(data, "f", parser))


@LENIENT
@given(WORDS)
def test_any_text_gives_a_value_or_a_problem_with_a_place(text: str) -> None:
    """What YAML finds exciting does not excite us."""
    for parser in (yaml.CSafeLoader, yaml.SafeLoader):
        check(read(text.encode(), "f", parser))


def check(document: Document) -> None:
    assert document.is_readable or document.problems
    assert isinstance(document.value, str | Section | Series)
    assert all(p.line > 0 and p.column > 0 for p in document.problems)


def test_every_beginning_of_a_file_is_a_project_or_told_wrong(tmp_path: Path) -> None:
    """A file is read while it is written; nothing worse than a problem comes of it."""
    whole = (FULL + POST).encode()
    a_folder(tmp_path, "", FRONT)
    for end in range(0, len(whole), 3):
        write(tmp_path, "kairanban.yaml", whole[:end])
        attempt(tmp_path)
    write(tmp_path, "kairanban.yaml", FRONT)
    for end in range(len(POST)):
        write(tmp_path, "queue/a.yaml", POST[:end])
        attempt(tmp_path)


def keys_in(model: type[Entry]) -> st.SearchStrategy[str]:
    return st.sampled_from([*keys_of(model), "x"])


#: What looks almost right is read further than what is plain nonsense.
LIKELY = st.sampled_from(
    [
        "required",
        "{}",
        "[]",
        "30m",
        "{within: 1h, else: skip}",
        "{writes: [5 per hour, 9 per day], money: 2 USD per month}",
        "{plain: {money: 5 per day}, tiny: }",
        "{plain: {as_of: 2026-11-24, write: 0.015}}",
        "{spring: {title: a, late: {else: ask}}, が: }",
        "{command: [a, b]}",
        "[a, {text: b}, [c], {media: [{file: d, alt: e}]}]",
        "spring",
        "FREQ=WEEKLY;BYDAY=MO",
    ]
)

SAID = st.one_of(WORDS, LIKELY, st.lists(LIKELY | WORDS, max_size=3).map(str))


@LENIENT
@given(text=SAID, key=keys_in(PostEntry))
def test_any_value_of_a_post_is_taken_or_told_wrong(
    text: str, key: str, tmp_path: Path
) -> None:
    """People paste all sorts of things."""
    a_folder(tmp_path, f"{POST}  {key}: {text}\n")
    attempt(tmp_path)
    a_folder(tmp_path, f"- {key}: {text}\n")
    attempt(tmp_path)


@LENIENT
@given(text=SAID, key=keys_in(FrameEntry))
def test_any_value_of_a_file_is_taken_or_told_wrong(
    text: str, key: str, tmp_path: Path
) -> None:
    """What holds for all posts may be wrong for all of them."""
    a_folder(tmp_path, f"{key}: {text}\nposts:\n{POST}")
    attempt(tmp_path)


@LENIENT
@given(text=SAID, key=keys_in(ProjectEntry))
def test_any_value_of_a_project_is_taken_or_told_wrong(
    text: str, key: str, tmp_path: Path
) -> None:
    """Whatever stands there, the rest is read as well."""
    a_folder(tmp_path, POST, f"{FRONT}{key}: {text}\n")
    attempt(tmp_path)


@LENIENT
@given(text=SAID, key=keys_in(AccountEntry))
def test_any_value_of_an_account_is_taken_or_told_wrong(
    text: str, key: str, tmp_path: Path
) -> None:
    """What all accounts have stands beside what platforms want."""
    front = FRONT.replace("platform: plain", f"platform: plain\n    {key}: {text}")
    a_folder(tmp_path, POST, front)
    attempt(tmp_path)


def attempt(folder: Path) -> None:
    try:
        loaded(folder)
    except ConfigurationError as error:
        told = [str(problem) for problem in error.problems]
        if not all(told):
            raise AssertionError("something is wrong, and nothing is said") from error


def test_a_thousand_posts_load_in_no_time(tmp_path: Path) -> None:
    """Years of posts are no reason to wait."""
    posts = "".join(POST.replace("hello", f"post-{n}") for n in range(1000))
    a_folder(tmp_path, posts)
    before = time.process_time()
    found = load(tmp_path, PLATFORMS, {})

    assert len(found.project.posts) == 1000
    assert time.process_time() - before < 1
