"""The walks of the two books, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.reconcile_walks import ReconcileWalks


class TestReconcileWalksOverPostgres(ReconcileWalks):
    """On PostgreSQL."""
