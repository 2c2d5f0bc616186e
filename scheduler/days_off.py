"""Public holidays, from the `holidays` library: whose there are, and which days."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

from domain.timing import Holidays


def countries() -> Mapping[str, Collection[str]]:
    """Return the countries whose holidays are known, with the parts of each."""
    from holidays import list_supported_countries  # noqa: PLC0415 - a tenth of a second

    return list_supported_countries(include_aliases=False)


def name_of(day: date, known: Holidays) -> str | None:
    """Return what a public holiday is called in English; None on other days."""
    return _year(known.country, known.region, day.year).get(day)


@lru_cache(maxsize=256)
def _year(country: str, region: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415 - a tenth of a second

    found = country_holidays(country, subdiv=region or None, years=year)
    return {day: found[day] for day in found if day.year == year}
