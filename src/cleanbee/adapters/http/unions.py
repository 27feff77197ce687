"""Either-or in the description of the API, put so that generated clients have a type for it.

Generators of typed clients (openapi-generator for Dart, Kotlin, Swift, TypeScript) make one type of a union whose parts
are told apart by a word. Of anything else they make an empty class, or code that does not compile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REFERENCE = "#/components/schemas/{name}"


def named_unions(shape: Any, unions: Mapping[str, Any]) -> Any:
    """The same with a reference wherever one of these unions stands in full."""
    for name, union in unions.items():
        if shape == union:
            return {"$ref": REFERENCE.format(name=name)}
    match shape:
        case dict():
            return {name: named_unions(one, unions) for name, one in shape.items()}  # pyright: ignore[reportUnknownVariableType] a JSON value
        case list():
            return [named_unions(one, unions) for one in shape]  # pyright: ignore[reportUnknownVariableType] a JSON value
        case _:
            return shape


def typed(shape: dict[str, Any]) -> dict[str, Any]:
    """One shape of the description, its union (if it is one) put as generators read it; what it allows only grows.

    Told apart by a word, exactly one part fits. Texts that differ in their letters are one text. Other parts without
    names are any value at all, in words.
    """
    parts: list[dict[str, Any]] | None = shape.get("anyOf")
    if parts is None or any("$ref" in one for one in parts):
        return _one_of(shape)
    rest = {name: one for name, one in shape.items() if name != "anyOf"}
    if all("enum" in one for one in parts):
        return {**rest, "enum": [word for one in parts for word in one["enum"]]}
    if all("pattern" in one for one in parts):
        patterns = "|".join(one["pattern"] for one in parts)
        return {**rest, "type": "string", "maxLength": max(one["maxLength"] for one in parts), "pattern": patterns}
    kinds = " or ".join("a list of them" if one.get("type") == "array" else f"a {one['type']}" for one in parts)
    return {**rest, "description": f"{kinds[0].upper()}{kinds[1:]}."}


def _one_of(shape: dict[str, Any]) -> dict[str, Any]:
    told_apart = "discriminator" in shape
    return {"oneOf" if told_apart and name == "anyOf" else name: one for name, one in shape.items()}
