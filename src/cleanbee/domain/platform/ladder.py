"""The hold ladder: when a card is asked without its owner, what follows a no, when a clean is let go. All of it data.

A sale pins the policy that holds its ladder, so a later ladder moves no clean that is sold.
"""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import Value

No = Literal["try_again", "needs_you", "new_card"]
"""What a bank's no asks for: patience (funds, the bank is down), its owner (authentication), another card."""


class WhatFollows(Value, frozen=True, kw_only=True):
    """Who may be asked at the next rung after a no of one class: the ``same_card``, and one that may ``stand_in``.

    Whatever follows, the customer has the link until the clean is let go.
    """

    same_card: bool
    stand_in: bool = True


class HoldLadder(Value, frozen=True, kw_only=True):
    """How a card is secured whose owner is not there; minutes before the start, the earliest rung first.

    A card is asked at most ``most_absent_tries`` times in ``tries_within_min`` with its owner absent, whichever of the
    customer's cleans it is asked for. At ``release_before_min`` a clean is let go whose money is not held; an attempt
    that is open just then gets ``grace_min``. Its cleaner gets ``unpaid_cleaner_bp`` of the pay from the platform.
    """

    version: str = "cleanbee-ladder.1"
    rungs_before_min: tuple[int, ...] = (2880, 2160, 1440, 720)
    release_before_min: int = 360
    grace_min: int = 15
    most_absent_tries: int = 4
    tries_within_min: int = 10_080
    unpaid_cleaner_bp: int = 2_500
    try_again: WhatFollows = WhatFollows(same_card=True)
    needs_you: WhatFollows = WhatFollows(same_card=False)
    new_card: WhatFollows = WhatFollows(same_card=False)

    def __post_init__(self) -> None:
        rungs = self.rungs_before_min
        assert rungs and list(rungs) == sorted(set(rungs), reverse=True), "rungs come one after the other"
        assert 0 <= self.release_before_min < rungs[-1], "the last rung comes before the clean is let go"
        assert self.grace_min > 0 and self.most_absent_tries > 0 and self.tries_within_min > 0, "somebody gets a chance"
        assert 0 <= self.unpaid_cleaner_bp <= 10_000, "a share of the pay"

    def after(self, no: No) -> WhatFollows:
        """What follows a no of this class."""
        match no:
            case "try_again":
                return self.try_again
            case "needs_you":
                return self.needs_you
            case "new_card":
                return self.new_card
