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
    """To whoever the address belongs to, at once; where it belongs to nobody, a notice that is never sent."""
    whose = sign_in.id if person is None else person.id
    return Notice(
        id=NoticeId(named_id("notice", whose, TEMPLATE, sign_in.id, "")),
        to=Recipient(
            person=whose,
            channel="mail" if is_mail(sign_in.address) else "sms",
            address=sign_in.address,
            locale="en" if person is None else person.locale,
        ),
        template=TEMPLATE,
        subject=sign_in.id,
        occasion="",
        words={"code": "" if person is None else code, "minutes": str(int(CODE_LIFE.total_seconds()) // 60)},
        critical=True,
        made_at=now,
        phase=Suppressed(why="nobody") if person is None else Queued(not_before=now),
    )
