"""How a cleaner stands with us: applied, vetted, working, away, under review, suspended, gone."""

from __future__ import annotations

from datetime import date, datetime

from cleanbee.domain.kernel import (
    CleanerId,
    Event,
    Granted,
    NotInPhase,
    OpsId,
    ReasonMissing,
    Refusal,
    Refused,
    evolve,
    snake,
)
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.person import (
    Active,
    Away,
    Cleaner,
    CleanerPhase,
    Left,
    Suspended,
    UnderReview,
    Vetting,
)

PAPERS = ("identity", "insurance")
LEAST_EVIDENCE = 20  # characters; a decision about somebody's work is explained in a sentence at least

MOVES: dict[str, tuple[str, ...]] = {
    "applied": ("vetting", "left"),
    "vetting": ("active", "left"),
    "active": ("away", "under_review", "left"),
    "away": ("active", "left"),
    "under_review": ("active", "suspended", "left"),
    "suspended": ("active", "left"),
    "left": (),
}


class DocumentInvalid(Refusal, frozen=True, kw_only=True):
    """A paper is missing or no longer good."""

    kinds: tuple[str, ...]


class EvidenceIncomplete(Refusal, frozen=True, kw_only=True):
    """What happened has to be said before anybody is suspended for it."""


class CleanerStanding(Event, frozen=True, kw_only=True):
    """Something changed about how a cleaner stands with us; the office says why."""

    cleaner: CleanerId
    why: str = ""


class CleanerVetted(CleanerStanding, frozen=True, kw_only=True):
    """Papers are being checked."""


class CleanerActivated(CleanerStanding, frozen=True, kw_only=True):
    """Takes work from now on."""


class CleanerWentAway(CleanerStanding, frozen=True, kw_only=True):
    """Takes no new work for now."""


class CleanerPutUnderReview(CleanerStanding, frozen=True, kw_only=True):
    """A human is to look at what happened."""


class CleanerSuspended(CleanerStanding, frozen=True, kw_only=True):
    """A human decided, on this evidence."""

    by: OpsId
    evidence: str


class CleanerLeft(CleanerStanding, frozen=True, kw_only=True):
    """Does not work with us any more."""


def explained(actor: Actor, why: str) -> Granted[str] | Refused[ReasonMissing]:
    """Why somebody's standing is changed: the office has to say, a cleaner about themselves may."""
    said = why.strip()
    return Refused(why=ReasonMissing()) if isinstance(actor, AsOps) and not said else Granted(value=said)


def vet(cleaner: Cleaner, why: str = "") -> Granted[Cleaner] | Refused[NotInPhase]:
    """Papers are looked at."""
    return _moved(cleaner, Vetting(), CleanerVetted(cleaner=cleaner.id, why=why))


def activate(cleaner: Cleaner, today: date, why: str = "") -> Granted[Cleaner] | Refused[NotInPhase | DocumentInvalid]:
    """Takes work: after vetting, cleared by a review, or on appeal; with valid papers only.

    ``today`` is the cleaner's own; a paper is good until the end of its last day.
    """
    if isinstance(cleaner.phase, Away):
        return Refused(why=NotInPhase(phase="away"))
    return _to_work(cleaner, today, why)


def come_back(cleaner: Cleaner, today: date, why: str = "") -> Granted[Cleaner] | Refused[NotInPhase | DocumentInvalid]:
    """Whoever went away takes work again, if the papers are still good."""
    if not isinstance(cleaner.phase, Away):
        return Refused(why=NotInPhase(phase=_name(cleaner.phase)))
    return _to_work(cleaner, today, why)


def _to_work(cleaner: Cleaner, today: date, why: str) -> Granted[Cleaner] | Refused[NotInPhase | DocumentInvalid]:
    missing = tuple(kind for kind in PAPERS if not _good(cleaner, kind, today))
    if missing and _leads(cleaner, Active()):
        return Refused(why=DocumentInvalid(kinds=missing))
    return _moved(cleaner, Active(), CleanerActivated(cleaner=cleaner.id, why=why))


def go_away(cleaner: Cleaner, now: datetime, why: str = "") -> Granted[Cleaner] | Refused[NotInPhase]:
    """No new work for now; what was promised stands."""
    return _moved(cleaner, Away(since=now), CleanerWentAway(cleaner=cleaner.id, why=why))


def put_under_review(cleaner: Cleaner, why: str) -> Granted[Cleaner] | Refused[NotInPhase]:
    """A human is to look; no new work meanwhile, and nothing is decided by that."""
    return _moved(cleaner, UnderReview(why=why), CleanerPutUnderReview(cleaner=cleaner.id, why=why))


def suspend(
    cleaner: Cleaner, by: AsOps, why: str, evidence: str
) -> Granted[Cleaner] | Refused[NotInPhase | EvidenceIncomplete]:
    """A person of the office decides after a review, and says on which evidence; there is an appeal."""
    if not why.strip() or len(evidence.strip()) < LEAST_EVIDENCE:
        return Refused(why=EvidenceIncomplete())
    event = CleanerSuspended(cleaner=cleaner.id, by=by.id, why=why, evidence=evidence)
    return _moved(cleaner, Suspended(why=why), event)


def leave(cleaner: Cleaner, why: str = "") -> Granted[Cleaner] | Refused[NotInPhase]:
    """The end of working together, from wherever; nobody comes back from it under the same name."""
    return _moved(cleaner, Left(), CleanerLeft(cleaner=cleaner.id, why=why))


def shut_out(cleaner: Cleaner) -> bool:
    """Whether whoever is signed in has to be signed out now."""
    return isinstance(cleaner.phase, Suspended | Left)


def _good(cleaner: Cleaner, kind: str, today: date) -> bool:
    return any(paper.kind == kind and today <= paper.valid_until for paper in cleaner.documents)


def _name(phase: CleanerPhase) -> str:
    return snake(type(phase).__name__)


def _leads(cleaner: Cleaner, phase: CleanerPhase) -> bool:
    return _name(phase) in MOVES[_name(cleaner.phase)]


def _moved(cleaner: Cleaner, phase: CleanerPhase, event: CleanerStanding) -> Granted[Cleaner] | Refused[NotInPhase]:
    if not _leads(cleaner, phase):
        return Refused(why=NotInPhase(phase=_name(cleaner.phase)))
    return Granted(value=evolve(cleaner, phase=phase), events=(event,))
