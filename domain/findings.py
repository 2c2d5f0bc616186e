"""Everything that `kairanban check` can find, by name: the one table.

Names are for ever: they stand in `silence:`, in the files of other people's CI and in
`docs/reference/findings.md`, which a test compares with this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.phrases import Phrase, phrase


class Severity(StrEnum):
    """What a finding means for the files it is in."""

    #: Nothing of the files is taken.
    ERROR = "error"
    #: Odd, but the files are taken; can be silenced by name.
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing that can be found."""

    severity: Severity
    #: What it is, in a sentence.
    meaning: Phrase


def _error(meaning: Phrase) -> Finding:
    return Finding(Severity.ERROR, meaning)


def _warning(meaning: Phrase) -> Finding:
    return Finding(Severity.WARNING, meaning)


#: What an error, or a warning, goes by that has no name of its own.
WRONG_VALUE: Final = "wrong-value"
ODD: Final = "odd"

FINDINGS: Final[Mapping[str, Finding]] = {
    "bad-yaml": _error(
        phrase("The file is not YAML, or uses more of YAML than is taken here.")
    ),
    "unreadable-file": _error(phrase("A YAML file cannot be read from the disk.")),
    "unknown-key": _error(phrase("A key is not known where it stands.")),
    "missing-key": _error(phrase("A key that must be there is not, or has no value.")),
    WRONG_VALUE: _error(phrase("A value is not what its key takes.")),
    "secret-in-yaml": _error(phrase("A password or token stands in a YAML file.")),
    "same-id": _error(phrase("Two things go by the same name.")),
    "unknown-account": _error(phrase("There is no account of that name.")),
    "unknown-campaign": _error(phrase("There is no campaign of that name.")),
    "unknown-platform": _error(phrase("There is no platform of that name.")),
    "unknown-finding": _error(
        phrase("There is no warning of that name to be silenced.")
    ),
    "nothing-to-say": _error(phrase("A message has neither text nor media.")),
    "no-threads": _error(phrase("The platform knows no threads.")),
    "unknown-name": _error(phrase("A text has a name that nothing is said for.")),
    "unknown-person": _error(phrase("A text mentions somebody who is not known.")),
    "no-handle": _error(
        phrase("Somebody whom a text mentions has no handle on the platform.")
    ),
    "no-replies": _error(
        phrase("The platform cannot answer a post that is found by its address.")
    ),
    "no-quotes": _error(phrase("The platform cannot show a post inside of another.")),
    "no-visibility": _error(
        phrase("The platform cannot show a post to those alone who are meant.")
    ),
    "no-content-warning": _error(
        phrase("The platform does not have this content warning.")
    ),
    "no-polls": _error(phrase("The platform has no polls.")),
    "poll-limits": _error(phrase("A poll is not as its platform takes polls.")),
    "too-long": _error(phrase("A text is too long, as its platform counts.")),
    "missing-file": _error(phrase("A file that a post shows is not there.")),
    "outside-project": _error(
        phrase("A file lies, or leads by a link, outside of the project's folder.")
    ),
    "unreadable-media": _error(
        phrase("A file that a post shows cannot be read, or is damaged.")
    ),
    "media-kind": _error(phrase("The platform does not take files of this kind.")),
    "media-size": _error(phrase("A file is larger than its platform takes.")),
    "media-dimensions": _error(
        phrase("A picture has more pixels than its platform takes.")
    ),
    "media-count": _error(phrase("A message shows more than its platform takes.")),
    "missing-alt": _error(
        phrase("A picture has no description for those who cannot see it.")
    ),
    "no-slot": _error(phrase("An account has no slot of that name.")),
    "never-due": _error(phrase("Nothing of the post would ever go out.")),
    "outside-campaign": _error(phrase("A post is due outside of its campaign.")),
    "clocks-change": _warning(
        phrase("The clocks change, so that a wall time comes never or twice.")
    ),
    "moved-on": _warning(
        phrase("Quiet hours or a holiday move a post on from the time it names.")
    ),
    "rare-day": _warning(phrase("A post recurs on a day that some months lack.")),
    "short-pool": _warning(
        phrase("An evergreen post has too few texts for the rest that it asks for.")
    ),
    "no-language": _warning(
        phrase("The platform is not told in which language a post is.")
    ),
    "no-card": _warning(phrase("The platform decides by itself which card it shows.")),
    "not-fetched": _warning(
        phrase("A calendar on the web was never fetched, so nothing is known of it.")
    ),
    "past": _warning(phrase("A time has gone by already.")),
    "clash": _warning(phrase("Two posts go out on one account too close together.")),
    "near-duplicate": _warning(
        phrase("An account says the same, or nearly the same, twice.")
    ),
    "bare-domain": _warning(
        phrase("A word that looks like an address will become a link.")
    ),
    "reply-rule": _warning(
        phrase("The platform takes replies only to who mentions or quotes us.")
    ),
    "over-budget": _warning(
        phrase("More is planned than a budget allows in one of its spans.")
    ),
    "prices-unknown": _warning(
        phrase("A limit on money cannot be kept where nothing has a price.")
    ),
    "past-changing": _warning(
        phrase("A post is out or under way, and cannot be as the files now wish.")
    ),
    "unused-silence": _warning(phrase("A silenced warning would not have come.")),
    ODD: _warning(phrase("Something is odd that has no name of its own.")),
}

#: They tell of what cannot be done, or of silence itself.
_LOUD = frozenset({"past-changing", "unused-silence"})

#: What can stand behind `silence:`.
WARNINGS: Final = tuple(
    name
    for name, finding in FINDINGS.items()
    if finding.severity is Severity.WARNING and name not in _LOUD
)
