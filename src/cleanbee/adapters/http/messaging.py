"""What you were told."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from cleanbee.adapters.http.names import NOTICE, NoticeRef, encode
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Name, Page, Wire, utc
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.ports.inbound.messaging.list_notices import Notices, NoticesWanted


class Notice(Wire, frozen=True, kw_only=True):
    """One notice as it was worded."""

    object: Literal["notice"] = "notice"
    id: NoticeRef
    template: Name
    channel: Literal["push", "sms", "mail"]
    text: Annotated[str, Meta(max_length=5000)]
    state: Literal["queued", "sent", "suppressed", "dead"]
    made_at: Instant


class NoticePage(Page[Notice], frozen=True, kw_only=True):
    """Notices, newest first."""


async def _list(call: Call[None, None]) -> object:
    if not isinstance(call.actor, AsCustomer | AsCleaner | AsOps):
        raise No(Code.forbidden)
    return await call.app.messaging.list_notices(NoticesWanted(actor=call.actor, person=call.actor.id))


def _shown(call: Call[None, None], told: Notices) -> Answer:
    data = [
        Notice(
            id=encode(NOTICE, one.id),
            template=one.template,
            channel=one.channel,
            text=one.text,
            state=one.phase,  # pyright: ignore[reportArgumentType] the phases of a notice
            made_at=utc(one.made_at),
        )
        for one in told.notices
    ]
    return Answer(body=NoticePage(data=data, has_more=False))


ROUTES = (
    Route(
        method="GET", path="/v1/notices", operation_id="listNotices", tag="messaging",
        summary="What you were told; to the office, what could not be told",
        action="notice.list", audience="signed_in", ask=_list, show=_shown, answers={200: NoticePage},
    ),
)  # fmt: skip
