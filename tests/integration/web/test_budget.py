"""How much a first visit asks for: counted, since time depends on the machine."""

from __future__ import annotations

from typing import Any

from tests.integration.web.conftest import Someone

COLD_BYTES, WITHOUT_FONT_BYTES, COLD_REQUESTS = 70_000, 50_000, 20


def test_a_cold_visit_stays_within_seventy_kilobytes_and_twenty_requests(someone: Someone) -> None:
    hand = someone("about:blank")
    wire = hand.page.context.new_cdp_session(hand.page)
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def came(event: dict[str, Any]) -> None:
        sizes[addresses.get(event["requestId"], "?")] = event["encodedDataLength"]

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    wire.send("Network.enable")
    hand.go("/")
    hand.sees("heading", "A clean home, booked in a minute")
    hand.page.wait_for_load_state("networkidle")
    told = sorted(sizes.items(), key=lambda one: -one[1])
    assert len(sizes) <= COLD_REQUESTS, told
    assert sum(sizes.values()) <= COLD_BYTES, (sum(sizes.values()), told)
    fonts = sum(size for address, size in sizes.items() if "/fonts/" in address)
    assert sum(sizes.values()) - fonts <= WITHOUT_FONT_BYTES, (sum(sizes.values()) - fonts, told)
