"""Stripe's words for no, sorted by what helps."""

from __future__ import annotations

import pytest

from cleanbee.adapters.stripe.declines import ADVICE, NEEDS_YOU, TRY_AGAIN, turned_down
from cleanbee.adapters.stripe.shapes import Problem
from cleanbee.domain.payment.payment import DeclineClass


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("insufficient_funds", "try_again"),
        ("issuer_not_available", "try_again"),
        ("card_velocity_exceeded", "try_again"),
        ("authentication_required", "needs_you"),
        ("lost_card", "new_card"),
        ("stolen_card", "new_card"),
        ("expired_card", "new_card"),
        ("do_not_honor", "new_card"),
        ("generic_decline", "new_card"),
        ("a_word_of_next_year", "new_card"),
    ],
)
def test_a_decline_has_the_class_that_says_what_helps(word: str, kind: DeclineClass) -> None:
    said = turned_down(Problem(type="card_error", code="card_declined", decline_code=word))
    assert (said.kind, said.reason) == (kind, word)


@pytest.mark.parametrize(
    ("advice", "kind"), [("do_not_try_again", "new_card"), ("try_again_later", "try_again"), (None, "try_again")]
)
def test_the_networks_advice_goes_before_the_banks_word(advice: str | None, kind: DeclineClass) -> None:
    problem = Problem(code="card_declined", decline_code="insufficient_funds", advice_code=advice)
    assert turned_down(problem).kind == kind


def test_a_card_that_wants_its_owner_wants_its_owner_whatever_the_network_advises() -> None:
    problem = Problem(
        code="authentication_required", decline_code="authentication_required", advice_code="do_not_try_again"
    )
    assert turned_down(problem).kind == "needs_you"


def test_a_refusal_without_a_word_is_never_tried_again_blindly() -> None:
    assert turned_down(Problem()).kind == "new_card"


def test_no_word_stands_in_two_classes() -> None:
    assert not TRY_AGAIN & NEEDS_YOU and set(ADVICE.values()) == {"try_again", "new_card"}
