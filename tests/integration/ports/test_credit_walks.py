"""The walks of credit, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.credit_walks import CreditWalks


class TestCreditOverPostgres(CreditWalks):
    """On PostgreSQL."""
