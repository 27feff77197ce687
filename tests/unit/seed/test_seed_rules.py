"""Prices, policies, the story's script and the messages."""

from __future__ import annotations

import string
from typing import Any

import msgspec
from tests.unit.seed.city import City

from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, standard

INTENTS: dict[str, set[str]] = {
    "book": {"as", "home", "on", "start", "kind", "extras", "wish"},
    "choose": {"booking", "choice"},
    "call": {"booking", "channel"},
    "assign": {"booking", "cleaner", "reason"},
    "rebook": {"booking", "as"},
} | {
    intent: {"booking"}
    for intent in (
        "cancel", "confirm_card", "accept", "decline", "set_off", "check_in", "open_notes", "start", "finish",
        "report_lockout", "withdraw",
    )
}  # fmt: skip
OUTCOME_WORDS = {"phase", "result", "outcome", "fee", "total", "expect"}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_price_book_gives_the_published_example(city: City) -> None:
    book = city.book
    minutes = book["base_min"] + 2 * book["bedroom_min"] + book["bathroom_min"]
    oven = next(one for one in book["extra"] if one["key"] == "oven")
    base = minutes // 15 * book["rate_per_quarter"]
    extra = oven["minutes"] // 15 * book["rate_per_quarter"] + oven["material"]
    tax = (base + extra) * book["tax_bp"] // 10_000
    assert (minutes + oven["minutes"], base, extra, tax, base + extra + tax) == (180, 6000, 1500, 1500, 9000)


def test_the_price_book_never_pays_out_more_than_it_takes(city: City) -> None:
    assert city.book["pay_per_quarter"] <= city.book["rate_per_quarter"]
    assert city.book["shortest_min"] <= city.book["longest_min"]
    assert all(one["permille"] >= 1000 for one in city.book["kind"])


def test_types_and_extras_are_named_in_both_languages(city: City) -> None:
    for one in (*city.book["kind"], *city.book["extra"]):
        assert set(one["name"]) == {"en", "de"}, one["key"]
        assert all(one["name"].values()), one["key"]


def strictness(band: dict[str, Any]) -> int:
    return band["before_min"] if "before_min" in band else band["days_before"] * 1440


def test_cancelling_later_never_costs_less(city: City) -> None:
    policies = city.toml("policies")
    assert policies["standard"] in {one["key"] for one in policies["cancellation"]}
    assert len(policies["cancellation"]) == 5
    for one in policies["cancellation"]:
        cutoffs = [strictness(band) for band in one["bands"]]
        fees = [band["fee_bp"] for band in one["bands"]]
        assert cutoffs == sorted(cutoffs, reverse=True), one["key"]
        assert [*fees, one["late_fee_bp"]] == sorted([*fees, one["late_fee_bp"]]), one["key"]
        assert one["bands"][0]["fee_bp"] == 0, one["key"]


def test_the_standard_policy_has_the_published_bands(city: City) -> None:
    standard = city.toml("policies")["cancellation"][0]
    bands = [(band["before_min"], band["fee_bp"]) for band in standard["bands"]]
    assert (standard["key"], standard["version"]) == ("cleanbee-standard", 1)
    assert bands == [(1440, 0), (360, 2500), (120, 5000)]
    assert standard["late_fee_bp"] == 10_000


def test_every_step_of_the_story_names_an_intent_and_somebody_who_can_have_it(city: City) -> None:
    story = city.toml("story")
    known = {row["key"] for row in city.week}
    people = {*city.customers, *city.cleaners, *city.ops, "whoever"}
    clock = story["begins_local"][-5:]
    for step in story["step"]:
        where = f"{step['at']} {step['who']} {step['intent']}"
        assert step["at"] >= clock, where
        clock = step["at"]
        assert step["who"] in people, where
        assert INTENTS[step["intent"]] <= set(step), where
        assert step["say"], where
        assert not OUTCOME_WORDS & set(step), where
        if "booking" in step:
            assert step["booking"] in known, where
        if "as" in step:
            assert step["as"] not in known, where
            known.add(step["as"])
        assert step.get("cleaner", "joyce") in city.cleaners, where
    assert clock <= story["evening_local"][-5:]


def test_the_story_books_homes_of_the_one_who_books(city: City) -> None:
    extras = {one["key"] for one in city.book["extra"]}
    booked = [step for step in city.toml("story")["step"] if step["intent"] == "book"]
    assert len(booked) >= 3
    for step in booked:
        assert city.homes[step["home"]]["owner"] == step["who"]
        assert set(step["extras"]) <= extras
        assert (step["wish"] == "anyone") == ("cleaner" not in step)


def test_the_story_starts_where_the_seeded_clock_stands(city: City) -> None:
    assert city.utc("honigfeld", city.toml("story")["begins_local"]) == city.now


def test_every_behaviour_has_a_habit(city: City) -> None:
    assert {one["behaviour"] for one in city.cleaners.values()} <= set(city.toml("story")["habits"])


def test_every_message_says_the_same_in_both_languages(city: City) -> None:
    notices = city.toml("notices")
    assert len(notices) >= 30
    for key, one in notices.items():
        assert one["audience"] in {"customer", "cleaner", "ops", "anyone"}, key
        assert set(one["channels"]) <= {"push", "sms", "mail"}, key
        assert one["channels"], key
        english, german = one["en"], one["de"]
        assert gaps(english["subject"]) == gaps(german["subject"]), key
        assert gaps(english["text"]) == gaps(german["text"]), key
        assert english["text"] != german["text"], key


def test_the_files_say_what_the_domain_s_own_preset_says(city: City) -> None:
    policies, domain = city.toml("policies"), standard()
    preset = policies["cancellation"][0]
    bands = tuple(Band(cutoff=Elapsed(minutes=band["before_min"]), fee_bp=band["fee_bp"]) for band in preset["bands"])
    written = Policy(
        version=f"{preset['key']}.{preset['version']}",
        bands=bands,
        late_fee_bp=preset["late_fee_bp"],
        free_after_booking_min=preset["free_after_booking_min"],
        ladder=msgspec.convert(policies["ladder"], HoldLadder),
        **policies["limits"],
    )
    assert written == domain
