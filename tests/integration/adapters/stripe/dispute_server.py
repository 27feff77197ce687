"""Disputes as Stripe documents them: the charge that is disputed, evidence that is submitted once.

It answers in the recorded shape of Stripe's API reference. It proves that our adapter asks and reads as documented;
how a bank decides, and what Stripe makes of what it was sent, nobody proves here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.integration.adapters.stripe.wire import Answer, Asked, error

Thing = dict[str, Any]


@dataclass
class Disputes:
    """Every dispute by its id."""

    kept: dict[str, Thing] = field(default_factory=dict[str, Thing])

    def open(self, intent: str, cents: int, now: datetime) -> Thing:
        """A bank takes a charge back."""
        name = f"du_{len(self.kept) + 1:024d}"
        self.kept[name] = one = {
            "id": name,
            "object": "dispute",
            "amount": cents,
            "balance_transactions": [],
            "charge": f"ch_{intent}",
            "created": int(now.timestamp()),
            "currency": "eur",
            "evidence": {"uncategorized_text": None},
            "evidence_details": {
                "due_by": int((now + timedelta(days=7)).timestamp()),
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": intent,
            "reason": "product_not_received",
            "status": "needs_response",
        }
        return one

    def answer(self, asked: Asked, words: list[str]) -> Answer:
        """What Stripe answers."""
        one = self.kept.get(words[1]) if len(words) == 2 else None
        if one is None:
            return error(404, code="resource_missing", param="dispute")
        if asked.method == "GET":
            return Answer(200, one)
        details = one["evidence_details"]
        if details["submission_count"]:
            return error(400, message="This dispute is already under review")
        one["evidence"]["uncategorized_text"] = asked.form["evidence[uncategorized_text]"]
        one["metadata"] |= {
            name.removeprefix("metadata[")[:-1]: value
            for name, value in asked.form.items()
            if name.startswith("metadata[")
        }
        if asked.form.get("submit") == "true":
            details["submission_count"], details["has_evidence"] = 1, True
            one["status"] = "under_review"
        return Answer(200, one)
