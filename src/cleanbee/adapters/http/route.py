"""What a route is: one row of the table that the router, the policy tests and the OpenAPI document all read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from cleanbee.adapters.http.names import DAY, IN_PATHS, decode
from cleanbee.adapters.http.problems import Code, No, wrong
from cleanbee.adapters.http.seals import Seals
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import SessionId
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.policy import ROWS
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.app import App

B = TypeVar("B")
Q = TypeVar("Q")

Audience = Literal["anyone", "signed_in", "customer", "cleaner", "ops"]
RateClass = Literal["auth", "search", "read", "write", "webhook", "guest_hold"]
Match = Literal["none", "may", "must"]
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
OPS = frozenset({"support", "finance", "admin"})


@dataclass
class Call(Generic[B, Q]):
    """One request after its shape was checked: who asks, what, and under which key."""

    app: App
    seals: Seals
    actor: Actor
    path: Mapping[str, str]
    body: B
    query: Q
    once: Once | None = None
    at_version: int | None = None
    token: str = ""
    session: SessionId | None = None
    slot: Slot | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def id(self, name: str) -> UUID:
        """The id in the path; one that cannot be is as absent as one that is not there."""
        found = decode(IN_PATHS[name], self.path[name])
        if found is None:
            raise No(Code.not_found)
        return found

    def day(self) -> date:
        """The local date in the path; one that cannot be is absent."""
        try:
            found = date.fromisoformat(self.path[DAY])
        except ValueError:
            raise No(Code.not_found) from None
        if self.path[DAY] != found.isoformat() or not EARLIEST <= found <= LATEST:
            raise No(Code.not_found)
        return found

    def named(self, prefix: str, text: str, pointer: str) -> UUID:
        """An id that the body or the query names."""
        found = decode(prefix, text)
        if found is None:
            raise wrong(pointer, "There is no such id.")
        return found

    def opened(self, token: str) -> Slot:
        """The slot behind a token; remembered, for the alternatives should it be taken."""
        slot = self.seals.open_slot(token)
        if slot is None:
            raise wrong("/slot", "The slot token is not one of ours.", "slot_invalid")
        self.slot = slot
        return slot


class Pdf:
    """Among the answers of a route: the bytes of a PDF."""


class Ics:
    """Among the answers of a route: the bytes of a calendar file."""


FILES: Mapping[Any, str] = {Pdf: "application/pdf", Ics: "text/calendar"}
"""The media types of answers that are files."""


@dataclass(frozen=True)
class Answer:
    """What goes back: the body as a wire Struct or the bytes of a file (None: no body), and its own headers."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    version: int | None = None
    constant: bool = True


def shown_pdf(call: Call[Any, Any], pdf: bytes) -> Answer:
    """Shown in the browser, and kept under a name that says what it is about."""
    (thing,) = call.path.values()
    return Answer(body=pdf, headers={"content-disposition": f'inline; filename="{thing}.pdf"'})


Asking = Callable[[Call[Any, Any]], Awaitable[Any]]
Showing = Callable[[Call[Any, Any], Any], Answer]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation. ``ask`` gives the domain's answer (kept under the key), ``show`` its bytes for this audience.

    ``answers`` are the shapes by status; ``action`` is the row of the policy table; ``no`` are the problems beyond
    those that follow from everything else here. ``guests`` is the rate by which those without an account are counted.
    A ``raw`` operation is given the bytes of the body as they came: nobody has looked into them.
    """

    method: Literal["GET", "POST", "PATCH", "PUT"]
    path: str
    operation_id: str
    tag: str
    summary: str
    action: str
    audience: Audience
    ask: Asking
    show: Showing
    answers: Mapping[int, Any]
    body: type[Any] | None = None
    query: type[Any] | None = None
    keyed: bool = False
    match: Match = "none"
    rate: RateClass = "read"
    guests: RateClass | None = None
    no: tuple[Code, ...] = ()
    sandbox: bool = False
    raw: bool = False
    example: Mapping[str, Any] | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the ids in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def for_ops(self) -> bool:
        """Whether anybody of the office may do this."""
        return any(row.action == self.action and row.role in OPS for row in ROWS)

    def match_of(self, actor: Actor) -> Match:
        """Whether this actor says on which version they decided: the office always does, where there are versions."""
        return "must" if self.match == "may" and isinstance(actor, AsOps) else self.match

    @property
    def problems(self) -> tuple[Code, ...]:
        """Every problem this operation may answer with, in the order of the list."""
        return tuple(code for code in Code if code in self._possible())

    def _possible(self) -> set[Code]:
        found = {
            Code.version_unknown, Code.malformed_body, Code.unauthenticated, Code.rate_limited, Code.busy,
            Code.bug, Code.version_conflict, Code.client_upgrade_required, Code.validation, *self.no,
        }  # fmt: skip
        if self.audience != "anyone" or self.parameters:
            found |= {Code.forbidden, Code.not_found}
        if self.method != "GET" or self.query is not None:
            found |= {Code.too_large, Code.unsupported_media}
        if self.keyed:
            found |= {Code.idempotency_key_missing, Code.idempotency_in_progress, Code.idempotency_mismatch}
        if self.method != "GET":
            found |= {Code.precondition_failed, Code.csrf_failed}
        if self.match == "must" or (self.match == "may" and self.for_ops):
            found |= {Code.precondition_required}
        return found
