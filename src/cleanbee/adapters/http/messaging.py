"""What you were told."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from cleanbee.adapters.http.names import NOTICE, NoticeRef, encode
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, place_in
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Name, Page, Wire, utc
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.ports.inbound.messaging.list_notices import Notices, NoticesWanted

_LIST = "notices"


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


async def _list(call: Call[None, PageQuery]) -> object:
    if not isinstance(call.actor, AsCustomer | AsCleaner | AsOps):
        raise No(Code.forbidden)
    after = place_in(call, _LIST, moment)
    wanted = NoticesWanted(actor=call.actor, person=call.actor.id, limit=call.query.limit, after=after)
    return await call.app.messaging.list_notices(wanted)


def _shown(call: Call[None, PageQuery], told: Notices) -> Answer:
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
    return Answer(
        body=NoticePage(data=data, has_more=told.more is not None, next_cursor=moment_at(call, _LIST, told.more))
    )


ROUTES = (
    Route(
        method="GET", path="/v1/notices", operation_id="listNotices", tag="messaging",
        summary="What you were told; to the office, what could not be told",
        action="notice.list", audience="signed_in", ask=_list, show=_shown, query=PageQuery,
        answers={200: NoticePage}, no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
