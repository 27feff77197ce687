"""The map that the client draws is the map of the seed city."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from cleanbee.adapters.web.site import FOLDER
from cleanbee.entrypoints.seed_folder import seed_folder

MAP = FOLDER / "city" / "honigfeld.geojson"
MILLION = 1_000_000


def streets() -> dict[str, Any]:
    """Every street as a line from its first house to its last."""
    city = tomllib.loads((seed_folder() / "city.toml").read_text("utf-8"))
    features = [
        {
            "type": "Feature",
            "properties": {"name": one["name"]},
            "geometry": {"type": "LineString", "coordinates": [point(one, 0), point(one, one["last"] - one["first"])]},
        }
        for one in city["street"]
    ]
    return {"type": "FeatureCollection", "features": features}


def point(street: dict[str, Any], steps: int) -> list[float]:
    lon = street["lon_e6"] + steps * street["step_lon_e6"]
    lat = street["lat_e6"] + steps * street["step_lat_e6"]
    return [lon / MILLION, lat / MILLION]


def test_the_map_has_every_street_of_the_city_where_it_lies() -> None:
    written = json.dumps(streets(), ensure_ascii=False, separators=(",", ":")) + "\n"
    assert MAP.read_text("utf-8") == written, "write this text into city/honigfeld.geojson"
