"""Reasons as a sentence would say them, in the language of whoever reads it."""

from __future__ import annotations

from cleanbee.domain.platform.speech import language

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
    "sent_after_all": (
        "our bank may have sent it already, and we look first",
        "unsere Bank hat sie vielleicht schon gesendet, und wir sehen erst nach",
    ),
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
