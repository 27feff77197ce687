"""What people are told: each template with its audience, its gaps, its roads and whether it may break the night."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import Value
from cleanbee.domain.messaging.notice import Channel

Audience = Literal["customer", "cleaner", "ops"]


class Told(Value, frozen=True, kw_only=True):
    """One template. ``once`` tells it once a booking, else once for each event.

    ``critical`` breaks the night (money, safety); ``everywhere`` goes by all its roads; ``answer`` wants an answer by
    its deadline, and breaks the night where that could not wait for the morning.
    """

    audience: Audience
    gaps: tuple[str, ...]
    roads: tuple[Channel, ...]
    critical: bool = False
    everywhere: bool = False
    answer: bool = False
    once: bool = False


_PUSH: tuple[Channel, ...] = ("push",)
_MAIL: tuple[Channel, ...] = ("push", "mail")
_SMS: tuple[Channel, ...] = ("push", "sms")
_ALL: tuple[Channel, ...] = ("push", "sms", "mail")
_ONLY_MAIL: tuple[Channel, ...] = ("mail",)

_TEMPLATES: tuple[tuple[str, Audience, str, tuple[Channel, ...], str], ...] = (
    ("booking_requested", "customer", "date time address deadline", _MAIL, "once"),
    ("booking_confirmed", "customer", "cleaner date time address total deadline", _MAIL, ""),
    ("booking_confirmed_fee", "customer", "cleaner date time address total link", _MAIL, ""),
    ("booking_confirmed_unnamed", "customer", "date time address total deadline", _MAIL, ""),
    ("booking_confirmed_naming", "customer", "date time address total", _MAIL, ""),
    ("booking_moved", "customer", "date time address", _MAIL, ""),
    ("booking_moved_cleaner", "cleaner", "customer date time", _SMS, ""),
    ("visit_assigned", "cleaner", "customer date time minutes pay", _SMS, ""),
    ("card_action", "customer", "total date time deadline link", _ALL, "critical everywhere"),
    ("card_action_now", "customer", "total date time link", _ALL, "critical everywhere"),
    ("card_failed", "customer", "total date time reason deadline link", _ALL, "critical everywhere"),
    ("card_failed_now", "customer", "total date time reason link", _ALL, "critical everywhere"),
    ("card_secured", "customer", "total date time", _PUSH, "once"),
    ("released_unpaid", "customer", "date time link", _ALL, "critical everywhere"),
    ("released_unpaid_cleaner", "cleaner", "customer date time pay", _SMS, "critical"),
    ("reminder_24h", "customer", "cleaner date time address", _MAIL, ""),
    ("reminder_2h", "customer", "cleaner date time address", _SMS, ""),
    ("reminder_24h_cleaner", "cleaner", "customer date time minutes address", _PUSH, ""),
    ("reminder_2h_cleaner", "cleaner", "customer date time address", _SMS, ""),
    ("unpaid_warning", "cleaner", "customer date time deadline", _SMS, ""),
    ("unpaid_reminder", "cleaner", "customer date time", _SMS, ""),
    ("street_told", "cleaner", "customer date time address", _SMS, "once"),
    ("offer_new", "cleaner", "date time minutes travel pay pay_per_h deadline", _SMS, "answer"),
    ("offer_first_yes", "cleaner", "date time minutes travel pay pay_per_h deadline", _SMS, "answer"),
    ("offer_taken", "cleaner", "date time", _PUSH, ""),
    ("offer_expired", "cleaner", "date time", _PUSH, ""),
    ("offer_withdrawn", "cleaner", "date time", _PUSH, ""),
    ("choice_needed", "customer", "date time reason deadline link", _ALL, "answer everywhere"),
    ("cleaner_withdrew", "customer", "date time deadline link", _ALL, "everywhere"),
    ("cleaner_released", "customer", "cleaner date time deadline link", _MAIL, ""),
    ("cancelled_by_customer", "customer", "date time fee", _MAIL, ""),
    ("cancelled_by_customer_cleaner", "cleaner", "customer date time pay", _SMS, ""),
    ("released_cleaner", "cleaner", "customer date time", _SMS, ""),
    ("cancelled_by_us_cleaner", "cleaner", "customer date time pay", _SMS, ""),
    ("cancelled_by_ops", "customer", "date time reason fee", _ALL, "everywhere"),
    ("cancelled_nobody_found", "customer", "date time", _ALL, "everywhere"),
    ("cancelled_no_choice", "customer", "date time", _MAIL, ""),
    ("hold_expired", "customer", "date time link", _PUSH, ""),
    ("on_the_way", "customer", "cleaner eta", _SMS, "critical"),
    ("on_the_way_late", "customer", "cleaner time", _SMS, "critical"),
    ("running_late", "customer", "cleaner time eta", _SMS, "critical"),
    ("at_the_door", "customer", "cleaner address", _SMS, "critical"),
    ("extra_asked", "customer", "cleaner extra amount link", _ALL, "critical"),
    ("extra_agreed", "cleaner", "customer extra", _SMS, "critical"),
    ("extra_unpaid", "cleaner", "customer extra", _SMS, "critical"),
    ("lockout_waiting", "customer", "cleaner address deadline", _SMS, "critical once"),
    ("lockout_over", "customer", "cleaner address", _SMS, "critical once"),
    ("lockout_reported", "customer", "cleaner address date fee link", _MAIL, "critical"),
    ("lockout_cleaner", "cleaner", "customer date pay", _PUSH, ""),
    ("late", "customer", "cleaner time deadline", _SMS, "critical"),
    ("late_cleaner", "cleaner", "customer time deadline link", _SMS, "critical"),
    ("withdrew_cleaner", "cleaner", "customer date time link", _MAIL, ""),
    ("no_show", "customer", "time deadline link", _ALL, "critical everywhere answer"),
    ("no_show_cleaner", "cleaner", "customer date time link", _SMS, "critical"),
    ("finished", "customer", "cleaner address charged total", _MAIL, ""),
    ("message_customer", "customer", "cleaner date link", _MAIL, ""),
    ("message_cleaner", "cleaner", "customer date link", _SMS, ""),
    ("reviewed_customer", "customer", "cleaner date link", _MAIL, ""),
    ("reviewed_cleaner", "cleaner", "customer date link", _MAIL, ""),
    ("receipt", "customer", "address date total tax", _ONLY_MAIL, "once"),
    ("earned", "cleaner", "customer date pay", _PUSH, "once"),
    ("owed", "customer", "date amount link", _ALL, "critical everywhere"),
    ("refunded", "customer", "date amount link", _MAIL, ""),
    ("ops_refund_waits", "ops", "booking date amount link", _ONLY_MAIL, ""),
    ("tip_given", "customer", "cleaner date amount", _MAIL, ""),
    ("tip_got", "cleaner", "customer date amount", _PUSH, ""),
    ("ops_dispute", "ops", "booking date amount link", _ONLY_MAIL, "critical"),
    ("ops_dispute_won", "ops", "booking date amount", _ONLY_MAIL, ""),
    ("ops_dispute_lost", "ops", "booking date amount", _ONLY_MAIL, ""),
    ("ops_not_told", "ops", "booking date time news whom link", _ONLY_MAIL, "critical"),
    ("ops_needs_human", "ops", "booking date time address reason deadline link", _ONLY_MAIL, "critical"),
)

TEMPLATES: dict[str, Told] = {
    name: Told(
        audience=audience,
        gaps=tuple(gaps.split()),
        roads=roads,
        critical="critical" in marks,
        everywhere="everywhere" in marks,
        answer="answer" in marks,
        once="once" in marks,
    )
    for name, audience, gaps, roads, marks in _TEMPLATES
}
