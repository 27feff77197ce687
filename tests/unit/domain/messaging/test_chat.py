"""Customer and cleaner write to each other: when, how much, and without telephone numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, MIA, NOUNS, START, booking, cancelled

from cleanbee.domain.booking.booking import Anyone, AwaitingChoice, Completed, Confirmed, Only, Phase, Requested
from cleanbee.domain.booking.talk import Chat, chat_of
from cleanbee.domain.kernel import Granted, MessageId, Refused, with_
from cleanbee.domain.messaging.chat import (
    MASK,
    MOST_A_MINUTE,
    ChatClosed,
    Draft,
    Message,
    MessageEmpty,
    MessageIdTaken,
    TooFast,
    marked,
    masked,
    post,
    repeated,
)
from cleanbee.domain.platform.policy import standard

POLICY = standard()
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
NOW = START - DAY
OPEN = Chat(state="open", cleaner=JOYCE.id)


def draft(text: str = "The bell does not work") -> Draft:
    return Draft(id=MessageId(NOUNS.ids.new()), by="customer", text=text)


def sent(count: int, by: str = "customer") -> list[Message]:
    said: list[Message] = []
    for number in range(count):
        done = post(booking(), OPEN, with_(draft(), by=by), (number, 0, ()), NOW + number * SECOND)
        assert isinstance(done, Granted)
        said.append(done.value)
    return said


def test_it_opens_when_it_is_known_who_comes() -> None:
    assert chat_of(booking(), POLICY, NOW) == OPEN
    late = Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=NOW, late=True)
    untold = with_(booking(late), wish=Anyone())
    assert chat_of(untold, POLICY, NOW - SECOND) == Chat(state="closed", opens=NOW)
    assert chat_of(untold, POLICY, NOW) == OPEN


@pytest.mark.parametrize(
    "phase", [Requested(fill_by=START), AwaitingChoice(reason="no_show", options=("cancel",), until=START)]
)
def test_while_nobody_comes_there_is_nobody_to_write_to(phase: Phase) -> None:
    assert chat_of(booking(phase), POLICY, NOW) == Chat(state="closed")
    assert post(booking(phase), Chat(state="closed"), draft(), (0, 0, ()), NOW) == Refused(why=ChatClosed())


def test_two_days_after_the_end_it_is_only_read() -> None:
    end = START + timedelta(hours=3)
    done = booking(Completed(cleaner=JOYCE.id, claim=CLAIM, began=START, ended=end, minutes=180))
    over = end + 2 * DAY
    assert chat_of(done, POLICY, over - SECOND) == Chat(state="open", cleaner=JOYCE.id, until=over)
    assert chat_of(done, POLICY, over) == Chat(state="read_only", cleaner=JOYCE.id, until=over)
    closed = post(done, chat_of(done, POLICY, over), draft(), (0, 0, ()), over)
    assert closed == Refused(why=ChatClosed())


def test_after_a_cancelling_those_who_knew_of_each_other_may_still_write() -> None:
    off = booking(cancelled())
    at = off.phase.at
    known = with_(off, wish=Only(cleaner=JOYCE.id), phase=with_(off.phase, cleaner=JOYCE.id))
    assert chat_of(known, POLICY, at).state == "open"
    unknown = with_(known, wish=Anyone(), placed_at=START - 9 * DAY, phase=with_(known.phase, at=START - 2 * DAY))
    assert chat_of(unknown, POLICY, START - 2 * DAY).state == "closed", "nobody had been named yet"


def test_each_message_has_the_place_behind_the_last_and_says_whom_to_tell() -> None:
    done = post(booking(), OPEN, draft("  Hello "), (7, 3, ()), NOW)
    assert isinstance(done, Granted)
    assert (done.value.seq, done.value.text, done.value.cleaner) == (8, "Hello", JOYCE.id)
    (event,) = done.events
    assert (event.by, event.read_to) == ("customer", 3)
    assert post(booking(), OPEN, draft(" \n "), (0, 0, ()), NOW) == Refused(why=MessageEmpty())


def test_thirty_a_minute_are_enough_and_each_side_has_its_own() -> None:
    said = sent(MOST_A_MINUTE)
    last = said[-1].sent_at
    again = said[0].sent_at + timedelta(minutes=1)
    assert post(booking(), OPEN, draft(), (30, 0, said), last) == Refused(why=TooFast(most=30, again=again))
    assert post(booking(), OPEN, draft(), (30, 0, said), again - SECOND) == Refused(why=TooFast(most=30, again=again))
    assert isinstance(post(booking(), OPEN, draft(), (30, 0, said), again), Granted)
    other = with_(draft(), by="cleaner")
    assert isinstance(post(booking(), OPEN, other, (30, 0, said), last), Granted)


def test_the_same_message_twice_is_one_and_another_under_its_id_is_refused() -> None:
    said = draft("Call +49 151 23456789")
    done = post(booking(), OPEN, said, (0, 0, ()), NOW)
    assert isinstance(done, Granted)
    assert repeated(done.value, done.value.booking, said) == Granted(value=done.value)
    other = Refused(why=MessageIdTaken())
    assert repeated(done.value, done.value.booking, with_(said, text="Something else")) == other
    assert repeated(done.value, done.value.booking, with_(said, by="cleaner")) == other
    assert repeated(done.value, NOUNS.ids.new(), said) == other  # pyright: ignore[reportArgumentType] another booking


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Call +49 151 23456789!", f"Call {MASK}!"),
        ("(030) 123-45-67, or 0049/30/1234567", f"{MASK}, or {MASK}"),
        ("015123456789 or 1512345678", f"{MASK} or {MASK}"),
        ("on 04.03.2026 at 09:30, or 2026-03-05", "on 04.03.2026 at 09:30, or 2026-03-05"),
        ("01.03.2026-5.3.26, 31/12/26, 2026-03-05/2026-03-06", "01.03.2026-5.3.26, 31/12/26, 2026-03-05/2026-03-06"),
        ("call 01.23.45.67.89 or 06.12.11.10.09", f"call {MASK} or {MASK}"),
        ("06/12/11/10/09", MASK),
        ("0\u200b1\u200b5\u200b1\u200b2\u200b3\u200b4, 0_151_2345678", f"{MASK}, {MASK}"),
        ("0\ufe0f\u20e3" + "1\ufe0f\u20e3" * 8, MASK + "\ufe0f\u20e3"),
        ("the safe: 7483, flat 12, 86.40, 1.000.000", "the safe: 7483, flat 12, 86.40, 1.000.000"),
        ("٠١٥١٢٣٤٥٦٧٨٩", "٠١٥١٢٣٤٥٦٧٨٩".replace("٠١٥١٢٣٤٥٦٧٨٩", MASK)),
    ],
)
def test_telephone_numbers_are_taken_out_and_dates_codes_and_prices_stay(said: str, shown: str) -> None:
    assert masked(said) == shown


@given(
    st.text(max_size=60),
    st.sampled_from(["+", "0"]),
    st.text("0123456789", min_size=7, max_size=14),
    st.text(max_size=60),
)
def test_no_number_survives_and_what_is_masked_stays_as_it_is(before: str, first: str, digits: str, after: str) -> None:
    shown = masked(f"{before}x{first}{digits}x{after}")
    assert f"{first}{digits}" not in shown
    assert masked(shown) == shown


def test_nobody_unreads() -> None:
    mark = marked(None, booking().id, MIA.id, 5)
    assert marked(mark, mark.booking, MIA.id, 4) == mark
    assert marked(mark, mark.booking, MIA.id, 6).place == 6
