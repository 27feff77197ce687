"""What a browser keeps of the server's answers: few, whole paths, and only of who is signed in."""

from __future__ import annotations

import re

from tests.integration.web.conftest import Someone
from tests.integration.web.test_cleaner import ALL_KEPT, COPIES
from tests.integration.web.test_live import MIA, booked
from tests.integration.web.town import Town

PATHS = 'async () => (await (await caches.open("data")).keys()).map((one) => new URL(one.url).pathname)'
MAY_BE_KEPT = re.compile(r"/v1/(app_config|me|offers|bookings|bookings/bkg_\w+|day_plans/[0-9-]+)")


def test_a_chat_leaves_no_copy_and_the_next_person_finds_nothing_of_the_last(someone: Someone, town: Town) -> None:
    id, _ = booked(town.as_(phone=MIA), "2026-03-17")
    hand = someone("/?as=mia")
    hand.sees("button", re.compile("^Book again"))
    hand.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    hand.go(f"/visits/{id}")
    hand.sees("heading", "Money")
    hand.tap("button", "Message")
    hand.type("Your message", "The bell is broken")
    hand.tap("button", "Send")
    hand.reads("The bell is broken")
    hand.page.evaluate(COPIES, ["/v1/me", f"/v1/bookings/{id}"])
    kept = hand.page.evaluate(PATHS)
    assert not [path for path in kept if not MAY_BE_KEPT.fullmatch(path)]
    assert "The bell is broken" not in hand.page.evaluate(ALL_KEPT)
    hand.go("/?as=joyce")
    hand.sees("link", "Offers")
    hand.page.evaluate(COPIES, ["/v1/day_plans/"])
    assert f"/v1/bookings/{id}" not in hand.page.evaluate(PATHS)
    hand.go("/?as=olga")
    hand.reads("Needs you")
    assert not {path for path in hand.page.evaluate(PATHS) if path != "/v1/app_config"}
