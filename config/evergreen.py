"""What an evergreen post says by turns, and what is wrong, or odd, with it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from config.document import Place, Section
from config.queue_schema import PostEntry
from config.written import Layer
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import Pool, Post
from scheduler.recurrence import occurrences

#: Rules come round again within this time; counting further tells nothing new.
_LONGEST_LOOK = timedelta(days=400)


def said_by_turns(entry: PostEntry, place: Place) -> Sequence[Layer]:
    """Return what an evergreen post says by turns, each to be put on top of it."""
    if entry.evergreen is None:
        return ()
    spot = place.child("evergreen")
    if isinstance(spot.value, Section):
        spot = spot.child("texts")
    texts = entry.evergreen.texts
    return [Layer(text, spot.child(number)) for number, text in enumerate(texts)]


def lacking(entry: PostEntry, place: Place) -> Iterator[Problem]:
    """Complain of a pool without texts, if nobody has complained of it already."""
    if entry.evergreen is not None:
        yield place.problem(phrase("should name at least two texts"))


def pool_problems(
    entry: PostEntry, versions: Sequence[Post], place: Place
) -> Iterator[Problem]:
    """Complain of what does not go with texts by turns."""
    texts = place.child("texts") if isinstance(place.value, Section) else place
    for key in ("text", "variants", "thread"):
        if key in entry.model_fields_set:
            spot = Place(place.document, place.path[:-1]).child(key)
            what = phrase("does not go with 'evergreen', which has texts of its own")
            yield spot.key_problem(what)
    seen: dict[str, int] = {}
    for number, version in enumerate(versions):
        first = seen.setdefault(version.messages[0].content_hash, number)
        if first != number:
            what = phrase("is the same as text {number}", number=first + 1)
            yield texts.child(number).problem(what)


def shortage(post: Post, pool: Pool, place: Place) -> Iterator[Problem]:
    """Warn where there are too few texts for none to come again too soon."""
    look = min(pool.rest, _LONGEST_LOOK)
    coming = occurrences(post, post.at - timedelta.resolution, post.at + _LONGEST_LOOK)
    times = list(coming)
    most, begin = 0, 0
    for end, at in enumerate(times):
        while at - times[begin] >= look:
            begin += 1
        most = max(most, end - begin + 1)
    if most > len(pool.versions):
        what = phrase(
            "has {texts} texts, and comes {times} times within the rest of"
            " {days} days: some will come again sooner",
            texts=len(pool.versions),
            times=most,
            days=max(look.days, 1),
        )
        yield place.key_problem(what, "short-pool")
