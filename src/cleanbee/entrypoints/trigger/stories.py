"""The names of the stories of money, and what happens in each: data alone, so that whoever lists them loads nothing."""

from __future__ import annotations

STORIES = {
    "declined_then_rescued": "No money on the card two days ahead; a day ahead there is, and the clean takes place.",
    "never_rescued": "No money on the card at any rung: six hours ahead the slot is free, the cleaner has a quarter.",
    "needs_authentication": "The bank wants its customer: nobody asks again blindly, and the link rescues the clean.",
    "hold_lapses": "The hold runs out before the clean, and is made anew at once.",
    "capture_fails_after_work": "It cannot be taken: the cleaner is paid on time, and the guest pays it later.",
    "double_webhook": "The bank tells of one capture five times, under two names: it is taken once, and posted once.",
    "payout_returned": "The cleaner's bank sends the pay back: it is payable again, and goes to the next account.",
    "dispute_lost": "The guest's bank takes the money back, sees the evidence, and keeps it; the cleaner stays paid.",
}
