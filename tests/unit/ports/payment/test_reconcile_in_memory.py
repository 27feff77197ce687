"""The walks of the two books, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.reconcile_walks import ReconcileWalks


class TestReconcileWalksOverMemory(ReconcileWalks):
    """In memory."""
