"""Signs in to an account and tells how it went."""

from dataclasses import dataclass, replace

from domain.accounts import AccountHealth, Profile, RateLeft
from domain.errors import KairanbanError, SignInAgainError
from domain.phrases import Phrase
from kairanban.bootstrap import House
from kairanban.names import known_account


@dataclass(frozen=True, slots=True)
class CheckedAccount:
    """How signing in went."""

    account: str
    platform: str
    #: None when it did not work; then `problem` says why.
    profile: Profile | None
    problem: Phrase | None = None
    rate: RateLeft | None = None

    @property
    def is_well(self) -> bool:
        """Did we get in?"""
        return self.profile is not None


def check(house: House, key: str) -> CheckedAccount:
    """Sign in to *key*; success ends a pause that waited for a person.

    Raises:
        RequestError: The project has no such account.
    """
    account = house.project.accounts[known_account(house, key)]
    try:
        connector = house.voices(key)
        profile = connector.sign_in()
    except KairanbanError as error:
        _remember_trouble(house, key, error)
        return CheckedAccount(key, account.platform, None, error.phrase)
    _remember_success(house, key, connector.rate)
    return CheckedAccount(key, account.platform, profile, rate=connector.rate)


def _remember_success(house: House, key: str, rate: RateLeft | None) -> None:
    house.memory.accounts.record(
        replace(
            house.memory.accounts.status(key),
            health=AccountHealth.GOOD,
            problem=None,
            last_good_at=house.clock.now(),
            not_before=None,
            failures=0,
            rate=rate,
        )
    )


def _remember_trouble(house: House, key: str, error: KairanbanError) -> None:
    if isinstance(error, SignInAgainError):
        status = house.memory.accounts.status(key)
        house.memory.accounts.record(
            replace(status, health=AccountHealth.SIGN_IN, problem=error.phrase)
        )
