"""The words on papers, in every language we have."""

from __future__ import annotations

from collections.abc import Mapping

from cleanbee.domain.platform.speech import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    # heads
    "receipt": ("Receipt", "Quittung"),
    "invoice": ("Invoice", "Rechnung"),
    "statement": ("Statement of pay", "Abrechnung"),
    "number": ("Number", "Nummer"),
    "date": ("Date", "Datum"),
    "booking": ("Booking", "Buchung"),
    "cleaned_on": ("Date of the clean", "Tag der Reinigung"),
    "cleaned_at": ("Place", "Ort"),
    "time": ("Time", "Zeit"),
    "week": ("Week", "Woche"),
    "state": ("State", "Stand"),
    "tax_number": ("VAT ID", "USt-IdNr."),
    # what is charged
    "your_clean": ("Your clean", "Ihre Reinigung"),
    "our_service": ("Our service", "Unsere Leistung"),
    "base": ("Cleaning, {minutes} min", "Reinigung, {minutes} Min."),
    "short_notice": ("Short notice", "Kurzfristig"),
    "fee": ("Fee for cancelling", "Gebühr für die Absage"),
    "commission": ("Arranging the clean", "Vermittlung der Reinigung"),
    "extra_time": ("Extra time", "Mehr Zeit"),
    "net": ("Net", "Netto"),
    "tax": ("VAT {rate}", "USt. {rate}"),
    "tax_on_ours": ("{tax} on our share", "{tax} auf unseren Anteil"),
    "total": ("Total", "Summe"),
    # how it was paid
    "payments": ("Paid", "Bezahlt"),
    "credit_used": ("Credit", "Guthaben"),
    "capture": ("{card}, {day}", "{card}, {day}"),
    "paid_otherwise": ("Paid without a card, {day}", "Ohne Karte bezahlt, {day}"),
    "card": ("Card", "Karte"),
    "refund": ("Refunded, {day}", "Erstattet, {day}"),
    "refund_failed": ("Refund came back to us, {day}", "Erstattung kam zurück, {day}"),
    "charged_back": ("Taken back by your bank", "Von Ihrer Bank zurückgeholt"),
    "credit_back": ("Back to credit, {day}", "Zurück ins Guthaben, {day}"),
    "write_off": ("Waived, {day}", "Erlassen, {day}"),
    "paid": ("Paid in all", "Insgesamt bezahlt"),
    "open": ("Still open", "Noch offen"),
    "tips": ("Tip for your cleaner", "Trinkgeld für Ihre Reinigungskraft"),
    "tip": ("Tip, {day}", "Trinkgeld, {day}"),
    "invoiced": ("It is paid, nothing is to be done.", "Sie ist bezahlt, nichts ist zu tun."),
    "agent": (
        "The clean was sold by your cleaner; we arranged it. {pay} of the price is the cleaner's and stands on the "
        "cleaner's own invoice.",
        "Die Reinigung hat Ihre Reinigungskraft verkauft; wir haben sie vermittelt. {pay} des Preises erhält die "
        "Reinigungskraft, sie stehen auf deren eigener Rechnung.",
    ),
    "tip_note": (
        "All of it is the cleaner's; there is no VAT of ours in it.",
        "Es geht ganz an die Reinigungskraft; darin ist keine USt. von uns.",
    ),
    # what a cleaner is paid
    "lines": ("What you earned", "Was Sie verdient haben"),
    "share": ("Clean, {day}", "Reinigung, {day}"),
    "line_fee": ("Cancelled visit, {day}", "Abgesagter Besuch, {day}"),
    "line_tip": ("Tip, {day}", "Trinkgeld, {day}"),
    "cover": ("Kept promise of ours, {day}", "Von uns getragen, {day}"),
    "extra": ("Extra time, {day}", "Mehr Zeit, {day}"),
    "correction": ("Correction, {day}", "Berichtigung, {day}"),
    "earned": ("Earned", "Verdient"),
    "kept_off": ("Went against what you owed", "Mit Ihrer Schuld verrechnet"),
    "cash_out": ("Fee for being paid early", "Gebühr für frühe Auszahlung"),
    "payout": ("Paid out", "Ausgezahlt"),
    "to_pay": ("To be paid out", "Auszuzahlen"),
    "payout_sums": ("Payout", "Auszahlung"),
    "accrued": ("the week is not over", "die Woche läuft noch"),
    "blocked": ("kept back for now", "vorerst zurückgehalten"),
    "scheduled": ("is about to be sent", "wird gleich gesendet"),
    "in_flight": ("on its way", "unterwegs"),
    "paid_on": ("arrived on {day}", "angekommen am {day}"),
    "returned": ("came back from the bank", "kam von der Bank zurück"),
    "netted": ("nothing was left to send", "nichts blieb zu senden"),
}


def word(name: str, language: Language, **gaps: str) -> str:
    """The words under this name, with their gaps filled; what fills a gap is text and nothing else."""
    english, german = _WORDS[name]
    text = german if language == "de" else english
    for gap, filling in gaps.items():
        text = text.replace(f"{{{gap}}}", filling)
    return text
