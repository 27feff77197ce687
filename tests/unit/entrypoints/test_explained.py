"""A receipt in plain words, which somebody without the code can read."""

from __future__ import annotations

from uuid import UUID

from tests.unit.domain.matching.test_receipt import JOYCE, MINA, OLE, doubted

from cleanbee.domain.kernel import BatchId, with_
from cleanbee.domain.matching.counterfactual import Change
from cleanbee.domain.matching.share import Considered, Share
from cleanbee.domain.people.actor import AsSystem
from cleanbee.entrypoints.explained import changed, explained
from cleanbee.ports.inbound.matching.read_receipts import seen

NAMES: dict[UUID, str] = {JOYCE: "Joyce", MINA: "Mina", OLE: "Ole"}


def lines() -> list[str]:
    return list(explained(seen(doubted(), AsSystem(job="explain")), NAMES))


def test_everybody_has_a_line_with_their_place_and_what_it_adds_up_to() -> None:
    told = "\n".join(lines())
    assert "3 looked at, 2 could be asked" in told
    assert "   1 Joyce: 50,200 (first) = 25×888 travel + 15×1000 lateness + 10×800 rating + 5×1000 newcomer" in told
    assert "   – Ole: kept out by pets" in told


def test_what_would_have_changed_it_is_said_in_the_inputs_own_unit() -> None:
    told = "\n".join(lines())
    assert "would have been first with: " in told
    assert "minutes on the way (was 30)" in told
    assert "could have been asked with: pets no longer true" in told
    assert changed(Change(input="stars", unit="star_e2", had=470, needed=480)) == (
        "480 hundredths average of stars (was 470)"
    )


def test_a_doubt_is_shown_with_until_when_it_is_answered() -> None:
    assert lines()[-2:] == [
        "     doubted by Mina: I live next door.",
        "     to be answered until 2027-03-08T08:00Z",
    ]


def test_a_batch_is_named_with_what_came_of_it_and_why_the_others_were_left_out() -> None:
    share = Share(
        batch=BatchId(UUID(int=7)),
        outcome="bound",
        given=JOYCE,
        considered=(
            Considered(cleaner=JOYCE, worth=4000, short_by=0),
            Considered(cleaner=MINA, worth=3500, short_by=500, elsewhere=True),
        ),
    )
    told = "\n".join(explained(seen(with_(doubted(), share=share), AsSystem(job="explain")), NAMES))
    assert "given away with others in bat_00000000000000000000000007, to Joyce: bound at once" in told
    assert "Mina: given another clean of it; worth 3,500, and with up to 500 more the answer stands" in told
