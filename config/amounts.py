"""Limits and prices as people write them: `2500 per hour`, `5 USD per month`, `0.015`.

Money is read with `Decimal` into whole millionths; no float is ever near it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, PlainValidator

from config.document import shown
from config.guess import one_of
from config.scalars import is_null
from config.values import OneOrMany, WrongValueError, line
from domain.budgets import MICROS, Span
from domain.phrases import phrase

_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.([0-9]+))?")
_COUNT = re.compile(r"[0-9]{1,12}")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_LIMIT = re.compile(r"(.+?)\s+per\s+(\S+)")
_SUM = re.compile(r"(\S+?)(?:\s+([A-Za-z]{3}))?")
#: Digits behind the point that a millionth has.
_FINEST = 6
_SLIPS = {"hours": "hour", "h": "hour", "days": "day", "d": "day", "months": "month"}


@dataclass(frozen=True, slots=True)
class Limit:
    """So much in each span."""

    #: Posts or reads; of money, millionths.
    amount: int
    per: Span
    #: ISO 4217; "" where none was named.
    currency: str = ""


def amount(value: object) -> int:
    """Read an amount of money into millionths, exactly."""
    words = line(value)
    match = _AMOUNT.fullmatch(words)
    if match is None:
        raise WrongValueError(
            phrase(
                "should be an amount such as 0.015, got '{value}'", value=shown(words)
            )
        )
    if len((match[1] or "").rstrip("0")) > _FINEST:
        raise WrongValueError(
            phrase("'{value}' is finer than a millionth", value=shown(words))
        )
    return int(Decimal(words) * MICROS)


def currency(value: object) -> str:
    """Read the code of a currency, such as "USD"."""
    code = line(value)
    if _CURRENCY.fullmatch(code):
        return code.upper()
    raise WrongValueError(
        phrase(
            "should be a currency's three letters, such as USD, got '{value}'",
            value=shown(code),
        )
    )


def count_limit(value: object) -> Limit:
    """Read how many in which span."""
    words = line(value)
    said, span = _parts(words) or ("", Span.HOUR)
    if not _COUNT.fullmatch(said):
        raise WrongValueError(
            phrase(
                "should be a limit such as 2500 per hour, got '{value}'",
                value=shown(words),
            )
        )
    return Limit(int(said), span)


def money_limit(value: object) -> Limit:
    """Read how much money in which span."""
    words = line(value)
    said, span = _parts(words) or ("", Span.HOUR)
    match = _SUM.fullmatch(said)
    if match is None:
        raise WrongValueError(
            phrase(
                "should be a limit such as 20 per month or 20 USD per month,"
                " got '{value}'",
                value=shown(words),
            )
        )
    return Limit(amount(match[1]), span, (match[2] or "").upper())


def _parts(words: str) -> tuple[str, Span] | None:
    """Return what stands before "per" and the span after it; None if there is none."""
    match = _LIMIT.fullmatch(words)
    if match is None:
        return None
    name = match[2]
    if name not in set(Span):
        raise WrongValueError(
            phrase(
                "a limit cannot be per '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, Span, _SLIPS),
            )
        )
    return match[1], Span(name)


def one_per_span(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Refuse two limits for the same span: which of them is meant?"""
    spans = [limit.per for limit in limits]
    for span in spans:
        if spans.count(span) > 1:
            raise WrongValueError(
                phrase("there are two limits per {span}; keep one", span=span)
            )
    return limits


def limits_or_none(value: object) -> object:
    """Refuse limits that are neither given nor plainly taken away."""
    if is_null(value):
        raise WrongValueError(
            phrase(
                "has no value: write the limits below it, or {none} for no limits",
                none="{}",
            )
        )
    return value


Amount: TypeAlias = Annotated[int, PlainValidator(amount)]
Currency: TypeAlias = Annotated[str, PlainValidator(currency)]
Count: TypeAlias = Annotated[Limit, PlainValidator(count_limit)]
Sum: TypeAlias = Annotated[Limit, PlainValidator(money_limit)]
Counts: TypeAlias = Annotated[OneOrMany[Count], AfterValidator(one_per_span)]
Sums: TypeAlias = Annotated[OneOrMany[Sum], AfterValidator(one_per_span)]
