"""The office: what needs it is mended with a tap and put back with another; its screens are judged like the others'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Route
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import LARGE, SMALL, Someone
from tests.integration.web.hand import Hand
from tests.integration.web.test_live import AT_HOME, JOYCE, MIA, booked
from tests.integration.web.town import Town
from tests.integration.web.town import town as served

from cleanbee.domain.kernel import with_
from cleanbee.domain.platform.policy import standard

OLGA = {"email": "olga@cleanbee.example", "password": "sandbox-olga"}
LOOKS = [
    pytest.param({"locale": "en-GB", "viewport": SMALL}, "English", id="en-small"),
    pytest.param({"locale": "de-DE", "viewport": LARGE}, "Deutsch", id="de-large"),
]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LATE, FOUND_NOBODY = "Joyce Adeyemi will be 20 min late", "Nobody has been found"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A city of its own, where a morning has gone wrong: Joyce began late and comes late to her next visit."""
    with served() as one:
        morning(one)
        yield one


def morning(town: Town) -> None:
    mia, joyce, olga = town.as_(phone=MIA), town.as_(phone=JOYCE), town.as_(**OLGA)
    first, _ = booked(mia, "2026-03-04", "09:30")
    booked(mia, "2026-03-04", "13:00")
    booked(mia, "2026-03-10", cleaner="Nadia")

    def come_to(hour: str) -> None:
        olga.post("/v1/test_helpers/clock/advance", {"to": f"2026-03-04T{hour}Z"})

    come_to("08:00:00")
    joyce.post(f"/v1/bookings/{first}/set_off")
    joyce.post(f"/v1/bookings/{first}/give_eta", {"minutes": 60})
    come_to("09:00:00")
    joyce.post(f"/v1/bookings/{first}/check_in", AT_HOME)
    come_to("09:50:00")
    joyce.post(f"/v1/bookings/{first}/start")


def office(someone: Someone, language: str = "English", **how: Any) -> Hand:
    hand = someone("/ops?as=olga", reduced_motion="reduce", **how)
    hand.tap("button", language)
    hand.taps = 0
    return hand


def need(hand: Hand, text: str) -> Any:
    return hand.page.get_by_role("article", name=text)


def by_one(route: Route) -> None:
    """The same list, one entry a part."""
    url = route.request.url
    route.continue_(url=f"{url}{'&' if '?' in url else '?'}limit=1")


def test_long_lists_come_in_parts_and_say_how_much_is_left(someone: Someone, town: Town) -> None:
    olga = town.as_(**OLGA)
    waiting, rows = olga.get("/v1/queue")["total"], olga.get("/v1/board/2026-03-04")["totals"]["cleaners"]
    hand = office(someone)
    hand.page.route(re.compile("/v1/(queue|board/)"), by_one)
    hand.page.reload()
    hand.sees("heading", LATE)
    assert waiting >= 2
    for left in range(waiting - 1, 0, -1):
        hand.tap("button", f"Show more: {left} {'is' if left == 1 else 'are'} left")
    hand.sees("heading", FOUND_NOBODY)
    hand.misses("button", re.compile("^Show more"))
    hand.tap("link", "Day")
    hand.tap("button", f"Show more: {rows - 1} are left")
    hand.sees("button", f"Show more: {rows - 2} are left")
    hand.reaches_everything()


def test_a_late_visit_is_mended_in_a_tap_and_put_back_in_another_and_colleagues_see_it(someone: Someone) -> None:
    hand, colleague = office(someone), office(someone)
    colleague.sees("heading", LATE)
    with hand.budget(taps=3):
        hand.sees("heading", LATE)
        hand.tap("button", re.compile("^Do it: Give it to Kwame"), first=True)
        hand.keeps("Undo")
        hand.misses("heading", LATE)
    colleague.misses("heading", LATE)
    hand.reads("Kwame Boateng now comes to Mia")
    hand.tap("button", "Undo")
    hand.reads("Taken back: it is as it was.")
    hand.sees("heading", LATE)


def test_a_visit_is_drawn_to_another_row_and_a_ghost_says_beforehand_what_comes_of_it(
    someone: Someone,
) -> None:
    hand, visit = office(someone, viewport={"width": 1280, "height": 2200}), "Mia Berger, 13:00"
    hand.tap("link", "Day")
    with hand.holding("link", re.compile(f"^Joyce Adeyemi, {visit}"), "Kwame Boateng"):
        hand.reads(re.compile("^Give it to Kwame Boateng: on time · €42.00 pay, as sold"))
    hand.keeps("Undo")
    hand.reads("Kwame Boateng now comes to Mia Berger.")
    hand.sees("link", re.compile(f"^Kwame Boateng, {visit}"))
    hand.tap("button", "Undo")
    hand.sees("link", re.compile(f"^Joyce Adeyemi, {visit}"))


def test_whoever_has_to_agree_is_written_down_with_what_they_said(someone: Someone, town: Town) -> None:
    hand = office(someone)
    hand.go(f"/ops/visits/{of_mia(town, '2026-03-04')}")
    with hand.budget(taps=3, fields=1):
        hand.tap("button", "Give it to somebody else")
        hand.tap("button", re.compile("^They said yes: "), first=True)
        finds_nothing(hand.page, "instead")
        hand.type("How you heard it", "said yes on the telephone")
        hand.tap("button", "Do it", last=True)
    hand.reads(re.compile("now comes to"))
    hand.tap("button", "Undo")
    hand.reads("Taken back: it is as it was.")


def test_what_nobody_comes_to_is_given_away(someone: Someone) -> None:
    hand = office(someone, viewport=LARGE)
    with hand.budget(taps=3):
        hand.sees("heading", FOUND_NOBODY)
        need(hand, FOUND_NOBODY).get_by_role("button", name=re.compile("^Do it")).first.click()
        hand.misses("heading", FOUND_NOBODY)


def test_why_somebody_was_asked_first_can_be_read(someone: Someone, town: Town) -> None:
    hand = office(someone)
    hand.go(f"/ops/visits/{of_mia(town, '2026-03-10')}")
    hand.sees("heading", "How somebody was looked for")
    hand.reads(re.compile("^Would have been first: visits to this home . instead of 0"))


def test_a_refund_that_is_for_two_waits_for_the_second(someone: Someone, town: Town) -> None:
    town.run(nobody_gives_back_alone(town))
    hand = office(someone)
    hand.go(f"/ops/visits/{of_mia(town, '2026-02-18')}")
    with hand.budget(taps=2, fields=1):
        hand.tap("button", "Give money back")
        hand.type("A note for the office", "The oven was forgotten")
        hand.tap("button", "Give it back")
        hand.reads("a second person has to agree")
    henning = someone("/ops")
    henning.type("E-mail", "henning@cleanbee.example")
    henning.type("Password", "sandbox-henning")
    henning.tap("button", "Sign in")
    henning.tap("link", re.compile("^(Money|Geld)$"))
    henning.tap("button", re.compile("^(Agree|Zustimmen)"))
    henning.misses("button", re.compile("^(Agree|Zustimmen)"))
    hand.reads("given back")


def test_a_part_goes_back_and_more_than_is_left_is_refused_in_place(someone: Someone, town: Town) -> None:
    hand = office(someone)
    hand.go(f"/ops/visits/{of_mia(town, '2026-02-04')}")
    hand.tap("button", "Give money back")
    hand.reads(re.compile("^At most €[0-9.]+ can go back"))
    hand.type("How much, in EUR", "5000")
    hand.tap("button", "Give it back")
    hand.reads(re.compile("^So much of the charge is not left"))
    hand.type("How much, in EUR", "12.50")
    hand.tap("button", "Give it back")
    hand.sees("article", "Give money back €12.50")


async def nobody_gives_back_alone(town: Town) -> None:
    async with town.ports.store.begin() as work:
        await work.books.add(with_(standard(), version="nobody_alone", refund_alone=()))


def of_mia(town: Town, day: str) -> str:
    """Mia's visit on a day."""
    olga, why = town.as_(**OLGA), "reason=Looks+for+a+visit"
    found = olga.get(f"/v1/people?q=mia&{why}")["data"][0]
    page = olga.get(f"/v1/people/{found['id']}?{why}")
    return next(one["id"] for one in page["bookings"] if one["window"]["local_start"].startswith(day))


def test_whoever_calls_is_booked_for(someone: Someone) -> None:
    hand = office(someone, viewport=LARGE)
    hand.tap("link", "People")
    with hand.budget(taps=4, fields=4):
        hand.tap("button", "Somebody calls")
        hand.type("Their name", "Ada Kern")
        hand.type("Phone", "+1 555 0100 017")
        hand.type("Why you look", "Called to book")
        hand.tap("button", "Take down and book")
        hand.type("Their address", "Lindenweg 14, Honigfeld")
        hand.tap("button", "See the price")
        hand.tap("button", re.compile("^Book .* with .* · €"))
    hand.reads("Booked; they are told.")


def test_what_is_counted_in_money_is_drawn_for_each_currency_there_is(someone: Someone) -> None:
    hand = office(someone)

    def with_francs(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, json=told.json() | {"currencies": ["CHF", "EUR"]})

    hand.page.route("**/v1/figures/*", with_francs)
    hand.tap("link", "Figures")
    hand.sees("img", re.compile("^Money by day: "))
    for name in ("Money by day", "What cleaners earn in a week"):
        hand.sees("heading", f"{name} · EUR")
        hand.sees("heading", f"{name} · CHF")


def test_a_caller_without_a_card_saves_one_under_a_link_while_their_time_is_kept(someone: Someone, town: Town) -> None:
    hand = office(someone, viewport=LARGE)
    hand.tap("link", "People")
    hand.tap("button", "Somebody calls")
    hand.type("Their name", "Eda Linde")
    hand.type("Phone", "+1 555 0100 097")
    hand.type("Why you look", "Called to book")
    hand.tap("button", "Take down and book")
    hand.type("Their address", "Lindenweg 16, Honigfeld")
    hand.tap("button", "See the price")
    hand.tap("button", "Send them a link for a card")
    hand.reads(re.compile("A link has gone out to their phone. A card is awaited; their time is kept until"))
    eda = someone("/card")
    eda.type("Your phone number", "+15550100097")
    eda.tap("button", "Send me a code")
    eda.type("The code we sent", "000000")
    eda.tap("button", "card_ok")
    eda.reads(re.compile("is saved: what you book is paid with it"))
    finds_nothing(eda.page, "card")
    hand.tap("button", "Is the card there?")
    hand.reads(re.compile("A card of theirs is there"))
    hand.tap("button", re.compile("^Book .* with .* · €"))
    hand.reads("Booked; they are told.")


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_every_screen_of_the_office_can_be_made_out_by_everybody(
    someone: Someone, town: Town, pictures: Path, look: dict[str, Any], language: str, request: pytest.FixtureRequest
) -> None:
    hand, name = office(someone, language, **look), request.node.callspec.id

    def judged(screen: str) -> None:
        for scheme in SCHEMES:
            hand.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            hand.page.screenshot(path=pictures / f"{screen}-{scheme}-{name}.png", full_page=True)
            finds_nothing(hand.page, f"{screen} in {scheme}")

    hand.sees("heading", re.compile("Joyce Adeyemi"))
    judged("needs-you")
    hand.tap("link", re.compile("^(Day|Tag)$"))
    hand.sees("heading", re.compile("4 March|4. März"))
    hand.sees("link", re.compile("Joyce Adeyemi|Mia"))
    judged("board")
    hand.tap("link", re.compile("^(Money|Geld)$"))
    hand.sees("heading", re.compile("Money by day|Geld je Tag|Tag"))
    judged("money")
    hand.tap("link", re.compile("^(Figures|Zahlen)$"))
    hand.sees("img", re.compile("Earned|Verdient"))
    judged("figures")
    hand.tap("link", re.compile("^(People|Menschen)$"))
    hand.type(re.compile("^(Why you|Warum Sie)"), "Looks for a visit")
    hand.page.get_by_role("searchbox").fill("mia")
    hand.tap("button", re.compile("^(Look up|Nachsehen)$"))
    hand.sees("link", re.compile("Mia Berger"))
    judged("people")
    hand.tap("link", re.compile("Mia Berger"))
    hand.sees("heading", "Mia Berger")
    judged("person")
    hand.tap("link", re.compile("Book for|buchen"))
    hand.tap("button", re.compile("Lindenweg 12"))
    hand.sees("button", re.compile("^Book .* with|buchen ·"))
    judged("behalf")
    hand.go(f"/ops/visits/{of_mia(town, '2026-03-10')}")
    hand.sees("heading", re.compile("looked for|gesucht"))
    judged("why")
    hand.go(f"/ops/visits/{of_mia(town, '2026-02-04')}")
    hand.sees("button", re.compile("Give money back|Geld zurück"))
    judged("pay")


def test_whoever_looks_on_lets_time_pass(someone: Someone) -> None:
    hand = someone("/?as=mia")
    hand.tap("button", re.compile("^Time in the sandbox"))
    hand.reads("It is 10:50.")
    finds_nothing(hand.page, "clock")
    with hand.budget(taps=1):
        hand.tap("button", "+1 hr")
        hand.reads(re.compile("It is 11:5[0-9]."))
