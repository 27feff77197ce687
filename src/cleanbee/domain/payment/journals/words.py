"""What each kind of journal says, in words for whoever reads the books."""

from __future__ import annotations

WORDS = {
    "hold": "the bank holds the amount on the card",
    "hold_released": "the hold is gone without a capture",
    "earned": "the work is done: the customer owes the price",
    "fee": "the fee for cancelling, or for a door that stayed shut",
    "capture": "the money was taken out of the hold: the pay is payable",
    "cover": "the pay is payable although the customer's money did not come",
    "refund": "money went back to the card",
    "refund_failed": "money that went back to the card came back to us",
    "receivable_recovered": "what a cleaner owes was kept off the pay",
    "tip": "a tip, all of it for the cleaners",
    "extra_time": "extra time was approved and charged",
    "gateway_fee": "what the payment gateway charged",
    "credit_granted": "a credit was promised",
    "credit_used": "a credit paid down what is owed",
    "credit_back": "what a credit had paid went back to credit",
    "credit_lapsed": "a credit's time was over",
    "promotion": "a promotion was redeemed into credit",
    "paid_otherwise": "the customer paid what was owed otherwise than by a card",
    "write_off": "the customer will not pay",
    "payout": "a payout was sent",
    "payout_paid": "the payout arrived",
    "payout_returned": "the payout came back: it is payable again",
    "payout_short": "a week took back more than it brought: the cleaner owes it",
    "cash_out_fee": "the fee for being paid before the week's payout",
    "dispute_opened": "the bank took the money back, with its fee, until the dispute is decided",
    "dispute_won": "the dispute was won",
    "dispute_lost": "the dispute was lost",
    "reversal": "a journal was taken back",
}


def in_words(kind: str) -> str:
    """The kind in words; one that has none says its own name."""
    return WORDS.get(kind, kind.replace("_", " "))
