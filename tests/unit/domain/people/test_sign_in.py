"""One-time codes: six digits, ten minutes, once, five tries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from cleanbee.domain.kernel import CustomerId, Granted, Refused, SignInId
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.contact import contact, is_mail
from cleanbee.domain.people.sign_in import CodeWrong, Right, SignIn, Wrong, send_code, try_code

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
MIA = AsCustomer(id=CustomerId(UUID(int=7)))


def sent(actor: Actor | None = MIA) -> SignIn:
    return send_code(SignInId(UUID(int=1)), "+15550100001", actor, "123456", NOW)


def tried(sign_in: SignIn, code: str, at: datetime = NOW) -> Right | Wrong | None:
    decided = try_code(sign_in, code, at)
    return decided.value if isinstance(decided, Granted) else None


def test_the_right_code_says_who_it_is_and_is_used_up() -> None:
    right = tried(sent(), "123456")
    assert isinstance(right, Right)
    assert right.actor == MIA
    assert try_code(right.sign_in, "123456", NOW) == Refused(why=CodeWrong())


def test_the_code_itself_is_not_kept() -> None:
    assert "123456" not in repr(sent())


def test_the_same_code_for_two_sign_ins_is_kept_as_two_different_hashes() -> None:
    other = send_code(SignInId(UUID(int=2)), "+15550100001", MIA, "123456", NOW)
    assert other.code_hash != sent().code_hash


def test_a_code_is_good_for_ten_minutes_without_the_last_instant() -> None:
    end = NOW + timedelta(minutes=10)
    assert isinstance(tried(sent(), "123456", end - timedelta(microseconds=1)), Right)
    assert tried(sent(), "123456", end) is None


def test_after_five_wrong_tries_even_the_right_code_is_refused() -> None:
    sign_in = sent()
    for _ in range(5):
        wrong = tried(sign_in, "654321")
        assert isinstance(wrong, Wrong)
        sign_in = wrong.sign_in
    assert sign_in.tries_left == 0
    assert tried(sign_in, "123456") is None


def test_the_fifth_try_may_be_the_right_one() -> None:
    sign_in = sent()
    for _ in range(4):
        wrong = tried(sign_in, "654321")
        assert isinstance(wrong, Wrong)
        sign_in = wrong.sign_in
    assert isinstance(tried(sign_in, "123456"), Right)


def test_a_name_nobody_has_cannot_be_signed_in_and_costs_tries_like_any_other() -> None:
    wrong = tried(sent(None), "123456")
    assert isinstance(wrong, Wrong)
    assert wrong.sign_in.tries_left == 4


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("+1 555 010-0001", "+15550100001"),
        (" +49 (30) 1234567 ", "+49301234567"),
        ("Mia@Honigfeld.Example", "mia@honigfeld.example"),
        ("mia+bee@honigfeld.co.example", "mia+bee@honigfeld.co.example"),
    ],
)
def test_people_are_found_under_one_form_of_their_address(text: str, plain: str) -> None:
    assert contact(text) == plain
    assert is_mail(plain) == ("@" in text)


@pytest.mark.parametrize(
    "text",
    [
        "", "mia", "0301234567", "+0301234567", "+12345", "+1234567890123456", "mia@", "@honigfeld.example",
        "mia@honigfeld", "mia@@honigfeld.example", "mi a@honigfeld.example", "mia@honigfeld..example",
        "mia@honigfeld.example\nBcc: all@honigfeld.example", "a" * 65 + "@honigfeld.example", "+١٢٣٤٥٦٧٨",
    ],
)  # fmt: skip
def test_what_is_neither_a_phone_number_nor_a_mail_address_is_nothing(text: str) -> None:
    assert contact(text) is None
