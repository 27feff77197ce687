"""Who lives and works in the city, and where."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import pytest
from tests.unit.seed.city import City, metres

CARDS = {"card_ok", "card_declined", "card_insufficient", "card_3ds", "card_dispute"}
MAGIC_CLEANERS = {"Always Accepts", "Never Answers", "Runs Late", "No-Show"}


def test_the_city_is_large_enough(city: City) -> None:
    active = [one for one in city.cleaners.values() if one["phase"] == "active"]
    assert len(active) >= 24
    assert len(city.homes) >= 120
    assert len(city.customers) >= 40
    assert len(city.town["street"]) >= 60
    assert len({area["zone"] for area in city.areas.values()}) == 2


def test_every_area_has_cleaners_and_homes(city: City) -> None:
    for area in city.areas:
        assert sum(one["area"] == area for one in city.cleaners.values()) >= 8
        assert sum(one["area"] == area for one in city.homes.values()) >= 30


def test_keys_are_unique_and_plain(city: City) -> None:
    people = [*city.toml("customers")["customer"], *city.toml("cleaners")["cleaner"], *city.toml("ops")["ops"]]
    homes = [home["key"] for who in city.toml("customers")["customer"] for home in who["home"]]
    bookings = [row["key"] for row in (*city.history, *city.week)]
    for keys in ([one["key"] for one in people], homes, bookings):
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []
    assert "whoever" not in {one["key"] for one in people}


def test_no_two_people_share_a_phone_or_a_mail_address(city: City) -> None:
    people = [*city.customers.values(), *city.cleaners.values()]
    phones = [one["phone"] for one in people]
    mails = [one["email"] for one in (*people, *city.ops.values())]
    assert len(set(phones)) == len(phones)
    assert len(set(mails)) == len(mails)
    prefix = re.escape(city.town["sandbox"]["phone_prefix"])
    assert [phone for phone in phones if not re.fullmatch(prefix + r"\d{3}", phone)] == []
    assert [mail for mail in mails if not mail.endswith(".example")] == []


def test_every_address_is_found_inside_its_served_area(city: City) -> None:
    for one in (*city.homes.values(), *city.cleaners.values()):
        area = city.areas[one["area"]]
        assert one["address"].endswith(", " + area["name"])
        distance = metres(city.locate(one["address"]), (area["lat_e6"], area["lon_e6"]))
        assert distance < area["radius_m"], one["address"]


def test_no_two_homes_share_an_address(city: City) -> None:
    addresses = [home["address"] for home in city.homes.values()]
    assert len(set(addresses)) == len(addresses)


def test_magic_addresses_answer_as_they_are_called(city: City) -> None:
    magic = {one["address"]: one for one in city.town["magic_address"]}
    nowhere, ambiguous = magic["1 Nowhere St"], magic["2 Ambiguous Rd"]
    point = (nowhere["lat_e6"], nowhere["lon_e6"])
    assert nowhere["answer"] == "unserved"
    for area in city.areas.values():
        assert metres(point, (area["lat_e6"], area["lon_e6"])) > area["radius_m"]
    assert ambiguous["answer"] == "ambiguous"
    assert len(ambiguous["candidates"]) == 2
    for candidate in ambiguous["candidates"]:
        city.locate(candidate)


@pytest.mark.parametrize("address", ["Lindenweg 0, Honigfeld", "Lindenweg 9999, Honigfeld", "Nirgendweg 1, Honigfeld"])
def test_an_address_that_does_not_exist_is_not_found(city: City, address: str) -> None:
    with pytest.raises(KeyError):
        city.locate(address)


def test_mia_comes_first_and_joyce_has_cleaned_her_home_three_times(city: City) -> None:
    mia = city.toml("customers")["customer"][0]
    home = mia["home"][0]
    assert (mia["key"], mia["phone"], mia["email"]) == ("mia", "+15550100001", "mia@honigfeld.example")
    assert home["address"] == "Lindenweg 12, Honigfeld"
    assert (home["bedrooms"], home["bathrooms"]) == (2, 1)
    visits = [row for row in city.history if row["customer"] == "mia"]
    assert [(row["cleaner"], row["outcome"]) for row in visits] == [("joyce", "completed")] * 3
    starts = [datetime.fromisoformat(row["start_local"]) for row in visits]
    assert {(later - earlier).days for earlier, later in pairwise(starts)} == {14}
    assert city.cleaners["joyce"]["instant"]


def test_every_magic_card_and_every_magic_cleaner_is_in_town(city: City) -> None:
    assert {one["card"] for one in city.customers.values()} == CARDS
    assert {one["name"] for one in city.cleaners.values()} >= MAGIC_CLEANERS


def test_a_cleaner_can_be_told_apart_by_skill_language_hours_and_papers(city: City) -> None:
    skills = {one["skill"] for one in (*city.book["kind"], *city.book["extra"])}
    for key, one in city.cleaners.items():
        assert set(one["skills"]) <= skills, key
        assert one["languages"], key
        assert one["locale"] in {"en", "de"}, key
        assert one["stars_count"] <= one["stars_sum"] <= 5 * one["stars_count"], key
        assert one["stars_count"] <= one["visits"], key
        assert {paper["kind"] for paper in one["documents"]} == {"identity", "insurance"}, key
        for rule in one["weekly"]:
            assert rule["from"] < rule["to"], key
        if one["phase"] == "active":
            papers = [date.fromisoformat(paper["valid_until"]) for paper in one["documents"]]
            assert min(papers) > date(2026, 4, 13), key


def test_customers_name_only_cleaners_that_exist(city: City) -> None:
    for one in city.customers.values():
        named = {*one.get("favourites", []), *one.get("blocked", [])}
        assert named <= set(city.cleaners), one["key"]


def test_the_office_has_every_role_and_no_phrase_but_the_sandbox_s_own(city: City) -> None:
    assert {one["role"] for one in city.ops.values()} == {"admin", "support", "finance"}
    assert city.ops["olga"]["role"] == "admin"
    for key, one in city.ops.items():
        assert one["phrase"] == f"sandbox-{key}"
