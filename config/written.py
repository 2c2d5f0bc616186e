"""What is written for one account: a post, with its variants for it on top. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.document import Place
from config.message_schema import UNREADABLE, MessageEntry, WholeEntry

#: What a part takes over from the post, unless it says otherwise itself.
_INHERITED = ("content_warning", "visibility", "language")


@dataclass(frozen=True, slots=True)
class Saying:
    """One message as it is written, and where each key of it stands."""

    entry: MessageEntry
    #: The post's, or the part's.
    place: Place
    #: Keys that a variant says otherwise, with the variant's place.
    otherwise: Mapping[str, Place] = field(default_factory=dict)
    #: Which message of the post.
    part: int = 0

    def spot(self, key: str, *steps: str | int) -> Place:
        """Return where *key* stands; a part may be nothing but its text."""
        place = self.otherwise.get(key, self.place)
        if key == "text" and isinstance(place.value, str):
            return place
        return place.child(key, *steps)


@dataclass(frozen=True, slots=True)
class Written:
    """A post as it is written for one account."""

    entry: WholeEntry
    place: Place
    otherwise: Mapping[str, Place] = field(default_factory=dict)

    def spot(self, key: str) -> Place:
        """Return where *key* stands."""
        return self.otherwise.get(key, self.place).child(key)

    def sayings(self) -> Iterator[Saying]:
        """Return its messages: itself, its thread, its first comment."""
        first = Saying(self.entry, self.place, self.otherwise)
        yield first
        number = 0
        for at, part in enumerate(self.entry.thread):
            if part is not UNREADABLE:
                number += 1
                place = self.spot("thread").child(at)
                yield Saying(inheriting(part, self.entry), place, part=number)
        comment = self.entry.first_comment
        if comment is not None and has_comment(self.entry):
            place = self.spot("first_comment")
            yield Saying(inheriting(comment, self.entry), place, part=number + 1)


@dataclass(frozen=True, slots=True)
class Layer:
    """A variant, and where it stands."""

    entry: MessageEntry
    place: Place


def written(entry: WholeEntry, layers: Sequence[Layer], place: Place) -> Written:
    """Return *entry* with *layers* on top: the last one counts, key by key."""
    if not layers:
        return Written(entry, place)
    said: dict[str, object] = {}
    otherwise: dict[str, Place] = {}
    for layer in layers:
        for key in layer.entry.model_fields_set:
            said[key] = getattr(layer.entry, key)
            otherwise[key] = layer.place
    return Written(entry.model_copy(update=said), place, otherwise)


def inheriting(part: MessageEntry, post: MessageEntry) -> MessageEntry:
    """Return *part* with what it takes over from its post."""
    fresh = {
        key: getattr(post, key)
        for key in _INHERITED
        if key in post.model_fields_set and key not in part.model_fields_set
    }
    return part.model_copy(update=fresh) if fresh else part


def has_comment(entry: WholeEntry) -> bool:
    """Is there a first comment? An empty one takes back what the post has."""
    comment = entry.first_comment
    return comment is not None and bool(comment.text or comment.media)
