"""Times of the day and days of the week as people say them, in English and Japanese."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Final

from config.document import shown
from config.guess import did_you_mean
from config.values import WrongValueError
from domain.phrases import phrase

_ENGLISH: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_JAPANESE: Final = "月火水木金土日"
ALL_DAYS: Final = frozenset(range(7))
_WORK: Final = frozenset(range(5))
_REST: Final = ALL_DAYS - _WORK


def _single_days() -> dict[str, int]:
    known = {}
    for number, (name, sign) in enumerate(zip(_ENGLISH, _JAPANESE, strict=True)):
        short = {name[:3], {1: "tues", 3: "thurs"}.get(number, name), f"{name}s"}
        for word in {name, sign, f"{sign}曜", f"{sign}曜日", *short}:
            known[word] = number
    return known | {"thur": 3, "weds": 2}


#: Monday is 0.
DAYS: Final[Mapping[str, int]] = _single_days()
_MANY: Final[Mapping[str, frozenset[int]]] = {
    **dict.fromkeys(("day", "days", "daily", "everyday", "毎日", "日々"), ALL_DAYS),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays", "平日"), _WORK),
    **dict.fromkeys(("weekend", "weekends", "週末", "土日"), _REST),
}
_KNOWN: Final = (*_ENGLISH, "day", "weekday", "weekend")

_TIME: Final = re.compile(
    r"(?P<half>午前|午後)?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?![0-9:])|時(?:(?P<jminute>[0-9]{1,2})分|(?P<半>半))?)"
    r"(?: ?(?P<ampm>[ap])\.?m\.?(?![a-z]))?"
    r"|(?P<bare>[0-9]{1,2}) ?(?P<bampm>[ap])\.?m\.?(?![a-z])"
    r"|(?<![a-z])(?P<word>noon|midnight)(?![a-z])|(?P<noon>正午)"
)
_BETWEEN: Final = re.compile(r"\s*(?:,|、|・|&|と|(?<![a-z])and(?![a-z]))\s*")
_RANGE: Final = re.compile(r"(.+?)\s*(?:-|–|〜|~|から|(?<![a-z])to(?![a-z]))\s*(.+)")
_HALF_A_DAY: Final = 12


def plain(words: str) -> str:
    """Return words in one style: small letters, single spaces, no brackets."""
    flat = unicodedata.normalize("NFKC", words).casefold()
    return " ".join(re.sub(r"[\[\]()]", " ", flat).split())


def items(words: str) -> Sequence[str]:
    """Return the parts of an enumeration such as "monday, tuesday and friday"."""
    return [part for part in _BETWEEN.split(words) if part]


def split_times(words: str) -> tuple[str, tuple[time, ...]]:
    """Return *words* (plain) without the times of day in it, and those, in order.

    Raises:
        WrongValueError: One of them is none.
    """
    found = sorted({_time(match) for match in _TIME.finditer(words)})
    rest = _TIME.sub(" , ", words)
    rest = re.sub(r"(?<![a-z])at(?![a-z])|に|の(?=\s|,|$)", " ", rest)
    return re.sub(r"^[\s,&]+|(?:[\s,&]|\band\b|と)+$", "", rest), tuple(found)


def _time(match: re.Match[str]) -> time:
    if match["noon"] or match["word"]:
        return time(0) if match["word"] == "midnight" else time(12)
    hour = int(match["hour"] or match["bare"])
    minute = int(match["minute"] or match["jminute"] or (30 if match["半"] else 0))
    late = match["ampm"] or match["bampm"] or _letter(match["half"])
    try:
        if late:
            return time(_of_two_halves(hour, late), minute)
        return time(hour, minute)
    except ValueError:
        raise WrongValueError(
            phrase("there is no such time of day: '{value}'", value=match[0].strip())
        ) from None


def _letter(half: str | None) -> str:
    return {"午前": "a", "午後": "p"}.get(half or "", "")


def _of_two_halves(hour: int, half: str) -> int:
    if hour > _HALF_A_DAY:
        raise ValueError
    return hour % _HALF_A_DAY + (_HALF_A_DAY if half == "p" else 0)


def days_of(words: str) -> frozenset[int]:
    """Read days of the week (plain): "mon-fri", "weekend", "月・木"; Monday is 0.

    Raises:
        WrongValueError: A word among them is unknown.
    """
    return frozenset().union(*map(_days, items(words)))


def _days(word: str) -> Iterable[int]:
    word = re.sub(r"^(?:every|each|on|毎週)\s*", "", word)
    if word in _MANY:
        return _MANY[word]
    if word in DAYS:
        return (DAYS[word],)
    ends = _RANGE.fullmatch(word)
    if ends is not None and ends[1] in DAYS and ends[2] in DAYS:
        first, last = DAYS[ends[1]], DAYS[ends[2]]
        return [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    if len(word) > 1 and all(sign in _JAPANESE for sign in word):
        return [_JAPANESE.index(sign) for sign in word]
    raise unknown_word(word)


def unknown_word(word: str) -> WrongValueError:
    """Return the complaint of a word that names no day."""
    guess = did_you_mean(word, _KNOWN, {name[:2]: name for name in _ENGLISH})
    return WrongValueError(
        phrase(
            "'{word}' is no day{guess}",
            word=shown(word),
            guess=guess or phrase("; days are monday, weekday, weekend, day"),
        )
    )
