"""From a wish to a booking: how many taps it takes, and what happens when somebody or some bank says no."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect
from tests.integration.web.conftest import Someone
from tests.integration.web.hand import Hand
from tests.integration.web.town import Town

MIA, BEN, FIONA = "+15550100001", "+15550100002", "+15550100003"
CODE = "000000"
BOOK = re.compile(r"^Book \w{3} [0-9]{2}:")
BOOKED = re.compile("comes|finding somebody")


def see_slots(hand: Hand, address: str = "Lindenweg 12, Honigfeld") -> None:
    hand.type("Your address", address)
    hand.tap("button", "See the price")
    hand.sees("button", BOOK)


def sign_in(hand: Hand, phone: str) -> None:
    hand.reads("kept for you until 09:05")
    hand.type("Your phone number", phone)
    hand.tap("button", "Send me a code")
    hand.type("The code we sent", CODE)


def test_a_stranger_becomes_a_customer_and_books_in_nine_taps_and_four_fields(someone: Someone) -> None:
    hand = someone("/")
    with hand.budget(taps=9, fields=4):
        see_slots(hand, "Imkergasse 3, Honigfeld")
        hand.tap("button", "Oven")
        hand.tap("button", re.compile("Thursday 5 March"))
        hand.tap("button", re.compile("^09:00"))
        hand.tap("button", BOOK)
        hand.type("Your name, if you are new here", "Nora Neu")
        sign_in(hand, "+15550100099")
        hand.tap("button", "card_ok")
        hand.sees("heading", BOOKED)
    hand.sees("heading", "Money")


def test_a_regular_books_with_one_tap_and_takes_it_back_with_another(someone: Someone) -> None:
    hand = someone("/?as=mia")
    hand.sees("button", BOOK)
    with hand.budget(taps=1):
        hand.tap("button", BOOK)
        hand.keeps("Undo")
        hand.sees("heading", BOOKED)
    hand.tap("button", "Undo")
    hand.sees("heading", "Cancelled, at no cost")


def test_a_regular_books_another_day_and_hour_in_three_taps(someone: Someone) -> None:
    hand = someone("/?as=mia")
    hand.sees("button", BOOK)
    with hand.budget(taps=3):
        hand.tap("button", re.compile("Wednesday 11 March"))
        hand.tap("button", re.compile("^[0-9:]{5} "), last=True)
        hand.tap("button", re.compile("^Book Wed "))
        hand.keeps("Undo")
        hand.sees("heading", BOOKED)
    hand.tap("button", "Undo")
    hand.sees("heading", "Cancelled, at no cost")


def test_the_last_clean_once_more_is_one_tap(someone: Someone) -> None:
    hand = someone("/?as=mia")
    with hand.budget(taps=1):
        hand.tap("button", "Book again")
        hand.keeps("Undo")
        hand.sees("heading", BOOKED)
    hand.tap("button", "Undo")
    hand.sees("heading", "Cancelled, at no cost")


def held(hand: Hand, path: str) -> list[Route]:
    """Questions to this path, which get no answer until somebody gives one."""
    asked = list[Route]()

    def keep(route: Route) -> None:
        asked.append(route)

    hand.page.route(path, keep)
    return asked


def test_two_taps_in_haste_are_one_booking(someone: Someone, town: Town) -> None:
    mia = town.as_(phone=MIA)
    before = len(mia.get("/v1/bookings?limit=100")["data"])
    hand = someone("/?as=mia")
    asked = held(hand, "**/rebook")
    with hand.page.expect_request("**/rebook"):
        hand.tap("button", "Book again")
    hand.tap("button", "Book again")
    hand.page.evaluate("new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    for one in asked:
        one.continue_()
    hand.keeps("Undo")
    hand.sees("heading", BOOKED)
    assert len(asked) == 1
    hand.tap("button", "Undo")
    hand.sees("heading", "Cancelled, at no cost")
    assert len(mia.get("/v1/bookings?limit=100")["data"]) == before + 1


def test_while_the_price_of_other_rooms_is_asked_for_nothing_is_booked(someone: Someone) -> None:
    hand = someone("/")
    see_slots(hand)
    expect(hand.find("button", BOOK)).to_be_enabled()
    asked = held(hand, "**/v1/quotes")
    with hand.page.expect_request("**/v1/quotes"):
        hand.tap("button", "Oven")
    expect(hand.find("button", BOOK)).to_be_disabled()
    asked[0].continue_()
    expect(hand.find("button", BOOK)).to_be_enabled()


def test_news_at_the_edge_of_the_screen_lies_over_nothing_that_can_be_tapped(someone: Someone) -> None:
    hand = someone("/")
    see_slots(hand)
    hand.reaches_everything()
    no = '{"code": "rate_limited", "detail": "That was too much at once."}'
    kind = "application/problem+json"
    hand.page.route("**/v1/holds", lambda route: route.fulfill(status=429, content_type=kind, body=no))
    hand.page.clock.install()
    hand.tap("button", BOOK)
    news = hand.reads("That was too much at once.")
    news.hover()
    hand.page.clock.fast_forward(60_000)
    hand.sees("button", BOOK)
    hand.reaches_everything()
    assert news.is_visible(), "whoever points at it keeps it"
    hand.page.mouse.move(0, 0)
    hand.page.clock.fast_forward(60_000)
    expect(news).to_have_count(0)


def test_a_slot_that_somebody_else_took_leads_to_others_and_one_of_them_is_booked(someone: Someone, town: Town) -> None:
    hand = someone("/")
    see_slots(hand)
    hand.tap("button", re.compile("Friday 6 March"))
    hand.tap("button", re.compile("^09:00"))
    taken = hand.page.get_by_role("region", name="Who").get_by_role("button", pressed=True)
    name = taken.locator("b").inner_text()
    ben = town.as_(phone=BEN)
    home = ben.get("/v1/homes")["data"][0]
    quote = ben.post("/v1/quotes", {"place": {"home_id": home["id"]}})
    found = ben.get(f"/v1/availability?quote_id={quote['id']}&from=2026-03-06&days=1&per_slot=20")
    slot = next(
        choice["slot"]
        for slot in found["days"][0]["slots"]
        for choice in slot["choices"]
        if choice["cleaner"]["name"] == name and slot["window"]["local_start"] >= "2026-03-06T08:45"
    )
    ben.post("/v1/bookings", {"slot": slot, "home_id": home["id"], "card_id": "card_ok"})
    hand.tap("button", BOOK)
    hand.sees("heading", "Somebody else was first")
    hand.tap("button", re.compile("€"), first=True)
    sign_in(hand, MIA)
    hand.sees("heading", BOOKED)


def test_a_declined_card_leads_to_another_one_and_the_booking_stands(someone: Someone) -> None:
    hand = someone("/")
    see_slots(hand, "Bienenstraße 18, Honigfeld")
    hand.tap("button", BOOK)
    sign_in(hand, FIONA)
    hand.reads("The card was declined")
    hand.tap("button", "card_ok")
    hand.sees("heading", BOOKED)
