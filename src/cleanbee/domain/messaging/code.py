"""The notice that carries a sign-in code."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.messaging.notice import Notice, Queued, Recipient, Suppressed
from cleanbee.domain.people.contact import is_mail
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.domain.people.sign_in import CODE_LIFE, SignIn
from cleanbee.domain.platform.named_id import named_id

TEMPLATE = "code"


def code_notice(sign_in: SignIn, person: Customer | Cleaner | None, code: str, now: datetime) -> Notice:
    """To whoever the address belongs to, or would like to; else, in the same work, a notice that is never sent."""
    whose = sign_in.id if person is None else person.id
    nobody = person is None and sign_in.newcomer is None
    locale = sign_in.newcomer.locale if sign_in.newcomer is not None else "en"
    return Notice(
        id=NoticeId(named_id("notice", whose, TEMPLATE, sign_in.id, "")),
        to=Recipient(
            person=whose,
            channel="mail" if is_mail(sign_in.address) else "sms",
            address=sign_in.address,
            locale=locale if person is None else person.locale,
        ),
        template=TEMPLATE,
        subject=sign_in.id,
        occasion="",
        words={"code": "" if nobody else code, "minutes": str(int(CODE_LIFE.total_seconds()) // 60)},
        critical=True,
        made_at=now,
        phase=Suppressed(why="nobody") if nobody else Queued(not_before=now),
    )
