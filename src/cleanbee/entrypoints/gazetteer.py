"""The seed city's map, for the geocoder that knows only this city."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cleanbee.adapters.memory.geo import GazetteerGeocoder, Street, Town
from cleanbee.domain.kernel import Place
from cleanbee.domain.people.address import Located


def _place(entry: dict[str, Any], prefix: str = "") -> Place:
    return Place(lat_e6=entry[f"{prefix}lat_e6"], lon_e6=entry[f"{prefix}lon_e6"])


def _town(entry: dict[str, Any]) -> Town:
    return Town(
        key=entry["key"], name=entry["name"], zone=entry["zone"], middle=_place(entry), radius_m=entry["radius_m"]
    )


def _street(entry: dict[str, Any]) -> Street:
    return Street(
        name=entry["name"],
        town=entry["area"],
        origin=_place(entry),
        step=_place(entry, "step_"),
        first=entry["first"],
        last=entry["last"],
    )


async def gazetteer(folder: Path) -> GazetteerGeocoder:
    """The geocoder of ``city.toml``, with the addresses that always answer in one way."""
    city = tomllib.loads((folder / "city.toml").read_text("utf-8"))
    towns = [_town(entry) for entry in city["area"]]
    streets = [_street(entry) for entry in city["street"]]
    plain = GazetteerGeocoder(towns, streets)
    known: dict[str, list[Located]] = {}
    for entry in city.get("magic_address", []):
        if entry["answer"] == "unserved":
            at = Located(address=entry["address"], place=_place(entry), zone=entry["zone"], served=False)
            known[entry["address"]] = [at]
        else:
            found = [await plain.locate(address) for address in entry["candidates"]]
            known[entry["address"]] = [one for some in found for one in some]
    return GazetteerGeocoder(towns, streets, known)
