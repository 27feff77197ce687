"""What one person does reaches another's open page without a reload, and time passes for both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import Someone
from tests.integration.web.town import Person, Town
from tests.integration.web.town import town as served

MIA, JOYCE = "+15550100001", "+15550100201"
BOOK = re.compile("^Book [A-Z][a-z]{2} [0-9]{2}:")
AT_HOME = {"lat_e6": 51842000, "lon_e6": 10790173}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A city of its own: here time passes."""
    with served() as one:
        yield one


def booked(mia: Person, day: str, at: str = "", cleaner: str = "Joyce") -> tuple[str, str]:
    """A clean by Joyce or another at Mia's on a day, and when it begins by the wall's clock: at this hour, or first."""
    home = mia.get("/v1/homes")["data"][0]
    quote = mia.post("/v1/quotes", {"place": {"home_id": home["id"]}})
    found = mia.get(f"/v1/availability?quote_id={quote['id']}&from={day}&days=1&per_slot=20")
    choice = next(
        choice
        for slot in found["days"][0]["slots"]
        for choice in slot["choices"]
        if choice["cleaner"]["name"].startswith(cleaner) and slot["window"]["local_start"].endswith(at)
    )
    card = mia.get("/v1/cards")["data"][0]
    told = mia.post("/v1/bookings", {"slot": choice["slot"], "home_id": home["id"], "card_id": card["id"]})
    return told["id"], told["window"]["local_start"][11:]


def test_two_browsers_see_each_others_changes(someone: Someone) -> None:
    here, there = someone("/?as=mia"), someone("/?as=mia")
    there.tap("link", "Visits")
    there.sees("heading", "Before")
    here.tap("button", BOOK)
    here.sees("heading", re.compile("comes"))
    there.tap("link", re.compile("Booked"))
    there.sees("heading", re.compile("comes"))
    with here.budget(taps=3):
        here.tap("button", "Cancel")
        here.tap("button", re.compile("Cancel it · free"))
        here.sees("heading", "Cancelled, at no cost")
    there.sees("heading", "Cancelled, at no cost")


def test_a_visit_is_moved_in_three_taps(someone: Someone, town: Town) -> None:
    id, at = booked(town.as_(phone=MIA), "2026-03-12")
    hand = someone("/?as=mia")
    hand.sees("heading", re.compile("A clean home"))
    hand.go(f"/visits/{id}")
    hand.sees("heading", f"Joyce comes Thu {at}")
    with hand.budget(taps=3):
        hand.tap("button", "Move")
        hand.tap("button", re.compile("^[0-9:]{5} "), first=True)
        hand.tap("button", re.compile("Move to Thu"))
        hand.reads(re.compile("Moved to Thu"))
    hand.sees("heading", re.compile("comes Thu"))


def test_words_that_are_too_long_are_mended_and_sent(someone: Someone, town: Town) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-11")
    hand = someone(f"/visits/{id}?as=mia")
    hand.tap("button", "Message")
    hand.type("Your message", "Hello! " * 700)
    hand.tap("button", "Send")
    hand.tap("button", "Write it anew")
    expect(hand.page.get_by_label("Your message")).to_have_value(re.compile("^Hello! "))
    hand.type("Your message", "Hello!")
    hand.tap("button", "Send")
    expect(hand.page.locator(".chat .mine small:not(.wrong)")).to_have_count(1)
    expect(hand.page.locator(".chat .mine")).to_have_text(re.compile("^You: +Hello![^H]*$"))


def test_half_past_nine_stays_half_past_nine_across_a_clock_change_and_an_ocean(someone: Someone, town: Town) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-30", "09:30")
    hand = someone("/?as=mia", timezone_id="America/New_York")
    hand.sees("button", BOOK)
    hand.go(f"/visits/{id}")
    hand.sees("heading", "Joyce comes Mon 09:30")
    hand.reads(re.compile("Monday 30 March, 09:30"))


def test_the_cleaners_steps_reach_the_customers_open_page(someone: Someone, town: Town, pictures: Path) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-04", "09:30")
    hand = someone("/?as=mia")
    hand.sees("heading", re.compile("A clean home"))
    hand.go(f"/visits/{id}")
    hand.sees("heading", re.compile("Joyce comes Wed 09:30"))
    olga = town.as_(email="olga@cleanbee.example", password="sandbox-olga")
    olga.post("/v1/test_helpers/clock/advance", {"to": "2026-03-04T08:10:00Z"})
    joyce = town.as_(phone=JOYCE)
    joyce.post(f"/v1/bookings/{id}/set_off")
    hand.sees("heading", re.compile("Joyce is (on the way|.* min away)"))
    joyce.post(f"/v1/bookings/{id}/check_in", AT_HOME)
    hand.sees("heading", "Joyce is at your door")
    joyce.post(f"/v1/bookings/{id}/start")
    hand.sees("heading", "Joyce is cleaning since 09:10")
    joyce.post(f"/v1/bookings/{id}/finish")
    hand.sees("heading", re.compile("^Done"))
    hand.sees("button", re.compile("^Book again Wed 18 Mar, 09:30 · €"))
    hand.tap("button", re.compile("^Tip"), first=True)
    hand.reads("All of it goes to Joyce")
    hand.page.get_by_role("radio", name="5 stars").check(force=True)
    hand.tap("button", "punctual")
    finds_nothing(hand.page, "a visit that is done, with stars")
    hand.page.screenshot(path=pictures / "done.png", full_page=True)
    hand.find("region", re.compile("How it was")).get_by_role("button", name="Send").click()
    hand.reads("Sealed until Joyce has written too")
    joyce.post(f"/v1/bookings/{id}/review", {"stars": 5, "text": "Always a pleasure."})
    hand.reads("Always a pleasure.")


def test_what_the_cleaner_writes_is_read_at_once_and_answered(someone: Someone, town: Town) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-10")
    hand = someone("/?as=mia")
    hand.sees("button", BOOK)
    hand.go(f"/visits/{id}")
    hand.tap("button", "Message")
    joyce = town.as_(phone=JOYCE)
    joyce.post(f"/v1/bookings/{id}/messages", {"text": "Which bell is it?"})
    hand.reads("Which bell is it?")
    hand.type("Your message", "Berger, second floor")
    hand.tap("button", "Send")
    hand.reads("Berger, second floor")
    expect(hand.page.get_by_text("Will be sent")).to_have_count(0)
    said = joyce.get(f"/v1/bookings/{id}/messages")["data"]
    assert {one["text"] for one in said} == {"Which bell is it?", "Berger, second floor"}


def test_whoever_was_signed_out_elsewhere_is_asked_who_they_are_and_goes_on(someone: Someone, town: Town) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-16")
    hand = someone("/?as=mia")
    hand.sees("button", BOOK)
    hand.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    hand.page.context.clear_cookies()
    hand.tap("link", "Visits")
    hand.sees("heading", "Sign in")
    hand.tap("button", re.compile("Mia"))
    hand.misses("heading", "Sign in")
    hand.tap("link", re.compile("Booked"), first=True)
    hand.sees("heading", re.compile("Joyce comes"))
    assert id
