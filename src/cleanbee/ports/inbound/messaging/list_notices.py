"""What was I told?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import NotAllowed, NotFound, NoticeId, Refused, Value, snake
from cleanbee.domain.messaging import code
from cleanbee.domain.messaging.notice import Channel, Notice
from cleanbee.domain.messaging.render import text_of
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.messaging import Templates
from cleanbee.ports.outbound.store import Store

MOST = 100


class NoticesWanted(Value, frozen=True, kw_only=True):
    """Whose notices: the asker's own, or for the office anybody's; its own are those that nobody could be told."""

    actor: Actor
    person: UUID
    limit: int = MOST
    after: Place | None = None


class NoticeView(Value, frozen=True, kw_only=True):
    """One notice as it was worded, about what, and what became of it."""

    id: NoticeId
    template: str
    channel: Channel
    subject: UUID
    text: str
    made_at: datetime
    phase: str


class Notices(Value, frozen=True, kw_only=True):
    """Notices, newest first, whether more follow, and after which place."""

    notices: tuple[NoticeView, ...]
    more: Place | None = None


@dataclass(frozen=True)
class ListNotices:
    """What a person was told, newest first, to the office what could not be told; sign-in codes are not shown again."""

    store: Store
    templates: Templates

    async def __call__(self, ask: NoticesWanted) -> Notices | Refused[NotAllowed | NotFound]:
        """At most a hundred."""
        allowed = may(ask.actor, "notice.list", Facts(person=ask.person))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            most = min(ask.limit, MOST)
            given_up = isinstance(ask.actor, AsOps) and ask.person == ask.actor.id
            notices = work.notices
            told = await (
                notices.given_up(most + 1, ask.after)
                if given_up
                else notices.to_person(ask.person, most + 1, ask.after)
            )
        part = told[:most]
        more = Place(at=part[-1].made_at, id=part[-1].id) if len(told) > most else None
        return Notices(notices=tuple(self._view(one) for one in part if one.template != code.TEMPLATE), more=more)

    def _view(self, notice: Notice) -> NoticeView:
        wording = self.templates.wording(notice.template, notice.to.locale)
        return NoticeView(
            id=notice.id,
            template=notice.template,
            channel=notice.to.channel,
            subject=notice.subject,
            text=text_of(notice, wording),
            made_at=notice.made_at,
            phase=snake(type(notice.phase).__name__),
        )
