"""What happened, in sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cleanbee.domain.platform.wallclock import zone_of
from cleanbee.entrypoints.story.api import Answer

NOS = {
    "new_card": "The card is declined.",
    "try_again": "The card is declined: not enough on it.",
    "needs_you": "The bank wants its customer in person.",
    "no_slot": "Nobody is free then.",
    "slot_taken": "Somebody else was faster.",
    "offer_gone": "The offer is gone.",
    "illegal_transition": "That is not to be done any more.",
    "money_not_secured": "The money is not secured, so nobody sets off.",
    "nothing_to_pay": "The bank has no question.",
}
REASONS = {
    "cleaner_withdrew": "the cleaner cannot come",
    "chosen_declined": "the chosen cleaner said no",
    "no_show": "nobody came",
    "nobody_found": "nobody was found",
}

STATES = {
    "awaiting_card": "The slot is held while the card is looked at.",
    "requested": "Somebody is looked for.",
    "offered": "{who} is asked.",
    "en_route": "{who} is on the way.",
    "at_door": "{who} is at the door.",
    "in_progress": "{who} is at work.",
    "locked_out": "{who} found nobody at home; the visit is paid all the same.",
    "settled": "Paid; {who} has the money coming.",
}


def clock(at: datetime, zone: str) -> str:
    """The time of the day on the story's clock; with the weekday where it is not the first day."""
    return at.astimezone(zone_of(zone)).strftime("%H:%M")


def day(at: datetime, zone: str) -> str:
    """The day, in words."""
    local = at.astimezone(zone_of(zone))
    return f"{local:%A} {local.day} {local:%B %Y}"


def euros(amount: int) -> str:
    """An amount of cents as people write it."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d} €"


def cleaner_of(booking: dict[str, Any]) -> str:
    """The name of whoever comes, came, or is asked."""
    team: list[dict[str, str]] = booking["phase"].get("team", [])
    card: dict[str, str] = booking.get("cleaner", {})
    return (team[0]["name"] if team else card.get("name", "")) or "somebody"


def when(booking: dict[str, Any]) -> str:
    """The weekday and the time by the home's clock."""
    local = datetime.fromisoformat(booking["window"]["local_start"]).replace(tzinfo=UTC)
    return f"{local:%A} at {local:%H:%M}"


def state(booking: dict[str, Any]) -> str:
    """Where a booking stands, in a sentence."""
    phase, who = booking["phase"], cleaner_of(booking)
    match phase["name"]:
        case "requested" if phase["needs_human"]:
            return "A human has to look for somebody."
        case "awaiting_choice":
            return f"It is the customer's choice now: {REASONS[phase['reason']]}."
        case "confirmed":
            return f"{who} comes on {when(booking)}, for {euros(booking['price']['amount'])}."
        case "completed":
            return f"{who} has finished after {phase['worked_min']} minutes."
        case "expired" | "cancelled":
            return _over(phase)
        case name:
            return STATES[name].format(who=who)


def _over(phase: dict[str, Any]) -> str:
    if phase["name"] == "expired":
        return f"It ends before it began: {phase['reason'].replace('_', ' ')}."
    fee = phase.get("fee", {}).get("amount", 0)
    cost = f"it costs {euros(fee)}" if fee else "it costs nothing"
    why = f" ({phase['reason'].replace('_', ' ')})" if phase["by"] == "system" and phase["reason"] else ""
    return f"Called off by the {phase['by']}{why}; {cost}."


def no(answer: Answer) -> str:
    """A refusal, in a sentence."""
    return NOS.get(answer.why) or f"The answer is no: {answer.why.replace('_', ' ')}."
