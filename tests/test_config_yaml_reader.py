"""YAML in; values with their places out, or problems in our words."""

import re
import time
from collections.abc import Callable

import pytest
import yaml

from config.document import Document, Section, Series
from config.tree import LIMIT_BYTES
from config.yaml_reader import LIMIT_DEPTH, Events, read

PARSERS = [yaml.CSafeLoader, yaml.SafeLoader]
Parser = Callable[[str], Events]


def words(document: Document) -> list[str]:
    return [f"{p.line}:{p.column} {p.what}" for p in document.problems]


@pytest.fixture(params=PARSERS, ids=["libyaml", "python"])
def parser(request: pytest.FixtureRequest) -> Parser:
    chosen: Parser = request.param
    return chosen


def test_scalars_come_as_they_were_typed(parser: Parser) -> None:
    """Who types 017 or no gets 017 or no."""
    document = read(b"a: 017\nb: no\nc: 09:30\nd: 'x'\ne: |\n  y\n", "f", parser)

    assert document.value == {"a": "017", "b": "no", "c": "09:30", "d": "x", "e": "y\n"}


def test_every_key_and_value_knows_its_place(parser: Parser) -> None:
    """Lines and columns survive the reading."""
    top = read(b"a:\n- x\n- b: y\n", "f", parser).top
    inner = top.child("a", 1, "b")

    assert inner.line == 3
    assert inner.value == "y"
    assert (inner.key_mark().line, inner.key_mark().column) == (2, 2)


def test_lists_and_mappings_nest(parser: Parser) -> None:
    """Block and flow style say the same."""
    document = read(b"[{a: [1, 2]}, {}]", "f", parser)

    assert isinstance(document.value, Series)
    assert isinstance(document.value[0], Section)
    assert document.value == [{"a": ["1", "2"]}, {}]


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"# only a remark\n", b"---\n", b"\xef\xbb\xbf"]
)
def test_an_empty_file_says_nothing(data: bytes, parser: Parser) -> None:
    """Nothing is not wrong."""
    document = read(data, "f", parser)

    assert document.is_empty
    assert document.is_readable
    assert not document.problems


def test_marks_of_other_systems_do_no_harm(parser: Parser) -> None:
    """A byte order mark and CRLF are how some editors save."""
    document = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f", parser)

    assert document.value == {"a": "1", "b": "2"}


def test_a_key_that_stands_twice_names_both_lines(parser: Parser) -> None:
    """Neither of two values is the right one to drop."""
    document = read(b"a: 1\nb: 2\na: 3\n", "f", parser)

    assert words(document) == ["3:1 'a' stands twice: here and in line 1"]


REFUSED = [
    (b"a: &x 1\n", "1:4 '&x' is an anchor; if you mean text, put it in quotes"),
    (b"a: *x\n", "1:4 '*x' is an alias; write it out"),
    (b"<<: 1\n", "1:1 '<<' is a merge key; write the values out"),
    (b"a: !t 1\n", "1:4 '!t' is a tag; if you mean text, put it in quotes"),
    (b"a: !t [1]\n", "1:4 '!t' is a tag; if you mean text, put it in quotes"),
    (
        b"a: 1\n---\nb: 2\n",
        "2:1 '---' begins a second document; one file holds one document",
    ),
    (b"? [a]\n: 1\n", "1:3 a key must be plain text"),
    (b"a: {{b}}\n", "1:5 text that begins with '{{' must stand in quotes"),
    (b'a: "\\0"\n', "1:4 the control character U+0000 cannot stand in a text"),
    (b"a: \0\n", "1:4 the control character U+0000 cannot stand in a text"),
    (b"a: 1\nb: \x1b\n", "2:4 the control character U+001B cannot stand in a text"),
    (b"a: 1\nb\xe3\x81\x82: \xff\n", "2:5 is not UTF-8 here; save the file as UTF-8"),
    (b"a: \xed\xa0\x80\n", "1:4 is not UTF-8 here; save the file as UTF-8"),
    ("a: 1".encode("utf-16"), "1:1 is UTF-16; save it as UTF-8"),
    (b"a:\n\tb: 1\n", "2:1 a tab stands where only spaces can; indent with spaces"),
    (b"a: @b\n", "1:4 text that begins with '@' must stand in quotes"),
    (b"a: %b\n", "1:4 text that begins with '%' must stand in quotes"),
    (b"a: 1\nb: 'c\n", "2:4 the quote that opens here is never closed"),
    (b"a: [1, 2\n", "1:4 the list that '[' opens here lacks a ',' or its ']'"),
    (b"{a: 1\n", "1:1 the mapping that '{' opens here lacks a ',' or its end"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=lambda v: repr(v)[:24])
def test_what_is_refused_is_told_with_its_place(
    data: bytes, said: str, parser: Parser
) -> None:
    """The words are ours, whichever parser stumbled."""
    assert words(read(data, "f", parser)) == [said]


BROKEN = [
    (b'a: "\\q"\n', "1:5 this backslash in double quotes begins no known escape"),
    (b'a: "\\xzz"\n', "1:7 this backslash in double quotes begins no known escape"),
    (b"a: b: c\n", "1:5 a ':' cannot stand here"),
    (b"a: [b:c:, d]\n", "1:5 a ':' cannot stand here"),
    (b"a: ? b\n", "1:4 text that begins with '? ' must stand in quotes"),
    (b"a\nb: c\n", "2:2 a ':' cannot stand here"),
    (b"a: - b\n", "1:4 a list's '-' cannot stand here"),
    (b"a:\n  b: 1\n c: 2\n", "3:2 does not fit the lines above"),
    (b"- a\nb: c\n", "2:1 does not fit the lines above"),
    (b"  a: b\nc: d\n", "2:1 does not fit the lines above"),
    (b"a: 'b' c\n", "1:8 does not fit the lines above"),
    (b"a: *\n", "1:5 text that begins with '*' or '&' must stand in quotes"),
    (b"a: !u!x y\n", "1:4 text that begins with '!' must stand in quotes"),
    (b"a: >5x\n", "1:6 after '|' or '>' the text must begin on the next line"),
    (b"%YAML 3.0\n---\na\n", "1:1 lines that begin with '%' are not for this file"),
    (b"]\n", "1:1 a value is missing here, or a bracket is never closed"),
    (b"{a: b\n c: d}", "1:1 the mapping"),
    (b"a:\n  'b'\n  c\n: d", "3:3 does not fit the lines above"),
    (b"k:\n a\n b\nx\ny: 1", "4:1 a ':' and a space are missing"),
    (b"- a: 1\n  b\n  c: 2\n", "2:3 a ':' and a space are missing"),
    (b"a: 1\nb\n", "2:1 a ':' and a space are missing after this key"),
]


@pytest.mark.parametrize(("data", "said"), BROKEN, ids=lambda v: repr(v)[:24])
def test_broken_syntax_is_told_in_our_words(data: bytes, said: str) -> None:
    """Nobody should have to learn what a block collection is."""
    (found,) = words(read(data, "f"))

    assert found.startswith(said)


def test_the_python_parser_too_may_stumble_over_odd_escapes() -> None:
    """An escape beyond Unicode breaks PyYAML itself; it is a problem like others."""
    document = read(b'a: "\\UFFFFFFFF"', "f", yaml.SafeLoader)

    assert words(document) == ["1:1 cannot be read as YAML"]
    assert not document.is_readable


def test_half_of_a_surrogate_pair_is_no_character() -> None:
    """JSON writes emoji as pairs; half of one is no text."""
    document = read(b'a: "\\ud83d"', "f", yaml.SafeLoader)

    assert words(document) == [
        "1:4 the control character U+D83D cannot stand in a text"
    ]


def test_all_that_can_be_told_is_told_at_once(parser: Parser) -> None:
    """A refused ornament does not hide the next one."""
    found = words(read(b"a: &x 1\nb: *x\nb: !t 2\n", "f", parser))

    assert [line.split()[0] for line in found] == ["1:4", "2:4", "3:4", "3:1"]


def test_twenty_thousand_brackets_are_just_too_deep(parser: Parser) -> None:
    """No stack overflows, no time is lost."""
    before = time.process_time()
    found = words(read(b"[" * 20_000, "f", parser))

    assert found == [f"1:{LIMIT_DEPTH + 1} is nested more than {LIMIT_DEPTH} deep"]
    assert time.process_time() - before < 2


def test_twenty_levels_are_fine(parser: Parser) -> None:
    """The limit itself is allowed."""
    document = read(b"[" * LIMIT_DEPTH + b"]" * LIMIT_DEPTH, "f", parser)

    assert not document.problems


def test_a_file_over_a_megabyte_is_refused() -> None:
    """Nobody writes that much by hand."""
    found = words(read(b"#" * (LIMIT_BYTES + 1), "f"))

    assert found == ["1:1 is larger than 1 MB; split it into several files"]
    assert not read(b"#" * LIMIT_BYTES, "f").problems


def test_a_billion_laughs_are_not_funny(parser: Parser) -> None:
    """Aliases never unfold."""
    data = b"a: &a [x]\n" + b"".join(
        b"%c: &%c [*%c,*%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 123)
    )
    document = read(data, "f", parser)

    assert document.problems
    assert all(re.search("anchor|alias", str(p.what)) for p in document.problems)


def test_an_unknown_complaint_of_the_parser_is_passed_on() -> None:
    """Better the parser's words than none."""

    class Grumpy:
        def __init__(self, text: str) -> None:
            self.text = text

        def get_event(self) -> None:
            mark = yaml.Mark("f", 0, 4, 2, None, 0)
            raise yaml.MarkedYAMLError(None, None, "found a newt", mark)

    assert words(read(b"", "f", Grumpy)) == [
        "5:3 cannot be read as YAML here (found a newt)"
    ]


def test_a_complaint_without_a_place_is_a_problem_of_the_whole_file() -> None:
    """Something is said in any case."""

    class Vague:
        def __init__(self, text: str) -> None:
            self.text = text

        def get_event(self) -> None:
            raise yaml.YAMLError("hm")

    assert words(read(b"", "f", Vague)) == ["1:1 cannot be read as YAML"]
