"""Signing in and out, as people do it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from tests.unit.ports.people.town import PHRASE, Build, Town

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.domain.kernel import Refused, SignInId, evolve
from cleanbee.domain.messaging.notice import Suppressed
from cleanbee.domain.people.me import NameMissing
from cleanbee.domain.people.person import Left
from cleanbee.domain.people.sign_in import AddressMalformed, CodeWrong, PasswordWrong, TokenReused, TokenUnknown
from cleanbee.ports.inbound.people.recognise_browser import CookieShown, Recognised
from cleanbee.ports.inbound.people.refresh_session import RefreshAsked
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent
from cleanbee.ports.inbound.people.sign_in_ops import PasswordTyped
from cleanbee.ports.inbound.people.sign_out import SignedOut, SignOutAsked
from cleanbee.ports.inbound.people.tokens import CookieKept, Tokens
from cleanbee.ports.inbound.people.verify_code import CodeTyped
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.store import Stale

WRONG = Refused(why=CodeWrong())


async def a_browser(place: Town, address: str = "mia@honigfeld.example") -> CookieKept:
    sign_in, code = await place.ask_code(address)
    kept = await place.verify(CodeTyped(sign_in=sign_in, code=code, by_cookie=True))
    assert isinstance(kept, CookieKept), kept
    return kept


def shown(cookie: str) -> CookieShown:
    return CookieShown(cookie=cookie, successor=f"{cookie}+")


async def known(place: Town, cookie: str) -> Recognised:
    """Who it is, walked again where two exchanged it at one time."""
    found = await repeat(lambda: place.recognise(shown(cookie)), VirtualPause(), place.dice)
    assert isinstance(found, Recognised), found
    return found


class SigningInWalks:
    """Codes, passwords and tokens, over any store."""

    async def test_a_customer_signs_in_by_phone_or_by_mail_and_is_shown_themselves(self, build: Build) -> None:
        place = await build()
        for address in ("+1 555 010 0001", "Mia@Honigfeld.example"):
            tokens = await place.sign_in(address)
            assert (tokens.actor, tokens.me.name, tokens.me.role) == (place.mia, place.customer.name, "customer")
            assert await place.authenticate(tokens.access) == place.mia

    async def test_a_cleaner_signs_in_by_the_same_door(self, build: Build) -> None:
        place = await build()
        tokens = await place.sign_in("+15550100201")
        assert (tokens.actor, tokens.me.role) == (place.joyce, "cleaner")

    async def test_the_code_goes_by_the_road_it_was_asked_for_and_at_once_even_at_night(self, build: Build) -> None:
        place = await build()
        await place.later(timedelta(hours=15))
        await place.ask_code("+15550100001")
        await place.ask_code("mia@honigfeld.example")
        mail, sms = sorted(await place.notices(), key=lambda notice: notice.to.channel)
        now = await place.now()
        assert (sms.to.channel, sms.to.address) == ("sms", "+15550100001")
        assert (mail.to.channel, mail.to.address) == ("mail", "mia@honigfeld.example")
        assert sms.critical and mail.critical
        async with place.store.begin() as work:
            assert len(await work.notices.due(now, 10)) == 2

    async def test_a_name_nobody_has_gets_the_same_answer_and_no_letter(self, build: Build) -> None:
        place = await build()
        known = await place.request(CodeAsked(address="mia@honigfeld.example"))
        unknown = await place.request(CodeAsked(address="nobody@honigfeld.example"))
        assert isinstance(known, CodeSent)
        assert isinstance(unknown, CodeSent)
        assert unknown.until == known.until
        assert [one.to.address for one in await place.notices()] == ["mia@honigfeld.example"]
        async with place.store.begin() as work:
            (never,) = await work.notices.to_person(unknown.sign_in, 10)
        assert never.phase == Suppressed(why="nobody")
        assert never.words["code"] == ""
        assert await place.verify(CodeTyped(sign_in=unknown.sign_in, code="000000")) == WRONG

    async def test_who_says_a_name_is_a_customer_once_the_code_is_typed(self, build: Build) -> None:
        place = await build()
        ask = CodeAsked(address="+15550100099", name="  Nora\n\nNeu ", locale="de")
        sent = await place.request(ask)
        assert isinstance(sent, CodeSent)
        (letter,) = [one for one in await place.notices() if one.to.address == "+15550100099"]
        assert letter.to.locale == "de"
        tokens = await place.verify(CodeTyped(sign_in=sent.sign_in, code=letter.words["code"]))
        assert isinstance(tokens, Tokens)
        assert (tokens.me.name, tokens.me.phone, tokens.me.role) == ("Nora Neu", "+15550100099", "customer")
        again = await place.request(ask)
        assert isinstance(again, CodeSent)
        async with place.store.begin() as work:
            (second,) = [one for one in await work.notices.to_person(tokens.me.id, 10) if one.to.channel == "sms"]
        back = await place.verify(CodeTyped(sign_in=again.sign_in, code=second.words["code"]))
        assert isinstance(back, Tokens)
        assert back.me.id == tokens.me.id, "an address has one customer"

    async def test_a_newcomer_says_a_name_that_is_one(self, build: Build) -> None:
        place = await build()
        for address in ("+15550100099", "+15550100001"):
            told = await place.request(CodeAsked(address=address, name="  "))
            assert told == Refused(why=NameMissing()), "the same for a number that somebody has"

    async def test_a_name_makes_nobody_of_somebody_who_is_known(self, build: Build) -> None:
        place = await build()
        sent = await place.request(CodeAsked(address="+15550100001", name="Somebody Else"))
        assert isinstance(sent, CodeSent)
        (letter,) = [one for one in await place.notices() if one.to.address == "+15550100001"]
        tokens = await place.verify(CodeTyped(sign_in=sent.sign_in, code=letter.words["code"]))
        assert isinstance(tokens, Tokens)
        assert tokens.actor == place.mia

    async def test_what_is_no_address_is_said_so(self, build: Build) -> None:
        place = await build()
        assert await place.request(CodeAsked(address="mia")) == Refused(why=AddressMalformed())

    async def test_a_code_signs_in_once(self, build: Build) -> None:
        place = await build()
        sign_in, code = await place.ask_code("+15550100001")
        typed = CodeTyped(sign_in=sign_in, code=code)
        assert isinstance(await place.verify(typed), Tokens)
        assert await place.verify(typed) == WRONG

    async def test_a_code_typed_twice_at_once_signs_in_once(self, build: Build) -> None:
        place = await build()
        sign_in, code = await place.ask_code("+15550100001")
        typed = CodeTyped(sign_in=sign_in, code=code)
        answers = await asyncio.gather(place.verify(typed), place.verify(typed), return_exceptions=True)
        assert sum(isinstance(one, Tokens) for one in answers) == 1
        assert all(isinstance(one, Tokens | Stale) or one == WRONG for one in answers)

    async def test_guessing_ends_after_five_tries_even_for_the_right_code(self, build: Build) -> None:
        place = await build()
        sign_in, code = await place.ask_code("+15550100001")
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        for _ in range(5):
            assert await place.verify(CodeTyped(sign_in=sign_in, code=wrong)) == WRONG
        assert await place.verify(CodeTyped(sign_in=sign_in, code=code)) == WRONG

    async def test_a_code_is_too_old_after_ten_minutes_and_one_for_no_sign_in_is_wrong(self, build: Build) -> None:
        place = await build()
        sign_in, code = await place.ask_code("+15550100001")
        await place.later(timedelta(minutes=10))
        assert await place.verify(CodeTyped(sign_in=sign_in, code=code)) == WRONG
        assert await place.verify(CodeTyped(sign_in=SignInId(UUID(int=9)), code=code)) == WRONG

    async def test_the_sandbox_clock_ages_codes_but_signs_nobody_out(self, build: Build) -> None:
        place = await build()
        tokens = await place.sign_in()
        await place.later(timedelta(days=100))
        assert await place.authenticate(tokens.access) == place.mia

    async def test_who_has_left_is_nobody_here(self, build: Build) -> None:
        place = await build()
        tokens, browser = await place.sign_in("+15550100201"), await a_browser(place, "+15550100201")
        async with place.store.begin() as work:
            await work.cleaners.replace(place.cleaner, evolve(place.cleaner, phase=Left()))
        place.real.forward(timedelta(minutes=15))
        assert await place.recognise(shown(browser.cookie)) == Refused(why=TokenUnknown())
        assert await place.refresh(RefreshAsked(tokens.refresh)) == Refused(why=TokenUnknown())
        sent = await place.request(CodeAsked(address="+15550100201"))
        assert isinstance(sent, CodeSent)
        assert [one for one in await place.notices() if one.subject == sent.sign_in] == []

    async def test_ops_sign_in_by_password_and_a_wrong_name_is_answered_like_a_wrong_password(
        self, build: Build
    ) -> None:
        place = await build()
        tokens = await place.sign_in_ops(PasswordTyped("Olga@CleanBee.example", PHRASE))
        assert isinstance(tokens, Tokens)
        assert (tokens.actor, tokens.me.role) == (place.olga, "admin")
        wrong = Refused(why=PasswordWrong())
        assert await place.sign_in_ops(PasswordTyped("olga@cleanbee.example", "sandbox-sven")) == wrong
        assert await place.sign_in_ops(PasswordTyped("nobody@cleanbee.example", PHRASE)) == wrong
        assert await place.sign_in_ops(PasswordTyped("no address at all", PHRASE)) == wrong

    async def test_a_new_pair_replaces_the_old_one(self, build: Build) -> None:
        place = await build()
        old = await place.sign_in()
        new = await place.refresh(RefreshAsked(old.refresh))
        assert isinstance(new, Tokens)
        assert await place.authenticate(old.access) is None
        assert await place.authenticate(new.access) == place.mia
        assert (new.actor, new.me) == (old.actor, old.me)

    async def test_a_stolen_refresh_token_that_comes_back_signs_thief_and_owner_out(self, build: Build) -> None:
        place = await build()
        stolen = await place.sign_in()
        owner = await place.refresh(RefreshAsked(stolen.refresh))
        assert isinstance(owner, Tokens)
        assert await place.authenticate(owner.access) == place.mia
        assert await place.refresh(RefreshAsked(stolen.refresh)) == Refused(why=TokenReused())
        assert await place.authenticate(owner.access) is None
        assert await place.refresh(RefreshAsked(owner.refresh)) == Refused(why=TokenUnknown())

    async def test_a_lost_reply_signs_nobody_out(self, build: Build) -> None:
        place = await build()
        lost = await place.sign_in()
        await place.refresh(RefreshAsked(lost.refresh))
        place.real.forward(timedelta(seconds=60))
        again = await place.refresh(RefreshAsked(lost.refresh))
        assert isinstance(again, Tokens)
        assert await place.authenticate(again.access) == place.mia

    async def test_two_trades_at_once_leave_one_live_pair(self, build: Build) -> None:
        place = await build()
        tokens = await place.sign_in()
        asked = RefreshAsked(tokens.refresh)
        answers = await asyncio.gather(place.refresh(asked), place.refresh(asked), return_exceptions=True)
        assert all(isinstance(one, Tokens | Stale) for one in answers)
        won = [one for one in answers if isinstance(one, Tokens)]
        live = [one for one in won if await place.authenticate(one.access) == place.mia]
        assert len(won) >= len(live) == 1

    async def test_a_token_of_another_family_or_of_none_opens_nothing_and_ends_nothing(self, build: Build) -> None:
        place = await build()
        tokens = await place.sign_in()
        for guess in ("", "x", "x.y", f".{tokens.refresh.partition('.')[2]}", tokens.access):
            assert await place.refresh(RefreshAsked(guess)) == Refused(why=TokenUnknown())
        assert await place.authenticate(tokens.refresh) is None
        assert await place.authenticate(tokens.access) == place.mia

    async def test_whatever_a_browser_asks_at_once_agrees_on_its_next_cookie_and_a_copy_ends_it(
        self, build: Build
    ) -> None:
        place = await build()
        first = await a_browser(place)
        place.real.forward(timedelta(minutes=15))
        told = await asyncio.gather(*(known(place, first.cookie) for _ in range(4)))
        assert {one.cookie for one in told} == {f"{first.cookie}+"}
        assert {one.actor for one in told} == {place.mia}
        assert (await known(place, f"{first.cookie}+")).cookie is None
        place.real.forward(timedelta(seconds=61))
        assert await place.recognise(shown(first.cookie)) == Refused(why=TokenReused())
        assert await place.recognise(shown(f"{first.cookie}+")) == Refused(why=TokenUnknown())
        assert not await place.recognise.still(first.session)

    async def test_a_browser_signs_out_of_its_own_sign_in_alone(self, build: Build) -> None:
        place = await build()
        one, other = await a_browser(place), await a_browser(place)
        await place.sign_out(SignOutAsked(session=one.session))
        assert await place.recognise(shown(one.cookie)) == Refused(why=TokenUnknown())
        assert await place.authenticate(one.cookie) is None
        assert await place.recognise.still(other.session)

    async def test_signing_out_ends_this_device_and_no_other(self, build: Build) -> None:
        place = await build()
        telephone, laptop = await place.sign_in(), await place.sign_in()
        for _ in range(2):
            assert await place.sign_out(SignOutAsked(telephone.access)) == SignedOut()
        assert await place.authenticate(telephone.access) is None
        assert await place.refresh(RefreshAsked(telephone.refresh)) == Refused(why=TokenUnknown())
        assert await place.authenticate(laptop.access) == place.mia
        assert await place.sign_out(SignOutAsked("nonsense")) == SignedOut()
