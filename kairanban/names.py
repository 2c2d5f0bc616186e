"""Accounts and campaigns by the name that a person types; a slip gets a guess."""

from config.guess import one_of
from domain.deliveries import DeliveryState
from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.bootstrap import House

#: States in which a post may still go out.
_TO_COME = frozenset({DeliveryState.AWAITING_APPROVAL, DeliveryState.QUEUED})
_MANY = 10_000


def known_account(house: House, name: str) -> str:
    """Return *name* if an account bears it.

    Raises:
        RequestError: None does.
    """
    if name not in house.project.accounts:
        raise RequestError(
            phrase(
                "there is no account {name}{choices}",
                name=name,
                choices=one_of(name, house.project.accounts),
            )
        )
    return name


def known_campaign(house: House, name: str) -> str:
    """Return *name* if a campaign bears it, in the files or in the queue.

    Raises:
        RequestError: None does.
    """
    known = set(house.project.campaigns)
    if name in known:
        return name
    coming = house.memory.outbox.deliveries(_TO_COME, limit=_MANY)
    known |= {one.post.campaign for one in coming if one.post.campaign}
    if name in known:
        return name
    if not known:
        raise RequestError(phrase("there is no campaign {name}, nor any", name=name))
    raise RequestError(
        phrase(
            "there is no campaign {name}{choices}",
            name=name,
            choices=one_of(name, sorted(known)),
        )
    )
