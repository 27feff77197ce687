"""What a batch meant for one booking: whom it was given to, and by how much each of the others fell short."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import BatchId, CleanerId, Value, with_

Outcome = Literal["bound", "offered", "left_open", "nobody", "taken", "moved_on", "unproved"]
"""``left_open``: those who could come go to others, or an offer that is open keeps their time; ``nobody``: no cleaner
passes the hard rules, whatever becomes of open offers; ``taken``: whoever it was given to could not be had any more;
``moved_on``: the booking itself looked for nobody any more; ``unproved``: the answer had no proof and was not used."""


class Considered(Value, frozen=True, kw_only=True):
    """One cleaner who could do it: the worth, and how much more would have been needed to disturb the answer.

    ``short_by`` is what the duals say: with less than that more worth the same answer is still proved to be the best.
    ``elsewhere``: the batch gave this cleaner another booking.
    """

    cleaner: CleanerId
    worth: int
    short_by: int
    elsewhere: bool = False


class Share(Value, frozen=True, kw_only=True):
    """A booking's part in a batch."""

    batch: BatchId
    outcome: Outcome
    given: CleanerId | None = None
    considered: tuple[Considered, ...]


def seen_by(share: Share, cleaner: CleanerId) -> Share:
    """The part that is this cleaner's to read: nothing of a colleague."""
    mine = tuple(one for one in share.considered if one.cleaner == cleaner)
    return with_(share, given=cleaner if share.given == cleaner else None, considered=mine)


def seen_by_customer(share: Share) -> Share:
    """What a customer reads: that it was given away together with others, and what came of it."""
    return with_(share, given=None, considered=())
