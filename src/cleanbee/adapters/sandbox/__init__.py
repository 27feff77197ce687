"""The sandbox process: one house of fakes (gateway, card vault, courier) that outlives whoever calls it."""
