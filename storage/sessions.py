"""Sign-ins that platforms gave us, sealed: whoever steals the database has nothing.

Each row is sealed with AES-256-GCM under a key of its own, which scrypt makes from the
sealing secret and the row's salt. The account's name is sealed in, so that rows cannot
change places.
"""

from datetime import datetime
from hashlib import scrypt
from secrets import token_bytes
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, delete, select

from storage import tables
from storage.engine import Database
from storage.upserts import insert_or_update

_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12


class Sessions:
    """The sealed sessions, as one sealing secret opens them."""

    def __init__(self, database: Database, sealing_secret: str) -> None:
        """Remember the secret; nothing is opened yet.

        Raises:
            ValueError: The secret is empty.
        """
        if not sealing_secret:
            raise ValueError("a sealing secret must not be empty")
        self._database = database
        self._secret = sealing_secret.encode()

    def load(self, account: str) -> str | None:
        """Return the saved session; None if there is none, or it cannot be read."""
        query = select(tables.session).where(tables.session.c.account == account)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._open(row)

    def save(self, account: str, session: str, now: datetime) -> None:
        """Keep a session; an empty one is refused and the old one stays.

        Raises:
            ValueError: *session* is empty.
        """
        if not session:
            raise ValueError("an empty session is not worth keeping")
        row = {**self._seal(account, session), "account": account, "saved_at": now}
        with self._database.writing() as connection:
            connection.execute(insert_or_update(connection, tables.session), row)

    def forget(self, account: str) -> None:
        """Drop the saved session."""
        with self._database.writing() as connection:
            connection.execute(
                delete(tables.session).where(tables.session.c.account == account)
            )

    def _seal(self, account: str, words: str) -> dict[str, bytes]:
        salt, nonce = token_bytes(_SALT_BYTES), token_bytes(_NONCE_BYTES)
        sealed = self._cipher(salt).encrypt(nonce, words.encode(), account.encode())
        return {"salt": salt, "sealed": nonce + sealed}

    def _open(self, row: Row[Any]) -> str | None:
        nonce, sealed = row.sealed[:_NONCE_BYTES], row.sealed[_NONCE_BYTES:]
        try:
            words = self._cipher(row.salt).decrypt(nonce, sealed, row.account.encode())
        except InvalidTag:
            return None
        return words.decode()

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(scrypt(self._secret, salt=salt, n=2**14, r=8, p=1, dklen=32))
