"""Figures for whoever watches: how many requests, how they ended, how long they took."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Figures:
    """One registry an application, so that two in one process do not count for each other."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "cleanbee_http_answers", "Answers by method and status", ["method", "status"], registry=self._registry
        )
        self._seconds = Histogram("cleanbee_http_seconds", "Seconds to an answer", registry=self._registry)

    def answered(self, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        known = method if method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} else "other"
        self._answers.labels(known, str(status)).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)
