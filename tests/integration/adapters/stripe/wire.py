"""What is asked of a Stripe that is played, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

Form = dict[str, str]
MOST = 100


@dataclass(frozen=True)
class Answer:
    """A status and an object."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request, in the parts that matter; ``account`` is the connected account in whose name it is asked."""

    method: str
    path: str
    form: Form = field(default_factory=dict[str, str])
    query: Form = field(default_factory=dict[str, str])
    account: str = ""
    key: str = ""

    def with_form(self, form: Form) -> Asked:
        """The same request with other parameters."""
        return replace(self, form=form)

    def page(self, found: list[dict[str, Any]]) -> Answer:
        """One page of what was found, as Stripe cuts it: newest first, so many, after the one that was seen last."""
        limit = min(int(self.query.get("limit", "10")), MOST)
        after = self.query.get("starting_after")
        start = 0 if after is None else [one["id"] for one in found].index(after) + 1
        part = found[start : start + limit]
        more = len(found) > start + limit
        return Answer(200, {"object": "list", "url": self.path, "has_more": more, "data": part})


def error(status: int, **told: Any) -> Answer:
    """A refusal."""
    return Answer(status, {"error": {"type": "invalid_request_error", "message": "refused", **told}})
