"""Figures for whoever watches: how many requests, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from cleanbee.domain.payment.open_item import OF_BOOKS, ItemKind, OpenItem, difference
from cleanbee.ports.inbound.payment.check_books import RULES

COMPARED = "M9"
"""The rule that the gateway's books are ours, item by item."""


class Figures:
    """One registry an application, so that two in one process do not count for each other."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "cleanbee_http_answers", "Answers by method and status", ["method", "status"], registry=self._registry
        )
        self._seconds = Histogram("cleanbee_http_seconds", "Seconds to an answer", registry=self._registry)

        self._broken = Gauge(
            "cleanbee_invariant_broken", "1 where a rule of the books is broken", ["name"], registry=self._registry
        )
        self._open = Gauge("cleanbee_open_items", "Open items by kind", ["kind"], registry=self._registry)
        self._difference = Gauge(
            "cleanbee_reconcile_difference_minor",
            "How far our books and the gateway's are apart, in minor units, nothing cancelled out",
            registry=self._registry,
        )
        self._known = Gauge("cleanbee_books_known", "1 where the database said so just now", registry=self._registry)

    def answered(self, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        known = method if method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} else "other"
        self._answers.labels(known, str(status)).inc()
        self._seconds.observe(seconds)

    def books(self, items: Sequence[OpenItem] | None) -> None:
        """What is open about the books just now; with None nobody knows, and nothing is said."""
        for gauge in (self._broken, self._open):
            gauge.clear()
        self._known.set(0 if items is None else 1)
        self._difference.set(float("nan") if items is None else sum(difference(items).values()))
        if items is None:
            return
        rules = {one.finding.about for one in items if one.finding.kind == "invariant_broken"}
        if any(one.finding.kind in OF_BOOKS for one in items):
            rules.add(COMPARED)
        for rule in (*RULES, COMPARED):
            self._broken.labels(rule).set(rule in rules)
        for kind in get_args(ItemKind):
            self._open.labels(kind).set(sum(one.finding.kind == kind for one in items))

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)
