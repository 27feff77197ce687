"""Bytes that no client of ours would send, on a real socket: an answer in our words or a closed door, never a fault."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from tests.integration.adapters.http.served_city import Served, served_city

BODIES = {
    "100,000 brackets": b"[" * 60_000,
    "bad UTF-8": b'{"phone":"\xff\xfe"}',
    "NUL": b'{"phone":"\x00"}',
    "5,000 digits": b'{"phone":' + b"9" * 5_000 + b"}",
    "a key twice": b'{"phone":"+15550100001","phone":"+15550100002"}',
}


@pytest.fixture(scope="module")
def served(new_database: Callable[[], str]) -> Iterator[Served]:
    with served_city(new_database()) as one:
        yield one


def said(served: Served, raw: bytes) -> int:
    """The status of the answer to these bytes; 0 for a closed door."""
    place = urlsplit(served.url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        heard = b""
        try:
            line.sendall(raw)
            while chunk := line.recv(65_536):
                heard += chunk
        except OSError:  # the door was closed while we were still talking
            return status_in(heard)
    return status_in(heard)


def status_in(heard: bytes) -> int:
    """The status line's number."""
    found = re.match(rb"HTTP/1\.1 (\d{3})", heard)
    return int(found.group(1)) if found else 0


def posted(body: bytes, *headers: bytes) -> bytes:
    """A request to sign in with this body."""
    lines = [
        b"POST /v1/sign_ins HTTP/1.1",
        b"host: cleanbee.test",
        b"content-type: application/json",
        b"content-length: %d" % len(body),
        b"connection: close",
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_refused(served: Served, body: bytes) -> None:
    assert said(served, posted(body)) in {400, 422}


def test_ten_thousand_headers_are_turned_away(served: Served) -> None:
    many = [b"x-%d: y" % n for n in range(10_000)]
    assert said(served, posted(b"{}", *many)) in {0, 400, 431}


def test_a_header_of_a_megabyte_is_turned_away(served: Served) -> None:
    assert said(served, posted(b"{}", b"x-long: " + b"y" * 1_000_000)) in {0, 400, 431}


def test_a_body_of_a_megabyte_is_turned_away(served: Served) -> None:
    assert said(served, posted(b" " * 1_000_000)) in {0, 413}


def test_lines_that_are_no_request_are_turned_away(served: Served) -> None:
    for raw in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"BEE /v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ):
        assert said(served, raw) in {0, 400, 404, 405, 505}, raw


def test_after_all_that_the_house_still_answers(served: Served) -> None:
    fine = posted(b'{"phone":"+15550100001"}')
    assert said(served, fine) == 201
