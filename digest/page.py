"""A digest in one language: every string as it will be read, in no layout yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who waits."""

    #: The inbox entry's number, for `kairanban inbox reply`.
    number: int
    #: Such as "Aiko (@aiko.test)".
    name: str
    #: Platform and account.
    where: str
    age: str
    #: When the answer is due, or for how long it has been.
    due: str
    is_overdue: bool
    tone: str
    #: "first message", "edited" and the like; may be empty.
    marks: tuple[str, ...]
    #: May be empty.
    reasons: str
    words: str
    #: Two-letter code of the words' language; "" where we do not know.
    words_language: str
    #: What else of theirs waits; may be empty.
    more: str
    url: str
    #: What the link is called, so that it can be told from others.
    link: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who waits with the same priority."""

    #: Stable name for layouts: "urgent", "high", "normal", "low".
    code: str
    title: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line in a section."""

    when: str
    where: str
    words: str
    notes: tuple[str, ...] = ()
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Something else worth knowing; never without lines."""

    #: "troubles", "approvals", "accounts", "budgets", "sources", "tasks", "today",
    #: "published", "taken_down" or "left_out".
    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands above everything else."""

    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole paper."""

    #: Two-letter code of the language it is in.
    language: str
    title: str
    #: What the community is for; may be empty.
    purpose: str
    dateline: str
    banners: tuple[Banner, ...]
    summary: str
    waiting_title: str
    #: "Why", before the reasons.
    why: str
    groups: tuple[People, ...]
    sections: tuple[Section, ...]
    #: How quickly people were answered; "" when nobody was.
    responses: str
    #: Address of the community's rules, and what to call it; may be empty.
    guidelines_url: str
    guidelines: str
