"""A customer who has no card with us yet is sent the way to the page where they save one; the office asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cleanbee.domain.kernel import Granted, NotFound, NoticeId, Refused
from cleanbee.domain.messaging.chat import TooFast
from cleanbee.domain.messaging.notice import Notice, Queued, Recipient
from cleanbee.domain.people.contact import is_mail
from cleanbee.domain.people.person import Customer
from cleanbee.domain.platform.named_id import named_id

TEMPLATE = "card_link"
PAGE = "/card"
"""Where a customer of ours, signed in, saves a card; the link is no secret and opens nothing by itself."""
AGAIN_AFTER = timedelta(minutes=1)
"""As long as a message may take: whoever taps twice sends one."""


def card_link(
    customer: Customer, lately: Iterable[Notice], url: str, now: datetime
) -> Granted[Notice] | Refused[TooFast | NotFound]:
    """The link to the customer's phone, else by mail, at once: they are on the telephone. ``lately``: what they got."""
    last = max((one.made_at for one in lately if one.template == TEMPLATE), default=None)
    if last is not None and now < last + AGAIN_AFTER:
        return Refused(why=TooFast(most=1, again=last + AGAIN_AFTER))
    address = customer.phone or customer.email
    if address is None:
        return Refused(why=NotFound(what="me"))
    notice = Notice(
        id=NoticeId(named_id("notice", customer.id, TEMPLATE, now.isoformat())),
        to=Recipient(
            person=customer.id,
            channel="mail" if is_mail(address) else "sms",
            address=address,
            locale=customer.locale,
        ),
        template=TEMPLATE,
        subject=customer.id,
        occasion=now.isoformat(),
        words={"link": f"{url}{PAGE}"},
        critical=True,
        made_at=now,
        phase=Queued(not_before=now),
    )
    return Granted(value=notice)
