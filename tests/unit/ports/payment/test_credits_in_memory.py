"""The walks of credit, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.credit_walks import CreditWalks


class TestCreditOverMemory(CreditWalks):
    """In memory."""
