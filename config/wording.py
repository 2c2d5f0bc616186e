"""What a post's words take over: values, hashtags and parameters, and the filling in.

Nearest first: the post, its file, its campaign, the project.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.filling import Complaint, Filling
from config.hashtags import PLACE, appended, line_of, missing
from config.links import marked_link, with_parameters
from config.message_schema import NO_UTM, UtmEntry, WordingEntry
from config.people import People
from domain.capabilities import Capabilities

_MARK = "{{" + PLACE + "}}"


@dataclass(frozen=True, slots=True)
class Wording:
    """What holds for the words of many posts, or of one."""

    values: Mapping[str, str] = field(default_factory=dict)
    hashtags: Sequence[str] = ()
    #: None: links are left as they are.
    utm: UtmEntry | None = None

    def below(self, wish: WordingEntry, values: Mapping[str, str]) -> "Wording":
        """Return what holds further down, where *wish* and *values* are said."""
        if not values and wish.utm is None and wish.hashtags is None:
            return self
        utm = self.utm if wish.utm is None else wish.utm
        return Wording(
            values={**self.values, **values} if values else self.values,
            hashtags=self.hashtags if wish.hashtags is None else wish.hashtags,
            utm=None if utm is NO_UTM else utm,
        )


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes one post."""

    wording: Wording
    people: People
    #: What UTM parameters may name besides values: the post and its campaign.
    key: str = ""
    campaign: str = ""

    @property
    def depends_on_platform(self) -> bool:
        """Is something added that differs from platform to platform?"""
        return self.wording.utm is not None

    def on(self, target: Capabilities | None) -> "Pencil":
        """Return what writes for *target*; None means that the platform is unknown."""
        values = self.wording.values
        if target is None:
            return Pencil(self, Filling(values, self.people))
        filling = Filling(values, self.people, target.platform, target.title)
        return Pencil(self, filling)


@dataclass(frozen=True, slots=True)
class Pencil:
    """Writes texts as they go out on one platform."""

    pen: Pen
    filling: Filling

    @property
    def _utm(self) -> UtmEntry | None:
        return self.pen.wording.utm

    def plain(self, text: str) -> str:
        """Return *text* with names filled in."""
        return self.filling.filled(text)

    def part(self, text: str) -> str:
        """Return the text of a message: filled in, its links marked."""
        return self._marked(self.plain(text))

    def first(self, text: str) -> str:
        """Return the text of a post itself: with the hashtags that it lacks, too."""
        wording = self.pen.wording
        tags = missing(text, wording.hashtags) if wording.hashtags else ()
        if _MARK not in text:
            return self._marked(appended(self.plain(text), tags))
        values = {**wording.values, PLACE: line_of(tags)}
        return self._marked(replace(self.filling, values=values).filled(text))

    def link(self, address: str) -> str:
        """Return an address as links in the text are written."""
        utm = self._utm
        if utm is None:
            return address
        return marked_link(address, self._parameters(utm), utm.spares)

    def complaints(self, text: str, *, is_first: bool = False) -> Iterator[Complaint]:
        """Say what in *text* cannot be filled in."""
        words = text.replace(_MARK, "") if is_first else text
        yield from self.filling.complaints(words)

    def complaints_of_utm(self) -> Iterator[Complaint]:
        """Say what in the parameters cannot be filled in."""
        if self._utm is None:
            return
        names = replace(self.filling, values=self._names())
        for value in _parts(self._utm).values():
            yield from names.complaints(value)

    def _marked(self, text: str) -> str:
        utm = self._utm
        if utm is None or "://" not in text:
            return text
        return with_parameters(text, self._parameters(utm), utm.spares)

    def _parameters(self, utm: UtmEntry) -> Mapping[str, str]:
        filling = replace(self.filling, values=self._names())
        return {name: filling.filled(value) for name, value in _parts(utm).items()}

    def _names(self) -> Mapping[str, str]:
        known = {
            "platform": self.filling.platform,
            "id": self.pen.key,
            "campaign": self.pen.campaign,
        }
        return {**known, **self.pen.wording.values}


def _parts(utm: UtmEntry) -> Mapping[str, str]:
    return {
        "source": utm.source,
        "medium": utm.medium,
        "campaign": utm.campaign,
        "term": utm.term,
        "content": utm.content,
    }
