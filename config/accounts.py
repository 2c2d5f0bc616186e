"""The accounts of a project, each checked against what its platform wants."""

from collections.abc import Mapping
from dataclasses import replace

from config.budgets import budgets_of, check_money
from config.complaints import checked, unknown_key
from config.database import DATABASE
from config.document import Place, Section, shown
from config.entry import keys_of
from config.findings import Findings
from config.guess import one_of
from config.leaks import is_leak
from config.scalars import is_null, is_unsaid
from config.schema import AccountEntry, WishesEntry
from config.secrets import variable
from config.values import WrongValueError, account_key, kind, text
from connectors.setup import Option, Platform
from domain.accounts import Account
from domain.budgets import Tariff
from domain.phrases import Phrase, phrase
from domain.project import Project
from domain.timing import QuietHours, Slot

#: Accounts as the queue needs to know them: None where the platform is unknown.
Targets = Mapping[str, Platform | None]

#: Secrets of Kairanban itself are filed under these names.
_RESERVED = frozenset({DATABASE, "kairanban"})


def targets(place: Place, platforms: Mapping[str, Platform]) -> Targets | None:
    """Return which accounts there are, whatever else is wrong with them.

    None means that not even that can be told.
    """
    section = place.value
    if not isinstance(section, Section):
        return None
    return {
        key: platforms.get(str(entry.get("platform")))
        if isinstance(entry, Section)
        else None
        for key, entry in section.items()
    }


def told_of_language(known: Targets) -> frozenset[str]:
    """Return the accounts whose platforms are told in which language a post is."""
    return frozenset(
        name
        for name, platform in known.items()
        if platform is not None and platform.capabilities.takes_language
    )


def as_known(whom: Targets | None, project: Project | None) -> Targets | None:
    """Return *whom* with what each account's own server was last known to take."""
    if whom is None or project is None:
        return whom
    return {
        key: platform and _known(platform, project, key)
        for key, platform in whom.items()
    }


def _known(platform: Platform, project: Project, key: str) -> Platform:
    account = project.accounts.get(key)
    if account is None or platform.known is None:
        return platform
    able = platform.capabilities_of(account, project.folder_of(key))
    return replace(platform, capabilities=able)


def accounts(
    place: Place,
    platforms: Mapping[str, Platform],
    wishes: WishesEntry,
    prices: Mapping[str, Tariff],
    findings: Findings,
) -> Mapping[str, Account]:
    """Return the accounts that are right, and write down what is wrong with others."""
    section = place.value
    if is_unsaid(section):
        return {}  # The schema has complained of that.
    if not isinstance(section, Section):
        what = phrase("should be a mapping, got {kind}", kind=kind(section))
        findings.add([place.problem(what)])
        return {}
    if not section:
        findings.add([place.key_problem(phrase("name at least one account"))])
    found = {}
    for key in section:
        quiet = wishes.quiet_hours
        account = _account(place.child(key), key, platforms, quiet, findings)
        if account is not None:
            found[key] = account
    _check_variables(place, platforms, findings)
    for key, platform in (targets(place, platforms) or {}).items():
        if platform is not None:
            tariff = prices.get(platform.name, platform.capabilities.tariff)
            check_money(place.child(key, "budget"), tariff, findings)
    return found


def _account(
    place: Place,
    key: str,
    platforms: Mapping[str, Platform],
    usual_quiet: tuple[QuietHours, ...],
    findings: Findings,
) -> Account | None:
    _check_key(place, key, findings)
    entry = checked(AccountEntry, place, findings)
    section = place.value
    if not isinstance(section, Section):
        return None
    name = section.get("platform")
    if not isinstance(name, str) or is_null(name):
        return None
    platform = platforms.get(name)
    if platform is None:
        what = _no_platform(name, platforms)
        problem = place.child("platform").problem(what, "unknown-platform")
        findings.add([problem])
        return None
    _check_handle(place.child("handle"), platform, findings)
    options = _options(place, section, platform, findings)
    if entry is None:
        return None
    return Account(
        key=key,
        platform=name,
        handle=entry.handle,
        options=options,
        poll_every=entry.poll_every or platform.poll_every,
        needs_approval=entry.approval,
        budgets=budgets_of(entry.budget),
        slots=tuple(
            Slot(name, days, at)
            for name, times in entry.slots.items()
            for days, at in times
        ),
        spacing=entry.spacing,
        quiet_hours=usual_quiet if entry.quiet_hours is None else entry.quiet_hours,
        jitter=entry.jitter,
    )


def _no_platform(name: str, platforms: Mapping[str, Platform]) -> Phrase:
    return phrase(
        "there is no platform '{name}'{choices}",
        name=shown(name),
        choices=one_of(name, platforms),
    )


def _check_handle(place: Place, platform: Platform, findings: Findings) -> None:
    if platform.needs_handle and is_unsaid(place.value):
        what = phrase(
            "is missing: our name on {platform}", platform=platform.capabilities.title
        )
        findings.add([place.key_problem(what, "missing-key")])


def _check_key(place: Place, key: str, findings: Findings) -> None:
    try:
        account_key(key)
    except WrongValueError as error:
        findings.add([place.key_problem(error.phrase)])
    if key.lower() in _RESERVED:
        what = phrase("this name is taken by Kairanban itself; choose another")
        findings.add([place.key_problem(what)])


def _options(
    place: Place, section: Section, platform: Platform, findings: Findings
) -> Mapping[str, str]:
    options = {option.name: option for option in platform.options}
    known = dict.fromkeys([*keys_of(AccountEntry), *options])
    findings.add(
        unknown_key(place, key, known)
        for key, value in section.items()
        if key not in known and not key.startswith("x-") and not is_leak(key, value)
    )
    values = {
        name: _option(place.child(name), option, findings)
        for name, option in options.items()
    }
    return {name: value for name, value in values.items() if value is not None}


def _option(place: Place, option: Option, findings: Findings) -> str | None:
    given = place.value
    if is_unsaid(given):
        if option.default is None:
            lack = phrase("is missing: {meaning}", meaning=option.meaning)
            findings.add([place.key_problem(lack, "missing-key")])
        return option.default
    try:
        value = text(given)
    except WrongValueError as error:
        findings.add([place.problem(error.phrase)])
        return None
    if option.check is not None and (what := option.check(value)) is not None:
        findings.add([place.problem(what)])
    return value


def _check_variables(
    place: Place, platforms: Mapping[str, Platform], findings: Findings
) -> None:
    """Refuse accounts whose secrets would have the same name in the environment."""
    owners: dict[str, str] = {}
    for key, platform in (targets(place, platforms) or {}).items():
        for secret in platform.secrets if platform else ():
            owner = owners.setdefault(variable(key, secret.name), key)
            if owner != key:
                what = phrase(
                    "too like the account '{other}': both would take their secret"
                    " from {variable}",
                    other=owner,
                    variable=variable(key, secret.name),
                )
                findings.add([place.child(key).key_problem(what)])
