"""What has been cleaned, and what is about to be."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests.unit.seed.city import City, metres, travel

PHASES = {
    "awaiting_card", "requested", "offered", "awaiting_choice", "confirmed", "en_route", "at_door", "in_progress",
    "locked_out", "completed", "settled", "cancelled", "expired",
}  # fmt: skip
OVER = {"settled", "cancelled", "expired", "completed", "locked_out"}
WITHOUT_CLEANER = {"requested", "awaiting_choice", "expired"}
OUTCOMES = {"completed", "cancelled", "lockout", "no_show", "released_unpaid"}
PAYMENTS = {"saved", "action_required", "authorized", "declined", "captured", "voided", "released"}
REASONS = {
    "awaiting_choice": {"cleaner_withdrew", "chosen_declined", "no_show", "nobody_found"},
    "requested": {"", "cleaner_withdrew"},
    "cancelled": {"by_customer", "card_not_secured", "no_choice_made"},
    "expired": {"card_not_secured"},
}


def test_three_months_of_history_lie_before_the_seeded_monday(city: City) -> None:
    assert len(city.history) >= 200
    starts = [row["start_local"] for row in city.history]
    assert min(starts) < "2025-12-03"
    assert max(starts) < "2026-03-01"
    assert {row["outcome"] for row in city.history} == OUTCOMES
    assert Counter(row["outcome"] for row in city.history)["completed"] > 0.9 * len(city.history)


def test_every_booking_names_a_home_of_its_customer_and_a_known_cleaner(city: City) -> None:
    for row in (*city.history, *city.week):
        assert city.homes[row["home"]]["owner"] == row["customer"], row["key"]
        assert not row["cleaner"] or row["cleaner"] in city.cleaners, row["key"]
    for row in city.week:
        assert (row["wish"] == "anyone") == (row["wish_cleaner"] == ""), row["key"]
        assert row["wish"] in {"only", "prefer", "anyone"}, row["key"]
        assert not row["wish_cleaner"] or row["wish_cleaner"] in city.cleaners, row["key"]


def test_a_clean_takes_what_the_price_book_says(city: City) -> None:
    for row in (*city.history, *city.week):
        assert int(row["minutes"]) == city.minutes(row), row["key"]
        assert int(row["minutes"]) <= city.book["longest_min"], row["key"]


def test_every_clean_starts_on_the_quarter_hour(city: City) -> None:
    for row in (*city.history, *city.week):
        assert row["start_local"][-2:] in {"00", "15", "30", "45"}, row["key"]


def test_every_promise_lies_in_the_cleaner_s_hours_travel_and_slack_included(city: City) -> None:
    for visit in city.promised:
        cleaner, home = city.cleaners[visit.cleaner], city.homes[visit.home]
        way_in = travel(city.locate(cleaner["address"]), city.locate(home["address"]))
        spans = city.hours(visit.cleaner, visit.day)
        inside = [one for one in spans if one[0] <= visit.start - way_in and visit.end + visit.slack <= one[1]]
        assert inside, (visit.key, visit.cleaner)


def test_no_cleaner_is_promised_twice_with_travel_and_slack_between(city: City) -> None:
    for (cleaner, _), visits in city.days().items():
        for earlier, later in pairwise(visits):
            way = travel(
                city.locate(city.homes[earlier.home]["address"]), city.locate(city.homes[later.home]["address"])
            )
            assert earlier.end + earlier.slack + way <= later.start, (cleaner, earlier.key, later.key)
            assert later.start - earlier.end >= timedelta(minutes=30), (cleaner, earlier.key, later.key)


def test_the_overlap_rule_sees_a_planted_overlap(city: City) -> None:
    first = next(row for row in city.week if row["key"] == "konrad-mon")
    planted = City()
    planted.week = [*city.week, {**first, "key": "planted", "start_local": "2026-03-02T11:00"}]
    with pytest.raises(AssertionError):
        test_no_cleaner_is_promised_twice_with_travel_and_slack_between(planted)


def test_nobody_works_more_than_eight_hours_or_rests_less_than_eleven(city: City) -> None:
    days = city.days()
    for (cleaner, day), visits in days.items():
        assert sum(one.minutes for one in visits) <= 480, (cleaner, day)
        after = days.get((cleaner, day + timedelta(days=1)))
        if after:
            assert after[0].start - visits[-1].end >= timedelta(hours=11), (cleaner, day)


def test_nobody_is_promised_in_their_time_off(city: City) -> None:
    for visit in city.promised:
        cleaner = city.cleaners[visit.cleaner]
        for off in cleaner.get("time_off", []):
            start, end = city.utc(cleaner["area"], off["from"]), city.utc(cleaner["area"], off["to"])
            assert visit.end <= start or end <= visit.start, visit.key


def test_everyone_can_do_and_reach_what_they_were_booked_for(city: City) -> None:
    skill = {one["key"]: one["skill"] for one in (*city.book["kind"], *city.book["extra"])}
    for row in (*city.history, *city.week):
        if not row["cleaner"]:
            continue
        cleaner, home = city.cleaners[row["cleaner"]], city.homes[row["home"]]
        assert cleaner["area"] == home["area"], row["key"]
        assert metres(city.locate(cleaner["address"]), city.locate(home["address"])) <= cleaner["radius_m"], row["key"]
        assert {skill[one] for one in (row["kind"], *row["extras"].split())} <= set(cleaner["skills"]), row["key"]
        assert cleaner["pets_ok"] or not home["pets"], row["key"]
        assert row["cleaner"] not in city.customers[row["customer"]].get("blocked", []), row["key"]


def test_the_week_shows_every_phase(city: City) -> None:
    assert {row["phase"] for row in city.week} == PHASES


def test_a_phase_fits_the_clock(city: City) -> None:
    for row in city.week:
        area = city.homes[row["home"]]["area"]
        placed, since = city.utc(area, row["placed_local"]), city.utc(area, row["since_local"])
        start, end = city.visit(row).start, city.visit(row).end
        assert placed <= since <= city.now, row["key"]
        assert start <= placed + timedelta(days=42), row["key"]
        match row["phase"]:
            case "in_progress":
                assert start <= city.now < end, row["key"]
            case "en_route" | "at_door":
                assert city.now <= start + timedelta(minutes=15), row["key"]
                assert since >= start - timedelta(minutes=60), row["key"]
            case "completed":
                assert end <= city.now < since + timedelta(hours=24), row["key"]
            case "locked_out":
                assert start + timedelta(minutes=30) <= since <= city.now < since + timedelta(hours=24), row["key"]
            case "settled":
                assert end + timedelta(hours=24) <= since, row["key"]
            case "awaiting_card":
                assert city.now < placed + timedelta(minutes=10), row["key"]
            case "confirmed" | "requested" | "offered" | "awaiting_choice":
                assert city.now < start, row["key"]
                assert start >= placed + timedelta(hours=4), row["key"]
            case _:
                assert row["phase"] in OVER, row["key"]


def test_money_is_secured_where_the_clock_says_so(city: City) -> None:
    for row in city.week:
        assert row["payment"] in PAYMENTS, row["key"]
        start = city.visit(row).start
        area = city.homes[row["home"]]["area"]
        present = start - city.utc(area, row["placed_local"]) <= timedelta(days=4)
        due = present or start - city.now <= timedelta(hours=48)
        card = city.customers[row["customer"]]["card"]
        if row["phase"] in {"en_route", "at_door", "in_progress", "completed", "locked_out"}:
            assert row["payment"] == "authorized", row["key"]
        elif row["phase"] == "awaiting_card":
            assert (row["payment"], card) == ("action_required", "card_3ds"), row["key"]
        elif row["phase"] in {"confirmed", "requested", "offered", "awaiting_choice"}:
            held = "authorized" if card in {"card_ok", "card_dispute", "card_3ds"} else "declined"
            assert row["payment"] == (held if due else "saved"), row["key"]
        elif row["phase"] == "settled":
            assert row["payment"] == "captured", row["key"]


def test_why_is_said_where_a_phase_asks_for_it(city: City) -> None:
    for row in city.week:
        assert (row["cleaner"] == "") <= (row["phase"] in WITHOUT_CLEANER or row["why"] == "no_choice_made"), row["key"]
        if row["phase"] in REASONS:
            assert row["why"] in REASONS[row["phase"]], row["key"]


def test_the_tales_of_the_week_are_there(city: City) -> None:
    week = {row["key"]: row for row in city.week}
    ill = city.cleaners["henrike"]
    assert ill["time_off"][0]["reason"] == "ill"
    assert (week["otto-mon"]["why"], week["otto-mon"]["wish_cleaner"]) == ("cleaner_withdrew", "henrike")
    assert city.customers[week["fritz-tue"]["customer"]]["card"] == "card_insufficient"
    assert week["tariq-sun"]["phase"] == "locked_out"
    assert {week["hanna-mon"]["cleaner"], week["niklas-mon"]["cleaner"]} == {"runs-late", "no-show"}


def test_a_clean_in_each_zone_stands_on_the_morning_the_clocks_change(city: City) -> None:
    changed = [row for row in city.week if row["start_local"].startswith("2026-03-29")]
    zones = {city.areas[city.homes[row["home"]]["area"]]["zone"] for row in changed}
    assert zones == {"Europe/Berlin", "Europe/Lisbon"}
    for row in changed:
        zone = ZoneInfo(city.areas[city.homes[row["home"]]["area"]]["zone"])
        start = datetime.fromisoformat(row["start_local"]).replace(tzinfo=zone)
        placed = datetime.fromisoformat(row["placed_local"]).replace(tzinfo=zone)
        assert start.utcoffset() != placed.utcoffset()


def test_the_calls_of_the_readme_and_the_story_find_their_slots_free(city: City) -> None:
    for cleaner, start, end in (
        ("joyce", "2026-03-04T09:30", "2026-03-04T12:30"),
        ("joyce", "2026-03-18T09:30", "2026-03-18T12:30"),
        ("kwame", "2026-03-02T14:00", "2026-03-02T16:00"),
    ):
        wanted = city.utc("honigfeld", start), city.utc("honigfeld", end)
        room = timedelta(minutes=60)
        taken = [
            one.key
            for one in city.promised
            if one.cleaner == cleaner and one.start < wanted[1] + room and wanted[0] - room < one.end
        ]
        assert taken == []


def test_history_tells_when_it_was_placed_and_how_it_ended(city: City) -> None:
    for row in city.history:
        area = city.homes[row["home"]]["area"]
        start = city.visit(row).start
        placed = city.utc(area, row["placed_local"])
        assert timedelta(hours=4) <= start - placed <= timedelta(days=42), row["key"]
        ended_early = row["outcome"] in {"cancelled", "released_unpaid"}
        assert bool(row["cancelled_local"]) == ended_early, row["key"]
        if ended_early:
            assert placed < city.utc(area, row["cancelled_local"]) < start, row["key"]
        assert row["stars"] in {"", "1", "2", "3", "4", "5"}, row["key"]
        assert not row["stars"] or row["outcome"] == "completed", row["key"]
        assert int(row["late_min"]) == 0 or row["outcome"] == "completed", row["key"]


def test_every_clean_pays_at_least_what_its_cleaner_asks_for_an_hour_travel_counted(city: City) -> None:
    for visit in city.promised:
        cleaner = city.cleaners[visit.cleaner]
        way = travel(city.locate(cleaner["address"]), city.locate(city.homes[visit.home]["address"])).seconds // 60
        pay = visit.minutes // 15 * city.book["pay_per_quarter"]
        assert pay * 60 // (visit.minutes + 2 * way) >= cleaner["pay_floor_per_h"], (visit.key, visit.cleaner)
