"""What somebody is told at once, when a post or an account needs a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alert:
    """One message in plain words, in the community's language."""

    #: One line.
    subject: str
    #: Begins with the subject; lines end with a line feed.
    text: str
