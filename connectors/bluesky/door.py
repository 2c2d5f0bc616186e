"""Being signed in: the saved session first, then a refresh, then the password, once.

The server counts sign-ins (30 in 5 minutes, 300 a day), so the session is saved
whenever it changes, and the password is never tried twice in a row.
"""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from http import HTTPStatus

from atproto_client import Client, Session, SessionEvent
from atproto_core.exceptions import AtProtocolError

from connectors.bluesky.request import BoundedRequest, TroubleError
from connectors.bluesky.trouble import (
    BlueskyAnswerError,
    Trouble,
    TroubleKind,
    after_read,
)
from connectors.setup import ConnectorSetup
from domain.errors import PlatformError, SignInAgainError, StorageError, TryLaterError
from domain.phrases import Phrase, phrase

#: One try of the password in this time: at most 288 a day, the server allows 300.
PASSWORD_EVERY = timedelta(minutes=5)

# What the SDK raises over a session or an answer that it cannot read.
_SDK_ERRORS = (AtProtocolError, ValueError, TypeError, LookupError, AttributeError)
_TURNED_DOWN = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


class SessionClient(Client):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's client, its session and the three ways to one in the open."""

    @property
    def session(self) -> Session | None:
        """Return the session that is in use."""
        return self._session

    def sign_in(self, handle: str, password: str) -> None:
        """Make a new session from the password."""
        self._get_and_set_session(handle, password)

    def refresh(self) -> None:
        """Make the session new from its refresh token."""
        self._refresh_and_set_session()

    def resume(self, session: str) -> None:
        """Take up a session that was exported earlier; asks nobody."""
        self._import_session_string(session)


class Door:
    """Lets us in, and remembers that we are in."""

    def __init__(
        self, setup: ConnectorSetup, request: BoundedRequest, server: str
    ) -> None:
        self._setup = setup
        self._server = server
        self.client = SessionClient(server, request)
        self.client.on_session_change(self._session_changed)
        request.secrets = self._secrets
        self._unsaved = ""
        #: Uptime of the last try of the password, and how it ended.
        self._tried_at: float | None = None
        self._refused: Phrase | None = None

    @property
    def did(self) -> str:
        """Return our permanent id; "" before the first `enter`."""
        return self.client.session.did if self.client.session else ""

    @property
    def _password(self) -> str:
        return self._setup.secrets.get("password", "")

    @property
    def handle(self) -> str:
        """Return our handle, as the server last told it."""
        session = self.client.session
        return session.handle if session else self._setup.account.handle

    def enter(self) -> None:
        """Be signed in; asks the server only if there is no session at all.

        Raises:
            SignInAgainError: The password is refused, or was a moment ago.
            TryLaterError: The server did not answer, or wants us to wait.
        """
        self._save()
        if self.client.session is None and not self._resume():
            self._try_password()

    def renew(self) -> None:
        """Get a new session: the server no longer takes this one.

        Raises:
            SignInAgainError: Nor does it take the password.
            TryLaterError: The server did not answer, or wants us to wait.
        """
        trouble = _trouble_in(self.client.refresh)
        if trouble is None:
            return
        if not _is_turned_down(trouble):
            raise _no_session(trouble) from BlueskyAnswerError(str(trouble))
        self._try_password()

    def _resume(self) -> bool:
        try:
            saved = self._setup.sessions.load(self._setup.account.key)
        except StorageError as error:
            raise TryLaterError(error.phrase) from error
        try:
            kept = json.loads(saved or "")
            if (kept["handle"], kept["server"]) != self._who_and_where():
                return False
            return _trouble_in(lambda: self.client.resume(kept["session"])) is None
        except (ValueError, TypeError, LookupError):
            return False

    def _try_password(self) -> None:
        self._require_pause()
        handle = self._setup.account.handle
        if not self._password:
            raise SignInAgainError(
                phrase("No app password is given for {handle}.", handle=handle)
            )
        # Not a variable here: tracebacks may be printed with their variables.
        trouble = _trouble_in(lambda: self.client.sign_in(handle, self._password))
        if trouble is None or trouble.status:
            self._tried_at = self._setup.clock.uptime()
        self._refused = None
        if trouble is None:
            return
        error: PlatformError = _no_session(trouble)
        if _is_turned_down(trouble):
            self._refused = _password_refused(handle, trouble)
            error = SignInAgainError(self._refused)
        raise error from BlueskyAnswerError(str(trouble))

    def _require_pause(self) -> None:
        """Never knock twice in a row: the server would shut us out altogether."""
        if self._tried_at is None:
            return
        passed = timedelta(seconds=self._setup.clock.uptime() - self._tried_at)
        if passed >= PASSWORD_EVERY:
            return
        if self._refused is not None:
            raise SignInAgainError(self._refused)
        raise TryLaterError(
            phrase("Bluesky ended a session that had only just begun."),
            PASSWORD_EVERY - passed,
        )

    def _session_changed(self, event: SessionEvent, session: Session) -> None:
        if event is not SessionEvent.IMPORT:
            handle, server = self._who_and_where()
            kept = {"handle": handle, "server": server, "session": session.encode()}
            self._unsaved = json.dumps(kept)
            self._save()

    def _save(self) -> None:
        """Save what is not saved yet; if storage cannot just now, next time."""
        if not self._unsaved:
            return
        try:
            self._setup.sessions.save(
                self._setup.account.key, self._unsaved, self._setup.clock.now()
            )
        except StorageError:
            return  # a post may be on its way: it must not fail over this
        self._unsaved = ""

    def _who_and_where(self) -> tuple[str, str]:
        return self._setup.account.handle, self._server

    def _secrets(self) -> Iterable[str]:
        yield self._password
        session = self.client.session
        if session is not None:
            yield from (session.access_jwt, session.refresh_jwt)


def _trouble_in(act: Callable[[], object]) -> Trouble | None:
    """Do something with the SDK; return what went wrong, without its traceback."""
    try:
        act()
    except TroubleError as error:
        return error.trouble
    except _SDK_ERRORS as error:
        # Its words quote what it could not read: tokens. Only its name is kept.
        return Trouble(TroubleKind.UNREADABLE, type(error).__name__)
    return None


def _is_turned_down(trouble: Trouble) -> bool:
    """Did the server itself (not something in front of it) say no?"""
    return bool(trouble.error) and trouble.status in _TURNED_DOWN


def _no_session(trouble: Trouble) -> PlatformError:
    error = after_read(trouble)
    if isinstance(error, TryLaterError):
        return error
    return TryLaterError(
        phrase("Signing in to Bluesky failed just now ({what}).", what=str(trouble))
    )


def _password_refused(handle: str, trouble: Trouble) -> Phrase:
    if trouble.error == "AuthFactorTokenRequired":
        return phrase(
            "Bluesky asks {handle} for a second factor: this is the account's own "
            "password. Give Kairanban an app password instead "
            "(Settings, Privacy and security, App passwords).",
            handle=handle,
        )
    return phrase(
        "Bluesky does not take the app password of {handle} ({what}). Make a new one "
        "(Settings, Privacy and security, App passwords) and give it to Kairanban.",
        handle=handle,
        what=str(trouble),
    )
