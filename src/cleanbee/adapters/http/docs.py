"""The documentation page, made of the OpenAPI document: no script, no font, nothing from another host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

Node = Mapping[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")


def documentation(document: Node) -> str:
    """The body of the page: how to ask, every operation by context, every shape with its fields."""
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    parts = [
        f"<p>{_prose(document['info']['description'])}</p>",
        '<p>The contract is <a href="/docs/openapi.json">OpenAPI 3.1</a>; every no has '
        '<a href="/problems">its page</a>. <a href="#shapes">Shapes</a> stand at the end.</p>',
    ]
    for tag, operations in _by_tag(document).items():
        parts.append(f'<h2 id="{escape(tag)}">{escape(tag)}</h2><p>{escape(described.get(tag, ""))}</p>')
        parts += [_operation(method, path, one) for method, path, one in operations]
    parts.append('<h2 id="shapes">Shapes</h2>')
    parts += [_shape(name, one) for name, one in sorted(document["components"]["schemas"].items())]
    return "".join(parts)


def _by_tag(document: Node) -> dict[str, list[tuple[str, str, Node]]]:
    found: dict[str, list[tuple[str, str, Node]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                found[methods[method]["tags"][0]].append((method, path, methods[method]))
    return found


def _operation(method: str, path: str, one: Node) -> str:
    name = one["operationId"]
    rows = [
        f"<p>{_prose(one['description'])}</p>" if "description" in one else "",
        _parameters(one.get("parameters", ())),
        _body(one),
        _responses(one["responses"]),
    ]
    return (
        f'<details class="op" id="{escape(name)}"><summary><span class="m">{method.upper()}</span> '
        f"<code>{escape(path)}</code> {escape(one['summary'])}</summary><div>{''.join(rows)}</div></details>"
    )


def _parameters(parameters: Sequence[Node]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}{_must(one.get('required'))}</td>"
        f"<td>{_kind(one['schema'])}</td><td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<table>{rows}</table>" if rows else ""


def _body(one: Node) -> str:
    if "requestBody" not in one:
        return ""
    content = next(iter(one["requestBody"]["content"].values()))
    example = content.get("example")
    shown = f"<pre>{escape(json.dumps(example, indent=2, ensure_ascii=False))}</pre>" if example is not None else ""
    return f"<p>Send {_kind(content['schema'])}</p>{shown}"


def _responses(responses: Node) -> str:
    rows = "".join(f"<tr><td>{escape(status)}</td><td>{_told(one)}</td></tr>" for status, one in responses.items())
    return f"<table>{rows}</table>"


def _told(response: Node) -> str:
    """What an answer is: its shape, or the problems that may stand behind its status."""
    if "$ref" in response:
        words = str(response["$ref"]).rsplit("/", 1)[1].split("-")
        return ", ".join(f'<a href="/problems/{w}">{w}</a>' if not w.isdigit() else "no body" for w in words)
    shapes = [_kind(one["schema"]) for one in response.get("content", {}).values() if "schema" in one]
    return " ".join([escape(response["description"]), *shapes])


def _shape(name: str, shape: Node) -> str:
    needed = set(shape.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{_must(field in needed)}</td><td>{_kind(one)}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for field, one in shape.get("properties", {}).items()
    )
    told = _prose(shape.get("description", ""))
    inside = f"<table>{rows}</table>" if rows else f"<p>{_kind(shape)}</p>"
    return (
        f'<details class="op" id="shape-{escape(name)}"><summary><code>{escape(name)}</code> '
        f'<span class="quiet">{told}</span></summary><div>{inside}</div></details>'
    )


def _must(needed: object) -> str:
    return " <small>must</small>" if needed else ""


def _kind(schema: Node) -> str:
    """A schema in a few words, with links to the shapes it names."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[1]
        return f'<a href="#shape-{escape(name)}">{escape(name)}</a>'
    for way in ("anyOf", "oneOf"):
        if way in schema:
            return " or ".join(_kind(one) for one in schema[way])
    if "const" in schema:
        return f"<code>{escape(json.dumps(schema['const']))}</code>"
    if "enum" in schema:
        return " · ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}{_bounds(schema)}"
    return f"{escape(str(schema.get('format', schema.get('type', 'anything'))))}{_bounds(schema)}"


def _bounds(schema: Node) -> str:
    told = list(_limits(schema))
    return f" <small>({', '.join(told)})</small>" if told else ""


def _limits(schema: Node) -> Iterator[str]:
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        low, high = schema.get(least), schema.get(most)
        if low is not None and high is not None:
            yield f"{low} to {high}"
        elif low is not None:
            yield f"at least {low}"
        elif high is not None:
            yield f"at most {high}"
    if "default" in schema:
        yield f"else {json.dumps(schema['default'])}"


def _prose(text: str) -> str:
    """Text with its `code` shown as such."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
