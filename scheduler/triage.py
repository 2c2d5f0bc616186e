"""Triages: has the rules judge everything that nobody has judged yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import structlog

from domain.clock import Clock
from domain.deliveries import JournalEntry
from domain.errors import StorageError
from domain.items import InboxEntry
from domain.judgements import Judgement, Language, Priority, Reason
from domain.phrases import phrase
from domain.ports import EntryFilter, Memory
from domain.project import DEFAULT_REPLY_WITHIN
from rules.context import gather
from rules.decide import judge
from scheduler.current import ProjectOf

log = structlog.get_logger(__name__)

#: So many earlier messages to an account are searched for the same words.
RECENT = 200


@dataclass(frozen=True, slots=True)
class Triage:
    """The first judgement."""

    memory: Memory
    clock: Clock
    project: ProjectOf
    _lock: Lock = field(default_factory=Lock)

    def judge_all(self) -> int:
        """Judge every entry that waits for it; return how many there were."""
        judged = 0
        with self._lock:
            while batch := self.memory.inbox.unjudged():
                recent = self._recent(batch)
                for entry in batch:
                    judgement = self._judge(entry, recent[entry.account])
                    self.memory.inbox.judge(entry, judgement)
                judged += len(batch)
        return judged

    def _recent(self, batch: Sequence[InboxEntry]) -> dict[str, Sequence[InboxEntry]]:
        accounts = {entry.account for entry in batch}
        inbox = self.memory.inbox
        return {
            account: inbox.entries(EntryFilter(account=account, limit=RECENT))
            for account in accounts
        }

    def _judge(self, entry: InboxEntry, recent: Sequence[InboxEntry]) -> Judgement:
        try:
            project = self.project()
            conversation = self.memory.inbox.conversation(entry.id)
            context = gather(entry, project, conversation, recent)
            return judge(entry, context, self.clock.now(), project.reply_within)
        except StorageError:
            raise
        except Exception as error:
            log.exception("rules_stumbled", entry=entry.id)
            return self._quarantine(entry, error)

    def _quarantine(self, entry: InboxEntry, error: Exception) -> Judgement:
        """Leave to a person what the rules cannot read; the others are judged."""
        now = self.clock.now()
        what = phrase(
            "The rules stumbled over this message ({error}); a person must read it",
            error=type(error).__name__,
        )
        self.memory.journal.write(
            JournalEntry(
                now, "rules_stumbled", what, account=entry.account, entry_id=entry.id
            )
        )
        within = DEFAULT_REPLY_WITHIN[Priority.NORMAL]
        return Judgement(
            language=Language.OTHER,
            tone=None,
            is_question=False,
            is_addressed_to_us=True,
            needs_reply=True,
            priority=Priority.NORMAL,
            due_at=entry.item.created_at + within,
            reasons=(Reason("not_understood", what),),
            judged_at=now,
        )
