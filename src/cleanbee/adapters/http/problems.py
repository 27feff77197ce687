"""Every no that the API can say: one closed list, each with its status, its page and whether trying again helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.wire import Action, Choice, Wire

MEDIA_TYPE = "application/problem+json"


class Code(StrEnum):
    """The stable word of a problem; clients branch on it."""

    malformed_body = "malformed_body"
    idempotency_key_missing = "idempotency_key_missing"
    cursor_invalid = "cursor_invalid"
    version_unknown = "version_unknown"
    signature_invalid = "signature_invalid"
    unauthenticated = "unauthenticated"
    code_wrong = "code_wrong"
    step_up_required = "step_up_required"
    payment_declined = "payment_declined"
    payment_action_required = "payment_action_required"
    forbidden = "forbidden"
    csrf_failed = "csrf_failed"
    not_found = "not_found"
    method_not_allowed = "method_not_allowed"
    slot_taken = "slot_taken"
    illegal_transition = "illegal_transition"
    version_conflict = "version_conflict"
    id_taken = "id_taken"
    idempotency_in_progress = "idempotency_in_progress"
    slot_expired = "slot_expired"
    hold_expired = "hold_expired"
    offer_gone = "offer_gone"
    link_expired = "link_expired"
    sync_reset = "sync_reset"
    precondition_failed = "precondition_failed"
    too_large = "too_large"
    unsupported_media = "unsupported_media"
    validation = "validation"
    refused = "refused"
    idempotency_mismatch = "idempotency_mismatch"
    client_upgrade_required = "client_upgrade_required"
    precondition_required = "precondition_required"
    rate_limited = "rate_limited"
    quota_exceeded = "quota_exceeded"
    bug = "bug"
    busy = "busy"
    dependency_down = "dependency_down"
    draining = "draining"


@dataclass(frozen=True)
class Kind:
    """What all problems of one code have in common; ``advice`` is the text of its page."""

    status: int
    title: str
    advice: str
    retryable: bool = False


KINDS: Mapping[Code, Kind] = {
    Code.malformed_body: Kind(
        400, "The body cannot be read", "Send JSON: UTF-8, no NUL, no key twice, at most 32 deep."
    ),
    Code.idempotency_key_missing: Kind(
        400, "Idempotency-Key is missing", "Send 16 to 255 characters of your own; the same again for a retry."
    ),
    Code.cursor_invalid: Kind(400, "The cursor is not ours", "Start again without a cursor."),
    Code.version_unknown: Kind(
        400,
        "There is no such version of the API",
        "Leave CleanBee-Version out, or send one that the answer's header shows.",
    ),
    Code.signature_invalid: Kind(
        400,
        "The signature is not that of these bytes",
        "Sign the body's bytes as they are sent, with the secret that we share, at most five minutes before.",
    ),
    Code.unauthenticated: Kind(401, "Who are you?", "Sign in, or refresh the access token."),
    Code.code_wrong: Kind(401, "The code is no good", "Check it, or ask for a new one."),
    Code.step_up_required: Kind(401, "Say once more that it is you", "Sign in again, then repeat."),
    Code.payment_declined: Kind(402, "The card was declined", "Pay with another card; the slot stays held meanwhile."),
    Code.payment_action_required: Kind(402, "The bank wants a word with you", "Follow action_url."),
    Code.forbidden: Kind(403, "That is not yours to do", "Ask somebody who may."),
    Code.csrf_failed: Kind(403, "The request did not come from our page", "Reload the page."),
    Code.not_found: Kind(404, "There is no such thing", "Or it is none of your business; both look alike."),
    Code.method_not_allowed: Kind(405, "Not with this method", "The Allow header lists those that work."),
    Code.slot_taken: Kind(409, "Somebody else was first", "Take one of the alternatives."),
    Code.illegal_transition: Kind(409, "Not in this phase", "available_actions says what can be done now."),
    Code.version_conflict: Kind(409, "Somebody else was faster", "Read again, then decide again.", retryable=True),
    Code.id_taken: Kind(409, "The id stands for something else", "Choose another id."),
    Code.idempotency_in_progress: Kind(
        409, "The same request is being worked on", "Repeat it after Retry-After.", retryable=True
    ),
    Code.slot_expired: Kind(410, "The slot was shown too long ago", "Search again."),
    Code.hold_expired: Kind(410, "The hold has lapsed", "The slot may still be free: search again."),
    Code.offer_gone: Kind(410, "The offer is gone", "It was answered, taken back, or its time is over."),
    Code.link_expired: Kind(410, "The link has expired", "Ask for a new one."),
    Code.sync_reset: Kind(410, "Too long away", "Read the things themselves again."),
    Code.precondition_failed: Kind(
        412, "It has changed meanwhile", "current is its version now: read, then decide again."
    ),
    Code.too_large: Kind(413, "Too large", "At most 64 KiB."),
    Code.unsupported_media: Kind(415, "Not this media type", "Send application/json."),
    Code.validation: Kind(422, "Something is missing or of the wrong shape", "errors points at it."),
    Code.refused: Kind(422, "Not possible", "reason says why, facts the numbers behind it."),
    Code.idempotency_mismatch: Kind(
        422, "The Idempotency-Key stands for another request", "Take a new key for a new request."
    ),
    Code.client_upgrade_required: Kind(426, "This client is too old", "Install the newest one."),
    Code.precondition_required: Kind(428, "If-Match is missing", "Send the ETag of what you decided on."),
    Code.rate_limited: Kind(429, "Too many requests", "Repeat it after Retry-After.", retryable=True),
    Code.quota_exceeded: Kind(429, "The quota is used up", "Repeat it after Retry-After.", retryable=True),
    Code.bug: Kind(500, "Our mistake", "It has been noted under the instance."),
    Code.busy: Kind(503, "Busy", "Nothing was changed; repeat it after Retry-After.", retryable=True),
    Code.dependency_down: Kind(
        503, "Somebody we depend on does not answer", "Repeat it after Retry-After.", retryable=True
    ),
    Code.draining: Kind(503, "This server is going away", "Repeat it; another one answers.", retryable=True),
}


class FieldError(Wire, frozen=True, kw_only=True):
    """One thing that is wrong with the request; ``pointer`` (RFC 6901) says where."""

    pointer: Annotated[str, Meta(max_length=500, examples=["/rooms/bedrooms"])]
    code: Annotated[str, Meta(max_length=100, examples=["wrong"])]
    detail: Annotated[str, Meta(max_length=500)]


Fact = Annotated[str, Meta(max_length=8000)]
Facts = Annotated[list[Fact], Meta(max_length=100)]


class Problem(Wire, frozen=True, kw_only=True):
    """A no, after RFC 9457, with its way out."""

    type: Annotated[str, Meta(max_length=200, examples=["/problems/slot_taken"])]
    title: Annotated[str, Meta(max_length=200)]
    status: Annotated[int, Meta(ge=400, le=599)]
    code: Code
    retryable: bool
    instance: Annotated[str, Meta(max_length=200)]
    detail: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=100, examples=["too_late"])] | UnsetType = UNSET
    facts: Annotated[dict[str, Fact | Facts], Meta(max_length=20)] | UnsetType = UNSET
    errors: Annotated[list[FieldError], Meta(max_length=50)] | UnsetType = UNSET
    alternatives: Annotated[list[Choice], Meta(max_length=3)] | UnsetType = UNSET
    available_actions: Annotated[list[Action], Meta(max_length=50)] | UnsetType = UNSET
    current: int | UnsetType = UNSET
    retry_after_ms: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    action_url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    resource: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


@dataclass
class No(Exception):
    """The request ends with this problem; ``more`` are further members of it."""

    code: Code
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.code].status

    def problem(self, instance: str) -> Problem:
        """The body of the answer."""
        kind = KINDS[self.code]
        return Problem(
            type=f"/problems/{self.code.value}",
            title=text(kind.title),
            status=kind.status,
            code=self.code,
            retryable=kind.retryable,
            instance=instance,
            **self.more,
        )


def later(code: Code, seconds: float, **more: object) -> No:
    """A no that may turn into a yes after so many seconds."""
    whole = max(1, -(-int(seconds * 1000) // 1000))
    return No(code, {"retry_after_ms": max(1, int(seconds * 1000)), **more}, {"retry-after": str(whole)})


def wrong(pointer: str, detail: str, code: str = "wrong") -> No:
    """One part of the request has the wrong shape."""
    return No(Code.validation, {"errors": [FieldError(pointer=pointer[:500], code=code, detail=detail[:500])]})
