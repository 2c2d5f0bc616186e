"""How a message is shown, as it is written; and whether its platforms can do that."""

from collections.abc import Iterator
from datetime import timedelta

from config.document import Place
from config.message_schema import NO_POLL, MannerEntry, PollEntry
from config.wording import Pencil
from config.written import Saying
from domain.capabilities import Capabilities, PollLimit
from domain.errors import Problem
from domain.phrases import phrase, phrase_many
from domain.posts import AS_USUAL, Manner, Poll

_FEWEST = 2
_WISHES = frozenset(MannerEntry.model_fields)


def manner_of(saying: Saying, pencil: Pencil) -> Manner:
    """Return how the message is shown."""
    entry = saying.entry
    if entry.model_fields_set.isdisjoint(_WISHES):
        return AS_USUAL
    manner = Manner(
        content_warning=pencil.plain(entry.content_warning),
        visibility=entry.visibility,
        language=entry.language,
        quote=entry.quote,
        card=pencil.link(entry.card) if entry.card else entry.card,
        poll=_poll(entry.poll, pencil),
    )
    return AS_USUAL if manner == AS_USUAL else manner


def unfit_manner(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    """Say what *target* cannot do; nothing that is wished is left out in silence."""
    if manner is AS_USUAL:
        return
    yield from _about_whom(saying, manner, target)
    yield from _about_warning(saying, manner, target)
    yield from _about_quote(saying, manner, target)
    yield from _about_card(saying, manner, target)
    if manner.poll is not None:
        yield from _about_poll(saying, manner.poll, target)


def odd_manner(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    """Say what *target* passes over, with no harm to what is said."""
    if manner.language and not target.takes_language:
        what = phrase(
            "{platform} is not told in which language a post is", platform=target.title
        )
        yield saying.spot("language").problem(what, "no-language")
    if manner.card is not None and not target.chooses_card:
        what = phrase(
            "{platform} decides by itself which card it shows", platform=target.title
        )
        yield saying.spot("card").problem(what, "no-card")


def _poll(entry: PollEntry | None, pencil: Pencil) -> Poll | None:
    if entry is None or entry is NO_POLL:
        return None
    options = tuple(map(pencil.plain, entry.options))
    return Poll(options, entry.open_for, entry.several)


def _about_whom(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    seen = manner.visibility
    if seen is None or seen in target.visibilities:
        return
    what = phrase(
        "{platform} cannot show a post as '{visibility}'; it knows: {known}",
        platform=target.title,
        visibility=seen.value,
        known=", ".join(sorted(target.visibilities)),
    )
    yield saying.spot("visibility").problem(what, "no-visibility")


def _about_warning(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    warning, spot = manner.content_warning, saying.spot("content_warning")
    if not warning:
        return
    if not target.takes_content_warning:
        what = phrase(
            "{platform} has no content warnings; put the warning into the text there, "
            "under 'variants', with content_warning: \"\"",
            platform=target.title,
        )
        yield spot.problem(what, "no-content-warning")
    elif target.content_labels and warning not in target.content_labels:
        what = phrase(
            "{platform} takes no words of your own as a warning, only: {known}; put "
            "the warning into the text there, under 'variants', with "
            'content_warning: ""',
            platform=target.title,
            known=", ".join(sorted(target.content_labels)),
        )
        yield spot.problem(what, "no-content-warning")


def _about_quote(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    if manner.quote and not target.takes_quotes:
        what = phrase(
            "{platform} cannot show a post inside of another", platform=target.title
        )
        yield saying.spot("quote").problem(what, "no-quotes")


def _about_card(
    saying: Saying, manner: Manner, target: Capabilities
) -> Iterator[Problem]:
    if manner.card and target.chooses_card and saying.entry.media:
        what = phrase(
            "{platform} shows either media or a card, not both", platform=target.title
        )
        yield saying.spot("card").problem(what, "media-count")


def _about_poll(saying: Saying, poll: Poll, target: Capabilities) -> Iterator[Problem]:
    spot, limit = saying.spot("poll"), target.poll
    if limit is None:
        what = phrase("{platform} has no polls", platform=target.title)
        yield spot.key_problem(what, "no-polls")
        return
    yield from _about_options(spot, poll, limit, target.title)
    if not limit.shortest <= poll.open_for <= limit.longest:
        what = phrase(
            "a poll on {platform} is open for {shortest} to {longest}",
            platform=target.title,
            shortest=_span(limit.shortest),
            longest=_span(limit.longest),
        )
        yield spot.child("open_for").problem(what, "poll-limits")
    if poll.several and not limit.takes_several:
        what = phrase(
            "a poll on {platform} takes one answer only", platform=target.title
        )
        yield spot.child("several").problem(what, "poll-limits")
    if saying.entry.media and not limit.takes_media:
        what = phrase(
            "{platform} shows either media or a poll, not both", platform=target.title
        )
        yield spot.key_problem(what, "poll-limits")


def _about_options(
    spot: Place, poll: Poll, limit: PollLimit, title: str
) -> Iterator[Problem]:
    options = spot.child("options")
    count = len(poll.options)
    if not _FEWEST <= count <= limit.limit_options:
        what = phrase(
            "a poll on {platform} has {fewest} to {most} options, not {count}",
            platform=title,
            fewest=_FEWEST,
            most=limit.limit_options,
            count=count,
        )
        yield options.problem(what, "poll-limits")
    if len(set(poll.options)) < count:
        yield options.problem(phrase("two options are the same"), "poll-limits")
    for number, option in enumerate(poll.options):
        if (over := len(option) - limit.limit_option) > 0:
            what = phrase_many(
                "is {count} character too long for {platform}:"
                " it has {length} of at most {limit}",
                "is {count} characters too long for {platform}:"
                " it has {length} of at most {limit}",
                over,
                platform=title,
                length=len(option),
                limit=limit.limit_option,
            )
            yield options.child(number).problem(what, "too-long")


def _span(length: timedelta) -> str:
    """Return a stretch of time as people write it here."""
    minutes = int(length.total_seconds()) // 60
    for size, unit in ((24 * 60, "d"), (60, "h")):
        if minutes and not minutes % size:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
