"""What can go wrong on the way to a server, as a value; nothing of a token is kept."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class TroubleKind(StrEnum):
    """How far a request got."""

    #: No connection came about: refused, no such host, TLS, connect timeout.
    NOT_SENT = "not sent"
    #: It was sent, at least in part; then silence, or the line was cut.
    NO_ANSWER = "no answer"
    #: An answer came that is not what it should be: HTML, half a JSON, far too long.
    UNREADABLE = "unreadable"
    #: The server said no.
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no answer that can be used."""

    kind: TroubleKind
    #: In a word, for a person who looks into it: "ConnectError", "HTTP 503".
    what: str
    #: HTTP status; 0 when there was none.
    status: int = 0
    #: The server's own words, short, secrets blotted out; may be empty.
    words: str = ""
    #: What kind of refusal it is, in the server's own name for it (RFC 9457's `type`).
    problem: str = ""
    retry_after: timedelta | None = None
    #: The server itself speaks, in the protocol's form; not something before it.
    is_json: bool = False
    #: The answer was longer than we read.
    is_too_long: bool = False
    #: The token is fine, but not allowed to do this.
    lacks_scope: bool = False

    def __str__(self) -> str:
        """Return all that is known, in a line."""
        return ": ".join(part for part in (self.what, self.words) if part)


class AnswerError(Exception):
    """The cause that an error names; holds a trouble's words and nothing else."""
