"""The database's address: what may stand in YAML, and its password from elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from config.document import shown
from config.guess import one_of
from config.secrets import find
from config.values import WrongValueError, line
from domain.phrases import phrase

#: The account under whose name the password is looked for: "database.password".
DATABASE = "database"

_KINDS = ("postgresql", "sqlite")
_SLIPS = {"postgres": "postgresql", "psql": "postgresql", "pg": "postgresql"}


def database(value: object) -> str:
    """Read a database's URL. A wrong one is not repeated: it may hold a password."""
    address = line(value)
    try:
        parts = urlsplit(address)
        password = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError:
        parts, password = urlsplit(""), False
    if password:
        raise WrongValueError(
            phrase(
                "a password does not belong in YAML: leave it out here and give it"
                " as the secret {secret}",
                secret=f"{DATABASE}.password",
            )
        )
    kind = parts.scheme.split("+")[0]
    if not kind or "://" not in address:
        raise WrongValueError(
            phrase("should be a URL such as postgresql://user@host/name")
        )
    if kind not in _KINDS:
        raise WrongValueError(
            phrase(
                "'{kind}' is no database that Kairanban knows{choices}",
                kind=shown(kind),
                choices=one_of(kind, _KINDS, _SLIPS),
            )
        )
    return address


def with_password(url: str, environment: Mapping[str, str], folder: Path) -> str:
    """Return *url* with the password that the secrets hold, if they hold one.

    Raises:
        RequestError: There is a password, but it may not be read.
    """
    parts = urlsplit(url)
    if not parts.username:
        return url
    password = find(DATABASE, "password", environment=environment, folder=folder)
    if password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(
        parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}")
    )
