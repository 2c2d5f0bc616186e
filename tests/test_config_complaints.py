"""What pydantic finds wrong is told in our words."""

from config.complaints import checked
from config.document import Document
from config.entry import Entry
from config.findings import Findings
from config.leaks import leaks
from config.yaml_reader import read
from connectors.setup import Option
from domain.phrases import phrase
from tests.project_files import a_platform


class Shelf(Entry):
    """A mapping with a kind of value that no key of ours takes so far."""

    books: int


def shelf(text: str) -> tuple[Document, Findings]:
    return read(text.encode(), "f"), Findings()


def test_a_kind_of_mistake_that_we_have_no_words_for_is_still_told() -> None:
    """The place is ours, the words are the library's."""
    document, findings = shelf("books: many")

    assert checked(Shelf, document.top, findings) is None
    assert [str(problem) for problem in findings.problems] == [
        "f:1: books: is not as it should be (Input should be a valid integer)"
    ]


def test_long_keys_are_cut() -> None:
    """Somebody may have forgotten the colon of a whole paragraph."""
    document, findings = shelf(f"books: 1\n{'a' * 99}: 2")
    checked(Shelf, document.top, findings)

    assert f"f:2: {'a' * 39}…: unknown key" in map(str, findings.problems)


def test_what_follows_from_broken_yaml_is_not_news() -> None:
    """An alias has no value; that it is missing need not be told as well."""
    document, findings = shelf("books: *many")
    findings.add_broken(document.problems)
    checked(Shelf, document.top, findings)

    assert [str(problem.what) for problem in findings.problems] == [
        "'*many' is an alias; write it out"
    ]


def test_a_platform_may_want_a_key_that_looks_like_a_secret() -> None:
    """What the platform declares as an option is no secret."""
    option = Option("site_token", phrase("for all to see"))
    platforms = {"open": a_platform("open", options=(option,))}
    text = b"accounts: {a: {platform: open, site_token: x, access_key: y}}"
    found = leaks(read(text, "f").top, platforms)

    assert [problem.where for problem in found] == ["accounts.a.access_key"]
