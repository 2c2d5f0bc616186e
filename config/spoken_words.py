"""The words by which people name days and times, in English and in Japanese."""

from collections.abc import Mapping
from typing import Final

#: Days from today on.
DAYS: Final[Mapping[str, int]] = {
    "day after tomorrow": 2,
    "today": 0,
    "tomorrow": 1,
    "今日": 0,
    "きょう": 0,
    "本日": 0,
    "明日": 1,
    "あした": 1,
    "あす": 1,
    "明後日": 2,
    "あさって": 2,
    "明々後日": 3,
    "しあさって": 3,
}

#: Monday is 0. Longer names first: "monday" begins with "mon".
WEEKDAYS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon", "月曜日", "月曜"),
            ("tuesday", "tues", "tue", "火曜日", "火曜"),
            ("wednesday", "wed", "水曜日", "水曜"),
            ("thursday", "thurs", "thur", "thu", "木曜日", "木曜"),
            ("friday", "fri", "金曜日", "金曜"),
            ("saturday", "sat", "土曜日", "土曜"),
            ("sunday", "sun", "日曜日", "日曜"),
        )
    )
    for name in names
}
SHORT_WEEKDAYS: Final = "月火水木金土日"

#: Weeks from this one on.
WEEKS: Final[Mapping[str, int]] = {
    "this": 0,
    "next": 1,
    "今週": 0,
    "来週": 1,
    "再来週": 2,
    "さ来週": 2,
}

MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

#: Minutes in each.
SPANS: Final[Mapping[str, int]] = {
    "minutes": 1,
    "minute": 1,
    "mins": 1,
    "min": 1,
    "分": 1,
    "hours": 60,
    "hour": 60,
    "時間": 60,
    "days": 1440,
    "day": 1440,
    "日": 1440,
    "weeks": 10080,
    "week": 10080,
    "週間": 10080,
}

#: The first and the last hour for which people say so, on a clock of twelve hours,
#: and the hours that are added then.
PARTS_OF_DAY: Final[Mapping[str, tuple[int, int, int]]] = {
    "午前": (0, 11, 0),
    "午後": (1, 11, 12),
    "朝": (4, 11, 0),
    "昼": (1, 4, 12),
    "夕方": (3, 7, 12),
    "夜": (6, 11, 12),
    "am": (1, 11, 0),
    "pm": (1, 11, 12),
}
#: Noon and midnight, where they can be meant in only one way.
TWELVES: Final[Mapping[str, int]] = {"am": 0, "pm": 12, "昼": 12}
