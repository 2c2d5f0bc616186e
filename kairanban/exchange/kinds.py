"""What files can be, in words that stand on the command line."""

from enum import StrEnum


class Source(StrEnum):
    """Where a file comes from."""

    BUFFER = "buffer"
    HOOTSUITE = "hootsuite"
    POSTIZ = "postiz"
    CSV = "csv"
    ICS = "ics"
    JSON = "json"


class DateOrder(StrEnum):
    """How days are written that are mere numbers, such as 03/04/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class ExportFormat(StrEnum):
    """What posts are exported as."""

    CSV = "csv"
    ICS = "ics"
    JSON = "json"
