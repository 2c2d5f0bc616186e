"""What may befall a request to publish, on its way there or on its way back."""

import signal
from enum import StrEnum


class Fault(StrEnum):
    """What the pretend platform, or the line to it, does with one request."""

    WELL = "well"
    #: Nobody listens: the platform is down for a while. No request arrives.
    REFUSED = "refused"
    HANG_BEFORE = "hang, not stored"
    HANG_AFTER = "hang, stored"
    CUT_BEFORE = "cut, not stored"
    CUT_AFTER = "cut, stored"
    TOO_MANY = "429"
    TOO_MANY_LATER = "429, Retry-After"
    ERROR_BEFORE = "500, not stored"
    ERROR_AFTER = "500, stored"
    UNAVAILABLE = "503 HTML"
    TRUNCATED = "half a JSON, stored"
    WRONG_TYPE = "200 HTML, stored"
    EMPTY = "200 empty, stored"
    #: The whole request has been read; then the client is killed, or stopped.
    KILL_BEFORE = "killed, not stored"
    KILL_AFTER = "killed, stored"
    STOP_BEFORE = "stopped, not stored"
    STOP_AFTER = "stopped, stored"


F = Fault

#: How the client is ended, between its last byte and the answer.
ENDINGS = {
    F.KILL_BEFORE: signal.SIGKILL,
    F.KILL_AFTER: signal.SIGKILL,
    F.STOP_BEFORE: signal.SIGSTOP,
    F.STOP_AFTER: signal.SIGSTOP,
}

#: What a network does; a crash is something else.
NETWORK = tuple(one for one in Fault if one not in {F.WELL, *ENDINGS})

#: After these the request is before the public.
STORES = frozenset(
    {
        F.WELL,
        F.HANG_AFTER,
        F.CUT_AFTER,
        F.ERROR_AFTER,
        F.TRUNCATED,
        F.WRONG_TYPE,
        F.EMPTY,
        F.KILL_AFTER,
        F.STOP_AFTER,
    }
)

#: The platform's clear word: whoever hears it knows what became of the request.
CLEAR = frozenset({F.WELL, F.TOO_MANY, F.TOO_MANY_LATER, F.REFUSED})

#: After so long the platform wants to be asked again (429, Retry-After). Seconds.
RETRY_AFTER = 30
