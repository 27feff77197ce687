"""Favourites and blocks: one word at a time, none reads that they are blocked."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import JOYCE, MIA

from cleanbee.domain.kernel import CleanerId, CustomerId, Granted, Refused, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.domain.people.audience import concerns
from cleanbee.domain.people.me import MOST_NAMED, TooMany
from cleanbee.domain.people.person import Customer
from cleanbee.domain.people.preferences import (
    CleanerBlocked,
    CustomerBlocked,
    block,
    block_customer,
    favour,
    unblock,
    unblock_customer,
    unfavour,
)

PEOPLE = [CleanerId(UUID(int=number)) for number in range(4)]
WORDS = {"favour": favour, "unfavour": unfavour, "block": block, "unblock": unblock}


@given(st.lists(st.tuples(st.sampled_from(sorted(WORDS)), st.sampled_from(PEOPLE)), max_size=20))
def test_the_last_word_about_a_cleaner_counts_and_said_twice_changes_nothing(said: list[tuple[str, CleanerId]]) -> None:
    me: Customer = with_(MIA, favourites=(), blocked_cleaners=())
    last: dict[CleanerId, str] = {}
    for word, cleaner in said:
        before = "block" if cleaner in me.blocked_cleaners else "favour" if cleaner in me.favourites else ""
        done = WORDS[word](me, cleaner)
        assert isinstance(done, Granted)
        newly = word == "block" and before != "block"
        assert done.events == ((CleanerBlocked(customer=MIA.id, whom=cleaner),) if newly else ())
        again = WORDS[word](done.value, cleaner)
        assert again == Granted(value=done.value)
        ends = {"unfavour": "favour", "unblock": "block"}.get(word)
        last[cleaner] = before if ends not in {None, before} else "" if ends else word
        me = done.value
    assert set(me.favourites) == {one for one, word in last.items() if word == "favour"}
    assert set(me.blocked_cleaners) == {one for one, word in last.items() if word == "block"}


def test_a_list_ends_at_two_hundred() -> None:
    many = tuple(CleanerId(UUID(int=number)) for number in range(1000, 1000 + MOST_NAMED))
    full = with_(MIA, favourites=many, blocked_cleaners=many)
    for word in (favour, block):
        assert word(full, PEOPLE[0]) == Refused(why=TooMany(most=MOST_NAMED))
    customers = tuple(CustomerId(one) for one in many)
    assert block_customer(with_(JOYCE, blocked_customers=customers), MIA.id) == Refused(why=TooMany(most=MOST_NAMED))


def test_a_cleaner_goes_nowhere_they_have_blocked_and_may_take_it_back() -> None:
    done = block_customer(JOYCE, MIA.id)
    assert isinstance(done, Granted) and done.value.blocked_customers == (MIA.id,)
    assert done.events == (CustomerBlocked(cleaner=JOYCE.id, whom=MIA.id),)
    assert block_customer(done.value, MIA.id) == Granted(value=done.value)
    assert unblock_customer(done.value, MIA.id).value.blocked_customers == ()
    assert unblock_customer(JOYCE, MIA.id) == Granted(value=JOYCE)


def test_only_its_author_hears_of_a_block() -> None:
    told = CleanerBlocked(customer=MIA.id, whom=JOYCE.id), CustomerBlocked(cleaner=JOYCE.id, whom=MIA.id)
    assert [concerns(one, AsCustomer(id=MIA.id)) for one in told] == [True, False]
    assert [concerns(one, AsCleaner(id=JOYCE.id)) for one in told] == [False, True]
