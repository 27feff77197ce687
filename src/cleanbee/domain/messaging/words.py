"""Dates, times and money as people read them in their language."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.wallclock import zone_of

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember",
    ),
}  # fmt: skip
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def language(locale: str) -> str:
    """The language we have for a locale; English where we have none."""
    return "de" if locale.startswith("de") else "en"


def say_date(at: datetime, zone: str, locale: str) -> str:
    """``Wed 4 March`` or ``Mi., 4. März``, by the wall clock of a zone."""
    local, spoken = at.astimezone(zone_of(zone)), language(locale)
    day, month = _DAYS[spoken][local.weekday()], _MONTHS[spoken][local.month - 1]
    return f"{day}, {local.day}. {month}" if spoken == "de" else f"{day} {local.day} {month}"


def say_time(at: datetime, zone: str) -> str:
    """``09:30``, by the wall clock of a zone."""
    return at.astimezone(zone_of(zone)).strftime("%H:%M")


def say_moment(at: datetime, zone: str, locale: str) -> str:
    """A date with its time."""
    return f"{say_date(at, zone, locale)}, {say_time(at, zone)}"


def say_moment_to(reader: str, at: datetime, home: str, locale: str) -> str:
    """A moment by the reader's own clock; where that differs from the clock at the home, it is said whose it is."""
    said = say_moment(at, reader, locale)
    same = at.astimezone(zone_of(reader)).utcoffset() == at.astimezone(zone_of(home)).utcoffset()
    return said if same else f"{said} ({reader.rpartition('/')[2].replace('_', ' ')})"


def say_money(money: Money, locale: str) -> str:
    """``€86.40`` or ``86,40 €``."""
    sign = _SIGNS.get(money.currency, money.currency)
    whole, cents = divmod(abs(money.amount), 100)
    minus = "-" if money.amount < 0 else ""
    if language(locale) == "de":
        return f"{minus}{whole},{cents:02d} {sign}"
    return f"{minus}{sign}{whole}.{cents:02d}"


_REASONS = {
    "cleaner_withdrew": ("your cleaner cannot come", "Ihre Reinigungskraft ist verhindert"),
    "chosen_declined": ("the cleaner you chose cannot come", "Ihre Wunschkraft kann nicht kommen"),
    "no_show": ("nobody came", "es kam niemand"),
    "nobody_found": ("nobody could be found", "es fand sich niemand"),
    "nobody_yet": (
        "nobody has said yes yet and time is short; we go on asking",
        "bisher hat niemand zugesagt und die Zeit ist knapp; wir fragen weiter",
    ),
    "try_again": ("the bank did not take it", "die Bank hat abgelehnt"),
    "needs_you": ("the bank wants to hear from you", "die Bank braucht Ihre Bestätigung"),
    "new_card": ("the card cannot be used", "die Karte kann nicht benutzt werden"),
    "illness": ("illness", "Krankheit"),
    "weather": ("the weather", "das Wetter"),
    "unsafe_home": ("the home is not safe to work in", "in der Wohnung kann nicht sicher gearbeitet werden"),
    "hold_in_doubt": (
        "the gateway does not say whether the money is held, and the deadline for the card has come",
        "der Zahlungsdienst sagt nicht, ob das Geld reserviert ist, und die Frist für die Karte ist um",
    ),
    "the_customer": ("the customer", "Kundin oder Kunde"),
    "the_cleaner": ("the cleaner", "Reinigungskraft"),
    "bereavement": ("a bereavement", "ein Trauerfall"),
    "goodwill": ("our goodwill", "unsere Kulanz"),
    "unforeseen": ("something unforeseen", "etwas Unvorhergesehenes"),
    "account_closed": ("the account is closed", "das Konto ist geschlossen"),
    "disputed": (
        "a customer's bank disputes one of its payments",
        "die Bank einer Kundin oder eines Kunden hat eine Zahlung angefochten",
    ),
    "platform_fault": ("a mistake of ours", "ein Fehler von uns"),
}


def say_reason(reason: str, locale: str) -> str:
    """A reason's word as a sentence would say it; unknown ones as they are."""
    found = _REASONS.get(reason)
    if found is None:
        return reason.replace("_", " ")
    return found[1] if language(locale) == "de" else found[0]
