"""The shape of `kairanban.yaml`: which keys there are, and what each takes.

Every key, its default and its meaning stand in `docs/reference/configuration.md`;
a test compares. `config.queue_schema` has the shape of `queue/*.yaml`.
"""

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator

from config.amounts import Amount, Counts, Currency, Sums, limits_or_none
from config.campaign_schema import MaybeBareCampaign
from config.database import database
from config.entry import Entry
from config.late_schema import ProjectLateEntry
from config.message_schema import Values
from config.silence import SilencedName
from config.values import (
    Command,
    Day,
    Handle,
    Language,
    Line,
    Many,
    OneOrMany,
    Paragraph,
    PositiveDuration,
    Required,
    Slug,
    Spoken,
    TimeOfDay,
    Url,
    Zone,
    choice,
)
from config.when_schema import AccountTimesEntry, MaybeHolidays, Quiet
from domain.judgements import Priority
from domain.project import (
    DEFAULT_REPLY_WITHIN,
    DigestFormat,
    DigestWishes,
)

Format: TypeAlias = Annotated[DigestFormat, PlainValidator(choice(DigestFormat))]
DatabaseUrl: TypeAlias = Annotated[str, PlainValidator(database)]


class CommunityEntry(Entry):
    """Whom we look after."""

    name: Line
    purpose: Paragraph = ""
    guidelines: Url = ""
    timezone: Zone
    language: Spoken = "en"
    languages: OneOrMany[Language] = ("en",)


class BudgetEntry(Entry):
    """At most how much, in which stretch of time."""

    writes: Counts = ()
    reads: Counts = ()
    money: Sums = ()


class PriceEntry(Entry):
    """What a platform charges; what is not said is what it publishes."""

    as_of: Day | None = None
    currency: Currency | None = None
    write: Amount | None = None
    write_with_link: Amount | None = None
    read: Amount | None = None


class AccountEntry(AccountTimesEntry):
    """What every account has; what is left over is for its platform to judge."""

    model_config = ConfigDict(extra="allow")

    platform: Line
    handle: Handle = ""
    #: None means: as often as the platform wishes.
    poll_every: PositiveDuration | None = None
    approval: Required = False
    budget: BudgetEntry = BudgetEntry()


class TeamEntry(Entry):
    """Somebody who answers in the community's name."""

    name: Line
    handles: dict[str, Handle] = Field(default_factory=dict)


class DigestEntry(Entry):
    """When and how the morning paper comes."""

    at: TimeOfDay = DigestWishes().at
    formats: OneOrMany[Format] = DigestWishes().formats
    folder: Line | None = None


class WithinEntry(Entry):
    """How soon an answer is wanted, by priority."""

    urgent: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.URGENT]
    high: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.HIGH]
    normal: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.NORMAL]
    low: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.LOW]


class RepliesEntry(Entry):
    """What we promise those who write to us."""

    within: WithinEntry = WithinEntry()
    approval: Required = False


class AlertsEntry(Entry):
    """Who is told at once when a post needs a person."""

    command: Command = ()


class WishesEntry(Entry):
    """What `kairanban.yaml` may say; nothing of it need be there."""

    team: Many[TeamEntry] = ()
    digest: DigestEntry = DigestEntry()
    replies: RepliesEntry = RepliesEntry()
    late: ProjectLateEntry = ProjectLateEntry()
    approval: Required = False
    campaigns: dict[Slug, MaybeBareCampaign] = Field(default_factory=dict)
    quiet_hours: Quiet = ()
    holidays: MaybeHolidays = None
    values: Values = Field(default_factory=dict)
    #: By platform.
    budgets: dict[str, Annotated[BudgetEntry, BeforeValidator(limits_or_none)]] = Field(
        default_factory=dict
    )
    #: By platform.
    prices: dict[str, PriceEntry] = Field(default_factory=dict)
    alerts: AlertsEntry = AlertsEntry()
    silence: OneOrMany[SilencedName] = ()
    database: DatabaseUrl = ""
    state: Line | None = None


class ProjectEntry(WishesEntry):
    """The whole of `kairanban.yaml`."""

    community: CommunityEntry
    #: Read one by one: what an account may say depends on its platform.
    accounts: Any
