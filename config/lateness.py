"""What holds for a late post: the nearest word counts, key by key."""

from dataclasses import replace

from config.late_schema import LateEntry, ProjectLateEntry
from domain.late import USUAL, LatePolicy


def policy(wish: LateEntry, above: LatePolicy) -> LatePolicy:
    """Return what *wish* says; where it says nothing, what *above* says."""
    return replace(
        above,
        within=above.within if wish.within is None else wish.within,
        otherwise=above.otherwise if wish.otherwise is None else wish.otherwise,
    )


def project_policy(wish: ProjectLateEntry) -> LatePolicy:
    """Return what holds where no campaign, file or post says otherwise."""
    return replace(policy(wish, USUAL), spacing=wish.spacing)
