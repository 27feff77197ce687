"""Values as JSON documents and back: one codec for every table."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar, cast

import msgspec

from cleanbee import domain
from cleanbee.domain.kernel import Event, Refusal, Refused, Value

V = TypeVar("V")

_ENCODER = msgspec.json.Encoder()


def to_doc(value: object) -> str:
    """The value as text for a ``jsonb`` column."""
    return _ENCODER.encode(value).decode()


@cache
def _decoder(shape: type[V]) -> msgspec.json.Decoder[V]:
    return msgspec.json.Decoder(shape)


def from_doc(doc: str, shape: type[V]) -> V:
    """The value out of a ``jsonb`` column."""
    return _decoder(shape).decode(doc)


def event_from(kind: str, doc: str) -> Event:
    """An event by its kind, which is unique over all contexts."""
    return from_doc(doc, _event_class(kind))


@cache
def _event_class(kind: str) -> type[Event]:
    know_all_events()
    found = [each for each in _below(Event) if each.__struct_config__.tag == kind]
    assert len(found) == 1, f"{len(found)} events are called {kind}"
    return found[0]


@cache
def know_all_events() -> None:
    """Load every module of the domain: an event that nobody here has told may have been kept by another process."""
    for module in walk_packages(domain.__path__, f"{domain.__name__}."):
        import_module(module.name)


def _below(root: type[Event]) -> list[type[Event]]:
    return [each for child in root.__subclasses__() for each in (child, *_below(child))]


def answer_name(value: Value) -> str:
    """The name under which an answer's class is found again; a refusal is named by its reason."""
    if isinstance(value, Refused):
        why = cast("Refused[Refusal]", value).why
        return f"refused {_path(type(why))}"
    return _path(type(value))


def answer_from(name: str, doc: str) -> Value:
    """A kept answer."""
    refused, path = name.startswith("refused "), name.removeprefix("refused ")
    shape = _class_at(path)
    generic: Any = Refused
    return from_doc(doc, generic[shape] if refused else shape)


def _path(shape: type) -> str:
    return f"{shape.__module__}:{shape.__qualname__}"


@cache
def _class_at(path: str) -> type[Value]:
    module, _, name = path.partition(":")
    found: object = sys.modules.get(module) or import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    assert isinstance(found, type) and issubclass(found, Value), f"{path} is no value"
    return found
